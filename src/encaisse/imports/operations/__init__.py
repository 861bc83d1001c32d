"""Taking files in: one transaction per file, the whole of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.imports import queries
from encaisse.imports.camt.reading import read_camt
from encaisse.imports.cfonb.reading import read_cfonb
from encaisse.imports.listing.facts import Scope
from encaisse.imports.models import FileImport, ImportState, SourceFate, SourceFile
from encaisse.imports.mt940.reading import read_mt940
from encaisse.imports.ofx.reading import read_ofx
from encaisse.imports.open_items.reading import OpenItemsFile
from encaisse.imports.opening.archive import files_of
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.operations import answers, books, einvoices, statements, tables
from encaisse.imports.operations.books import Books
from encaisse.imports.operations.tables import AskedOfList
from encaisse.imports.operations.undoing import one_at_a_time
from encaisse.imports.queries import mappings
from encaisse.imports.rules import recognition, report
from encaisse.imports.rules.answers import StatusReport
from encaisse.imports.rules.bank import BankFile
from encaisse.imports.rules.einvoice import EInvoiceFile, LifeCycleMessage
from encaisse.imports.rules.review import Review, doubts
from encaisse.imports.rules.tables import TABLES
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.parties.operations import hold_all
from encaisse.payments.queries import waiting_lines
from encaisse.store import traces

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.rules.report import Report

BANK_READERS: dict[str, Callable[[bytes], BankFile]] = {
    recognition.CFONB: read_cfonb,
    recognition.CAMT: read_camt,
    recognition.OFX: read_ofx,
    recognition.MT940: read_mt940,
}


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was given: its name, its bytes, and what the person says of it: its kind; of a
    list of open items, its day and what it covers; whether it waits to be reviewed; of a table,
    what its columns say (``table.describing``)."""

    name: str
    content: bytes
    kind: str = ""
    on: date | None = None
    scope: Scope = Scope.AUTO
    review: Review = Review.NEVER
    mapping: dict[str, Any] | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What was said of it, as kept until the worker reads it."""
        on = self.on.isoformat() if self.on else ""
        said: dict[str, Any] = {
            "kind": self.kind,
            "on": on,
            "scope": str(self.scope),
            "review": str(self.review),
            "mapping": self.mapping,
        }
        return {name: value for name, value in said.items() if value}


def _given(row: FileImport) -> GivenFile:
    """The file of an import, with what was said of it."""
    said, document = row.asked, row.document
    return GivenFile(
        document.name, documents.content_of(document), said.get("kind", ""),
        date.fromisoformat(said["on"]) if "on" in said else None, Scope(said.get("scope", "")),
        Review(said.get("review", "")), said.get("mapping"),
    )  # fmt: skip


class _Reviewed(Exception):
    """What the file would give is for a person to see first."""

    def __init__(self, done: Report) -> None:
        self.done = done


Content = Books | BankFile | EInvoiceFile | LifeCycleMessage | OpenItemsFile | StatusReport


@dataclass(slots=True)
class Judged:
    """A file read and judged alone."""

    report: Report
    content: Content | None

    def handed(self) -> Content:
        """What it holds, once: it is written, and its memory serves for what is told of it."""
        content, self.content = self.content, None
        if content is None:
            raise RuntimeError("the content of this file was written already")
        return content


def judge(given: GivenFile, company: Company | None) -> Judged | Report:
    """What the file says, judged alone; only a report when it is refused whole."""
    kind = ""
    try:
        if not given.mapping:
            known = given.kind or mappings.kind_kept(company, given.content)
            kind = recognition.kind_of(given.content, known)
        if kind in recognition.EINVOICES:
            return Judged(*einvoices.read(given.name, kind, given.content, company))
        if kind == recognition.PAIN002:
            return Judged(*answers.read(given.name, kind, given.content))
        if given.mapping or kind in TABLES:
            return Judged(*tables.read(given.name, kind, given.content, company, given.mapping))
        if kind in BANK_READERS:
            file = BANK_READERS[kind](given.content)
            iban = company.iban if company else ""
            return Judged(report.of_bank(given.name, kind, file, iban), file)
        read = books.read(given.content, company)
    except FileRefused as refusal:
        return report.refused(given.name, refusal, kind)
    return Judged(report.of_fec(given.name, read.file, read.alone), read)


def take_file(company: Company, given: GivenFile, *, by: str, at: datetime) -> Report:
    """Take a file into the company's books. Refused whole: nothing is written at all."""
    judged = judge(given, company)
    if not isinstance(judged, Judged):
        return judged
    return take_judged(company, given, judged, by=by, at=at)


def take_judged(
    company: Company, given: GivenFile, judged: Judged, *, by: str, at: datetime
) -> Report:
    """Take a file already judged."""
    try:
        with transaction.atomic():
            one_at_a_time(company)
            before = queries.import_of(company, hashlib.sha256(given.content).hexdigest())
            if before:
                return _again(judged, before, company)
            return _take(_open(company, given, by=by, at=at), given, judged, at=at)
    except FileRefused as refusal:
        return report.refused(given.name, refusal, judged.report["kind"] or "")


@transaction.atomic
def receive(company: Company, given: GivenFile, *, by: str, at: datetime) -> FileImport:
    """Keep a file that the worker will take."""
    row = _open(company, given, by=by, at=at)
    enqueue("imports.take", company.pk, import_id=row.pk)
    return row


def receive_again(row: FileImport, *, by: str, at: datetime, **said: Any) -> FileImport:
    """The file of an import that is not in the books is to be read again, as things are known now,
    and as it is ``said`` now (its scope, its review)."""
    return receive(row.company, replace(_given(row), **said), by=by, at=at)


def take_received(row: FileImport, *, at: datetime) -> None:
    """Take a file received before. Twice is once; what was cut by a crash starts again."""
    company, document = row.company, row.document
    pending = [ImportState.WAITING, ImportState.RUNNING]
    mine = FileImport.objects.filter(pk=row.pk, state__in=pending)
    is_pending = mine.update(state=ImportState.RUNNING)
    given = _given(row)
    if not given.kind and recognition.is_mixed(given.content):
        if is_pending:
            _take_archive(row, given, at=at)
        return
    judged = judge(given, company)
    with transaction.atomic():
        one_at_a_time(company)
        row = FileImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.state != ImportState.RUNNING:
            return
        before = queries.import_of(company, document.sha256)
        if not isinstance(judged, Judged):
            _note(row, judged, at=at)
        elif before:
            _note(row, _again(judged, before, company), at=at)
        else:
            _take_or_refuse(row, given, judged, at=at)


def _take_archive(row: FileImport, given: GivenFile, *, at: datetime) -> None:
    """Each file of an archive is an import of its own; that of the archive says what became of
    them."""
    try:
        files = files_of(given.content)
    except FileRefused as refusal:
        _note(row, report.refused(given.name, refusal, recognition.ARCHIVE), at=at)
        return
    done = []
    for name, content in files:
        inside = GivenFile(name, content, review=given.review)
        one = _open(row.company, inside, by=row.by, at=at)
        take_received(one, at=at)
        one.refresh_from_db()
        done.append((name, one.report))
    _note(row, report.of_archive(given.name, recognition.ARCHIVE, done), at=at)


def _take_or_refuse(row: FileImport, given: GivenFile, judged: Judged, *, at: datetime) -> None:
    """What cannot be compared with the books is refused whole, and said; what is to be reviewed is
    told as it would be. Nothing is written in either case."""
    try:
        with transaction.atomic():
            done = _take(row, given, judged, at=at)
            if _waits(row, given, done):
                raise _Reviewed(done)
    except FileRefused as refusal:
        _note(row, report.refused(given.name, refusal, judged.report["kind"] or ""), at=at)
    except _Reviewed as reviewed:
        row.refresh_from_db()
        row.state, row.finished_at = ImportState.REVIEW, at
        row.kind, row.report = reviewed.done["kind"] or "", reviewed.done
        row.save()


def _waits(row: FileImport, given: GivenFile, done: Report) -> bool:
    """Whether a person looks at it first."""
    if given.review is Review.IN_DOUBT:
        return bool(doubts(done, is_known_table=mappings.is_known(row, done)))
    return given.review is Review.ALWAYS


def _take(row: FileImport, given: GivenFile, judged: Judged, *, at: datetime) -> Report:
    """The tables say what the file says; so does the import, which keeps what it wrote."""
    with traces.tracing(row.pk):
        done = _write(row, given, judged, at=at)
    row.written = traces.digests(traces.written(row.pk))
    _note(row, done, at=at)
    _record(row)
    enqueue("dunning.profiles", row.company_id)
    enqueue("teams.share", row.company_id)
    enqueue("agenda.orphans", row.company_id)
    return done


def _write(row: FileImport, given: GivenFile, judged: Judged, *, at: datetime) -> Report:
    company, content = row.company, judged.handed()
    on = at.astimezone(ZoneInfo(company.timezone)).date()
    if isinstance(content, BankFile) or waiting_lines(company).exists():
        hold_all(company)
    if given.mapping:
        tables.keep_read(company, judged.report, name=given.name, by=row.by, at=at)
    if isinstance(content, Books):
        done = books.load(company, content, judged.report, at=at)
        row.lines = books.kept_lines(content)
        again = tables.apply_again(company, after=content.file.last_on, at=at)
        done["warnings"] = [*done["warnings"], *again]
        statements.place_waiting(company, by=row.by)
    elif isinstance(content, EInvoiceFile | LifeCycleMessage):
        done = einvoices.post(row, judged.report, content, on=on)
        statements.place_waiting(company, by=row.by)
    elif isinstance(content, StatusReport):
        done = answers.post(row, judged.report, content, on=on)
        statements.place_waiting(company, by=row.by)
    elif isinstance(content, OpenItemsFile):
        asked = AskedOfList(given.on, given.scope)
        done = tables.post(row, judged.report, content, asked, at=at)
        statements.place_waiting(company, by=row.by)
    else:
        became, warnings = statements.post(row, judged.report["kind"] or "", content)
        done = report.posted(judged.report, became, warnings)
    if not isinstance(content, LifeCycleMessage | BankFile | StatusReport):
        einvoices.place_statuses(company, by=row.by, on=on)
    return done


def _open(company: Company, given: GivenFile, *, by: str, at: datetime) -> FileImport:
    on = at.astimezone(ZoneInfo(company.timezone)).date()
    return FileImport.objects.create(
        company=company,
        document=documents.keep(
            company=company, name=given.name, content=given.content, on=on, by=by
        ),
        by=by,
        started_at=at,
        asked=given.asked,
    )


def _again(judged: Judged, before: FileImport, company: Company) -> Report:
    day = before.started_at.astimezone(ZoneInfo(company.timezone)).date()
    return report.already_taken(judged.report, french_day(day))


def _note(row: FileImport, done: Report, *, at: datetime) -> None:
    """Write on the import what became of its file."""
    row.kind = done["kind"] or ""
    row.state = ImportState.REFUSED if report.is_refused(done) else ImportState.DONE
    row.finished_at = at
    row.taken, row.ignored = done["taken"], len(done["ignored"])
    row.refused = len(done["refused"])
    row.report = done
    row.save()
    if row.decided_at:
        fate = SourceFate.REFUSED if row.state == ImportState.REFUSED else SourceFate.TAKEN
        SourceFile.objects.filter(taken_as=row).update(fate=fate)


def _record(row: FileImport) -> None:
    audit.record(
        company=row.company,
        actor=row.decided_by or row.by,
        verb="file.imported",
        subject=f"import:{row.pk}",
        facts={
            "name": row.document.name,
            "kind": row.kind,
            "taken": row.taken,
            **row.report.get("new", {}),
        },
    )
