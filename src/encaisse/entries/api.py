"""The accounting entries, over REST."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.utils.timezone import localdate, localtime
from ninja import Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.entries import operations, queries
from encaisse.web.rest import Day, IdInPath, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.entries.models import EntryBatch

router = Router(tags=["entries"])


class LegOut(Schema):
    """One line: a debit is above zero, a credit below."""

    account: str
    customer: str
    cents: int


class EntryOut(Schema):
    """One balanced entry that has not left."""

    on: date
    journal: str
    voucher: str
    label: str
    legs: list[LegOut]


class LeftOutOut(Schema):
    """What makes no entry here, and why."""

    on: date
    voucher: str
    cents: int
    currency: str
    reason: str


class WaitingOut(Schema):
    """What a file of that period would hold; ``earlier`` entries wait from the three
    months before it."""

    entries: list[EntryOut]
    left_out: list[LeftOutOut]
    earlier: int


class ExportOut(Schema):
    """A file; its bytes are the document's."""

    id: str
    number: int
    format: str
    first_on: date
    last_on: date
    count: int
    total_cents: int
    made_at: datetime
    document: str
    undone_on: date | None


class PeriodIn(Schema):
    """Which days, both included."""

    first: Day
    last: Day


class ExportIn(PeriodIn):
    """And in which format."""

    format: Literal["fec", "ximport", "quadra", "ebp"] = "fec"


@router.get("/waiting", response=WaitingOut, summary="The entries that have not left")
def waiting(request: ApiRequest, period: Query[PeriodIn]) -> dict[str, Any]:
    """Of the days asked."""
    found = queries.preview(request.company, period.first, period.last)
    return {
        "entries": [
            {
                "on": entry.on, "journal": entry.journal, "voucher": entry.voucher,
                "label": entry.label,
                "legs": [
                    {"account": leg.account, "customer": leg.customer, "cents": leg.cents}
                    for leg in entry.legs
                ],
            }
            for entry in found.entries
        ],
        "left_out": [
            {
                "on": fact.on, "voucher": fact.voucher, "cents": fact.cents,
                "currency": fact.currency, "reason": why,
            }
            for fact, why in found.left_out
        ],
        "earlier": found.earlier,
    }  # fmt: skip


@router.get("/exports", response=Page[ExportOut], summary="The files made, newest first")
def exports(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The undone ones too."""
    return page_of(queries.batches(request.company), paging, _shown, newest_first=True)


@router.post("/exports", response={201: ExportOut}, summary="Make a file of entries")
def export(request: ApiRequest, given: ExportIn) -> Status[ExportOut]:
    """Each entry leaves once; the file is read at ``/documents/{id}/content``."""
    require(request, may_collect)
    made = operations.export(
        request.company, first=given.first, last=given.last, kind=given.format, at=localtime(),
        by=request.by,
    )  # fmt: skip
    return Status(201, _shown(made))


@router.post("/exports/{export_id}/undo", response=ExportOut, summary="Undo a file")
def undo(request: ApiRequest, export_id: IdInPath) -> ExportOut:
    """The accounting did not take it: its entries may leave again."""
    require(request, may_collect)
    found = queries.export_for(request.user, request.company, export_id)
    return _shown(operations.undo(found, on=localdate(), by=request.by))


def _shown(batch: "EntryBatch") -> ExportOut:
    return ExportOut(
        id=str(batch.pk), number=batch.number, format=batch.format, first_on=batch.first_on,
        last_on=batch.last_on, count=batch.count, total_cents=batch.total_cents,
        made_at=batch.made_at.astimezone(UTC), document=str(batch.document_id),
        undone_on=batch.undone_on,
    )  # fmt: skip
