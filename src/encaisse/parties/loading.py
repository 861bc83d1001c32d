"""Customers in bulk, from an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from encaisse.parties.models import Customer, CustomerKind, Imputation
from encaisse.store import frames

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.accounts.models import Company


def load_customers(company: Company, customers: pl.DataFrame, *, at: datetime) -> pl.DataFrame:
    """Open customers that the company does not have yet (code, name, is_pseudo); their codes and
    new identifiers (code, id)."""
    ids = frames.reserve_ids(Customer._meta.db_table, customers.height)
    rows = customers.with_columns(
        id=pl.Series(ids, dtype=pl.Int64),
        company_id=pl.lit(company.pk),
        kind=pl.lit(CustomerKind.COMPANY.value),
        siren=pl.lit(""),
        numero_tva=pl.lit(""),
        address=pl.lit(""),
        email=pl.lit(""),
        phone=pl.lit(""),
        language=pl.lit("fr"),
        currency=pl.lit(company.currency),
        imputation=pl.lit(Imputation.INTEREST_FIRST.value),
        pays_for_itself=pl.lit(value=True),
        created_at=pl.lit(at),
    )
    frames.copy_in(Customer._meta.db_table, rows)
    return rows.select("code", "id")
