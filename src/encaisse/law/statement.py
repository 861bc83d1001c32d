"""The whole of a late debt on a day: principal, interest, indemnity, and what to beware of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.indemnity import Indemnity, indemnity
from encaisse.law.late_interest import (
    DayCount,
    Debt,
    Imputation,
    LateInterest,
    Payment,
    Segment,
    late_interest,
)
from encaisse.law.rates import LEGAL_REGIMES, Regime, effective_regime, floors_over, percent
from encaisse.law.reader import parameters

AMOUNT_MAX = Money(10_000_000_00)


class AmountOutOfRange(Refusal):
    """An amount that the calculators do not take."""

    code = "amount_out_of_range"
    sentence = "{amount} : le montant doit être supérieur à zéro et d'au plus {most}."


@dataclass(frozen=True, slots=True)
class Statement:
    """What is owed. ``total`` is all that is still owed; ``indemnity_due`` what of it is unpaid."""

    run: LateInterest
    indemnity: Indemnity
    indemnity_due: Money
    overpaid: Money
    warnings: tuple[str, ...]

    @property
    def total(self) -> Money:
        """Principal, interest and indemnity still to be paid."""
        return self.run.principal + self.run.interest_due + self.indemnity_due


def statement(
    debt: Debt,
    *,
    on: date,
    payments: Sequence[Payment] = (),
    imputation: Imputation = Imputation.INTEREST_FIRST,
    day_count: DayCount = DayCount.ACT_365,
) -> Statement:
    """Interest and indemnity of one debt up to ``on``, payments imputed.

    The rank of the indemnity is not settled: it comes last, after interest and principal.
    """
    for amount in (debt.principal, *(payment.amount for payment in payments)):
        if not Money(0) < amount <= AMOUNT_MAX:
            raise AmountOutOfRange(amount=amount, most=AMOUNT_MAX)
    run = late_interest(debt, on=on, payments=payments, imputation=imputation, day_count=day_count)
    entailed = indemnity(debt.debtor, late_on=debt.due_on + ONE_DAY) if run.days else None
    charge = entailed or Indemnity(Money(0), "", "")
    paid = min(run.surplus, charge.amount)
    overpaid = run.surplus - paid
    return Statement(
        run, charge, charge.amount - paid, overpaid, tuple(_warnings(debt, run, overpaid))
    )


def _warnings(debt: Debt, run: LateInterest, overpaid: Money) -> Iterator[str]:
    if overpaid:
        yield f"Les versements dépassent de {overpaid} tout ce qui est dû."
    if not run.days:
        return
    regime = effective_regime(debt.regime, debt.debtor)
    if regime is None:
        yield (
            "Un particulier ne doit ni pénalités de l'article L441-10 ni indemnité forfaitaire : "
            "l'intérêt légal court de la mise en demeure (C. civ. 1231-6 et 1344-1)."
        )
    if regime in LEGAL_REGIMES:
        yield (
            "L'intérêt est compté du lendemain de l'échéance donnée ; l'intérêt légal court de la "
            "mise en demeure ou du jugement (C. civ. 1231-6 et 1231-7)."
        )
    if regime is Regime.PUBLIC:
        yield from _older_contract(debt.due_on + ONE_DAY)
    if run.segments and debt.contract_rate is not None:
        yield from _clause_below_floor(run.segments, debt.contract_rate)
    yield from dict.fromkeys(_doubts(run.segments))


def _older_contract(started_on: date) -> Iterator[str]:
    older, recent = parameters.public_moratory_ecb7, parameters.public_moratory_ecb8
    if recent.known(started_on) and (other := older.known(started_on)):
        yield (
            f"Pour un contrat conclu avant le {french_day(recent.values[0].first)}, "
            f"le taux serait de {percent(other.rate)}."
        )


def _clause_below_floor(segments: Sequence[Segment], rate: Decimal) -> Iterator[str]:
    whole = Period(segments[0].period.first, segments[-1].period.last)
    for days, floor in floors_over(whole):
        if floor is None:
            yield f"Le plancher d'un taux convenu n'est pas connu {days}."
        elif rate < floor.rate:
            times = parameters.contractual_floor_factor.on(days.first).value
            yield (
                f"Le taux convenu de {percent(rate)} est inférieur au plancher de "
                f"{percent(floor.rate)} {days} ({floor.article} : {times} fois l'intérêt légal)."
            )


def _doubts(segments: Sequence[Segment]) -> Iterator[str]:
    for dated in (segment.dated_rate for segment in segments):
        if dated.note:
            yield dated.note
        if not dated.is_certain and dated.confidence is not None:
            yield (
                f"Taux de {percent(dated.rate)} {dated.period} : "
                f"{dated.confidence.label}, à vérifier avant tout envoi."
            )
