"""What is kept of the customers of a list of open items, as its comparison needs it."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from encaisse.imports.listing.facts import PAID_KEY, Before, Claim, Kept, Paid, Payer, Standing
from encaisse.imports.models import FileImport, ImportState
from encaisse.imports.rules.tables import OPEN_ITEMS
from encaisse.parties.models import Customer
from encaisse.parties.queries import usual_terms
from encaisse.parties.rules import terms_noted
from encaisse.store import frames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company
    from encaisse.law.payment_terms import PaymentTerms

CLAIMS = """
SELECT r.id, r.customer_id, i.number, r.currency, i.total_cents, i.issued_on, r.due_on,
       r.due_source, r.face_cents, r.open_cents,
       r.face_cents - coalesce((SELECT sum(cents) FROM matching_allocation a
                                WHERE a.receivable_id = r.id AND a."on" <= %(on)s), 0)::bigint
FROM receivables_receivable r JOIN receivables_invoice i ON i.id = r.invoice_id
WHERE r.company_id = %(company)s AND NOT i.is_draft AND i.cancelled_on IS NULL
  AND (r.open_cents > 0 OR upper(regexp_replace(i.number, '\\s', '', 'g')) = ANY(%(numbers)s))
ORDER BY r.due_on, r.id
"""
STANDING = """
SELECT k.id, k.customer_id, k.reference, k.currency, k."on", k.open_cents,
       k.face_cents - k.charges_cents
         - coalesce((SELECT sum(cents) FROM matching_allocation a
                     WHERE a.credit_id = k.id AND a."on" <= %(on)s), 0)::bigint
FROM payments_credit k
WHERE k.company_id = %(company)s AND k.returned_on IS NULL AND k.cancelled_on IS NULL
  AND k."on" <= %(on)s
  AND (k.open_cents > 0
       OR upper(regexp_replace(k.reference, '\\s', '', 'g')) = ANY(%(numbers)s))
ORDER BY k."on", k.id
"""
PAID = """
SELECT a.id, a.credit_id, a.receivable_id, a.cents, k.entry_key LIKE %(paid)s
FROM matching_allocation a JOIN payments_credit k ON k.id = a.credit_id
LEFT JOIN matching_allocation r ON r.reverses_id = a.id
WHERE a.company_id = %(company)s AND a.source = 'listed' AND a.cents > 0 AND r.id IS NULL
ORDER BY a."on", a.id
"""

BALANCES = """
SELECT currency, sum(cents)::bigint FROM (
  SELECT r.currency, r.face_cents
           - coalesce((SELECT sum(cents) FROM matching_allocation a
                       WHERE a.receivable_id = r.id AND a."on" <= %(on)s), 0) AS cents
  FROM receivables_receivable r JOIN receivables_invoice i ON i.id = r.invoice_id
  WHERE r.company_id = %(company)s AND NOT i.is_draft AND i.issued_on <= %(on)s
    AND (i.cancelled_on IS NULL OR i.cancelled_on > %(on)s)
    AND (%(customers)s::bigint[] IS NULL OR r.customer_id = ANY(%(customers)s::bigint[]))
  UNION ALL
  SELECT k.currency, k.charges_cents - k.face_cents
           + coalesce((SELECT sum(cents) FROM matching_allocation a
                       WHERE a.credit_id = k.id AND a."on" <= %(on)s), 0)
  FROM payments_credit k
  WHERE k.company_id = %(company)s AND k."on" <= %(on)s
    AND (k.returned_on IS NULL OR k.returned_on > %(on)s)
    AND (k.cancelled_on IS NULL OR k.cancelled_on > %(on)s)
    AND (%(customers)s::bigint[] IS NULL OR k.customer_id = ANY(%(customers)s::bigint[]))
) moved GROUP BY currency ORDER BY currency
"""


def payers(company: Company) -> list[Payer]:
    """Every customer, as a list may name it."""
    found = Customer.objects.filter(company=company).order_by("id")
    return [Payer(*row) for row in found.values_list("pk", "code", "name")]


def kept(company: Company, source: str, on: date, numbers: Iterable[str]) -> Kept:
    """What a list of that day may meet again; ``numbers``: those of its documents, folded."""
    facts: dict[str, object] = {
        "company": company.pk, "on": on, "numbers": list(numbers), "paid": f"{PAID_KEY}%",
    }  # fmt: skip
    return Kept(
        claims=_claims(facts),
        standing=_standing(facts),
        paid=_paid(facts),
        owners={payer.id: payer.name for payer in payers(company)},
        terms=usual_terms(company),
        own_terms=_own_terms(company),
        before=before(company, source),
    )


def latest_lists(company: Company, *, after: date) -> list[FileImport]:
    """The latest list of each source, when it is of a later day, oldest first."""
    rows = _lists(company).select_related("document").filter(report__listed__on__gt=str(after))
    latest = {row.report["columns"]["signature"]: row for row in rows.order_by("id")}
    return sorted(latest.values(), key=lambda row: (row.report["listed"]["on"], row.pk))


def _lists(company: Company) -> QuerySet[FileImport]:
    return FileImport.objects.filter(
        company=company, kind=OPEN_ITEMS, state=ImportState.DONE, lines__isnull=False
    )


def before(company: Company, source: str) -> Before:
    """What the latest list of the same source spoke of."""
    found = _lists(company).filter(report__columns__signature=source).order_by("id").last()
    if found is None:
        return Before()
    rows = pl.read_parquet(io.BytesIO(bytes(found.lines or b"")))
    ids = {
        what: frozenset(rows.filter(pl.col("what") == what)["id"]) for what in ("claim", "credit")
    }
    return Before(date.fromisoformat(found.report["listed"]["on"]), ids["claim"], ids["credit"])


def _own_terms(company: Company) -> dict[int, PaymentTerms]:
    """The terms noted on customers; those who noted the same share a value."""
    noted = Customer.objects.filter(company=company).order_by("id")
    noted = noted.exclude(payment_terms="", payment_days=None)
    read = cache(terms_noted)
    rows = noted.values_list("pk", "payment_terms", "payment_days")
    return {customer_id: read(text, days or 0) for customer_id, text, days in rows}


def _claims(facts: dict[str, object]) -> list[Claim]:
    schema = {
        "id": pl.Int64, "customer_id": pl.Int64, "number": pl.String, "currency": pl.String,
        "total_cents": pl.Int64, "issued_on": pl.Date, "due_on": pl.Date, "due_source": pl.String,
        "face_cents": pl.Int64, "open_cents": pl.Int64, "open_then": pl.Int64,
    }  # fmt: skip
    return [Claim(*row) for row in frames.copy_out(CLAIMS, facts, schema=schema).iter_rows()]


def _standing(facts: dict[str, object]) -> list[Standing]:
    schema = {
        "id": pl.Int64, "customer_id": pl.Int64, "reference": pl.String, "currency": pl.String,
        "on": pl.Date, "open_cents": pl.Int64, "open_then": pl.Int64,
    }  # fmt: skip
    return [Standing(*row) for row in frames.copy_out(STANDING, facts, schema=schema).iter_rows()]


def _paid(facts: dict[str, object]) -> list[Paid]:
    schema = {
        "allocation_id": pl.Int64, "credit_id": pl.Int64, "receivable_id": pl.Int64,
        "cents": pl.Int64, "is_supposed": pl.Boolean,
    }  # fmt: skip
    return [Paid(*row) for row in frames.copy_out(PAID, facts, schema=schema).iter_rows()]


def open_receivables_of(ids: Iterable[int]) -> dict[int, int]:
    """What is open now of these receivables."""
    return _open_of("receivables_receivable", ids)


def open_credits_of(ids: Iterable[int]) -> dict[int, int]:
    """What is unallocated now of these credits."""
    return _open_of("payments_credit", ids)


def balances(company: Company, on: date, *, customers: Iterable[int] | None) -> dict[str, int]:
    """What is open less what stands, by currency, at the end of a day: of all, or of some
    customers."""
    named = None if customers is None else list(customers)
    facts = {"company": company.pk, "on": on, "customers": named}
    schema = {"currency": pl.String, "cents": pl.Int64}
    return dict(frames.copy_out(BALANCES, facts, schema=schema).iter_rows())


def _open_of(table: str, ids: Iterable[int]) -> dict[int, int]:
    schema = {"id": pl.Int64, "open_cents": pl.Int64}
    query = f"SELECT id, open_cents FROM {table} WHERE id = ANY(%(ids)s)"
    return dict(frames.copy_out(query, {"ids": list(ids)}, schema=schema).iter_rows())
