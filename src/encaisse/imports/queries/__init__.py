"""What a company keeps already, and what is open on a day."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from encaisse.imports.fec import books
from encaisse.imports.models import (
    BatchNotice,
    FileImport,
    ImportState,
    Sighting,
    StatementPeriod,
)
from encaisse.imports.rules.changes import RESTATED, Known
from encaisse.imports.rules.einvoice import Party, is_same
from encaisse.imports.rules.fates import Fate, fates
from encaisse.imports.rules.recognition import FEC
from encaisse.imports.rules.twins import Period
from encaisse.law.payment_terms import PaymentTerms
from encaisse.parties.models import Customer
from encaisse.parties.queries import customer_called, customers
from encaisse.parties.rules import terms_noted
from encaisse.store import frames

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User

RETURNED = "règlement revenu impayé"


def known(company: Company) -> Known:
    """Everything that an import may meet again."""
    return Known(
        customers=_customers(company),
        invoices=_invoices(company),
        receivables=_receivables(company),
        credits=_credits(company),
        allocations=_allocations(company),
    )


def agreed_terms(company: Company) -> dict[str, PaymentTerms]:
    """The payment terms noted on customers, by code; those who noted the same share a value."""
    noted = Customer.objects.filter(company=company).order_by("id")
    noted = noted.exclude(payment_terms="", payment_days=None)
    read = cache(terms_noted)
    rows = noted.values_list("code", "payment_terms", "payment_days")
    return {code: read(text, days or 0) for code, text, days in rows}


def periods(company: Company) -> list[books.Period]:
    """The customer lines of each file taken."""
    rows = FileImport.objects.filter(company=company, kind=FEC, state=ImportState.DONE)
    rows = rows.filter(lines__isnull=False).order_by("id")
    return [_period(bytes(row.lines or b""), row.report["fec"]) for row in rows]


def _period(content: bytes, facts: dict[str, str]) -> books.Period:
    """The lines of a file as they were kept."""
    return books.Period(
        pl.read_parquet(io.BytesIO(content)),
        date.fromisoformat(facts["first_on"]),
        date.fromisoformat(facts["last_on"]),
    )


def import_of(company: Company, sha256: str) -> FileImport | None:
    """The import that already took these bytes."""
    return (
        FileImport.objects.defer("lines")
        .filter(company=company, document__sha256=sha256, lines__isnull=False)
        .filter(state=ImportState.DONE)
        .order_by("id")
        .first()
    )


def imports_for(viewer: User, company: Company) -> QuerySet[FileImport]:
    """The imports of a company that the viewer belongs to, latest first."""
    return (
        FileImport.objects.defer("lines", "report")
        .select_related("document")
        .filter(company=company, company__memberships__user=viewer)
        .order_by("-started_at", "-id")
    )


def import_for(viewer: User, company: Company, import_id: int) -> FileImport:
    """One import; what the viewer may not see does not exist."""
    found = imports_for(viewer, company).defer(None).defer("lines")
    return get_object_or_404(found, pk=import_id)


def fates_of(row: FileImport) -> list[Fate]:
    """What became of each line of a file."""
    kept = FileImport.objects.filter(pk=row.pk, kind=FEC).values_list("lines", flat=True).first()
    books_lines = pl.read_parquet(io.BytesIO(bytes(kept))) if kept else None
    return fates(row.report, books_lines)


def taken_since(row: FileImport) -> FileImport | None:
    """A file that entered the books since this one was read, which may give something else now."""
    found = FileImport.objects.filter(
        company=row.company, state=ImportState.DONE, taken__gt=0, finished_at__gt=row.finished_at
    )
    return found.defer("lines", "report").select_related("document").order_by("-id").first()


def to_review(company: Company) -> QuerySet[FileImport]:
    """The files that wait for a person, oldest first."""
    found = FileImport.objects.filter(company=company, state=ImportState.REVIEW)
    return found.defer("lines", "report").select_related("document").order_by("started_at", "id")


def buyer_of(company: Company, party: Party) -> Customer | None:
    """The customer that an e-invoice names: by its SIREN or VAT number, then among several by its
    account or name; else by its account, else by its name."""
    known = Q(pk__in=())
    if party.siren:
        known |= Q(siren=party.siren)
    if party.numero_tva:
        known |= Q(numero_tva=party.numero_tva)
    identified = list(customers(company).filter(known))
    named = (one for one in identified if is_same(Party(name=one.name), Party(name=party.name)))
    coded = (one for one in identified if party.code and one.code == party.code)
    found = next(coded, None) or next(named, None) or next(iter(identified), None)
    if found or not party.name:
        return found
    called = customer_called(company, party.code) if party.code else None
    called = called or customer_called(company, party.name)
    return called if called and not _is_another(called, party) else None


def _is_another(customer: Customer, party: Party) -> bool:
    """The same account or name, under another SIREN."""
    return bool(customer.siren and party.siren and customer.siren != party.siren)


def periods_of_others(row: FileImport, kind: str, first_on: date, last_on: date) -> list[Period]:
    """The days that bank files of other formats cover completely."""
    found = StatementPeriod.objects.filter(
        company=row.company, first_on__lte=last_on, last_on__gte=first_on
    )
    others = found.exclude(source=row).exclude(source__kind=kind).order_by("id")
    return [Period(*days) for days in others.values_list("first_on", "last_on")]


def kinds_of_documents(company: Company, documents: set[int]) -> dict[int, str]:
    """The kind of the file that each document was taken as."""
    rows = FileImport.objects.filter(company=company, document_id__in=documents)
    return dict(rows.exclude(kind="").order_by("id").values_list("document_id", "kind"))


def sightings_known(company: Company, keys: Iterable[str]) -> set[str]:
    """Those of these keys under which a file showed again what another format had given."""
    found = Sighting.objects.filter(company=company, key__in=list(keys))
    return set(found.values_list("key", flat=True))


def lines_shown_by(company: Company, kind: str, days: tuple[date, date]) -> set[str]:
    """The bank lines of these days that files of this format showed after another."""
    found = Sighting.objects.filter(company=company, source__kind=kind, line__on__range=days)
    return set(found.values_list("line__key", flat=True))


def notices_known(company: Company, keys: Iterable[str]) -> set[str]:
    """The notices kept already."""
    found = BatchNotice.objects.filter(company=company, key__in=list(keys))
    return set(found.values_list("key", flat=True))


def notices_of(company: Company, amounts: Iterable[int]) -> list[BatchNotice]:
    """The notices that detail entries of these amounts, oldest first."""
    found = BatchNotice.objects.filter(company=company, cents__in=list(amounts))
    return list(found.order_by("on", "id"))


def received(company_id: int, import_id: int) -> FileImport | None:
    """A file that waits to be taken, or whose taking was cut."""
    return (
        FileImport.objects.defer("lines")
        .select_related("company", "document")
        .filter(company_id=company_id, pk=import_id)
        .filter(state__in=[ImportState.WAITING, ImportState.RUNNING])
        .order_by("id")
        .first()
    )


def open_items(company: Company, on: date) -> dict[str, Any]:
    """The document of `encaisse open-items --json`."""
    claims, credits = open_receivables(company, on), unallocated_credits(company, on)
    currencies = sorted({*claims["currency"].to_list(), *credits["currency"].to_list()})
    return {
        "company": company.name,
        "on": on.isoformat(),
        "receivables": [_claim(row, on) for row in claims.iter_rows(named=True)],
        "unallocated": [_credit(row) for row in credits.iter_rows(named=True)],
        "totals": [_total(currency, claims, credits) for currency in currencies],
    }


def _claim(row: dict[str, Any], on: date) -> dict[str, Any]:
    return {
        "customer": {"code": row["code"], "name": row["name"]},
        "invoice": row["number"],
        "rank": row["rank"],
        "issued_on": row["issued_on"].isoformat(),
        "due_on": row["due_on"].isoformat(),
        "due_estimated": row["due_estimated"],
        "face": row["face_cents"],
        "open": row["open_cents"],
        "currency": row["currency"],
        "days_late": max(0, (on - row["due_on"]).days),
    }


def _credit(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "customer": {"code": row["code"], "name": row["name"]},
        "kind": row["kind"],
        "reference": row["reference"],
        "date": row["on"].isoformat(),
        "amount": row["open_cents"],
        "currency": row["currency"],
    }


def _total(currency: str, claims: pl.DataFrame, credits: pl.DataFrame) -> dict[str, Any]:
    owed, paid = (
        int(frame.filter(pl.col("currency") == currency)["open_cents"].sum())
        for frame in (claims, credits)
    )
    return {"currency": currency, "open": owed, "unallocated": paid, "balance": owed - paid}


def open_receivables(company: Company, on: date) -> pl.DataFrame:
    """What is open at the end of a day, receivable by receivable."""
    return frames.copy_out(
        """
        SELECT c.code, c.name, i.number, r.rank, i.issued_on, r.due_on, r.due_estimated,
               r.face_cents, r.face_cents - coalesce(a.cents, 0) AS open_cents, r.currency
        FROM receivables_receivable r
        JOIN receivables_invoice i ON i.id = r.invoice_id
        JOIN parties_customer c ON c.id = r.customer_id
        LEFT JOIN (SELECT receivable_id, sum(cents) AS cents FROM matching_allocation
                   WHERE company_id = %(company)s AND "on" <= %(on)s GROUP BY receivable_id) a
               ON a.receivable_id = r.id
        WHERE r.company_id = %(company)s AND i.issued_on <= %(on)s AND NOT i.is_draft
          AND (i.cancelled_on IS NULL OR i.cancelled_on > %(on)s)
          AND r.face_cents <> coalesce(a.cents, 0)
        ORDER BY c.code, r.due_on, i.number, r.rank, r.id
        """,
        {"company": company.pk, "on": on},
        schema={
            "code": pl.String, "name": pl.String, "number": pl.String, "rank": pl.Int64,
            "issued_on": pl.Date, "due_on": pl.Date, "due_estimated": pl.Boolean,
            "face_cents": pl.Int64, "open_cents": pl.Int64, "currency": pl.String,
        },
    )  # fmt: skip


def unallocated_credits(company: Company, on: date) -> pl.DataFrame:
    """What customers have paid or been granted that pays nothing at the end of a day."""
    return frames.copy_out(
        """
        SELECT c.code, c.name, k.kind, k.reference, k."on",
               k.face_cents - coalesce(a.cents, 0) AS open_cents, k.currency
        FROM payments_credit k
        JOIN parties_customer c ON c.id = k.customer_id
        LEFT JOIN (SELECT credit_id, sum(cents) AS cents FROM matching_allocation
                   WHERE company_id = %(company)s AND "on" <= %(on)s GROUP BY credit_id) a
               ON a.credit_id = k.id
        WHERE k.company_id = %(company)s AND k."on" <= %(on)s
          AND (k.returned_on IS NULL OR k.returned_on > %(on)s)
          AND (k.cancelled_on IS NULL OR k.cancelled_on > %(on)s)
          AND k.face_cents <> coalesce(a.cents, 0)
        ORDER BY c.code, k."on", k.reference, k.id
        """,
        {"company": company.pk, "on": on},
        schema={
            "code": pl.String, "name": pl.String, "kind": pl.String, "reference": pl.String,
            "on": pl.Date, "open_cents": pl.Int64, "currency": pl.String,
        },
    )  # fmt: skip


def books_balance(company: Company) -> int:
    """Σ open − Σ unallocated of what came from the books."""
    found = frames.copy_out(
        """
        SELECT (SELECT coalesce(sum(r.open_cents), 0) FROM receivables_receivable r
                JOIN receivables_invoice i ON i.id = r.invoice_id
                WHERE r.company_id = %(company)s AND i.entry_key LIKE 'fec|%%')
             - (SELECT coalesce(sum(open_cents), 0) FROM payments_credit
                WHERE company_id = %(company)s AND entry_key LIKE 'fec|%%')
        """,
        {"company": company.pk},
        schema={"cents": pl.Int64},
    )
    return int(found.item())


def _customers(company: Company) -> pl.DataFrame:
    return frames.copy_out(
        "SELECT code, id FROM parties_customer WHERE company_id = %s",
        [company.pk],
        schema={"code": pl.String, "id": pl.Int64},
    )


def _invoices(company: Company) -> pl.DataFrame:
    return frames.copy_out(
        "SELECT id, entry_key, customer_id, number, kind, total_cents, issued_on,"
        " cancelled_on IS NOT NULL FROM receivables_invoice WHERE company_id = %s",
        [company.pk],
        schema={
            "id": pl.Int64, "entry_key": pl.String, "customer_id": pl.Int64, "number": pl.String,
            "kind": pl.String, "total_cents": pl.Int64, "dated_on": pl.Date, "is_void": pl.Boolean,
        },
    )  # fmt: skip


def _receivables(company: Company) -> pl.DataFrame:
    return frames.copy_out(
        "SELECT id, invoice_id, rank, face_cents, open_cents, due_source"
        " FROM receivables_receivable WHERE company_id = %s ORDER BY invoice_id, rank",
        [company.pk],
        schema={
            "id": pl.Int64, "invoice_id": pl.Int64, "rank": pl.Int64, "face_cents": pl.Int64,
            "open_cents": pl.Int64, "due_source": pl.String,
        },
    )  # fmt: skip


def _credits(company: Company) -> pl.DataFrame:
    return frames.copy_out(
        'SELECT id, entry_key, customer_id, kind, "on", face_cents, open_cents,'
        " (returned_on IS NOT NULL OR cancelled_on IS NOT NULL)"
        " FROM payments_credit WHERE company_id = %s",
        [company.pk],
        schema={
            "id": pl.Int64, "entry_key": pl.String, "customer_id": pl.Int64, "kind": pl.String,
            "on": pl.Date, "face_cents": pl.Int64, "open_cents": pl.Int64, "is_void": pl.Boolean,
        },
    ).with_columns(dated_on="on")  # fmt: skip


def _allocations(company: Company) -> pl.DataFrame:
    """Each allocation; ``is_chosen``: a person made it, not an import."""
    return frames.copy_out(
        """
        SELECT a.id, a.credit_id, a.receivable_id, a.cents, a."on", a.source, a.reason,
               a.matching_code, r.id IS NOT NULL AS is_reversed,
               NOT (a.source = 'lettering' OR a.is_proposal OR a.reason IN (%(restated)s, %(back)s))
        FROM matching_allocation a LEFT JOIN matching_allocation r ON r.reverses_id = a.id
        WHERE a.company_id = %(company)s ORDER BY a.id
        """,
        {"company": company.pk, "restated": RESTATED, "back": RETURNED},
        schema={
            "id": pl.Int64, "credit_id": pl.Int64, "receivable_id": pl.Int64, "cents": pl.Int64,
            "on": pl.Date, "source": pl.String, "reason": pl.String, "matching_code": pl.String,
            "is_reversed": pl.Boolean, "is_chosen": pl.Boolean,
        },
    )  # fmt: skip
