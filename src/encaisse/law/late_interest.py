"""Interest for late payment: dated segments, each rounded half up to the cent once.

The first day is the day after the due date, the last is the day of payment, both included: as
many days as separate the two dates. Sum × days × rate ÷ 365 (ACT/365), 366 days on request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.rates import (
    DatedRate,
    Debtor,
    Regime,
    effective_regime,
    rates_over,
    require_coherent_rate,
)


class Imputation(StrEnum):
    """What a payment extinguishes first: interest, unless agreed otherwise (C. civ. 1343-1)."""

    INTEREST_FIRST = "interest-first"
    PRINCIPAL_FIRST = "principal-first"


class DayCount(StrEnum):
    """How a day is counted in a year: 1/365 always, or 1/366 in leap years."""

    ACT_365 = "act365"
    ACT_ACT = "actact"


class PaymentAfterDay(Refusal):
    """A payment that has not happened on the day of the count."""

    code = "payment_after_day"
    sentence = "Le versement du {paid_on} est postérieur au {on}, jour du calcul."


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed and from when; ``contract_rate`` is a fraction, for the contract regime."""

    principal: Money
    due_on: date
    debtor: Debtor = Debtor.BUSINESS
    regime: Regime = Regime.DEFAULT
    contract_rate: Decimal | None = None

    def delay(self, on: date) -> Period | None:
        """The days of delay up to ``on``; None when it is not late."""
        return Period(self.due_on + ONE_DAY, on) if on > self.due_on else None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received on a day, from which interest on it stops the day after."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Segment:
    """Some days that bear one rate on one base."""

    base: Money
    dated_rate: DatedRate
    interest: Money

    @property
    def period(self) -> Period:
        """Its days, both ends included."""
        return self.dated_rate.period


@dataclass(frozen=True, slots=True)
class LateInterest:
    """What interest has run and what is left to pay once payments are imputed.

    ``interest`` is all that accrued, ``interest_due`` what of it is unpaid, ``principal`` what is
    left of it, ``surplus`` what payments exceed both by; ``days`` bore an open principal.
    """

    principal: Money
    interest: Money
    interest_due: Money
    surplus: Money
    days: int = 0
    segments: tuple[Segment, ...] = ()

    def accrue(self, days: int, segments: Sequence[Segment]) -> "LateInterest":
        """Let these segments run."""
        added = Money.total((segment.interest for segment in segments), self.interest.currency)
        return replace(
            self,
            interest=self.interest + added,
            interest_due=self.interest_due + added,
            days=self.days + days,
            segments=(*self.segments, *segments),
        )

    def pay(self, amount: Money, imputation: Imputation) -> "LateInterest":
        """Impute a payment on interest then principal, or the reverse."""
        if imputation is Imputation.INTEREST_FIRST:
            to_interest = min(amount, self.interest_due)
            to_principal = min(amount - to_interest, self.principal)
        else:
            to_principal = min(amount, self.principal)
            to_interest = min(amount - to_principal, self.interest_due)
        return replace(
            self,
            principal=self.principal - to_principal,
            interest_due=self.interest_due - to_interest,
            surplus=self.surplus + amount - to_principal - to_interest,
        )


def late_interest(
    debt: Debt,
    *,
    on: date,
    payments: Iterable[Payment] = (),
    imputation: Imputation = Imputation.INTEREST_FIRST,
    day_count: DayCount = DayCount.ACT_365,
) -> LateInterest:
    """The interest of a debt up to ``on`` included; nothing when it is paid by its due date.

    C. com. L441-10, II (professionals), CCP R2192-31 (public contracts), C. mon. fin. L313-2
    (legal interest). A day whose rate is unknown is refused (``LawUnknown``).
    """
    require_coherent_rate(debt.regime, debt.contract_rate)
    received = _by_day(payments, on)
    nothing = Money(0, debt.principal.currency)
    run = LateInterest(debt.principal, nothing, nothing, nothing)
    for paid_on in sorted(received):
        if paid_on <= debt.due_on:
            run = run.pay(received.pop(paid_on), imputation)
    delay = debt.delay(on)
    if delay is None:
        return run
    for part in delay.split(*(paid_on + ONE_DAY for paid_on in received)):
        if run.principal:
            run = run.accrue(part.days, _segments(debt, run.principal, part, day_count))
        if part.last in received:
            run = run.pay(received[part.last], imputation)
    return run


def _by_day(payments: Iterable[Payment], on: date) -> dict[date, Money]:
    """What each day brought: the order within a day changes nothing."""
    received: dict[date, Money] = {}
    for payment in payments:
        if payment.on > on:
            raise PaymentAfterDay(paid_on=french_day(payment.on), on=french_day(on))
        before = received.get(payment.on)
        received[payment.on] = before + payment.amount if before else payment.amount
    return {day: amount for day, amount in received.items() if amount}


def _segments(debt: Debt, base: Money, days: Period, day_count: DayCount) -> list[Segment]:
    regime = effective_regime(debt.regime, debt.debtor)
    if regime is None:
        return []
    rates = rates_over(
        days, regime, started_on=debt.due_on + ONE_DAY, contract_rate=debt.contract_rate
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
