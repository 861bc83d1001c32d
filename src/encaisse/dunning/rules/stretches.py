"""What changes with the days, as stretches of days on which nothing does: from ``since`` until, and
not on, ``until``."""

from datetime import date

import polars as pl

FOREVER = date(9999, 12, 31)
DAYS = ("since", "until")


def spans(things: pl.DataFrame, movements: pl.DataFrame) -> pl.DataFrame:
    """What is left of each thing as days go: ``key``, ``since``, ``until``, ``open``; only where
    something is left.

    ``things``: ``key``, ``amount``, ``since`` and ``until``, the day it exists no more, or null.
    ``movements``: ``key``, ``on``, ``cents`` taken; what comes before the thing counts from its
    first day."""
    opened = things.select("key", "since", cents="amount")
    moved = movements.join(things.select("key", "since"), on="key", how="inner").select(
        "key", since=pl.max_horizontal("since", "on"), cents=-pl.col("cents")
    )
    laid = pl.concat([opened, moved]).group_by("key", "since").agg(pl.col("cents").sum())
    following = pl.col("since").shift(-1).over("key")
    return (
        laid.sort("key", "since")
        .with_columns(open=pl.col("cents").cum_sum().over("key"), following=following)
        .join(things.select("key", "until"), on="key", how="left")
        .with_columns(until=pl.min_horizontal("following", "until").fill_null(FOREVER))
        .filter((pl.col("open") > 0) & (pl.col("since") < pl.col("until")))
        .select("key", "since", "until", "open")
    )


def on_days(stretches: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """One row for each stretch and each ``day`` of it, with what ``days`` says of that day."""
    first, last = days["day"].min(), days["day"].max()
    standing = stretches.filter((pl.col("since") <= last) & (pl.col("until") > first))
    lasting = standing.join(days, how="cross")
    return lasting.filter((pl.col("since") <= pl.col("day")) & (pl.col("until") > pl.col("day")))


def joined(stretches: pl.DataFrame, key: str) -> pl.DataFrame:
    """Stretches of one thing that follow each other and say the same, as one."""
    said = [name for name in stretches.columns if name not in DAYS]
    marked = stretches.sort(key, "since").with_columns(mark=pl.struct(said).hash())
    goes_on = (pl.col("mark") == pl.col("mark").shift()) & (
        pl.col("since") == pl.col("until").shift()
    )
    return (
        marked.with_columns(run=(~goes_on.fill_null(value=False)).cum_sum())
        .group_by("run", maintain_order=True)
        .agg(*(pl.col(name).first() for name in said), pl.col("since").min(), pl.col("until").max())
        .select(stretches.columns)
    )
