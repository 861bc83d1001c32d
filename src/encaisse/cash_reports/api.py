"""The receipts to declare, over REST."""

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.timezone import localdate, localtime
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.cash_reports import operations, queries
from encaisse.cash_reports.rules.sharing import Part
from encaisse.receivables.queries import invoice_for
from encaisse.web.rest import Cents, Day, Id, IdInPath, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.cash_reports.models import CashHabit, CashReport

router = Router(tags=["cash reports"])
Nature = Literal["services", "goods", "debits"]
Rate = Annotated[str, Field(pattern=r"^\d{1,2}\.\d\d$")]


class PartShown(Schema):
    """So much at that rate, VAT included."""

    rate: str
    cents: int


class FactOut(Schema):
    """A receipt that no message told. ``state``: ``declare`` (ready), ``lacks`` (complete the
    invoice), ``nothing`` (left out); ``why`` in French."""

    invoice: str
    number: str
    on: date
    cents: int
    currency: str
    state: str
    why: str


class WaitingOut(Schema):
    """``more``: only the oldest are listed."""

    receipts: list[FactOut]
    more: bool


class ReportOut(Schema):
    """A message « Encaissée » (212); its bytes are the document's. Negative when it takes back the
    one that it ``corrects``."""

    id: str
    number: int
    invoice: str
    on: date
    cents: int
    currency: str
    parts: list[PartShown]
    corrects: str | None
    document: str
    made_at: datetime
    given_on: date | None
    given_by: str


class HabitShown(Schema):
    """``since``: the day of issue of the first invoice that went through a platform."""

    since: Day | None = None
    nature: Literal["", "services", "goods", "debits"] = ""
    rate: Annotated[str, Field(pattern=r"^(\d{1,2}\.\d\d)?$")] = ""


class PartIn(Schema):
    """So much at that rate, VAT included."""

    rate: Rate
    cents: Cents


class ChoiceIn(Schema):
    """What an invoice is, and its parts by rate; what they leave of it is not declared. No part:
    those of its file, or the company's usual rate."""

    nature: Nature
    parts: list[PartIn] = Field(default_factory=list)


class GiveIn(Schema):
    """The messages that the platform took."""

    reports: list[Id]


@router.get("/waiting", response=WaitingOut, summary="The receipts that no message told")
def waiting(request: ApiRequest) -> dict[str, Any]:
    """Those that are ready, those that lack something, those that are left out and why."""
    found = queries.waiting(request.company)
    told = [*found.declared, *found.lacking, *found.nothing]
    return {
        "receipts": [
            {
                "invoice": str(fact.invoice.pk), "number": fact.invoice.number, "on": fact.on,
                "cents": fact.allocation.cents, "currency": fact.invoice.currency,
                "state": fact.duty.kind, "why": fact.duty.why,
            }
            for fact in told
        ],
        "more": found.more,
    }  # fmt: skip


@router.get("", response=Page[ReportOut], summary="The messages made, newest first")
def reports(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Given or not."""
    return page_of(queries.reports(request.company), paging, _shown, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: list[ReportOut]}, summary="Make the messages")
def make(request: ApiRequest) -> Status[list[ReportOut]]:
    """One for each receipt that is ready, each once; the file is read at
    ``/documents/{id}/content``."""
    require(request, may_collect)
    made = operations.make(request.company, at=localtime(), by=request.by)
    return Status(HTTPStatus.CREATED, [_shown(row) for row in made])


@router.post("/give", response=list[ReportOut], summary="Mark messages as given to the platform")
def give(request: ApiRequest, given: GiveIn) -> list[ReportOut]:
    """They are not given twice."""
    require(request, may_collect)
    user, company = request.user, request.company
    rows = [queries.report_for(user, company, int(each)) for each in given.reports]
    operations.give(company, rows, on=localdate(), by=request.by)
    return [_shown(queries.report_for(user, company, row.pk)) for row in rows]


@router.get("/habit", response=HabitShown, summary="From when receipts are declared")
def habit(request: ApiRequest) -> "CashHabit":
    """And what an invoice is that does not say."""
    return queries.habit_of(request.company)


@router.put("/habit", response=HabitShown, summary="Choose from when receipts are declared")
def choose_habit(request: ApiRequest, given: HabitShown) -> "CashHabit":
    """``since`` null: none is."""
    require(request, may_manage)
    return operations.choose_habit(request.company, **given.dict(), by=request.by)


@router.put("/invoices/{invoice_id}/vat", response=ChoiceIn, summary="Say what an invoice is")
def complete(request: ApiRequest, invoice_id: IdInPath, given: ChoiceIn) -> ChoiceIn:
    """Where its file does not; refused once a receipt of it is declared."""
    require(request, may_collect)
    invoice = invoice_for(request.user, invoice_id)
    parts = [Part(part.rate, part.cents) for part in given.parts]
    operations.complete(invoice, nature=given.nature, parts=parts, by=request.by)
    return given


def _shown(row: "CashReport") -> ReportOut:
    return ReportOut(
        id=str(row.pk), number=row.number, invoice=str(row.invoice_id), on=row.on, cents=row.cents,
        currency=row.currency,
        parts=[PartShown(rate=part.rate, cents=part.cents) for part in queries.parts_of(row.parts)],
        corrects=str(row.corrects_id) if row.corrects_id else None,
        document=str(row.document_id), made_at=row.made_at.astimezone(UTC),
        given_on=row.given_on, given_by=row.given_by,
    )  # fmt: skip
