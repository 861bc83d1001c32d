"""What holds receivables from below: proceedings, plans, disputes, promises, replies
that nobody has read, in one query."""

from collections.abc import Callable

import polars as pl

from encaisse.disputes import queries as disputes
from encaisse.disputes.models import Reason
from encaisse.dunning.rules.facts import Schema
from encaisse.insolvency import queries as insolvency
from encaisse.insolvency.models import Kind
from encaisse.payment_plans import queries as payment_plans
from encaisse.promises import queries as promises
from encaisse.replies import queries as replies

HELD = "\nUNION ALL\n".join(
    f"({part.strip()})"
    for part in (insolvency.HELD, payment_plans.HELD, disputes.HELD, promises.HELD, replies.HELD)
)
COLUMNS: Schema = {
    "receivable": pl.Int64,
    "hold": pl.String,
    "since": pl.Date,
    "until": pl.Date,
    "reason": pl.String,
    "currency": pl.String,
    "cents": pl.Int64,
}


def holds_of(read: Callable[..., pl.DataFrame], bound: dict[str, object]) -> pl.DataFrame:
    """One row per hold that stands on the day, its cause in French; none for most companies."""
    found = read(HELD, bound, schema=COLUMNS)
    if found.is_empty():
        return found
    words = {code: str(label) for code, label in [*Reason.choices, *Kind.choices]}
    return found.with_columns(pl.col("reason").replace(words))
