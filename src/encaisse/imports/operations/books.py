"""The FEC: the books of a company made again with one more file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from encaisse.imports import loading, queries
from encaisse.imports.fec.books import Period, merge
from encaisse.imports.fec.due_days import Terms
from encaisse.imports.fec.ledger import Ledger, settle
from encaisse.imports.fec.reading import FecFile, read_fec
from encaisse.imports.rules import report
from encaisse.law.payment_terms import PaymentTerms, Rule
from encaisse.legal_values.queries import law
from encaisse.parties.queries import usual_terms

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.rules.report import Report


@dataclass(frozen=True, slots=True)
class Books:
    """A FEC read and settled alone."""

    file: FecFile
    alone: Ledger


def read(content: bytes, company: Company | None) -> Books:
    """What the file says, judged alone. Raises a ``FileRefused``."""
    file = read_fec(content)
    return Books(file, settle(merge([_period(file)]), _terms_of(company)))


def load(company: Company, books: Books, judged: Report, *, at: datetime) -> Report:
    """Make the books again with this file, and the tables say what they say."""
    file, periods = books.file, queries.periods(company)
    ledger = books.alone
    if periods:
        ledger = settle(merge([*periods, _period(file)]), _terms_of(company))
    is_latest = all(file.last_on >= period.last_on for period in periods)
    counts = loading.load(company, ledger, file.sides, at=at, sides_are_latest=is_latest)
    expected = int(ledger.balances["balance_cents"].sum())
    found = queries.books_balance(company)
    return report.loaded(judged, counts, expected=expected, found=found)


def kept_lines(books: Books) -> bytes:
    """The customer lines of the file: what the books are made of again when another comes."""
    lines = io.BytesIO()
    books.file.lines.write_parquet(lines)
    return lines.getvalue()


def _terms_of(company: Company | None) -> Terms:
    """What estimates the due dates of a company's customers."""
    known = law()
    cap = int(known.payment_days_max.latest.value)
    if company is None:
        usual = int(known.payment_days_default.latest.value)
        return Terms(company=PaymentTerms.at(Rule(usual)), cap_days=cap)
    return Terms(
        company=usual_terms(company),
        cap_days=cap,
        by_customer=queries.agreed_terms(company),
    )


def _period(file: FecFile) -> Period:
    return Period(file.lines, file.first_on, file.last_on)
