"""What becomes of plans by themselves: instalments missed, told once; plans wholly paid, and what
was given up then; acceleration where it was agreed that it needs nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction

from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.late_charges import operations as late_charges
from encaisse.late_charges.queries import claimable
from encaisse.parties import operations as parties
from encaisse.payment_plans import operations, queries
from encaisse.payment_plans.models import Plan
from encaisse.payment_plans.rules import watching as rules
from encaisse.web.formats import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.accounts.models import Company
    from encaisse.payment_plans.queries import Due

BY_ITSELF = "Encaisse"


def watch(company: Company, *, on: date) -> None:
    """Each plan that stands, as money leaves it that day; twice is once."""
    for plan_id in queries.standing(company, on=on):
        _look(plan_id, on)


@transaction.atomic
def _look(plan_id: int, on: date) -> None:
    plan = Plan.objects.select_related("company").get(pk=plan_id)
    parties.hold(plan.customer_id)
    plan.refresh_from_db()
    if plan.ended_on is not None:
        return
    dues = queries.installments([plan], on=on).get(plan.pk, [])
    _tell_paid(plan, dues, on)
    missed = queries.missed(plan, dues, on=on)
    _tell_missed(plan, missed, on)
    if plan.is_automatic and rules.is_broken(len(missed), missed_max=plan.missed_max):
        days = plural(plan.grace_days, "jour", "jours")
        what = plural(len(missed), "versement impayé", "versements impayés")
        why = f"{what} {days} après leur date : déchéance de plein droit"
        operations.accelerate(plan, why=why, on=on, by=BY_ITSELF)


def _tell_paid(plan: Plan, dues: Sequence[Due], on: date) -> None:
    is_paid = not any(due.left_cents for due in dues)
    if is_paid == (plan.paid_on is not None):
        return
    plan.paid_on = on if is_paid else None
    plan.save(update_fields=["paid_on"])
    verb = "payment_plan.paid" if is_paid else "payment_plan.reopened"
    operations.record(plan, verb, BY_ITSELF, "", on)
    if is_paid and _is_kept(plan, dues):
        _give_up(plan, on)


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


def _is_kept(plan: Plan, dues: Sequence[Due]) -> bool:
    """Whether each instalment was wholly paid on its day, the days of grace included."""
    last = [due.due_on + timedelta(days=plan.grace_days) for due in dues]
    days = sorted(set(last))
    asked = pl.DataFrame({"plan": [plan.pk] * len(days), "day": days})
    left = {
        (row["day"], row["installment"]): row["left"]
        for row in queries.left_on(asked).iter_rows(named=True)
    }
    return not any(left[day, due.id] for day, due in zip(last, dues, strict=True))


def _give_up(plan: Plan, on: date) -> None:
    """The interest that was given up if the plan was kept."""
    proposal = queries.proposal_of(plan)
    left = proposal.waived_cents if proposal else 0
    invoices = dict.fromkeys(each.invoice_id for each in queries.receivables_of(plan))
    for invoice_id in invoices:
        found = claimable(plan.company_id, on=on, invoice_ids=[invoice_id])
        cents = min(left, int(found["interest_cents"].sum()))
        if cents > 0:
            late_charges.waive(
                invoice_id, kind="interest", amount=Money(cents, plan.currency), on=on,
                reason=f"Échéancier du {french_day(plan.agreed_on)} tenu", by=BY_ITSELF,
            )  # fmt: skip
            left -= cents
