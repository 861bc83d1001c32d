"""The insolvency proceedings, over REST."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from ninja import Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.insolvency import operations, queries
from encaisse.parties.queries import customer_for
from encaisse.web.rest import Day, Id, IdInPath, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.insolvency.models import Insolvency

router = Router(tags=["insolvencies"])
ProceedingKind = Literal["sauvegarde", "redressement_judiciaire", "liquidation_judiciaire"]


class ProceedingOut(Schema):
    """A proceeding; ``closed_on`` is the first day it holds nothing more."""

    id: str
    customer: str
    kind: str
    judged_on: date
    closed_on: date | None
    note: str


class ProceedingIn(Schema):
    """The opening judgment of a proceeding against a customer."""

    customer: Id
    kind: ProceedingKind
    judged_on: Day
    note: Line = ""


class CloseIn(Schema):
    """The day from which it holds nothing more, and why."""

    on: Day
    note: Line = ""


class ProceedingPaging(Paging):
    """Which proceedings."""

    state: Literal["", "open", "closed"] = ""
    customer: Id | None = None


@router.get("", response=Page[ProceedingOut], summary="The proceedings, the newest first")
def proceedings(request: ApiRequest, paging: Query[ProceedingPaging]) -> dict[str, Any]:
    """Open, closed or all; of a customer or of all."""
    is_open = paging.state == "open" if paging.state else None
    found = queries.proceedings(request.company, is_open=is_open)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_proceeding, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: ProceedingOut}, summary="Note a judgment")
def open_proceeding(request: ApiRequest, given: ProceedingIn) -> Status[ProceedingOut]:
    """What was invoiced by that day is not asked any more (C. com. L622-21)."""
    require(request, may_collect)
    opened = operations.open_proceeding(
        customer_for(request.user, int(given.customer)),
        kind=given.kind,
        note=given.note,
        on=given.judged_on,
        by=request.by,
    )
    return Status(HTTPStatus.CREATED, _as_proceeding(opened))


@router.get("/{proceeding_id}", response=ProceedingOut, summary="One proceeding")
def proceeding(request: ApiRequest, proceeding_id: IdInPath) -> ProceedingOut:
    """404 when it is not one of the company's."""
    return _as_proceeding(queries.proceeding_for(request.user, proceeding_id))


@router.post("/{proceeding_id}/close", response=ProceedingOut, summary="Close a proceeding")
def close(request: ApiRequest, proceeding_id: IdInPath, given: CloseIn) -> ProceedingOut:
    """It holds nothing from that day."""
    require(request, may_collect)
    found = queries.proceeding_for(request.user, proceeding_id)
    return _as_proceeding(operations.close(found, note=given.note, on=given.on, by=request.by))


def _as_proceeding(proceeding: "Insolvency") -> ProceedingOut:
    return ProceedingOut(
        id=str(proceeding.pk),
        customer=str(proceeding.customer_id),
        kind=proceeding.kind,
        judged_on=proceeding.judged_on,
        closed_on=proceeding.closed_on,
        note=proceeding.note,
    )
