"""Taking files in: one transaction per file, the whole of it or nothing."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.imports import loading, queries
from encaisse.imports.fec.books import Period, merge
from encaisse.imports.fec.ledger import Ledger, Terms, settle
from encaisse.imports.fec.reading import FecFile, read_fec
from encaisse.imports.fec.refusals import FileRefused
from encaisse.imports.models import FileImport, ImportState
from encaisse.imports.rules import recognition, report
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.law.reader import parameters

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.rules.report import Report

LOCK = 411


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was given: its name, its bytes, and the kind that the person says it is."""

    name: str
    content: bytes
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A file read and settled alone."""

    report: Report
    file: FecFile
    alone: Ledger


def judge(given: GivenFile, terms: Terms) -> Judged | Report:
    """What the file says, judged alone; only a report when it is refused whole."""
    try:
        recognition.kind_of(given.content, given.kind)
        file = read_fec(given.content)
    except FileRefused as refusal:
        return report.refused(given.name, refusal)
    alone = settle(merge([_period(file)]), terms)
    return Judged(report.of_fec(given.name, file, alone), file, alone)


def terms_of(company: Company | None) -> Terms:
    """What estimates the due dates of a company's customers."""
    cap = int(parameters.payment_days_max.latest.value)
    if company is None:
        usual = int(parameters.payment_days_default.latest.value)
        return Terms(company_days=usual, cap_days=cap)
    return Terms(
        company_days=company.payment_days,
        cap_days=cap,
        by_customer=queries.agreed_days(company),
    )


def take_file(company: Company, given: GivenFile, *, by: str, at: datetime) -> Report:
    """Take a file into the company's books. Refused whole: nothing is written at all."""
    judged = judge(given, terms_of(company))
    if not isinstance(judged, Judged):
        return judged
    return take_judged(company, given, judged, by=by, at=at)


def take_judged(
    company: Company, given: GivenFile, judged: Judged, *, by: str, at: datetime
) -> Report:
    """Take a file already judged."""
    with transaction.atomic():
        _one_at_a_time(company)
        before = queries.import_of(company, hashlib.sha256(given.content).hexdigest())
        if before:
            return _again(judged, before, company)
        return _take(company, given, judged, by=by, at=at)


@transaction.atomic
def receive(company: Company, given: GivenFile, *, by: str, at: datetime) -> FileImport:
    """Keep a file that the worker will take."""
    row = _open(company, given, by=by, at=at)
    enqueue("imports.take", company.pk, import_id=row.pk)
    return row


def take_received(row: FileImport, *, at: datetime) -> None:
    """Take a file received before. Twice is once; what was cut by a crash starts again."""
    company, document = row.company, row.document
    pending = [ImportState.WAITING, ImportState.RUNNING]
    FileImport.objects.filter(pk=row.pk, state__in=pending).update(state=ImportState.RUNNING)
    given = GivenFile(document.name, documents.content_of(document))
    judged = judge(given, terms_of(company))
    with transaction.atomic():
        _one_at_a_time(company)
        row = FileImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.state != ImportState.RUNNING:
            return
        before = queries.import_of(company, document.sha256)
        if not isinstance(judged, Judged):
            _note(row, judged, at=at)
        elif before:
            _note(row, _again(judged, before, company), at=at)
        else:
            _note(row, _load(company, judged, at=at), at=at, file=judged.file)
            _record(row)


def _take(company: Company, given: GivenFile, judged: Judged, *, by: str, at: datetime) -> Report:
    done = _load(company, judged, at=at)
    row = _open(company, given, by=by, at=at)
    _note(row, done, at=at, file=judged.file)
    _record(row)
    return done


def _open(company: Company, given: GivenFile, *, by: str, at: datetime) -> FileImport:
    return FileImport.objects.create(
        company=company,
        document=documents.keep(company=company, name=given.name, content=given.content),
        by=by,
        started_at=at,
    )


def _load(company: Company, judged: Judged, *, at: datetime) -> Report:
    """Make the books again with this file, and the tables say what they say."""
    file, periods = judged.file, queries.periods(company)
    ledger = judged.alone
    if periods:
        ledger = settle(merge([*periods, _period(file)]), terms_of(company))
    is_latest = all(file.last_on >= period.last_on for period in periods)
    counts = loading.load(company, ledger, file.sides, at=at, sides_are_latest=is_latest)
    expected = int(ledger.balances["balance_cents"].sum())
    found = queries.books_balance(company)
    return report.loaded(judged.report, counts, expected=expected, found=found)


def _again(judged: Judged, before: FileImport, company: Company) -> Report:
    day = before.started_at.astimezone(ZoneInfo(company.timezone)).date()
    return report.already_taken(judged.report, french_day(day))


def _note(row: FileImport, done: Report, *, at: datetime, file: FecFile | None = None) -> None:
    """Write on the import what became of its file."""
    row.kind = done["kind"] or ""
    row.state = ImportState.REFUSED if report.is_refused(done) else ImportState.DONE
    row.finished_at = at
    row.taken, row.ignored = done["taken"], len(done["ignored"])
    row.refused = len(done["refused"])
    row.report = done
    if file:
        lines = io.BytesIO()
        file.lines.write_parquet(lines)
        row.lines = lines.getvalue()
    row.save()


def _record(row: FileImport) -> None:
    audit.record(
        company=row.company,
        actor=row.by,
        verb="file.imported",
        subject=f"import:{row.pk}",
        facts={
            "name": row.document.name,
            "kind": row.kind,
            "taken": row.taken,
            **row.report.get("new", {}),
        },
    )


def _period(file: FecFile) -> Period:
    return Period(file.lines, file.first_on, file.last_on)


def _one_at_a_time(company: Company) -> None:
    """Two files of one company are taken one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company.pk])
