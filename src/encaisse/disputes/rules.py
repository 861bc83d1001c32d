"""How a dispute spreads over receivables. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Cause = Literal[
    "price", "quantity", "quality", "delivery", "service", "invoice", "order", "already_paid",
    "other",
]  # fmt: skip
"""Why a customer contests, as scripts say it."""


@dataclass(frozen=True, slots=True)
class Contested:
    """A receivable on a day: what is open of it, what is contested already (at most that)."""

    receivable_id: int
    due_on: date
    open_cents: int
    contested_cents: int

    @property
    def free_cents(self) -> int:
        """What may still be contested."""
        return max(self.open_cents - self.contested_cents, 0)


def spread(owed: Iterable[Contested], cents: int | None) -> dict[int, int | None]:
    """The part of each receivable: so much, the oldest due date first, or the whole (None) of all
    that something is left to contest of."""
    free = sorted(
        (each for each in owed if each.free_cents),
        key=lambda each: (each.due_on, each.receivable_id),
    )
    if cents is None:
        return {each.receivable_id: None for each in free}
    parts: dict[int, int | None] = {}
    for each in free:
        taken = min(cents, each.free_cents)
        if taken:
            parts[each.receivable_id] = taken
        cents -= taken
    return parts
