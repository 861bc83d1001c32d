"""The causes of what is late, over REST."""

from datetime import date
from typing import TYPE_CHECKING, Literal

from django.http import Http404
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.causes import operations, queries
from encaisse.causes.rules import Cause
from encaisse.parties.queries import customer_for
from encaisse.web.rest import Id, Ids, Line

if TYPE_CHECKING:
    from encaisse.causes.queries import Late

router = Router(tags=["causes"])
NONE = "unknown"


class GroupOut(Schema):
    """What is late for one cause (``unknown``: nothing tells it), in one currency; ``chosen``: how
    many a person confirmed."""

    cause: str
    currency: str
    cents: int
    count: int
    customers: int
    chosen: int


class LateOut(Schema):
    """A late receivable: its ``cause`` is a person's (``is_chosen``), else the one ``proposed`` for
    the reason in ``why``."""

    id: str
    invoice: str
    number: str
    customer: str
    due_on: date
    cents: int
    currency: str
    days_late: int
    cause: str
    proposed: str
    is_chosen: bool
    why: str
    chosen_by: str
    chosen_on: date | None
    note: str


class WhichIn(Schema):
    """Of a cause, of a customer, or all."""

    cause: Cause | Literal["", "unknown"] = ""
    customer: Id | None = None
    limit: int = Field(1000, ge=1, le=10_000)


class ChooseIn(Schema):
    """The cause of these receivables of one customer; ``unknown`` goes back to what is proposed."""

    customer: Id
    receivables: Ids
    cause: Cause | Literal["unknown"]
    note: Line = ""


@router.get("", response=list[GroupOut], summary="What is late, by cause")
def causes(request: ApiRequest) -> list[GroupOut]:
    """Today, the largest sum first."""
    found = queries.groups(queries.late(request.company, on=localdate()))
    return [
        GroupOut(
            cause=each.cause or NONE, currency=each.currency, cents=each.cents, count=each.count,
            customers=each.customers, chosen=each.chosen,
        )
        for each in found
    ]  # fmt: skip


@router.get("/receivables", response=list[LateOut], summary="The late receivables and their cause")
def receivables(request: ApiRequest, which: Query[WhichIn]) -> list[LateOut]:
    """Today, the oldest due date first."""
    customers = None if which.customer is None else [int(which.customer)]
    found = queries.late(request.company, on=localdate(), customers=customers)
    if which.cause:
        found = queries.of_cause(found, cause="" if which.cause == NONE else which.cause)
    return [_shown(each) for each in queries.lines(found.head(which.limit))]


@router.post("", response=list[LateOut], summary="Say why receivables are late")
def choose(request: ApiRequest, given: ChooseIn) -> list[LateOut]:
    """Those of the customer that are late; the latest said counts."""
    require(request, may_collect)
    customer = customer_for(request.user, int(given.customer))
    if customer.company_id != request.company.pk:
        raise Http404
    ids = [int(each) for each in given.receivables]
    cause = "" if given.cause == NONE else given.cause
    operations.choose(customer, cause, ids, on=localdate(), by=request.by, note=given.note)
    known = queries.of_customer(request.company, customer.pk, on=localdate())
    return [_shown(each) for each in queries.wanted(known, ids)]


def _shown(late: "Late") -> LateOut:
    return LateOut(
        id=str(late.id), invoice=str(late.invoice_id), number=late.number,
        customer=str(late.customer_id), due_on=late.due_on, cents=late.cents,
        currency=late.currency, days_late=late.days_late, cause=late.cause or NONE,
        proposed=late.proposed or NONE, is_chosen=late.is_chosen, why=late.why,
        chosen_by=late.by, chosen_on=late.on, note=late.note,
    )  # fmt: skip
