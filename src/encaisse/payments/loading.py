"""Credits in bulk, from an import or from many bank lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from encaisse.payments.models import BankLine, Credit, CreditKind
from encaisse.payments.queries import brought_by
from encaisse.store import frames

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer

CREDIT = Credit._meta.db_table
BANK_LINE = BankLine._meta.db_table


@dataclass(frozen=True, slots=True)
class Brought:
    """What a bank line brings to a customer, and how much of it pays nothing yet."""

    line: BankLine
    customer: Customer
    open_cents: int


def bring(company: Company, brought: Sequence[Brought]) -> list[Credit]:
    """The payments of these bank lines, in their order, each line settled by its own. The caller
    holds the customers and the lines, allocates the rest, and writes the journal."""
    credits_ = Credit.objects.bulk_create(
        Credit(
            company=company, customer=one.customer, kind=CreditKind.PAYMENT,
            face_cents=one.line.cents, open_cents=one.open_cents, currency=one.line.currency,
            **brought_by(one.line),
        )
        for one in brought
    )  # fmt: skip
    for one, credit in zip(brought, credits_, strict=True):
        one.line.credit = credit
    rows = [{"id": one.line.pk, "credit_id": one.line.credit_id} for one in brought]
    frames.copy_over(BANK_LINE, pl.DataFrame(rows))
    return credits_


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
