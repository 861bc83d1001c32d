"""Interest for late payment: dated segments, each rounded half up to the cent once.

The first day is the day after the due date, the last is the day of payment, both included: as
many days as separate the two dates. Sum × days × rate ÷ 365 (ACT/365), 366 days on request.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.accrual import Imputation, Imputed, LateInterest, Segment
from encaisse.law.course import Course, require_coherent
from encaisse.law.debt import Debt, Payment
from encaisse.law.events import NOTHING_ELSE, CreditNote, Events
from encaisse.law.rates import Regime, rates_over
from encaisse.law.reach import require_within_reach
from encaisse.law.reader import Parameters, parameters

__all__ = [
    "CreditNote",
    "CreditNoteAfterDay",
    "DayCount",
    "Debt",
    "Events",
    "Imputation",
    "Imputed",
    "LateInterest",
    "Payment",
    "PaymentAfterDay",
    "Segment",
    "late_interest",
]


class DayCount(StrEnum):
    """How a day is counted in a year: 1/365 always, or 1/366 in leap years."""

    ACT_365 = "act365"
    ACT_ACT = "actact"


class PaymentAfterDay(Refusal):
    """A payment that has not happened on the day of the count."""

    code = "payment_after_day"
    sentence = (
        "Le versement du {day} est postérieur au {on}, jour du calcul : retirez-le, ou comptez "
        "jusqu'à ce jour."
    )


class CreditNoteAfterDay(Refusal):
    """A credit note that does not exist yet on the day of the count."""

    code = "credit_note_after_day"
    sentence = (
        "L'avoir du {day} est postérieur au {on}, jour du calcul : retirez-le, ou comptez jusqu'à "
        "ce jour."
    )


@dataclass(frozen=True, slots=True)
class _Moves:
    """What each day brought: the order within a day changes nothing."""

    paid: dict[date, Money]
    credited: dict[date, Money]

    @property
    def days(self) -> list[date]:
        return sorted({*self.paid, *self.credited})

    def close(self, run: LateInterest, day: date, imputation: Imputation) -> LateInterest:
        """The end of a day: its credit notes, then its payments."""
        if day in self.credited:
            run = run.credit(self.credited[day])
        return run.pay(Payment(day, self.paid[day]), imputation) if day in self.paid else run


def late_interest(
    debt: Debt,
    *,
    on: date,
    payments: Iterable[Payment] = (),
    events: Events = NOTHING_ELSE,
    imputation: Imputation = Imputation.INTEREST_FIRST,
    day_count: DayCount = DayCount.ACT_365,
    law: Parameters = parameters,
) -> LateInterest:
    """The interest of a debt up to ``on`` included; nothing when it is paid by its due date.

    C. com. L441-10, II (professionals), CCP R2192-31 (public contracts), C. mon. fin. L313-2
    (legal interest). A day whose rate is unknown is refused (``LawUnknown``).
    """
    require_within_reach([debt.due_on, debt.contract_on, on, *events.days])
    require_coherent(debt, events, law)
    moves = _moves(payments, events.credit_notes, on)
    run = LateInterest.opening(debt.principal)
    for day in moves.days:
        if day <= debt.due_on:
            run = moves.close(run, day, imputation)
    delay = debt.delay(on)
    if delay is None:
        return run
    course = Course.of(debt, delay, events, law)
    for part in delay.split(*course.cuts(), *(day + ONE_DAY for day in moves.days)):
        regime = course.regime_on(part.first)
        if regime and part.first in course.years:
            run = run.capitalise(course.years[part.first])
        if run.base:
            run = run.accrue(part.days, _segments(debt, run.base, part, regime, day_count, law))
        run = moves.close(run, part.last, imputation)
    return run


def _moves(payments: Iterable[Payment], credit_notes: Iterable[CreditNote], on: date) -> _Moves:
    return _Moves(
        _by_day(payments, on, PaymentAfterDay), _by_day(credit_notes, on, CreditNoteAfterDay)
    )


def _by_day(
    moves: Iterable[Payment | CreditNote], on: date, refusal: type[Refusal]
) -> dict[date, Money]:
    summed: dict[date, Money] = {}
    for move in moves:
        if move.on > on:
            raise refusal(day=french_day(move.on), on=french_day(on))
        before = summed.get(move.on)
        summed[move.on] = before + move.amount if before else move.amount
    return {day: amount for day, amount in summed.items() if amount}


def _segments(
    debt: Debt,
    base: Money,
    days: Period,
    regime: Regime | None,
    day_count: DayCount,
    law: Parameters,
) -> list[Segment]:
    if regime is None:
        return []
    rates = rates_over(
        days,
        regime,
        started_on=debt.due_on + ONE_DAY,
        contract_rate=debt.contract_rate,
        contract_on=debt.contract_on,
        law=law,
    )
    return [
        Segment(base, rate, base.times(Fraction(rate.rate) * _years(rate.period, day_count)))
        for rate in rates
    ]


def _years(days: Period, day_count: DayCount) -> Fraction:
    """The days as a fraction of a year."""
    if day_count is DayCount.ACT_365:
        return Fraction(days.days, 365)
    years = range(days.first.year, days.last.year + 1)
    parts = days.split(*(date(year, 1, 1) for year in years))
    return sum((Fraction(part.days, _length(part.first.year)) for part in parts), Fraction(0))


def _length(year: int) -> int:
    return Period(date(year, 1, 1), date(year, 12, 31)).days
