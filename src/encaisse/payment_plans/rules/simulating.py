"""How a debt is cut into instalments, and what interest each of them bears. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from encaisse.kernel.days import add_months, french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.payment_plans.rules import Part, PlanTooFar, PlanWithoutInstallment

COUNT_MAX = 120


class FirstPaymentTooHigh(Refusal):
    """Something is left for the instalments that follow."""

    code = "first_payment_too_high"
    sentence = (
        "Le premier versement ({first}) ne laisse rien aux échéances suivantes : il reste dû "
        "{open}. Baissez-le, ou demandez une seule échéance."
    )


class Rhythm(StrEnum):
    """How often one pays."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"


DAYS = {Rhythm.WEEK: 7, Rhythm.FORTNIGHT: 14}
MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plan as one asks for it: so many payments from that day on; ``first_cents``: a first
    payment of its own, none when all are equal."""

    count: int
    first_on: date
    rhythm: Rhythm = Rhythm.MONTH
    first_cents: int | None = None


def spread(open_: Money, wanted: Wanted) -> list[Part]:
    """Instalments that sum to what is open: equal, the last bears the cents that do not divide."""
    if not 1 <= wanted.count <= COUNT_MAX or open_.cents < wanted.count:
        raise PlanWithoutInstallment
    first = wanted.first_cents
    if first is None or wanted.count == 1:
        amounts = _equal(open_.cents, wanted.count)
    else:
        rest = open_.cents - first
        if first <= 0 or rest < wanted.count - 1:
            raise FirstPaymentTooHigh(first=Money(first, open_.currency), open=open_)
        amounts = [first, *_equal(rest, wanted.count - 1)]
    return [Part(_day(wanted, rank), cents) for rank, cents in enumerate(amounts)]


def filling(parts: Sequence[Part], owed: Iterable[tuple[int, int]]) -> list[tuple[int, date, int]]:
    """Which receivable each instalment pays, the first given first: receivable, day, cents."""
    waiting, found = [list(each) for each in owed], []
    for part in parts:
        left = part.cents
        while left and waiting:
            taken = min(left, waiting[0][1])
            found.append((waiting[0][0], part.due_on, taken))
            left -= taken
            waiting[0][1] -= taken
            if not waiting[0][1]:
                waiting.pop(0)
    return found


def with_interest(parts: Sequence[Part], ran: Sequence[int], *, waived_percent: int) -> list[Part]:
    """Each instalment with the interest it bears: what ran by its day and was not borne before,
    less the share given up. ``ran``: the interest that ran by each day."""
    borne = [_rounded(cents * (100 - waived_percent)) for cents in ran]
    steps = [borne[0], *(later - earlier for earlier, later in pairwise(borne))] if borne else []
    return [
        Part(part.due_on, part.cents, max(cents, 0))
        for part, cents in zip(parts, steps, strict=True)
    ]


def _equal(cents: int, count: int) -> list[int]:
    each, rest = divmod(cents, count)
    return [each] * (count - 1) + [each + rest]


def _day(wanted: Wanted, rank: int) -> date:
    try:
        if wanted.rhythm in MONTHS:
            return add_months(wanted.first_on, rank * MONTHS[wanted.rhythm])
        return wanted.first_on + timedelta(days=rank * DAYS[wanted.rhythm])
    except (OverflowError, ValueError) as beyond:  # after the last day of the calendar
        raise PlanTooFar(due=french_day(wanted.first_on)) from beyond


def _rounded(hundredths: int) -> int:
    """Hundredths of a cent to the cent, half up."""
    return (hundredths + 50) // 100
