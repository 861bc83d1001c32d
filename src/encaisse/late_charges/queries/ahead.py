"""What interest would be claimable on days to come, if so much were paid until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from encaisse.late_charges import rules
from encaisse.late_charges.queries.claims import books
from encaisse.legal_values import queries as legal_values

if TYPE_CHECKING:
    from encaisse.receivables.models import Receivable


@dataclass(frozen=True, slots=True)
class Paid:
    """So much of a receivable, supposed paid on a day."""

    receivable_id: int
    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """``cents``: the interest that ran by each day asked, less what was waived or paid of it.
    ``complete``: the rate of each of these days is known; else the known part alone counts."""

    cents: tuple[int, ...]
    complete: bool


def interest_ahead(
    receivables: Sequence[Receivable], payments: Sequence[Paid], days: Sequence[date]
) -> Ahead:
    """The interest of one company's receivables by each of these days, under the payments supposed
    until then: the same count as what is claimed, none of the rates guessed."""
    if not receivables or not days:
        return Ahead((0,) * len(days), complete=True)
    wanted = [each.pk for each in receivables]
    invoices = sorted({each.invoice_id for each in receivables})
    found = books(receivables[0].company_id, on=max(days), invoice_ids=invoices)
    supposed = pl.DataFrame(
        [(each.receivable_id, each.on, each.cents) for each in payments],
        schema=rules.MOVEMENTS, orient="row",
    )  # fmt: skip
    movements, law = pl.concat([found.movements, supposed]), legal_values.law()
    cents, complete = [], True
    for day in days:
        late = found.receivables.filter(pl.col("due_on") < day)
        before = movements.filter(pl.col("on") < day)
        ran = rules.net_of_ledger(
            rules.claimable(late, before, on=day, law=law), found.ledger
        ).filter(pl.col("receivable_id").is_in(wanted))
        cents.append(int(ran["interest_cents"].sum()))
        complete = complete and bool(ran["complete"].all())
    return Ahead(tuple(cents), complete)
