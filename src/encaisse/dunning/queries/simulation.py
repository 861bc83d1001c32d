"""A scenario tried on the past of a company: what it would have sent, beside what was."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from encaisse.dunning import rules
from encaisse.dunning.queries.past import before, limits_of, lives
from encaisse.dunning.queries.scenarios import read_content, scenarios_of
from encaisse.dunning.rules.comparing import (
    AGAINST,
    DONE,
    REACHED,
    SENT,
    TRIED,
    WAYS,
    by_customer,
    by_day,
    by_step,
    compared,
    settled_of,
    settled_without,
)
from encaisse.dunning.rules.simulation import Lives, Standing, plain, played, world_of
from encaisse.store.frames import copy_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from encaisse.accounts.models import Company

LISTED_MAX = 20_000

SENT_DONE = """
SELECT 'done', id, customer_id, delivered_on, currency, channel, level, total_cents
FROM dunning_message
WHERE company_id = %(company)s AND delivered_on BETWEEN %(first)s AND %(last)s
"""
REACHED_DONE = """
SELECT 'done', p.message_id, coalesce(-p.installment_id, p.receivable_id), p.level, p.taken_on,
       p.open_cents
FROM dunning_proposal p
WHERE p.company_id = %(company)s AND p.state = 'delivered'
  AND p.taken_on BETWEEN %(first)s AND %(last)s
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: ``content`` takes the place of the scenario ``replaces`` for all who have it,
    beside ``against`` in the same place (None: nothing changes). ``prices``: cents by channel."""

    content: Mapping[str, Any]
    replaces: int
    first: date
    last: date
    against: Mapping[str, Any] | None = None
    prices: Mapping[str, int] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        """Every day of the period."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


def tried(company: Company, trial: Trial, *, tell: Callable[[int], None]) -> dict[str, Any]:
    """Play both on every day of the period and compare. ``tell`` hears the percent done. Writes
    nothing."""
    known = lives(company, trial.first, trial.last)
    standing = _played(company, trial, known, tell)
    sent = pl.concat([_sent(standing, trial.first), _done(SENT_DONE, SENT, company, trial)])
    reached = pl.concat(
        [_reached(standing, trial.first), _done(REACHED_DONE, REACHED, company, trial)]
    )
    return _result(sent, reached, settled_of(known.receivables, trial.last), trial)


def worlds_of(company: Company, trial: Trial) -> list[dict[int, rules.Scenario]]:
    """The company's scenarios with the one tried in its place, then with the other one."""
    known = scenarios_of(company)
    other = known
    if trial.against is not None:
        other = known | {trial.replaces: read_content(trial.against, id=trial.replaces)}
    return [known | {trial.replaces: read_content(trial.content, id=trial.replaces)}, other]


def _played(company: Company, trial: Trial, known: Lives, tell: Callable[[int], None]) -> Standing:
    steps, messages = before(company, trial.first)
    worlds, day = worlds_of(company, trial), limits_of(company, trial.first, trial.last)
    standing = Standing.before(worlds, steps=steps, messages=messages, day=day)
    return played(standing, known, tell=tell)


def _way(key: str) -> pl.Expr:
    return world_of(pl.col(key)).replace_strict({0: TRIED, 1: AGAINST}, return_dtype=pl.String)


def _sent(standing: Standing, first: date) -> pl.DataFrame:
    return (
        standing.messages.filter(pl.col("on") >= first)
        .with_columns(way=_way("payer"), customer=plain(pl.col("payer")))
        .select(list(SENT))
    )


def _reached(standing: Standing, first: date) -> pl.DataFrame:
    return (
        standing.steps.filter(pl.col("taken_on") >= first)
        .with_columns(way=_way("receivable"), receivable=plain(pl.col("receivable")), on="taken_on")
        .select(list(REACHED))
    )


def _done(query: str, schema: dict[str, Any], company: Company, trial: Trial) -> pl.DataFrame:
    bound = {"company": company.pk, "first": trial.first, "last": trial.last}
    return copy_out(query, bound, schema=schema)


def _result(
    sent: pl.DataFrame, reached: pl.DataFrame, settled: pl.DataFrame, trial: Trial
) -> dict[str, Any]:
    """What is kept and told: plain JSON. Lists stop at ``LISTED_MAX`` rows; totals are whole."""
    customers = by_customer(sent)
    mine = sent.filter(pl.col("way") == TRIED).sort("on", "customer", "message")
    spared = settled_without(reached, settled, by=AGAINST, without=TRIED)
    added = settled_without(reached, settled, by=TRIED, without=AGAINST)
    found = {
        "totals": {way: _totals(sent, reached, way) for way in WAYS},
        "days": _plain(by_day(sent)),
        "steps": _plain(by_step(sent, reached)),
        "compared": {
            other: asdict(compared(customers, reached, settled, other)) for other in (AGAINST, DONE)
        },
        "customers": _plain(customers),
        "contacts": _plain(mine.select("on", "customer", "channel", "level", "total", "currency")),
        "spared": _plain(spared),
        "added": _plain(added),
    }
    return priced(found, trial.prices)


def priced(result: Mapping[str, Any], prices: Mapping[str, int]) -> dict[str, Any]:
    """The same result with what each way costs at these prices: ``cost_cents``."""
    costs = dict.fromkeys(WAYS, 0)
    for row in result["days"]:
        costs[row["way"]] += row["count"] * prices.get(row["channel"], 0)
    totals = result["totals"].items()
    return {**result, "totals": {way: each | {"cost_cents": costs[way]} for way, each in totals}}


def _totals(sent: pl.DataFrame, reached: pl.DataFrame, way: str) -> dict[str, int]:
    mine = sent.filter(pl.col("way") == way)
    theirs = reached.filter(pl.col("way") == way)
    return {
        "messages": mine.height,
        "customers": mine["customer"].n_unique(),
        "receivables": theirs["receivable"].n_unique(),
    }


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    days = [name for name, kind in frame.schema.items() if kind == pl.Date]
    return frame.head(LISTED_MAX).with_columns(pl.col(days).cast(pl.String)).to_dicts()
