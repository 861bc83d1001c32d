"""Interest as it runs: segments accrue, payments and credit notes are imputed, years capitalise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.law.debt import Payment
from encaisse.law.rates import DatedRate


class Imputation(StrEnum):
    """What a payment extinguishes first: interest, unless agreed otherwise (C. civ. 1343-1)."""

    INTEREST_FIRST = "interest-first"
    PRINCIPAL_FIRST = "principal-first"


@dataclass(frozen=True, slots=True)
class Segment:
    """Some days that bear one rate on one base: the principal, and interest made principal."""

    base: Money
    dated_rate: DatedRate
    interest: Money

    @property
    def period(self) -> Period:
        """Its days, both ends included."""
        return self.dated_rate.period


@dataclass(frozen=True, slots=True)
class Imputed:
    """Where the money received on a day went; ``surplus`` is what neither owed."""

    on: date
    amount: Money
    to_interest: Money
    to_principal: Money
    surplus: Money


@dataclass(frozen=True, slots=True)
class LateInterest:
    """What interest has run and what is left to pay once payments are imputed.

    ``interest`` is all that accrued, ``interest_due`` what of it is unpaid, of which
    ``capitalised`` bears interest itself; ``principal`` is what is left of it; ``surplus`` what
    payments exceed both by, ``credit_surplus`` what credit notes exceed the principal by;
    ``days`` bore an open principal.
    """

    principal: Money
    interest: Money
    interest_due: Money
    surplus: Money
    capitalised: Money
    credit_surplus: Money
    days: int = 0
    segments: tuple[Segment, ...] = ()
    imputed: tuple[Imputed, ...] = ()

    @classmethod
    def opening(cls, principal: Money) -> "LateInterest":
        """Before anything ran."""
        nothing = Money(0, principal.currency)
        return cls(principal, nothing, nothing, nothing, nothing, nothing)

    @property
    def base(self) -> Money:
        """What bears interest."""
        return self.principal + self.capitalised

    @property
    def is_certain(self) -> bool:
        """Whether each rate used was read twice, or confirmed."""
        return all(segment.dated_rate.is_certain for segment in self.segments)

    def accrue(self, days: int, segments: Sequence[Segment]) -> "LateInterest":
        """Let these segments run."""
        added = Money.total((segment.interest for segment in segments), self.interest.currency)
        return replace(
            self,
            interest=self.interest + added,
            interest_due=self.interest_due + added,
            days=self.days + (days if self.principal else 0),
            segments=(*self.segments, *segments),
        )

    def capitalise(self, since: date) -> "LateInterest":
        """Let what is due bear interest, if that of the whole year since that day is due."""
        year = (each.interest for each in self.segments if each.period.first >= since)
        waiting = self.interest_due - self.capitalised
        whole = Money.total(year, waiting.currency)
        return self if waiting < whole else replace(self, capitalised=self.interest_due)

    def credit(self, amount: Money) -> "LateInterest":
        """A credit note lowers the principal, never the interest."""
        taken = min(amount, self.principal)
        return replace(
            self,
            principal=self.principal - taken,
            credit_surplus=self.credit_surplus + amount - taken,
        )

    def pay(self, payment: Payment, imputation: Imputation) -> "LateInterest":
        """Impute a payment on interest then principal, or the reverse; interest that bears interest
        is paid beside the principal, before it or after it."""
        waiting = self.interest_due - self.capitalised
        parts = [waiting, self.capitalised, self.principal]
        if imputation is Imputation.PRINCIPAL_FIRST:
            parts.reverse()
        left, paid = payment.amount, []
        for part in parts:
            paid.append(min(left, part))
            left -= paid[-1]
        if imputation is Imputation.PRINCIPAL_FIRST:
            paid.reverse()
        to_waiting, to_capitalised, to_principal = paid
        to_interest = to_waiting + to_capitalised
        told = Imputed(payment.on, payment.amount, to_interest, to_principal, left)
        return replace(
            self,
            principal=self.principal - to_principal,
            interest_due=self.interest_due - to_interest,
            capitalised=self.capitalised - to_capitalised,
            surplus=self.surplus + left,
            imputed=(*self.imputed, told),
        )
