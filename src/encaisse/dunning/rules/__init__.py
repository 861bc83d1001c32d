"""Who is reminded, at which step, by which message, and why not. Pure, over frames.

``plan`` is the whole rule: ``decide`` takes each receivable alone, ``gather`` makes messages of
what remains. A nightly run gives a million rows, a screen gives one.
"""

from encaisse.dunning.rules.decision import Day, decide
from encaisse.dunning.rules.facts import Facts
from encaisse.dunning.rules.faults import Remark, faults
from encaisse.dunning.rules.gathering import gather
from encaisse.dunning.rules.plan import Plan, plan
from encaisse.dunning.rules.scenario import Every, Scenario, Step
from encaisse.dunning.rules.waking import horizon

__all__ = [
    "Day",
    "Every",
    "Facts",
    "Plan",
    "Remark",
    "Scenario",
    "Step",
    "decide",
    "faults",
    "gather",
    "horizon",
    "plan",
]
