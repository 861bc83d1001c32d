"""Agreeing on a plan, paying its instalments, ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import operations as late_charges
from encaisse.matching import operations as matching
from encaisse.matching import queries as matched
from encaisse.parties import operations as parties
from encaisse.payment_plans import queries
from encaisse.payment_plans.models import Installment, InstallmentShare, Plan, PlannedReceivable
from encaisse.payment_plans.operations import giving_up
from encaisse.payment_plans.rules import Part, check
from encaisse.payment_plans.rules.limiting import NO_LIMIT, Limits, PlanAboveLimits, beyond
from encaisse.payment_plans.rules.proposing import Terms

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.payments.models import Credit
    from encaisse.receivables.models import Receivable

NOTHING_SAID = Terms(grace_days=0)


class PlanOverSeveral(Refusal):
    """A plan binds one customer, in one currency."""

    code = "plan_over_several"
    sentence = "Un échéancier porte sur des créances d'un seul client et d'une seule devise."


class AlreadyPlanned(Refusal):
    """A receivable is spread by one plan at a time."""

    code = "already_planned"
    sentence = "Un échéancier du {on} porte déjà sur ces créances : mettez-y fin d'abord."


class PlanAlreadyEnded(Refusal):
    """Accelerated or cancelled before."""

    code = "plan_already_ended"
    sentence = "Cet échéancier a pris fin le {on}."


class PlanEndsTooEarly(Refusal):
    """A plan ends on the day it was agreed, or later."""

    code = "plan_ends_too_early"
    sentence = "L'échéancier date du {agreed} : il ne peut prendre fin le {on}."


class AccelerationWithoutReason(Refusal):
    """The whole is never claimed again without saying why."""

    code = "acceleration_without_reason"
    sentence = "Dites pourquoi toute la dette redevient exigible."


@transaction.atomic
def agree(
    receivables: Sequence[Receivable], parts: Sequence[Part], *, on: date, by: str,
    terms: Terms = NOTHING_SAID, limits: Limits = NO_LIMIT,
) -> Plan:  # fmt: skip
    """Spread what is open of these receivables over instalments. Their reminders stop that day;
    each instalment has its own, kept on the first of the receivables that are open."""
    customer, currency = one_debt(receivables)
    parties.hold(customer.pk)
    standing = queries.standing_over(receivables, on=on)
    if standing is not None:
        raise AlreadyPlanned(on=french_day(standing.agreed_on))
    owed = queries.owed_on(customer, on)
    spread = [each for each in receivables if each.pk in owed]
    open_ = Money(sum(owed[each.pk] for each in spread), currency)
    check(parts, open_, on=on)
    above = beyond(limits, on=on, last_on=parts[-1].due_on, amount=open_, waived_percent=0)
    if above:
        raise PlanAboveLimits(why=" ".join(above))
    plan = Plan.objects.create(
        company_id=customer.company_id, customer=customer, currency=currency, agreed_on=on,
        grace_days=terms.grace_days, missed_max=terms.missed_max, is_automatic=terms.is_automatic,
    )  # fmt: skip
    _write(plan, spread, parts)
    record(plan, "payment_plan.agreed", by, "", on, cents=open_.cents, installments=len(parts))
    return plan


@transaction.atomic
def pay(credit: Credit, installment: Installment, *, on: date, by: str) -> int:
    """What is left of the credit pays this instalment, and no more than it; how much it paid."""
    parties.hold(credit.customer_id)
    credit.refresh_from_db()
    left = min(matched.room_of_credit(credit, on), queries.left_of(installment, on=on))
    paid = 0
    for receivable in queries.receivables_of(installment.plan):
        cents = min(left - paid, matched.room_of_receivable(receivable, on))
        if cents > 0:
            matching.allocate(credit, receivable, cents=cents, on=on, by=by)
            paid += cents
    if paid:
        InstallmentShare.objects.create(
            company_id=credit.company_id, installment=installment, credit=credit, on=on, cents=paid
        )
        if not queries.left_of(installment, on=on):
            _settle_interest(credit, installment.plan, installment.interest_cents, on, by)
    return paid


@transaction.atomic
def settle_interest(credit: Credit, on: date, by: str) -> None:
    """What is left of a credit that paid an instalment pays the interest agreed on top of it."""
    credit.refresh_from_db()
    paid = [each.receivable for each in matched.live_allocations_of_credit(credit)]
    plan = queries.standing_over(paid, on=on)
    if plan is not None:
        _settle_interest(credit, plan, credit.open_cents, on, by)


def _settle_interest(credit: Credit, plan: Plan, most: int, on: date, by: str) -> None:
    """The interest of its invoices, that of the oldest receivable first, as far as it ran."""
    invoices = dict.fromkeys(each.invoice_id for each in queries.receivables_of(plan))
    for invoice_id in invoices:
        if most > 0:
            most -= late_charges.settle_interest(credit, invoice_id, most=most, on=on, by=by)


@transaction.atomic
def accelerate(plan: Plan, *, why: str, on: date, by: str) -> Plan:
    """The whole is due again from that day (déchéance du terme): the receivables take their
    reminders up where they stood."""
    if not why.strip():
        raise AccelerationWithoutReason
    return _end(plan, "payment_plan.accelerated", why, on, by)


@transaction.atomic
def cancel(plan: Plan, *, on: date, by: str, why: str = "") -> Plan:
    """The plan is given up from that day: agreed by mistake, or replaced by another."""
    return _end(plan, "payment_plan.cancelled", why, on, by)


def one_debt(receivables: Sequence[Receivable]) -> tuple[Customer, str]:
    """The customer and the currency of these receivables: a plan has one of each."""
    debts = {(each.customer_id, each.currency) for each in receivables}
    if len(debts) != 1:
        raise PlanOverSeveral
    return receivables[0].customer, receivables[0].currency


def _write(plan: Plan, receivables: Sequence[Receivable], parts: Sequence[Part]) -> None:
    company_id = plan.company_id
    PlannedReceivable.objects.bulk_create(
        PlannedReceivable(company_id=company_id, plan=plan, receivable=each) for each in receivables
    )
    Installment.objects.bulk_create(
        Installment(
            company_id=company_id, plan=plan, receivable=receivables[0],
            rank=rank, due_on=part.due_on, cents=part.cents, interest_cents=part.interest_cents,
        )
        for rank, part in enumerate(parts, 1)
    )  # fmt: skip


def _end(plan: Plan, verb: str, why: str, on: date, by: str) -> Plan:
    plan = held(plan.pk)
    if plan.ended_on is not None:
        raise PlanAlreadyEnded(on=french_day(plan.ended_on))
    if on < plan.agreed_on:
        raise PlanEndsTooEarly(agreed=french_day(plan.agreed_on), on=french_day(on))
    plan.ended_on, plan.why = on, why
    plan.save(update_fields=["ended_on", "why"])
    giving_up.take_back(plan, on=on, by=by)
    record(plan, verb, by, why, on)
    return plan


def held(plan_id: int) -> Plan:
    """The plan, its customer and what it may give up, held until the end of the transaction."""
    parties.hold(queries.customer_of(plan_id))
    locked = Plan.objects.select_for_update(of=("self",)).select_related("company")
    plan = locked.get(pk=plan_id)
    giving_up.hold(plan)
    return plan


def record(plan: Plan, verb: str, by: str, why: str, on: date, **facts: object) -> None:
    """A line of the journal, in the customer's thread."""
    audit.record(
        company=plan.company, actor=by, verb=verb, subject=f"payment_plan:{plan.pk}", reason=why,
        facts={"currency": plan.currency, **facts}, customer_id=plan.customer_id, on=on,
    )  # fmt: skip
