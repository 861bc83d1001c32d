"""The fixed indemnity, once per invoice paid late. In euros, on invoices in euros only."""

from collections.abc import Sequence
from functools import reduce

import polars as pl

from encaisse.late_charges.rules.facts import IS_CONSUMER, IS_PUBLIC, STARTED_ON
from encaisse.law.indemnity import parameter_for
from encaisse.law.rates import Debtor
from encaisse.law.reader import LegalValue, Parameters


def indemnities(late: pl.DataFrame, *, law: Parameters) -> pl.DataFrame:
    """One row per invoice, for its earliest late receivable (C. com. D441-5, CCP D2192-35)."""
    business = parameter_for(Debtor.BUSINESS, law=law).values
    public = parameter_for(Debtor.PUBLIC, law=law).values
    found = (
        pl.when(IS_PUBLIC)
        .then(_value_on("started_on", public))
        .otherwise(_value_on("started_on", business))
    )
    return (
        late.filter(pl.col("currency") == "EUR", ~IS_CONSUMER, ~_was_forbidden())
        .sort("due_on", "receivable_id")
        .unique("invoice_id", keep="first", maintain_order=True)
        .with_columns(started_on=STARTED_ON)
        .select("receivable_id", indemnity=found)
        .unnest("indemnity")
        .with_columns(is_known=pl.col("indemnity_cents").is_not_null())
    )


def _was_forbidden() -> pl.Expr:
    """The proceeding forbade payment on the due date (C. com. L441-10, II)."""
    return (pl.col("stopped_on") <= pl.col("due_on")).fill_null(value=False)


def _value_on(day: str, values: Sequence[LegalValue]) -> pl.Expr:
    """The value in force that day and whether it is certain; nulls where none is known."""
    return reduce(
        lambda otherwise, value: (
            pl.when(pl.col(day).is_between(value.first, value.last))
            .then(_told(int(value.value * 100), value.is_certain))
            .otherwise(otherwise)
        ),
        values,
        _told(None, None),
    )


def _told(cents: int | None, is_certain: bool | None) -> pl.Expr:
    return pl.struct(
        pl.lit(cents, pl.Int64).alias("indemnity_cents"),
        pl.lit(is_certain, pl.Boolean).alias("is_indemnity_certain"),
    )
