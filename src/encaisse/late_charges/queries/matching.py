"""What matching is told of claims: a payer may add them to what it pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from encaisse.late_charges.queries.claims import claimable

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.matching.rules import Beside


def tell_claims(
    company: Company, customers: Sequence[int] | None, on: date, beside: Beside
) -> None:
    """Indemnity and interest claimable on each receivable that day."""
    asked = customers if customers is None or len(customers) != 1 else customers[0]
    found = claimable(company.pk, on=on, customer_id=asked)
    owed = found.filter(pl.col("interest_cents") + pl.col("indemnity_cents") > 0)
    for row in owed.select("receivable_id", "indemnity_cents", "interest_cents").iter_rows():
        beside.claims[row[0]] = row[1:]
