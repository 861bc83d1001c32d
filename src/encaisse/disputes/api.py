"""The disputes, over REST."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.disputes import operations, queries
from encaisse.disputes.rules import Cause
from encaisse.kernel.money import Money
from encaisse.receivables.queries import receivable_for
from encaisse.web.rest import Cents, Day, Id, IdInPath, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.disputes.models import Dispute

router = Router(tags=["disputes"])


class PartOut(Schema):
    """What is contested of a receivable; ``cents`` null: the whole."""

    receivable: str
    cents: int | None


class DisputeOut(Schema):
    """What a customer contests; ``settled_on`` is the first day it holds nothing more."""

    id: str
    customer: str
    reason: str
    note: str
    owner: str | None
    opened_on: date
    settled_on: date | None
    outcome: str
    parts: list[PartOut]


class DisputeIn(Schema):
    """The receivables of one customer and currency. ``cents`` is spread over them, the oldest due
    date first; null contests the whole of each. ``owner`` is a member of the company."""

    receivables: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    reason: Cause
    on: Day
    cents: Cents | None = None
    note: Line = ""
    owner: Id | None = None


class SettleIn(Schema):
    """The day from which it holds nothing more, and how it ended."""

    on: Day
    outcome: Line = ""


class WithdrawIn(Schema):
    """The day from which it holds nothing more, and why."""

    on: Day
    why: Number


class DisputePaging(Paging):
    """Which disputes."""

    state: Literal["", "open", "ended"] = ""
    customer: Id | None = None


@router.get("", response=Page[DisputeOut], summary="The disputes, the newest first")
def disputes(request: ApiRequest, paging: Query[DisputePaging]) -> dict[str, Any]:
    """Open, ended or all; of a customer or of all."""
    is_open = paging.state == "open" if paging.state else None
    found = queries.disputes(request.company, is_open=is_open)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_dispute, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: DisputeOut}, summary="Declare a dispute")
def declare(request: ApiRequest, given: DisputeIn) -> Status[DisputeOut]:
    """What is contested is not asked any more."""
    require(request, may_collect)
    receivables = [receivable_for(request.user, int(key)) for key in given.receivables]
    currency = receivables[0].currency
    made = operations.declare(
        receivables,
        reason=given.reason,
        amount=None if given.cents is None else Money(given.cents, currency),
        note=given.note,
        owner=member_for(request.company, int(given.owner)) if given.owner else None,
        on=given.on,
        by=request.by,
    )
    return Status(HTTPStatus.CREATED, _as_dispute(made))


@router.get("/{dispute_id}", response=DisputeOut, summary="One dispute")
def dispute(request: ApiRequest, dispute_id: IdInPath) -> DisputeOut:
    """404 when it is not one of the company's."""
    return _as_dispute(queries.dispute_for(request.user, dispute_id))


@router.post("/{dispute_id}/settle", response=DisputeOut, summary="Settle a dispute")
def settle(request: ApiRequest, dispute_id: IdInPath, given: SettleIn) -> DisputeOut:
    """From that day what was contested is asked again."""
    require(request, may_collect)
    found = queries.dispute_for(request.user, dispute_id)
    return _as_dispute(operations.settle(found, outcome=given.outcome, on=given.on, by=request.by))


@router.post("/{dispute_id}/withdraw", response=DisputeOut, summary="Take a dispute back")
def withdraw(request: ApiRequest, dispute_id: IdInPath, given: WithdrawIn) -> DisputeOut:
    """Declared by mistake, or given up by the customer."""
    require(request, may_collect)
    found = queries.dispute_for(request.user, dispute_id)
    return _as_dispute(operations.withdraw(found, why=given.why, on=given.on, by=request.by))


def _as_dispute(dispute: "Dispute") -> DisputeOut:
    parts = [
        PartOut(receivable=str(part.receivable_id), cents=part.cents)
        for part in dispute.parts.all()
    ]
    return DisputeOut(
        id=str(dispute.pk),
        customer=str(dispute.customer_id),
        reason=dispute.reason,
        note=dispute.note,
        owner=str(dispute.owner_id) if dispute.owner_id else None,
        opened_on=dispute.opened_on,
        settled_on=dispute.settled_on,
        outcome=dispute.outcome,
        parts=parts,
    )
