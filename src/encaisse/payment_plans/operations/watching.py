"""What becomes of plans by themselves: instalments missed, told once; plans wholly paid, and what
was given up then; acceleration where it was agreed that it needs nobody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.kernel.days import french_day
from encaisse.payment_plans import operations, queries
from encaisse.payment_plans.operations import giving_up
from encaisse.payment_plans.rules import watching as rules
from encaisse.web.formats import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.accounts.models import Company
    from encaisse.payment_plans.models import Plan
    from encaisse.payment_plans.queries import Due

BY_ITSELF = "Encaisse"


def watch(company: Company, *, on: date) -> None:
    """Each plan that stands, as money leaves it that day; twice is once."""
    for plan_id in queries.standing(company, on=on):
        _look(plan_id, on)


@transaction.atomic
def _look(plan_id: int, on: date) -> None:
    plan = operations.held(plan_id)
    if plan.ended_on is not None:
        return
    dues = queries.installments([plan], on=on)[plan.pk]
    _tell_paid(plan, dues, on)
    giving_up.settle(plan, dues, on=on, by=BY_ITSELF)
    missed = queries.missed(plan, dues, on=on)
    _tell_missed(plan, missed, on)
    if plan.is_automatic and rules.is_broken(len(missed), missed_max=plan.missed_max):
        what = plural(len(missed), "versement impayé", "versements impayés")
        when = rules.after_their_day(len(missed), plan.grace_days)
        why = f"{what} {when} : déchéance de plein droit"
        operations.accelerate(plan, why=why, on=on, by=BY_ITSELF)


def _tell_paid(plan: Plan, dues: Sequence[Due], on: date) -> None:
    is_paid = not any(due.left_cents for due in dues)
    if is_paid == (plan.paid_on is not None):
        return
    plan.paid_on = on if is_paid else None
    plan.save(update_fields=["paid_on"])
    verb = "payment_plan.paid" if is_paid else "payment_plan.reopened"
    operations.record(plan, verb, BY_ITSELF, "", on)


def _tell_missed(plan: Plan, missed: Sequence[int], on: date) -> None:
    for installment in plan.installments.select_for_update().order_by("rank"):
        is_missed = installment.rank in missed
        if is_missed == (installment.missed_on is not None):
            continue
        installment.missed_on = on if is_missed else None
        installment.save(update_fields=["missed_on"])
        if is_missed:
            why = f"Versement {installment.rank} du {french_day(installment.due_on)}"
            operations.record(plan, "payment_plan.missed", BY_ITSELF, why, on)
