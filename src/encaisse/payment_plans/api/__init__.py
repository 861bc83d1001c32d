"""The payment plans, over REST."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.payment_plans import operations, queries
from encaisse.payment_plans.queries.limits import limits_for
from encaisse.payment_plans.rules import Part
from encaisse.receivables.queries import receivables_for
from encaisse.web.rest import Cents, Day, Id, IdInPath, Ids, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.payment_plans.models import Plan
    from encaisse.payment_plans.queries import Due

router = Router(tags=["payment plans"])


class InstallmentOut(Schema):
    """One payment of a plan, the interest agreed on top of it, and what is left of it today."""

    id: str
    rank: int
    due_on: date
    cents: int
    interest_cents: int
    left_cents: int


class PlanOut(Schema):
    """What is owed, spread over instalments; ``ended_on`` is the first day it holds nothing more,
    for the reason ``why``."""

    id: str
    customer: str
    currency: str
    agreed_on: date
    ended_on: date | None
    why: str
    receivables: list[str]
    installments: list[InstallmentOut]


class InstallmentIn(Schema):
    """A day and an amount."""

    due_on: Day
    cents: Cents


class PlanIn(Schema):
    """The receivables of one customer and currency; the instalments sum to what is open of them."""

    receivables: Ids
    on: Day
    installments: Annotated[list[InstallmentIn], Field(min_length=1, max_length=120)]


class AccelerateIn(Schema):
    """The day from which all is due again, and why."""

    on: Day
    why: Number


class CancelIn(Schema):
    """The day from which the plan is given up, and why."""

    on: Day
    why: Line = ""


class PlanPaging(Paging):
    """Which plans."""

    customer: Id | None = None


@router.get("", response=Page[PlanOut], summary="The payment plans, the newest first")
def plans(request: ApiRequest, paging: Query[PlanPaging]) -> dict[str, Any]:
    """Those of a customer, or all."""
    found = queries.plans(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    page = page_of(found, paging, lambda plan: plan, newest_first=True)
    dues = queries.installments(page["items"], on=localdate())
    return page | {"items": [_shown(plan, dues.get(plan.pk, [])) for plan in page["items"]]}


@router.post("", response={201: PlanOut}, summary="Agree on a payment plan")
def agree(request: ApiRequest, given: PlanIn) -> Status[PlanOut]:
    """The reminders of the receivables stop; each instalment has its own."""
    require(request, may_collect)
    plan = operations.agree(
        receivables_for(request.user, given.receivables),
        [Part(part.due_on, part.cents) for part in given.installments],
        on=given.on,
        by=request.by,
        limits=limits_for(request.company, role_of(request)),
    )
    return Status(201, _as_plan(plan))


@router.get("/{plan_id}", response=PlanOut, summary="One payment plan")
def plan(request: ApiRequest, plan_id: IdInPath) -> PlanOut:
    """404 when it is not one of the company's."""
    return _as_plan(queries.plan_for(request.user, plan_id))


@router.post("/{plan_id}/accelerate", response=PlanOut, summary="The whole is due again")
def accelerate(request: ApiRequest, plan_id: IdInPath, given: AccelerateIn) -> PlanOut:
    """The receivables take their reminders up where they stood."""
    require(request, may_collect)
    found = queries.plan_for(request.user, plan_id)
    return _as_plan(operations.accelerate(found, why=given.why, on=given.on, by=request.by))


@router.post("/{plan_id}/cancel", response=PlanOut, summary="Give the plan up")
def cancel(request: ApiRequest, plan_id: IdInPath, given: CancelIn) -> PlanOut:
    """Agreed by mistake, or replaced by another."""
    require(request, may_collect)
    found = queries.plan_for(request.user, plan_id)
    return _as_plan(operations.cancel(found, on=given.on, why=given.why, by=request.by))


def _as_plan(plan: "Plan") -> PlanOut:
    return _shown(plan, queries.installments([plan], on=localdate()).get(plan.pk, []))


def _shown(plan: "Plan", dues: "list[Due]") -> PlanOut:
    borne = {each.rank: each.interest_cents for each in plan.installments.all()}
    return PlanOut(
        id=str(plan.pk),
        customer=str(plan.customer_id),
        currency=plan.currency,
        agreed_on=plan.agreed_on,
        ended_on=plan.ended_on,
        why=plan.why,
        receivables=[str(part.receivable_id) for part in plan.parts.all()],
        installments=[
            InstallmentOut(
                id=str(due.id),
                rank=due.rank,
                due_on=due.due_on,
                cents=due.cents,
                interest_cents=borne.get(due.rank, 0),
                left_cents=due.left_cents,
            )
            for due in dues
        ],
    )
