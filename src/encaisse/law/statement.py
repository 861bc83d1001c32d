"""The whole of a late debt on a day: principal, interest, indemnity, and what to beware of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from encaisse.kernel.days import ONE_DAY
from encaisse.kernel.money import Money
from encaisse.law.amounts import NOTHING, require_taken
from encaisse.law.events import NOTHING_ELSE, Events
from encaisse.law.indemnity import Indemnity, indemnity
from encaisse.law.late_interest import (
    DayCount,
    Debt,
    Imputation,
    LateInterest,
    Payment,
    late_interest,
)
from encaisse.law.reader import Parameters, parameters
from encaisse.law.warnings import warnings_on


@dataclass(frozen=True, slots=True)
class Statement:
    """What is owed. ``total`` is all that is still owed; ``indemnity_due`` what of the indemnity is
    unpaid, ``costs_due`` what of the proven costs above it. ``other`` is the same debt by the
    other order of imputation, when payments make them differ.
    """

    run: LateInterest
    imputation: Imputation
    indemnity: Indemnity
    indemnity_due: Money
    costs_due: Money
    overpaid: Money
    warnings: tuple[str, ...] = ()
    other: "Statement | None" = None

    @property
    def total(self) -> Money:
        """Principal, interest, indemnity and costs still to be paid."""
        return self.run.principal + self.run.interest_due + self.indemnity_due + self.costs_due

    @property
    def is_certain(self) -> bool:
        """Whether each value used was read twice, or confirmed: else no letter takes it."""
        return self.run.is_certain and self.indemnity.is_certain


def statement(
    debt: Debt,
    *,
    on: date,
    payments: Sequence[Payment] = (),
    events: Events = NOTHING_ELSE,
    imputation: Imputation = Imputation.INTEREST_FIRST,
    day_count: DayCount = DayCount.ACT_365,
    law: Parameters = parameters,
) -> Statement:
    """Interest and indemnity of one debt up to ``on``, payments imputed in both orders.

    The rank of the indemnity is not settled: it comes last, after interest and principal.
    """
    _require_taken(debt, payments, events)

    def by(order: Imputation) -> Statement:
        run = late_interest(
            debt,
            on=on,
            payments=payments,
            events=events,
            imputation=order,
            day_count=day_count,
            law=law,
        )
        return _settled(run, order, _charge(debt, run, events, law))

    chosen = by(imputation)
    other = by(_other(imputation)) if payments else None
    told = warnings_on(
        debt, chosen.run, events, overpaid=chosen.overpaid, charge=chosen.indemnity, law=law
    )
    return replace(chosen, warnings=tuple(told), other=other)


def _require_taken(debt: Debt, payments: Sequence[Payment], events: Events) -> None:
    amounts = [payment.amount for payment in payments]
    amounts += [note.amount for note in events.credit_notes]
    for amount in (debt.principal, *amounts):
        require_taken(amount)
    if events.costs:
        require_taken(events.costs)


def _charge(debt: Debt, run: LateInterest, events: Events, law: Parameters) -> Indemnity:
    """Nothing when it was paid in time, nor when an opening judgment forbade paying in time."""
    if not run.days or events.forbids_payment(debt.due_on):
        return Indemnity(NOTHING, "", "")
    return indemnity(
        debt.debtor,
        late_on=debt.due_on + ONE_DAY,
        costs=events.costs,
        contract_on=debt.contract_on,
        law=law,
    )


def _settled(run: LateInterest, imputation: Imputation, charge: Indemnity) -> Statement:
    """What payments left once interest and principal are paid goes to the indemnity, then costs."""
    to_indemnity = min(run.surplus, charge.amount)
    to_costs = min(run.surplus - to_indemnity, charge.complement)
    return Statement(
        run=run,
        imputation=imputation,
        indemnity=charge,
        indemnity_due=charge.amount - to_indemnity,
        costs_due=charge.complement - to_costs,
        overpaid=run.surplus - to_indemnity - to_costs + run.credit_surplus,
    )


def _other(imputation: Imputation) -> Imputation:
    return next(each for each in Imputation if each is not imputation)
