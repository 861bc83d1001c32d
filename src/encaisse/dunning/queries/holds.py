"""What holds receivables from below: proceedings, invoices rejected, refused or suspended, plans,
disputes, direct debits on their way, promises, replies that nobody has read, in one query."""

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from encaisse.accounts.models import Company
from encaisse.direct_debits import queries as direct_debits
from encaisse.disputes import queries as disputes
from encaisse.disputes.models import Reason
from encaisse.dunning.rules.facts import Schema
from encaisse.dunning.rules.holds import held_whole
from encaisse.insolvency import queries as insolvency
from encaisse.insolvency.models import Kind
from encaisse.life_cycle import queries as life_cycle
from encaisse.life_cycle.rules.codes import REASONS
from encaisse.payment_plans import queries as payment_plans
from encaisse.promises import queries as promises
from encaisse.replies import queries as replies
from encaisse.store.frames import rows_out

HELD = "\nUNION ALL\n".join(
    f"({part.strip()})"
    for part in (
        insolvency.HELD, life_cycle.HELD, payment_plans.HELD, disputes.HELD,
        direct_debits.HELD, promises.HELD, replies.HELD,
    )
)  # fmt: skip
COLUMNS: Schema = {
    "receivable": pl.Int64,
    "hold": pl.String,
    "since": pl.Date,
    "until": pl.Date,
    "reason": pl.String,
    "currency": pl.String,
    "cents": pl.Int64,
}
OPEN = """
SELECT id, open_cents FROM receivables_receivable WHERE id = ANY (%s::bigint[]) AND open_cents > 0
"""


def held_now(company: Company, on: date, *, customers: Sequence[int] | None = None) -> list[int]:
    """The receivables of which nothing is asked that day, of the company or of some customers: what
    waits about them shows no more. Two queries."""
    bound: dict[str, object] = {
        "company": company.pk, "on": on, "customers": None if customers is None else [*customers],
    }  # fmt: skip
    found = holds_of(rows_out, bound)
    if found.is_empty():
        return []
    schema = {"receivable": pl.Int64, "open": pl.Int64}
    return held_whole(
        rows_out(OPEN, [found["receivable"].unique().to_list()], schema=schema), found
    )


def holds_of(read: Callable[..., pl.DataFrame], bound: dict[str, object]) -> pl.DataFrame:
    """One row per hold that stands on the day, its cause in French; none for most companies."""
    found = read(HELD, bound, schema=COLUMNS)
    if found.is_empty():
        return found
    known = [*Reason.choices, *Kind.choices, *REASONS.items()]
    words = {code: str(label) for code, label in known}
    return found.with_columns(pl.col("reason").replace(words))
