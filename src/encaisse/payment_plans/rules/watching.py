"""Whether a plan is kept: which of its instalments are missed, and what that entails. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Payment:
    """An instalment on a day: its rank, its own day, what is left of it."""

    rank: int
    due_on: date
    left_cents: int


def missed(payments: Iterable[Payment], *, grace_days: int, on: date) -> list[int]:
    """The ranks of those not wholly paid once the days of grace have passed."""
    grace = timedelta(days=grace_days)
    return [each.rank for each in payments if each.left_cents > 0 and each.due_on + grace < on]


def after_their_day(count: int, grace_days: int) -> str:
    """Since when so many instalments are missed, in French."""
    whose = "sa" if count == 1 else "leur"
    if not grace_days:
        return f"le lendemain de {whose} date"
    return f"{grace_days}\u00a0{'jours' if grace_days > 1 else 'jour'} après {whose} date"


def is_broken(count: int, *, missed_max: int) -> bool:
    """Whether so many missed instalments make the whole due again; never, at 0."""
    return 0 < missed_max <= count
