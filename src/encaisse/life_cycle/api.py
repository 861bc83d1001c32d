"""The life cycle of invoices, over REST."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.life_cycle import operations, queries
from encaisse.receivables.queries import invoice_for
from encaisse.web.rest import Cents, Day, Id, IdInPath, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.life_cycle.models import InvoiceStatus

router = Router(tags=["invoice statuses"])


class StatusOut(Schema):
    """What was said of an invoice. ``invoice``: null while nobody knows that one. ``effect``: what
    it entailed (``disputed``, ``promised``, ``suspended``, ``refused``, ``rejected``), ``told`` in
    words; ``ended_on`` is the first day on which that counts no more."""

    id: str
    invoice: str | None
    number: str
    code: str
    label: str
    on: date
    cents: int | None
    approved_cents: int | None
    contested_cents: int | None
    currency: str
    paid_on: date | None
    reason_code: str
    reason: str
    action: str
    said_by: str
    source: str
    consequence: str | None
    effect: str
    told: str
    dispute: str | None
    promise: str | None
    since: date | None
    ended_on: date | None
    ended_by: str
    ended_why: str


class StatusIn(Schema):
    """A status read on the platform or heard. ``cents``: contested (206, 207) or paid (211), VAT
    included; null for the whole."""

    invoice: Id
    code: Annotated[str, Field(pattern=r"^\d{3}$")]
    on: Day
    cents: Cents | None = None
    paid_on: Day | None = None
    reason_code: Line = ""
    reason: Line = ""
    said_by: Line = ""


class LiftIn(Schema):
    """Why what the status entailed counts no more."""

    why: Number


class StatusPaging(Paging):
    """Of one invoice, or those that wait for theirs."""

    invoice: Id | None = None
    state: Literal["", "waiting"] = ""


@router.get("", response=Page[StatusOut], summary="The statuses of invoices, the latest first")
def statuses(request: ApiRequest, paging: Query[StatusPaging]) -> dict[str, Any]:
    """Of an invoice or of all; those that wait for an invoice nobody knows yet."""
    found = queries.statuses(request.company)
    if paging.state:
        found = queries.waiting(request.company)
    if paging.invoice:
        found = found.filter(consequence__invoice_id=int(paging.invoice))
    return page_of(found, paging, _as_status, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: StatusOut}, summary="Note a status")
def note(request: ApiRequest, given: StatusIn) -> Status[StatusOut]:
    """It is kept and applied: a dispute, a promise, a hold."""
    require(request, may_collect)
    invoice = invoice_for(request.user, int(given.invoice))
    noted = operations.typed(
        invoice, code=given.code, on=given.on, cents=given.cents, paid_on=given.paid_on,
        reason_code=given.reason_code, reason=given.reason, said_by=given.said_by,
    )  # fmt: skip
    made = operations.note_by_hand(invoice, noted, on=localdate(), by=request.by)
    return Status(HTTPStatus.CREATED, _as_status(made.status))


@router.post("/{status_id}/lift", response=StatusOut, summary="Lift what a status entailed")
def lift(request: ApiRequest, status_id: IdInPath, given: LiftIn) -> StatusOut:
    """The status stays; what it held is released, its dispute or promise withdrawn."""
    require(request, may_collect)
    found = queries.entailed_for(request.user, status_id)
    operations.lift(found, why=given.why, on=localdate(), by=request.by)
    return _as_status(queries.entailed_for(request.user, status_id).status)


def _as_status(row: "InvoiceStatus") -> StatusOut:
    made = queries.entailed(row)
    return StatusOut(
        id=str(row.pk),
        invoice=str(made.invoice_id) if made else None,
        number=row.number,
        code=row.code,
        label=row.label,
        on=row.on,
        cents=row.cents,
        approved_cents=row.approved_cents,
        contested_cents=row.contested_cents,
        currency=row.currency,
        paid_on=row.paid_on,
        reason_code=row.reason_code,
        reason=row.words,
        action=row.action,
        said_by=row.who,
        source=row.source,
        consequence=str(made.pk) if made else None,
        effect=made.kind if made else "",
        told=made.told if made else "",
        dispute=str(made.dispute_id) if made and made.dispute_id else None,
        promise=str(made.promise_id) if made and made.promise_id else None,
        since=made.since if made else None,
        ended_on=made.ended_on if made else None,
        ended_by=made.ended_by if made else "",
        ended_why=made.ended_why if made else "",
    )
