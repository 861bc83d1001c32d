"""Proposals and plans in one list: where each stands, what is left, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.payment_plans.models import PlanProposal
from encaisse.payment_plans.queries import Due, installments, plans
from encaisse.payment_plans.queries.proposals import proposals, state

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.payment_plans.models import Plan

RUNNING, LATE, PAID, ENDED = "running", "late", "paid", "ended"


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal that is no plan yet, or a plan: ``what`` says which."""

    what: str
    id: int
    customer_id: int
    customer: str
    state: str
    on: date
    count: int
    cents: int
    left: int
    late: int
    next_on: date | None
    currency: str


def rows(company: Company, *, on: date) -> list[Row]:
    """All of a company, the newest first. A few queries, however many there are."""
    found = [*_plans(company, on), *_proposals(company, on)]
    return sorted(found, key=lambda row: (row.on, row.what, row.id), reverse=True)


def plan_row(plan: Plan, dues: Sequence[Due], *, on: date) -> Row:
    """A plan on a day, from what is left of its instalments."""
    left = sum(due.left_cents for due in dues)
    late = sum(due.left_cents for due in dues if due.due_on < on)
    ended = plan.ended_on is not None and plan.ended_on <= on
    is_over = ended or not left
    return Row(
        what="plan", id=plan.pk, customer_id=plan.customer_id, customer=plan.customer.name,
        state=ENDED if ended else PAID if not left else LATE if late else RUNNING,
        on=plan.agreed_on, count=len(dues), cents=sum(due.cents for due in dues),
        left=0 if is_over else left, late=0 if is_over else late,
        next_on=None if is_over else next(due.due_on for due in dues if due.left_cents),
        currency=plan.currency,
    )  # fmt: skip


def addresses(customer: Customer) -> list[str]:
    """Where a proposal may be sent: the customer's address, then those of its contacts."""
    contacts = customer.contacts.exclude(email="").order_by("id").values_list("email", flat=True)
    return list(dict.fromkeys(filter(None, [customer.email, *contacts])))


def _plans(company: Company, on: date) -> Iterator[Row]:
    found = list(plans(company).select_related("customer"))
    dues = installments(found, on=on) if found else {}
    for plan in found:
        yield plan_row(plan, dues.get(plan.pk, []), on=on)


def _proposals(company: Company, on: date) -> Iterator[Row]:
    """Those that became plans are told as plans."""
    found = proposals(company).filter(plan=None)
    for each in found:
        yield _proposal_row(each, on)


def _proposal_row(each: PlanProposal, on: date) -> Row:
    parts = list(each.installments.all())
    return Row(
        what="proposal", id=each.pk, customer_id=each.customer_id, customer=each.customer.name,
        state=state(each, on=on), on=each.proposed_on, count=len(parts), cents=each.cents, left=0,
        late=0, next_on=parts[0].due_on if parts else None, currency=each.currency,
    )  # fmt: skip
