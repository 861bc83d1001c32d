"""Allocations in bulk, from an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from encaisse.matching.models import Allocation
from encaisse.store import frames

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

ALLOCATION = Allocation._meta.db_table


def reserve_allocations(count: int) -> range:
    """Identifiers for new allocations."""
    return frames.reserve_ids(ALLOCATION, count)


def load_allocations(company: Company, allocations: pl.DataFrame) -> None:
    """New allocations and counter-entries: id, credit_id, receivable_id, cents, on, source, reason,
    matching_code, is_proposal, reverses_id. A counter-entry comes after what it reverses."""
    frames.copy_in(ALLOCATION, allocations.with_columns(company_id=pl.lit(company.pk)))
