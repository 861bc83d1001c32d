"""The limitation of what is open, and the acts noted, over REST."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.law.limitation import LimitationKind
from encaisse.law.limitation_acts import EventKind
from encaisse.legal_action import operations, queries
from encaisse.parties.queries import customer_for
from encaisse.receivables.queries import invoice_for
from encaisse.web.rest import Day, Id, IdInPath, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.legal_action.models import LimitationEvent

ROWS = 200
ROWS_MAX = 5000

router = Router(tags=["limitation"])
Alert = Literal[
    "", "alert", "barred", "passed", "month", "quarter", "half_year", "later", "unknown"
]


class LimitationOut(Schema):
    """An open receivable and its last days to act, both included; null when its period is not
    known. ``days_left`` is to ``safe_on``; ``mark`` says in French what moved the date."""

    receivable: str
    invoice: str
    number: str
    customer: str
    kind: str
    started_on: date | None
    due_on: date
    safe_on: date | None
    possible_on: date | None
    days_left: int | None
    alert: str
    mark: str
    is_certain: bool | None
    open_cents: int
    currency: str


class LimitationPage(Schema):
    """Some of the receivables, the nearest first, and the cursor of what follows."""

    items: list[LimitationOut]
    next: str | None


class LimitationPaging(Schema):
    """The day, which receivables, and where to start."""

    on: Day
    alert: Alert = ""
    cursor: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,9})?$")] = ""
    limit: int = Field(ROWS, ge=1, le=ROWS_MAX)


class JudgedOut(Schema):
    """An act and what it did: ``interrupts``, ``suspends``, ``resumes``, ``possible``, ``none``,
    ``barred``; the two dates are those once it had happened."""

    on: date
    kind: str
    effect: str
    why: str
    article: str
    safe_on: date
    possible_on: date


class InvoiceLimitationOut(Schema):
    """The limitation of an invoice, for its receivable to act on first."""

    invoice: str
    kind: str
    is_chosen: bool
    started_on: date
    safe_on: date
    possible_on: date
    source: str
    is_certain: bool
    warnings: list[str]
    acts: list[JudgedOut]


class EventOut(Schema):
    """An act as it was noted; ``cancelled`` is the reason of its cancellation, null without."""

    id: str
    invoice: str
    kind: str
    on: date
    note: str
    proof: str
    cancelled: str | None


class EventIn(Schema):
    """An act to note. ``proof`` is needed by what moves the safe date; ``performance`` is the day
    the work was done."""

    invoice: Id
    kind: EventKind | Literal["performance"]
    on: Day
    note: Line = ""
    proof: Line = ""


class ReasonIn(Schema):
    """Why."""

    reason: Number


class KindIn(Schema):
    """The sort of claim of an invoice, of a customer, or (neither) of the company's customers that
    are companies; empty goes back to what the customer's own kind says."""

    kind: LimitationKind | Literal[""]
    invoice: Id | None = None
    customer: Id | None = None


@router.get("", response=LimitationPage, summary="What is open by days left")
def limitation(request: ApiRequest, paging: Query[LimitationPaging]) -> dict[str, Any]:
    """Every open receivable, or those at an alert (``alert``: at any), as of that day."""
    found = queries.portfolio(request.company, on=paging.on)
    rows = queries.Rows(queries.narrowed(found, alert=paging.alert))
    start, end = int(paging.cursor or 0), int(paging.cursor or 0) + paging.limit
    return {
        "items": [_as_limitation(row) for row in rows[start:end]],
        "next": str(end) if end < len(rows) else None,
    }


@router.get("/invoices/{invoice_id}", response=list[InvoiceLimitationOut], summary="One invoice")
def of_invoice(request: ApiRequest, invoice_id: IdInPath, on: Day) -> list[dict[str, Any]]:
    """With its acts and what each did; empty once nothing is open, or without a known period."""
    found = queries.of_invoice(invoice_for(request.user, invoice_id), on=on)
    nearest = found.nearest if found else None
    if found is None or nearest is None:
        return []
    acts = [
        {
            "on": judged.event.on,
            "kind": judged.event.kind,
            "effect": judged.effect,
            "why": judged.why,
            "article": judged.rule.article if judged.rule else "",
            "safe_on": judged.safe_on,
            "possible_on": judged.possible_on,
        }
        for judged in nearest.events
    ]
    return [
        {
            "invoice": str(invoice_id),
            "kind": nearest.kind,
            "is_chosen": found.is_chosen,
            "started_on": nearest.start.safe_on,
            "safe_on": nearest.safe_on,
            "possible_on": nearest.possible_on,
            "source": nearest.source,
            "is_certain": nearest.is_certain,
            "warnings": nearest.warnings,
            "acts": acts,
        }
    ]


@router.get("/events", response=Page[EventOut], summary="The acts noted, the newest first")
def events(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Cancelled ones included, with why."""
    return page_of(queries.events(request.company), paging, _as_event, newest_first=True)


@router.post("/events", response={HTTPStatus.CREATED: EventOut}, summary="Note an act")
def note(request: ApiRequest, given: EventIn) -> Status[EventOut]:
    """Never changed afterwards: a mistake is cancelled."""
    require(request, may_collect)
    event = operations.note(
        invoice_for(request.user, int(given.invoice)),
        kind=given.kind,
        on=given.on,
        note=given.note,
        proof=given.proof,
        by=request.by,
        today=localdate(),
    )
    return Status(HTTPStatus.CREATED, _as_event(event))


@router.post("/events/{event_id}/cancel", response=EventOut, summary="Cancel an act")
def cancel(request: ApiRequest, event_id: IdInPath, given: ReasonIn) -> EventOut:
    """By a counter-entry; both stay readable."""
    require(request, may_collect)
    event = queries.event_for(request.user, event_id)
    operations.cancel(event.pk, reason=given.reason, by=request.by)
    return _as_event(queries.event_for(request.user, event_id))


@router.post("/kinds", response={HTTPStatus.NO_CONTENT: None}, summary="Choose the sort of claim")
def choose_kind(request: ApiRequest, given: KindIn) -> Status[None]:
    """The narrowest choice holds, then the latest."""
    require(request, may_manage)
    operations.choose_kind(
        request.company,
        kind=given.kind,
        by=request.by,
        customer=customer_for(request.user, int(given.customer)) if given.customer else None,
        invoice=invoice_for(request.user, int(given.invoice)) if given.invoice else None,
    )
    return Status(HTTPStatus.NO_CONTENT, None)


def _as_limitation(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "receivable": str(row["receivable_id"]),
        "invoice": str(row["invoice_id"]),
        "customer": str(row["customer_id"]),
    }


def _as_event(event: "LimitationEvent") -> EventOut:
    counter = getattr(event, "reversed_by", None)
    return EventOut(
        id=str(event.pk),
        invoice=str(event.invoice_id),
        kind=event.kind,
        on=event.on,
        note=event.note,
        proof=event.proof,
        cancelled=counter.note if counter else None,
    )
