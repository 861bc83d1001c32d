"""What follows from an allocation that is made or undone: a line of the journal, then those above
who promised to give up what a payment leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.audit import operations as audit

if TYPE_CHECKING:
    from encaisse.matching.models import Allocation


@dataclass(frozen=True, slots=True)
class Settler:
    """Those above who promised to give up what a payment leaves: told of each allocation made (and
    by whom), and of each one undone, from what day on. Batches of the bank and books imported are
    not told here: what they leave is looked at by the clock."""

    settle: Callable[[Allocation, str], None]
    reopen: Callable[[Allocation, date, str], None]


SETTLERS: list[Settler] = []


def made(allocation: Allocation, by: str) -> None:
    """It pays from its day."""
    _record(allocation, "allocation.made", by)
    for settler in SETTLERS:
        settler.settle(allocation, by)


def undone(counter_entry: Allocation, allocation: Allocation, on: date, by: str) -> None:
    """It pays no more from ``on``."""
    _record(counter_entry, "allocation.undone", by)
    for settler in SETTLERS:
        settler.reopen(allocation, on, by)


def act(allocation: Allocation, verb: str, by: str) -> audit.Act:
    """That an allocation or its counter-entry was written, as the journal keeps it."""
    credit = allocation.credit
    return audit.Act(
        by,
        verb,
        f"allocation:{allocation.pk}",
        allocation.reason,
        {
            "credit": credit.pk,
            "receivable": allocation.receivable_id,
            "cents": allocation.cents,
            "currency": credit.currency,
            "on": allocation.on.isoformat(),
        },
        credit.customer_id,
    )


def _record(allocation: Allocation, verb: str, by: str) -> None:
    audit.record_all(allocation.credit.company, [act(allocation, verb, by)])
