"""What people note of exchanges: ``calls`` records one, ``outcomes`` does what it says."""

from encaisse.exchanges.operations import calls
from encaisse.exchanges.operations.calls import Dialled
from encaisse.exchanges.operations.outcomes import Given, Teller

__all__ = ["Dialled", "Given", "Teller", "calls"]
