"""Whether a month's objective is reached, and how far it is. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from encaisse.kernel.days import add_months

PERCENT_MOST = 100


class Aim(StrEnum):
    """What is aimed at: money to bring in, or a share of late not to be passed."""

    COLLECTED = "collected"
    LATE_SHARE = "late_share"


@dataclass(frozen=True, slots=True)
class Measured:
    """What the customers of a person paid in the month, what they owe and what is late of it."""

    collected_cents: int = 0
    outstanding_cents: int = 0
    late_cents: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: ``value`` in cents or in percent; ``percent``: of the amount aimed at, or the share
    itself."""

    value: int
    percent: int
    is_reached: bool


NOTHING = Measured()


def month_of(on: date) -> date:
    """The first day of its month, which names it."""
    return on.replace(day=1)


def latest_day(month: date, *, on: date) -> date:
    """Until which day the month is measured: today at most, its last day once it is over."""
    return min(date.fromordinal(add_months(month, 1).toordinal() - 1), on)


def is_target(aim: Aim, target: int) -> bool:
    """An amount to bring in is positive; a share is from 0 to 100."""
    if aim == Aim.COLLECTED:
        return target > 0
    return 0 <= target <= PERCENT_MOST


def progress(
    aim: Aim, target: int, people: Collection[int], measured: Mapping[int, Measured]
) -> Progress:
    """Of these people together: each customer is followed by one person, so that nothing is
    counted twice, and somebody named twice counts once."""
    found = [measured.get(person, NOTHING) for person in set(people)]
    if aim == Aim.COLLECTED:
        value = sum(each.collected_cents for each in found)
        return Progress(value, value * PERCENT_MOST // target, value >= target)
    owed = sum(each.outstanding_cents for each in found)
    late = sum(each.late_cents for each in found)
    share = _share(late, owed)
    return Progress(share, share, late * PERCENT_MOST <= target * owed)


def definition(aim: Aim, month: date, *, on: date) -> str:
    """What the figure is, with its days."""
    until = f"{latest_day(month, on=on):%d/%m/%Y}"
    if aim == Aim.COLLECTED:
        return (
            f"Règlements reçus du {month:%d/%m/%Y} au {until} des clients suivis aujourd'hui, "
            "sans ceux qui sont revenus impayés."
        )
    return f"Part échue de ce que doivent les clients suivis, au {until}."


def _share(part: int, whole: int) -> int:
    """In percent, to the nearest, half up; nothing owed, nothing late."""
    return (2 * part * PERCENT_MOST + whole) // (2 * whole) if whole else 0
