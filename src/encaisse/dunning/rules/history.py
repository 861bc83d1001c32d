"""What the steps already proposed say of each receivable on a day."""

from datetime import date

import polars as pl

from encaisse.dunning.rules.facts import Schema
from encaisse.dunning.rules.scenario import COURTESY

PROPOSALS: Schema = {
    "receivable": pl.Int64,
    "level": pl.Int16,
    "cycle": pl.Int16,
    "state": pl.String,
    "taken_on": pl.Date,
}

COUNTS = ("delivered", "skipped")
DUNNING = pl.col("level") > COURTESY
CURRENT = DUNNING & (pl.col("cycle") == pl.col("latest_cycle"))
DELIVERED = CURRENT & (pl.col("state") == "delivered")


def progress(proposals: pl.DataFrame, on: date) -> pl.DataFrame:
    """One row per receivable with a history: where it stands in its ladder, what is pending.

    A step counts as taken from the day it was delivered or skipped; before, it waits."""
    is_taken = pl.col("state").is_in(COUNTS) & (pl.col("taken_on") <= on)
    taken = _with_latest_cycle(proposals.filter(is_taken))
    waits = pl.col("state").is_in(["pending", "unclear", "delivered"]) & ~is_taken.fill_null(
        value=False
    )
    pending = proposals.filter(waits).group_by("receivable").agg(_pending())
    return (
        taken.group_by("receivable")
        .agg(*_standing())
        .join(pending, on="receivable", how="full", coalesce=True)
    )


def _with_latest_cycle(taken: pl.DataFrame) -> pl.DataFrame:
    """Only the latest cycle tells where a receivable stands; most have had one."""
    is_repeated = taken.height > 0 and taken["cycle"].max() != 0
    latest = pl.col("cycle").max().over("receivable") if is_repeated else pl.lit(0, pl.Int16)
    return taken.with_columns(latest_cycle=latest)


def _standing() -> list[pl.Expr]:
    """In a repeated cycle the levels before its first step count as passed."""
    first = pl.when(CURRENT & (pl.col("cycle") > 0)).then("level").min()
    skipped = pl.when(CURRENT & (pl.col("state") == "skipped")).then(
        2 ** pl.col("level").cast(pl.Int64)
    )
    return [
        pl.max_horizontal(pl.when(DELIVERED).then("level").max(), first)
        .fill_null(0)
        .cast(pl.Int16)
        .alias("level"),
        pl.when(CURRENT).then("cycle").max().fill_null(0).cast(pl.Int16).alias("cycle"),
        pl.when(DELIVERED).then("taken_on").max().alias("delivered_on"),
        skipped.sum().cast(pl.Int64).alias("skipped"),
        pl.when(CURRENT).then("taken_on").max().alias("taken_on"),
        pl.when(DUNNING & (pl.col("cycle") == 0)).then("taken_on").max().alias("ended_on"),
        pl.when(~DUNNING).then("taken_on").max().alias("courtesy_on"),
        pl.col("taken_on").max().alias("stepped_on"),
    ]


def _pending() -> pl.Expr:
    unclear = (pl.col("state") == "unclear").any()
    return pl.when(unclear).then(pl.lit("unclear")).otherwise(pl.lit("waiting")).alias("pending")
