"""The days late during which a receivable had one same open amount."""

from datetime import date

import polars as pl

from encaisse.late_charges.rules.facts import ONE_DAY, STARTED_ON

DAYS = (pl.col("last") - pl.col("first")).dt.total_days() + 1
# The days of a span that bear interest: those before the judgment, all of them without one.
BEARING = pl.coalesce(
    (pl.col("stopped_on") - pl.col("first")).dt.total_days().clip(0, pl.col("days")), "days"
)


def open_spans(receivables: pl.DataFrame, movements: pl.DataFrame, on: date) -> pl.DataFrame:
    """One row per receivable and open amount above zero, from its first day to its last.

    A movement counts from the day after: the day of payment still bears interest.
    """
    late = receivables.filter(pl.col("due_on") < on).with_columns(
        first=STARTED_ON, started_on=STARTED_ON
    )
    if movements.is_empty():
        return _sized(_untouched(late, on))
    steps = (
        movements.filter(pl.col("on") < on)
        .join(late.select("receivable_id", "due_on"), on="receivable_id")
        .with_columns(first=pl.max_horizontal("on", "due_on") + ONE_DAY)
        .group_by("receivable_id", "first")
        .agg(pl.col("cents").sum())
        .filter(pl.col("cents") != 0)
    )
    untouched = _untouched(late.join(steps, on="receivable_id", how="anti"), on)
    touched = late.join(steps, on="receivable_id", how="semi")
    return _sized(pl.concat([untouched, _cut(touched, steps, on).select(untouched.columns)]))


def _untouched(late: pl.DataFrame, on: date) -> pl.DataFrame:
    return late.with_columns(base_cents=pl.col("face_cents"), last=pl.lit(on))


def _sized(spans: pl.DataFrame) -> pl.DataFrame:
    return spans.filter(pl.col("base_cents") > 0).with_columns(days=DAYS)


def before_judgment(spans: pl.DataFrame) -> pl.DataFrame:
    """The same without the days on which an opening judgment stops interest."""
    if spans["stopped_on"].null_count() == spans.height:
        return spans
    latest = pl.min_horizontal("last", pl.col("stopped_on") - ONE_DAY)
    return (
        spans.with_columns(last=latest)
        .filter(pl.col("first") <= pl.col("last"))
        .with_columns(days=DAYS)
    )


def _cut(touched: pl.DataFrame, steps: pl.DataFrame, on: date) -> pl.DataFrame:
    opening = touched.select("receivable_id", "first", cents=pl.lit(0, pl.Int64))
    return (
        pl.concat([opening, steps.select(opening.columns)])
        .group_by("receivable_id", "first")
        .agg(pl.col("cents").sum())
        .sort("receivable_id", "first")
        .join(touched.drop("first"), on="receivable_id", maintain_order="left")
        .with_columns(
            base_cents=pl.col("face_cents") - pl.col("cents").cum_sum().over("receivable_id"),
            last=(pl.col("first").shift(-1).over("receivable_id") - ONE_DAY).fill_null(on),
        )
    )
