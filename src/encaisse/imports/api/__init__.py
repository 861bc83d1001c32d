"""The files taken in and the bank lines that wait, over REST."""

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_import
from encaisse.imports import operations, queries
from encaisse.imports.forms import described
from encaisse.imports.listing.facts import Scope
from encaisse.imports.operations import GivenFile, reviewing, undoing
from encaisse.imports.operations import sources as taking
from encaisse.imports.queries import sources as source_queries
from encaisse.imports.queries.mappings import doubts_of
from encaisse.imports.rules.review import Review
from encaisse.matching.operations import doubles, placing
from encaisse.parties.queries import customer_for
from encaisse.payments import operations as payments
from encaisse.payments.queries import bank_line_for, waiting_lines
from encaisse.web.rest import Day, Id, IdInPath, Line, Page, Paging, page_of
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from encaisse.imports.models import FileImport, SourceFile
    from encaisse.payments.models import BankLine

NAME_MAX = 200

router = Router(tags=["imports"])
lines_router = Router(tags=["imports"])
sources_router = Router(tags=["imports"])


class ImportOut(Schema):
    """A file and where it stands: ``waiting``, ``running``, ``review`` (a person takes it or
    leaves it), ``done``, ``refused``, ``undone``, ``left``."""

    id: str
    name: str
    kind: str
    state: str
    taken: int
    ignored: int
    refused: int
    started_at: datetime
    finished_at: datetime | None
    decided_by: str
    decided_at: datetime | None


class ReportOut(ImportOut):
    """The same with its report, line by line: the document of `encaisse import --json`; of a file
    to be reviewed, what it would give, and why it is in doubt."""

    report: dict[str, Any]
    doubts: list[str]


class AgainIn(Schema):
    """What a list covers; as it was said before when null."""

    covers: Scope | None = None


@router.get("", response=Page[ImportOut], summary="The files, the newest first")
def imports(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Without their reports."""
    found = queries.imports_for(request.user, request.company)
    return page_of(found, paging, _shown, newest_first=True)


@router.post("", response={202: ImportOut}, summary="Give a file")
def receive(
    request: ApiRequest,
    file: File[UploadedFile],
    on: Form[Day | None] = None,
    covers: Form[Scope] = Scope.AUTO,
    review: Form[Review] = Review.NEVER,
    mapping: Form[str] = "",
) -> Status[ImportOut]:
    """Kept at once, read by the worker: ask for it again to follow it. Of a list of open items one
    may say its day (``on``) and what it ``covers``: ``ledger``, ``customers``, ``rows``. With
    ``review`` it waits for `take` or `leave`: in ``doubt``, or ``always``. ``mapping`` (JSON) says
    what the columns of a table hold, as `encaisse import --mapping` does."""
    require(request, may_import)
    name = (file.name or "fichier")[-NAME_MAX:]
    given = GivenFile(name, content_of(file), on=on, scope=covers, review=review,
                      mapping=described(mapping))  # fmt: skip
    row = operations.receive(request.company, given, by=request.by, at=timezone.now())
    return Status(202, _shown(row))


@router.get("/{import_id}", response=ReportOut, summary="One file and its report")
def one_import(request: ApiRequest, import_id: IdInPath) -> ReportOut:
    """What was taken, ignored, refused, and the checks."""
    row = queries.import_for(request.user, request.company, import_id)
    return _told(row)


class LineOut(Schema):
    """A line of the file (null: the file as a whole) and what became of it: ``taken``, ``ignored``
    or ``refused``, with the reason."""

    rank: int
    line: int | None
    fate: str
    what: str
    customer: str
    on: date | None
    cents: int | None
    currency: str
    reason: str


@router.get("/{import_id}/lines", response=Page[LineOut], summary="What became of each line")
def lines(
    request: ApiRequest, import_id: IdInPath, paging: Query[Paging], fate: str = ""
) -> dict[str, Any]:
    """In the order of the file; of one ``fate`` when it is given. Of a FEC, the lines on customer
    accounts and those left out."""
    row = queries.import_for(request.user, request.company, import_id)
    found = [asdict(one) for one in queries.fates_of(row) if fate in {"", one.fate}]
    after = [one for one in found if one["rank"] > int(paging.cursor or 0)]
    kept = after[: paging.limit]
    return {"items": kept, "next": str(kept[-1]["rank"]) if len(after) > len(kept) else None}


@router.post("/{import_id}/undo", response=ReportOut, summary="Undo a whole import")
def undo(request: ApiRequest, import_id: IdInPath) -> ReportOut:
    """Everything is as before the file; refused with what depends on it."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    undoing.undo(row, by=request.by, at=timezone.now())
    return one_import(request, import_id)


@router.post("/{import_id}/take", response=ImportOut, summary="Take a file that was reviewed")
def take(request: ApiRequest, import_id: IdInPath) -> ImportOut:
    """By the worker; refused when it no longer waits."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    return _shown(reviewing.take(row, by=request.by, at=timezone.now()))


@router.post("/{import_id}/leave", response=ImportOut, summary="Leave a file that was reviewed")
def leave(request: ApiRequest, import_id: IdInPath) -> ImportOut:
    """Nothing of it enters the books; the file stays."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    return _shown(reviewing.leave(row, by=request.by, at=timezone.now()))


@router.post("/{import_id}/read-again", response=ImportOut, summary="Tell again what it would give")
def read_again(request: ApiRequest, import_id: IdInPath, given: AgainIn) -> ImportOut:
    """As things are known now, a list by what it ``covers``."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    return _shown(reviewing.read_again(row, given.covers))


def _told(row: "FileImport") -> ReportOut:
    doubts = doubts_of(row)
    return ReportOut(**_shown(row).dict(), report=row.report, doubts=doubts)


def _shown(row: "FileImport") -> ImportOut:
    return ImportOut(
        id=str(row.pk),
        name=row.document.name,
        kind=row.kind,
        state=row.state,
        taken=row.taken,
        ignored=row.ignored,
        refused=row.refused,
        started_at=row.started_at,
        finished_at=row.finished_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


class SourceOut(Schema):
    """A source of files and how it stands: ``trouble`` is why its last pass failed."""

    kind: str
    name: str
    minutes: int
    checked_at: datetime | None
    brought_at: datetime | None
    trouble: str


class SourceFileOut(Schema):
    """A file that a source brought: ``taken``, ``known``, ``refused`` or ``left``."""

    id: str
    name: str
    source: str
    fate: str
    reason: str
    at: datetime
    taken_as: str | None


class AskedOut(Schema):
    """How many sources are looked into."""

    sources: int


@sources_router.get("", response=list[SourceOut], summary="The sources of files")
def sources(request: ApiRequest) -> list[SourceOut]:
    """Those that the settings give to the company."""
    return [
        SourceOut(
            kind=one.kind, name=str(one.place), minutes=one.place.minutes,
            checked_at=one.standing.checked_at, brought_at=one.standing.brought_at,
            trouble=one.standing.trouble,
        )
        for one in source_queries.sources_of(request.company)
    ]  # fmt: skip


@sources_router.get("/files", response=Page[SourceFileOut], summary="What the sources brought")
def source_files(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The newest first."""
    found = source_queries.source_files(request.user, request.company)
    return page_of(found, paging, _source_file, newest_first=True)


@sources_router.post("/pass", response={202: AskedOut}, summary="Look into the sources now")
def relieve(request: ApiRequest) -> Status[AskedOut]:
    """By the worker, one after the other."""
    require(request, may_import)
    return Status(202, AskedOut(sources=taking.ask(request.company)))


def _source_file(row: "SourceFile") -> SourceFileOut:
    return SourceFileOut(
        id=str(row.pk),
        name=row.name,
        source=row.source.name,
        fate=row.fate,
        reason=row.reason,
        at=row.at,
        taken_as=str(row.taken_as_id) if row.taken_as_id else None,
    )


class BankLineOut(Schema):
    """A movement as the bank gave it. ``credit`` is the payment that it brought or took back;
    ``set_aside`` says why it concerns no customer; with neither, it waits. ``doubt``: why it may be
    a movement that a file of another format gave, so that only a person places it."""

    id: str
    account: str
    on: date
    value_on: date | None
    cents: int
    currency: str
    label: str
    counterparty: str
    reference: str
    said: str
    credit: str | None
    customer: str | None
    set_aside: str
    doubt: str


class PayerIn(Schema):
    """The customer whom the line concerns."""

    customer: Id


class TwinIn(Schema):
    """Whether it is the movement that another file gave."""

    is_same: bool


class AsideIn(Schema):
    """Why no customer is concerned."""

    reason: Line


@lines_router.get("", response=Page[BankLineOut], summary="The bank lines that wait")
def bank_lines(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Money of no known customer, oldest first."""
    return page_of(waiting_lines(request.company), paging, _line)


@lines_router.get("/{line_id}", response=BankLineOut, summary="One bank line")
def bank_line(request: ApiRequest, line_id: IdInPath) -> BankLineOut:
    """404 when it is not one of the company's."""
    return _line(bank_line_for(request.user, request.company, line_id))


@lines_router.post("/{line_id}/customer", response=BankLineOut, summary="Say whom it concerns")
def attribute(request: ApiRequest, line_id: IdInPath, given: PayerIn) -> BankLineOut:
    """Its money becomes a payment of that customer, or takes one back."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    placing.attribute(line, customer_for(request.user, int(given.customer)), by=request.by)
    return bank_line(request, line_id)


@lines_router.post("/{line_id}/set-aside", response=BankLineOut, summary="No customer is concerned")
def set_aside(request: ApiRequest, line_id: IdInPath, given: AsideIn) -> BankLineOut:
    """With a reason."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    payments.set_line_aside(line, reason=given.reason, by=request.by)
    return _line(line)


@lines_router.post("/{line_id}/twin", response=BankLineOut, summary="Decide of a double")
def twin(request: ApiRequest, line_id: IdInPath, given: TwinIn) -> BankLineOut:
    """Of a line in doubt: set aside as the same movement, or placed as one more."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    doubles.decide(line, is_same=given.is_same, by=request.by)
    return bank_line(request, line_id)


def _line(line: "BankLine") -> BankLineOut:
    credit = line.credit
    return BankLineOut(
        id=str(line.pk),
        account=line.account,
        on=line.on,
        value_on=line.value_on,
        cents=line.cents,
        currency=line.currency,
        label=line.label,
        counterparty=line.counterparty,
        reference=line.reference,
        said=line.said,
        credit=str(credit.pk) if credit else None,
        customer=str(credit.customer_id) if credit else None,
        set_aside=line.set_aside,
        doubt=line.doubt,
    )
