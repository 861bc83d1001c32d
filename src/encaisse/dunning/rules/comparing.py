"""What several ways of reminding the same customers over the same days have in common, and not.

A way is a word: ``tried`` the scenario tried, ``against`` the one it is compared with, ``done``
what was really delivered. Customers pay on the same days in each: the past cannot say otherwise.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from encaisse.dunning.rules.facts import Schema
from encaisse.dunning.rules.scenario import COURTESY

TRIED, AGAINST, DONE = "tried", "against", "done"
WAYS = (TRIED, AGAINST, DONE)

SENT: Schema = {
    "way": pl.String,
    "message": pl.Int64,
    "customer": pl.Int64,
    "on": pl.Date,
    "currency": pl.String,
    "channel": pl.String,
    "level": pl.Int16,
    "total": pl.Int64,
}
REACHED: Schema = {
    "way": pl.String,
    "message": pl.Int64,
    "receivable": pl.Int64,
    "level": pl.Int16,
    "on": pl.Date,
    "open": pl.Int64,
}
SETTLED: Schema = {"receivable": pl.Int64, "settled_on": pl.Date}


@dataclass(frozen=True, slots=True)
class Compared:
    """The scenario tried beside another way. Customers written to by one only; among those written
    to by both, the first message earlier, later, the same day, and by how many days in the middle
    (below zero: earlier). ``spared``, ``added``: receivables reminded by the other only, by the
    tried one only, and settled all the same."""

    messages: int
    only_tried: int
    only_other: int
    earlier: int
    later: int
    same_day: int
    median_days: int | None
    spared: int
    added: int


def by_day(sent: pl.DataFrame) -> pl.DataFrame:
    """Messages by way, day and channel."""
    return sent.group_by("way", "on", "channel").agg(count=pl.len()).sort("way", "on", "channel")


def by_step(sent: pl.DataFrame, reached: pl.DataFrame) -> pl.DataFrame:
    """By way, level and channel: messages led by that level, receivables that took it."""
    channels = sent.select("way", "message", "channel")
    steps = (
        reached.join(channels, on=["way", "message"], how="inner")
        .group_by("way", "level", "channel")
        .agg(receivables=pl.len())
    )
    messages = sent.group_by("way", "level", "channel").agg(messages=pl.len())
    return (
        steps.join(messages, on=["way", "level", "channel"], how="full", coalesce=True)
        .with_columns(pl.col("messages", "receivables").fill_null(0))
        .sort("way", "level", "channel")
    )


def by_customer(sent: pl.DataFrame) -> pl.DataFrame:
    """Each customer written to: for each way the first day, and how many messages."""
    counted = sent.group_by("customer").agg(
        *(pl.col("on").filter(pl.col("way") == way).min().alias(f"first_{way}") for way in WAYS),
        *((pl.col("way") == way).sum().cast(pl.Int64).alias(f"count_{way}") for way in WAYS),
    )
    first = pl.min_horizontal(f"first_{way}" for way in WAYS)
    return counted.sort(first, "customer")


def compared(
    customers: pl.DataFrame, reached: pl.DataFrame, settled: pl.DataFrame, other: str
) -> Compared:
    """The scenario tried beside the other way."""
    mine, theirs = pl.col(f"first_{TRIED}"), pl.col(f"first_{other}")
    both = customers.filter(mine.is_not_null() & theirs.is_not_null())
    days = both.select((mine - theirs).dt.total_days()).to_series()
    median = days.median()
    return Compared(
        messages=_total(customers, TRIED) - _total(customers, other),
        only_tried=customers.filter(mine.is_not_null() & theirs.is_null()).height,
        only_other=customers.filter(mine.is_null() & theirs.is_not_null()).height,
        earlier=int((days < 0).sum()),
        later=int((days > 0).sum()),
        same_day=int((days == 0).sum()),
        median_days=None if median is None else round(float(str(median))),
        spared=settled_without(reached, settled, by=other, without=TRIED).height,
        added=settled_without(reached, settled, by=TRIED, without=other).height,
    )


def settled_without(
    reached: pl.DataFrame, settled: pl.DataFrame, *, by: str, without: str
) -> pl.DataFrame:
    """The receivables that one way reminded, that the other never did, and that were settled after:
    ``receivable``, ``on`` (its first reminder), ``open`` that day, ``settled_on``."""
    reminders = reached.filter(pl.col("level") > COURTESY)
    others = reminders.filter(pl.col("way") == without)
    first = (
        reminders.filter(pl.col("way") == by)
        .sort("on", "message")
        .unique("receivable", keep="first", maintain_order=True)
    )
    return (
        first.join(others, on="receivable", how="anti")
        .join(settled, on="receivable", how="inner")
        .filter(pl.col("settled_on") >= pl.col("on"))
        .sort("on", "receivable")
        .select("receivable", "on", "open", "settled_on")
    )


def settled_of(stretches: pl.DataFrame, last: date) -> pl.DataFrame:
    """The day each receivable was left with nothing, if it was by ``last``; ``stretches``: when it
    was open, by ``receivable``. An instalment is settled with the receivables of its plan."""
    own = stretches.filter(pl.col("receivable") > 0)
    ends = own.group_by("receivable").agg(settled_on=pl.col("until").max())
    return ends.filter(pl.col("settled_on") <= last).select(list(SETTLED))


def _total(customers: pl.DataFrame, way: str) -> int:
    return int(customers[f"count_{way}"].sum())
