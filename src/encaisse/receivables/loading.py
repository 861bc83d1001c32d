"""Invoices, receivables and balances kept apart, in bulk, from an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from encaisse.receivables.models import Invoice, Receivable, SideBalance
from encaisse.store import frames

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

INVOICE = Invoice._meta.db_table
RECEIVABLE = Receivable._meta.db_table


def reserve_invoices(count: int) -> range:
    """Identifiers for new invoices."""
    return frames.reserve_ids(INVOICE, count)


def reserve_receivables(count: int) -> range:
    """Identifiers for new receivables."""
    return frames.reserve_ids(RECEIVABLE, count)


def load_invoices(company: Company, invoices: pl.DataFrame) -> None:
    """New invoices: id, customer_id, kind, number, entry_key, issued_on, total_cents, label; their
    currency is the company's unless it is given."""
    common = _common(company, invoices)
    frames.copy_in(INVOICE, invoices.with_columns(*common, is_draft=pl.lit(value=False)))


def load_receivables(company: Company, receivables: pl.DataFrame) -> None:
    """New receivables: id, customer_id, invoice_id, rank, due_on, due_source, due_estimated,
    face_cents, open_cents; a currency as for invoices."""
    frames.copy_in(RECEIVABLE, receivables.with_columns(*_common(company, receivables)))


def restate_invoices(invoices: pl.DataFrame) -> None:
    """What newer books say of known invoices (by id): entry_key, kind, number, issued_on…"""
    frames.copy_over(INVOICE, invoices)


def restate_receivables(receivables: pl.DataFrame) -> None:
    """What newer books say of known receivables (by id): open_cents, or a stated due date."""
    frames.copy_over(RECEIVABLE, receivables)


def load_side_balances(company: Company, balances: pl.DataFrame) -> None:
    """The balances kept apart as the latest file says; they replace the former ones."""
    SideBalance.objects.filter(company=company).delete()
    rows = balances.with_columns(company_id=pl.lit(company.pk))
    frames.copy_in(SideBalance._meta.db_table, rows)


def _common(company: Company, rows: pl.DataFrame) -> list[pl.Expr]:
    facts = {"company_id": company.pk, "currency": company.currency}
    return [pl.lit(fact).alias(name) for name, fact in facts.items() if name not in rows.columns]
