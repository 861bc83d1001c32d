"""Drafts and issued invoices, over REST."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from ninja import Query, Router, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.documents.operations import content_of
from encaisse.invoicing import operations, queries
from encaisse.invoicing.api.shapes import (
    DraftBrief,
    DraftIn,
    DraftOut,
    HabitIn,
    HabitOut,
    IssuedOut,
    IssuedPaging,
    IssueIn,
    SeriesIn,
    SeriesOut,
    TypedIn,
    as_brief,
    as_draft,
    as_habit,
    as_issued,
)
from encaisse.invoicing.paper.drawing import preview
from encaisse.invoicing.rules.issuing import may_issue
from encaisse.parties.queries import customer_for
from encaisse.receivables.queries import invoice_for
from encaisse.web.rest import IdInPath, Page, Paging, page_of

CREATED = HTTPStatus.CREATED

router = Router(tags=["invoicing"])


@router.get("/drafts", response=Page[DraftBrief], summary="The drafts, the newest first")
def drafts(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Invoices and credit notes being written."""
    return page_of(queries.drafts(request.company), paging, as_brief, newest_first=True)


@router.post("/drafts", response={CREATED: DraftOut}, summary="Begin an invoice")
def begin(request: ApiRequest, given: DraftIn) -> Status[DraftOut]:
    """Nothing is refused for being incomplete: ``lacks`` says what is missing."""
    require(request, may_collect)
    customer = customer_for(request.user, int(given.customer))
    draft = operations.start(customer, delivered_on=localdate(), by=request.by)
    told = draft.typed | given.dict(exclude={"customer"}, exclude_unset=True)
    return Status(CREATED, as_draft(operations.write(draft, told, by=request.by)))


@router.post(
    "/invoices/{invoice_id}/credit-note",
    response={CREATED: DraftOut},
    summary="Begin a credit note",
)
def begin_credit_note(request: ApiRequest, invoice_id: IdInPath) -> Status[DraftOut]:
    """With the lines of the invoice when it was issued here: cut them down for a partial one."""
    require(request, may_manage)
    invoice = invoice_for(request.user, invoice_id)
    draft = operations.start_credit_note(invoice, delivered_on=localdate(), by=request.by)
    return Status(CREATED, as_draft(draft))


@router.get("/drafts/{draft_id}", response=DraftOut, summary="One draft")
def draft(request: ApiRequest, draft_id: IdInPath) -> DraftOut:
    """Its amounts, due days and lacks are those of today."""
    return as_draft(queries.draft_for(request.user, draft_id))


@router.put("/drafts/{draft_id}", response=DraftOut, summary="Write a draft")
def write(request: ApiRequest, draft_id: IdInPath, given: TypedIn) -> DraftOut:
    """The whole of it, in place of what was typed."""
    require(request, may_collect)
    found = queries.draft_for(request.user, draft_id)
    return as_draft(operations.write(found, given.dict(), by=request.by))


@router.delete("/drafts/{draft_id}", response={204: None}, summary="Delete a draft")
def discard(request: ApiRequest, draft_id: IdInPath) -> Status[None]:
    """It never was anything."""
    require(request, may_collect)
    operations.discard(queries.draft_for(request.user, draft_id))
    return Status(204, None)


@router.get("/drafts/{draft_id}/pdf", summary="A draft on paper")
def draft_pdf(request: ApiRequest, draft_id: IdInPath) -> HttpResponse:
    """Marked as a draft, without the data of an e-invoice."""
    found, today = queries.draft_for(request.user, draft_id), localdate()
    number = queries.next_number(found, on=today).next_number
    ready = queries.ready(found, number=number, on=today)
    return _pdf(preview(ready.facts, logo=queries.logo_of(request.company)), number)


@router.post("/drafts/{draft_id}/issue", response={CREATED: IssuedOut}, summary="Issue a draft")
def issue(request: ApiRequest, draft_id: IdInPath, given: IssueIn) -> Status[IssuedOut]:
    """For good: the number is taken, the receivables are open, the PDF is kept."""
    found, today = queries.draft_for(request.user, draft_id), localdate()
    require(request, lambda role: may_issue(role, found.kind))
    issued = operations.issue(found, on=given.on or today, today=today, by=request.by)
    return Status(CREATED, as_issued(issued))


@router.get("/issued", response=Page[IssuedOut], summary="What was issued, the newest first")
def issued(request: ApiRequest, paging: Query[IssuedPaging]) -> dict[str, Any]:
    """Of a customer, of a kind, or all."""
    found = queries.issued(request.company).select_related("document")
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    if paging.kind:
        found = found.filter(kind=paging.kind)
    return page_of(found, paging, as_issued, newest_first=True)


@router.get("/issued/{issued_id}", response=IssuedOut, summary="One issued invoice")
def issued_one(request: ApiRequest, issued_id: IdInPath) -> IssuedOut:
    """404 when it is not one of the company's."""
    return as_issued(queries.issued_for(request.user, issued_id))


@router.get("/issued/{issued_id}/pdf", summary="The Factur-X, as it left")
def issued_pdf(request: ApiRequest, issued_id: IdInPath) -> HttpResponse:
    """The very bytes that were kept."""
    found = queries.issued_for(request.user, issued_id)
    return _pdf(content_of(found.document), found.number)


@router.get("/issued/{issued_id}/xml", summary="The data inside it")
def issued_xml(request: ApiRequest, issued_id: IdInPath) -> HttpResponse:
    """CII, profile EN 16931 of Factur-X."""
    found = queries.issued_for(request.user, issued_id)
    return HttpResponse(found.xml, content_type="application/xml")


@router.get("/habits", response=HabitOut, summary="What every invoice says")
def habits(request: ApiRequest) -> HabitOut:
    """The mentions of the company, and how its numbers are made."""
    return as_habit(queries.habit_of(request.company))


@router.put("/habits", response=HabitOut, summary="Change what every invoice says")
def change_habits(request: ApiRequest, given: HabitIn) -> HabitOut:
    """A new pattern holds for the next series, or for this year's when it has not begun."""
    require(request, may_manage)
    told = {name: value for name, value in given.dict().items() if value is not None}
    company, year = request.company, localdate().year
    return as_habit(operations.change_habit(company, year=year, by=request.by, **told))


@router.put("/series", response=SeriesOut, summary="Say where the numbers go on")
def number_from(request: ApiRequest, given: SeriesIn) -> SeriesOut:
    """Refused once a number of that year was given here."""
    require(request, may_manage)
    series = operations.number_from(
        request.company, given.kind, given.year, next_rank=str(given.next_rank), by=request.by
    )
    return SeriesOut(
        kind=series.kind, year=series.year, next_number=series.state.next_number
    )  # fmt: skip


def _pdf(content: bytes, number: str) -> HttpResponse:
    name = number.replace("/", "-")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
