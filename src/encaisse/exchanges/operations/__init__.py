"""What people note of exchanges: ``calls`` records one, ``visits`` plans, moves, cancels and
reports one, ``inviting`` writes it in calendars, ``outcomes`` does what came of it, ``writing``
sends a mail of one's own."""

from encaisse.exchanges.operations import calls, visits, writing
from encaisse.exchanges.operations.calls import Dialled
from encaisse.exchanges.operations.outcomes import Given, Teller
from encaisse.exchanges.operations.visits import Planned

__all__ = ["Dialled", "Given", "Planned", "Teller", "calls", "visits", "writing"]
