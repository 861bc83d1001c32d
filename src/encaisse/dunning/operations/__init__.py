"""What dunning does: one function per verb.

``runs`` proposes, ``approval`` lets messages go, ``delivery`` sends them, ``decisions`` are what
people decide of a receivable or a customer, ``scenarios`` keeps the ladders.
"""

from encaisse.dunning.operations.approval import approve, set_aside
from encaisse.dunning.operations.decisions import block, choose, force, ignore, skip, unblock
from encaisse.dunning.operations.delivery import record_delivery, settle_unclear
from encaisse.dunning.operations.runs import Ran, run
from encaisse.dunning.operations.scenarios import default_scenario, save_scenario, set_rates
from encaisse.dunning.operations.sending import deliver

__all__ = [
    "Ran",
    "approve",
    "block",
    "choose",
    "default_scenario",
    "deliver",
    "force",
    "ignore",
    "record_delivery",
    "run",
    "save_scenario",
    "set_aside",
    "set_rates",
    "settle_unclear",
    "skip",
    "unblock",
]
