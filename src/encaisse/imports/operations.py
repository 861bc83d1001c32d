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
from encaisse.kernel.days import french_day

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.rules.report import Report

LOCK = 411
LEARNED_DAYS_MAX = 60


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
    if company is None:
        return Terms(company_days=30, cap_days=LEARNED_DAYS_MAX)
    return Terms(
        company_days=company.payment_days,
        cap_days=LEARNED_DAYS_MAX,
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
            day = french_day(before.started_at.astimezone(ZoneInfo(company.timezone)).date())
            return report.already_taken(judged.report, day)
        return _take(company, given, judged, by=by, at=at)


def _take(company: Company, given: GivenFile, judged: Judged, *, by: str, at: datetime) -> Report:
    terms = terms_of(company)
    file, periods = judged.file, queries.periods(company)
    ledger = settle(merge([*periods, _period(file)]), terms) if periods else judged.alone
    is_latest = all(file.last_on >= period.last_on for period in periods)
    counts = loading.load(company, ledger, file.sides, at=at, sides_are_latest=is_latest)
    expected = int(ledger.balances["balance_cents"].sum())
    found = queries.books_balance(company)
    done = report.loaded(judged.report, counts, expected=expected, found=found)
    row = _keep(company, given, done, file, by=by, at=at)
    audit.record(
        company=company,
        actor=by,
        verb="file.imported",
        subject=f"import:{row.pk}",
        facts={"name": given.name, "kind": done["kind"], "taken": done["taken"], **counts},
    )
    return done


def _keep(
    company: Company, given: GivenFile, done: Report, file: FecFile, *, by: str, at: datetime
) -> FileImport:
    lines = io.BytesIO()
    file.lines.write_parquet(lines)
    return FileImport.objects.create(
        company=company,
        document=documents.keep(company=company, name=given.name, content=given.content),
        kind=done["kind"] or "",
        state=ImportState.DONE,
        by=by,
        started_at=at,
        finished_at=at,
        taken=done["taken"],
        ignored=len(done["ignored"]),
        refused=len(done["refused"]),
        report=done,
        lines=lines.getvalue(),
    )


def _period(file: FecFile) -> Period:
    return Period(file.lines, file.first_on, file.last_on)


def _one_at_a_time(company: Company) -> None:
    """Two files of one company are taken one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company.pk])
