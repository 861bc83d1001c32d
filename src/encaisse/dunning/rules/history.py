"""What the steps already proposed say of each receivable on a day."""

import polars as pl

from encaisse.dunning.rules.facts import Schema

# The steps of a receivable in one cycle and one state, summed up: lowest, highest and all levels
# (bit n: level n), the latest day of a dunning step, that of a courtesy. Their state is the one of
# the day: what was delivered later is pending.
STEPS: Schema = {
    "receivable": pl.Int64,
    "cycle": pl.Int16,
    "state": pl.String,
    "first": pl.Int16,
    "level": pl.Int16,
    "levels": pl.Int64,
    "taken_on": pl.Date,
    "courtesy_on": pl.Date,
}

DUNNING = pl.col("first").is_not_null()
COURTEOUS = pl.col("courtesy_on").is_not_null()
CURRENT = DUNNING & (pl.col("cycle") == pl.col("latest_cycle"))
DELIVERED = CURRENT & (pl.col("state") == "delivered")


def progress(steps: pl.DataFrame) -> pl.DataFrame:
    """One row per receivable with a history: where it stands in its ladder, what is pending."""
    counts = pl.col("state").is_in(["delivered", "skipped"])
    taken = _with_latest_cycle(steps.filter(counts))
    pending = steps.filter(~counts).group_by("receivable").agg(_pending())
    return (
        taken.group_by("receivable")
        .agg(*_standing())
        .join(pending, on="receivable", how="full", coalesce=True)
    )


def _with_latest_cycle(taken: pl.DataFrame) -> pl.DataFrame:
    """Only the latest cycle of the ladder tells where a receivable stands; most have had one."""
    is_repeated = taken.height > 0 and taken["cycle"].max() != 0
    cycle = pl.when(DUNNING).then("cycle").max().over("receivable")
    latest = cycle if is_repeated else pl.lit(0, pl.Int16)
    return taken.with_columns(latest_cycle=latest)


def _standing() -> list[pl.Expr]:
    """In a repeated cycle the levels before its first step count as passed."""
    first = pl.when(CURRENT & (pl.col("cycle") > 0)).then("first").min()
    skipped = pl.when(CURRENT & (pl.col("state") == "skipped")).then("levels")
    return [
        pl.max_horizontal(pl.when(DELIVERED).then("level").max(), first)
        .fill_null(0)
        .cast(pl.Int16)
        .alias("level"),
        pl.when(CURRENT).then("cycle").max().fill_null(0).cast(pl.Int16).alias("cycle"),
        pl.when(DELIVERED).then("taken_on").max().alias("delivered_on"),
        skipped.sum().alias("skipped"),
        pl.when(CURRENT).then("taken_on").max().alias("taken_on"),
        pl.when(DUNNING & (pl.col("cycle") == 0)).then("taken_on").max().alias("ended_on"),
        pl.col("courtesy_on").max(),
        (pl.when(COURTEOUS).then("cycle").max() + 1)
        .fill_null(0)
        .cast(pl.Int16)
        .alias("courtesies"),
        pl.max_horizontal("taken_on", "courtesy_on").max().alias("stepped_on"),
    ]


def _pending() -> pl.Expr:
    unclear = (pl.col("state") == "unclear").any()
    return pl.when(unclear).then(pl.lit("unclear")).otherwise(pl.lit("waiting")).alias("pending")
