"""Credits in bulk, from an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from encaisse.payments.models import Credit
from encaisse.store import frames

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

CREDIT = Credit._meta.db_table


def reserve_credits(count: int) -> range:
    """Identifiers for new credits."""
    return frames.reserve_ids(CREDIT, count)


def load_credits(company: Company, credits: pl.DataFrame) -> None:
    """New credits: id, customer_id, kind, reference, entry_key, on, face_cents, open_cents,
    label; their currency is the company's, and their method empty, unless they are given."""
    common = {
        "company_id": company.pk, "currency": company.currency, "method": "", "reason": "",
    }  # fmt: skip
    given = [pl.lit(fact).alias(name) for name, fact in common.items()
             if name not in credits.columns]  # fmt: skip
    frames.copy_in(CREDIT, credits.with_columns(*given))


def restate_credits(credits: pl.DataFrame) -> None:
    """What newer books say of known credits (by id): entry_key, kind, open_cents, cancelled_on."""
    frames.copy_over(CREDIT, credits)
