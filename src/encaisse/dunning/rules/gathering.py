"""Receivables whose step is reached become messages: one per customer and currency.

Credits not yet allocated are deducted; a message covered by them, under the minimum, too close to
the one before or without anyone to write to is held, and its receivables with it. What is too close
is told by the message that goes, when that one lists all that is late.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import polars as pl

from encaisse.dunning.rules.addressing import addressed
from encaisse.dunning.rules.decision import Day, decide
from encaisse.dunning.rules.facts import Facts
from encaisse.dunning.rules.holds import asked
from encaisse.dunning.rules.scenario import COURTESY, Scenario, Step
from encaisse.dunning.rules.thresholds import least_cents

LISTABLE = ("not_reached", "done", "waiting", "unclear")
TOO_CLOSE = ("spacing", "pressure")
KEY = ["payer", "slot"]
STEP = ["scenario", "level", "turn"]  # turn: the rank of a courtesy, 0 of a reminder
ACCOUNT = ["payer", "currency"]
TOGETHER = 0
SLOTS = 1_000  # more than there are currencies
RANKS = 1 << 20  # more than there are scenarios, or days of delay
TURNS = 1 << 6  # more than a scenario has courtesies


def gather(
    decided: pl.DataFrame,
    facts: Facts,
    scenarios: Mapping[int, Scenario],
    day: Day,
    *,
    leaving: bool = False,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The decisions with their ``message`` and its hold, and the messages (``hold`` null: sent).

    Messages are numbered from 0, a customer's latest payment first; ``listed`` are receivables
    that a message shows without a step of their own."""
    if decided["hold"].null_count() == 0:
        none = decided.with_columns(
            message=pl.lit(None, pl.Int64),
            channel=pl.lit(None, pl.String),
            refused_since=pl.lit(None, pl.Date),
        )
        return none, _no_messages()
    decided = decided.with_columns(slot=_slot(decided, scenarios))
    messages = _composed(decided, facts, scenarios, day, leaving=leaving)
    return _decisions(decided, messages), messages


@cache
def _no_messages() -> pl.DataFrame:
    """What is composed of nothing: most accounts, most days."""
    nothing, day = Facts.of([]), Day(date.min)
    decided = decide(nothing.receivables, {}, day).with_columns(slot=pl.lit(None, pl.Int64))
    return _composed(decided, nothing, {}, day, leaving=False)


def _composed(
    decided: pl.DataFrame,
    facts: Facts,
    scenarios: Mapping[int, Scenario],
    day: Day,
    *,
    leaving: bool,
) -> pl.DataFrame:
    decided = decided.with_columns(is_late=_is_late(scenarios, day))
    sends = decided.filter(pl.col("slot").is_not_null())
    late = decided.filter(pl.col("hold").is_in(LISTABLE) & pl.col("is_late"))
    messages = _messages(sends, scenarios)
    written = _written(messages, sends, late, _leading(messages), facts)
    held = _held(written, facts, scenarios, day, leaving=leaving)
    if not leaving:
        held = _with_too_close(held, messages, sends, late, facts)
    return held.drop("lists")


def _written(
    messages: pl.DataFrame,
    sends: pl.DataFrame,
    late: pl.DataFrame,
    leading: pl.DataFrame,
    facts: Facts,
) -> pl.DataFrame:
    """The messages with all their lines, of which those late without a step are listed by the
    leading one of their account."""
    listed = late.join(leading.select("message", *ACCOUNT), on=ACCOUNT, how="inner").select(
        "message", "receivable", "contact", asked=asked()
    )
    totalled = _with_totals(messages, listed, facts.credits)
    return addressed(totalled, _lines(sends, messages, listed), facts)


def _slot(decided: pl.DataFrame, scenarios: Mapping[int, Scenario]) -> pl.Expr:
    """What separates the messages of a payer: the currency, and what the scenario groups by. Null:
    nothing goes."""
    currencies = {code: rank for rank, code in enumerate(decided["currency"].unique().sort())}
    currency = pl.col("currency").replace_strict(currencies, return_dtype=pl.Int64)
    grouping = _setting(scenarios, "grouping", pl.String)
    key = (
        pl.when(grouping == "step")
        .then(pl.col("next_level").cast(pl.Int64))
        .when(grouping == "receivable")
        .then("receivable")
        .otherwise(TOGETHER)
    )
    return pl.when(pl.col("hold").is_null()).then(key.cast(pl.Int64) * SLOTS + currency)


def _setting(scenarios: Mapping[int, Scenario], name: str, kind: type[pl.DataType]) -> pl.Expr:
    values = {number: getattr(scenario, name) for number, scenario in scenarios.items()}
    return pl.col("scenario").replace_strict(values, default=None, return_dtype=kind)


def _messages(sends: pl.DataFrame, scenarios: Mapping[int, Scenario]) -> pl.DataFrame:
    """One row per message, led by its highest step; the latest payment of a customer first."""
    return (
        sends.with_columns(lead=_lead(scenarios))
        .group_by(KEY)
        .agg(
            pl.col("currency").first(),
            pl.col("next_level").max().alias("level"),
            pl.col("lead").max(),
            pl.col("days_late").max(),
            asked().sum().alias("reached"),
            pl.col("forced").max().is_not_null().alias("is_forced"),
        )
        .with_columns(
            scenario=_scenario_of_lead(scenarios),
            turn=(pl.col("lead") % TURNS).cast(pl.Int16),
        )
        .drop("lead")
        .sort(
            *("payer", "days_late", "level", "reached", "slot"),
            descending=[False, True, True, True, False],
        )
        .with_row_index("message")
        .with_columns(
            pl.col("message").cast(pl.Int64),
            lists=_setting(scenarios, "lists", pl.String),
        )
        .join(_steps(scenarios), on=STEP, how="left", maintain_order="left")
        .drop("turn")
    )


def _lead(scenarios: Mapping[int, Scenario]) -> pl.Expr:
    """A number that grows with the level, then the delay, and ends with the scenario's rank and
    that of a courtesy."""
    ranks = {number: RANKS - 1 - rank for rank, number in enumerate(sorted(scenarios))}
    rank = pl.col("scenario").replace_strict(ranks, default=0, return_dtype=pl.Int64)
    late = pl.col("days_late").cast(pl.Int64) + RANKS // 2
    turn = pl.when(pl.col("next_level") == COURTESY).then("next_cycle").otherwise(0)
    return ((pl.col("next_level").cast(pl.Int64) * RANKS + late) * RANKS + rank) * TURNS + turn


def _scenario_of_lead(scenarios: Mapping[int, Scenario]) -> pl.Expr:
    numbers = {RANKS - 1 - rank: number for rank, number in enumerate(sorted(scenarios))}
    rank = pl.col("lead") // TURNS % RANKS
    return rank.replace_strict(numbers, default=None, return_dtype=pl.Int64)


def _steps(scenarios: Mapping[int, Scenario]) -> pl.DataFrame:
    rows = [
        (scenario.id, step.level, turn, step.channel, step.turning_channel,
         step.text_code, step.approval, step.tone)
        for scenario in scenarios.values()
        for steps in (scenario.courtesies, scenario.ladder)
        for turn, step in _turns(steps)
    ]  # fmt: skip
    schema = {
        "scenario": pl.Int64,
        "level": pl.Int16,
        "turn": pl.Int16,
        "channel": pl.String,
        "other_channel": pl.String,
        "template_code": pl.String,
        "approval": pl.String,
        "step_tone": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _turns(steps: tuple[Step, ...]) -> Iterator[tuple[int, Step]]:
    """Each step with its turn."""
    return ((rank if step.is_courtesy else 0, step) for rank, step in enumerate(steps))


def _leading(messages: pl.DataFrame) -> pl.DataFrame:
    """The first message of each account that lists all that is late."""
    overdue = messages.filter(pl.col("lists") == "overdue")
    return overdue.unique(ACCOUNT, keep="first", maintain_order=True)


def _is_late(scenarios: Mapping[int, Scenario], day: Day) -> pl.Expr:
    """Late, and not in transit any more."""
    transit = _setting(scenarios, "transit_days", pl.Int64).fill_null(0)
    arrived = (day.today - pl.col("issued_on")).dt.total_days() > transit
    return (pl.col("days_late") > 0) & arrived


def _with_too_close(
    held: pl.DataFrame,
    messages: pl.DataFrame,
    sends: pl.DataFrame,
    late: pl.DataFrame,
    facts: Facts,
) -> pl.DataFrame:
    """The messages again where some go and some do not: the first to go that lists all that is late
    also lists the steps held for being too close, and what a held one listed. The same messages go:
    an account of which one could not go with these lines stays as it was."""
    goes = pl.col("hold").is_null()
    leading = _leading(held.filter(goes))
    apart = held.filter(~goes).join(leading, on=ACCOUNT, how="semi")
    if apart.is_empty():
        return held
    too_close = apart.filter(pl.col("hold").is_in(TOO_CLOSE))
    told = sends.filter("is_late").join(too_close, on=KEY, how="semi")
    rest = sends.join(told, on="receivable", how="anti")
    again = _written(
        _asking(messages.join(apart, on=ACCOUNT, how="semi"), rest),
        rest, pl.concat([late, told]), leading, facts,
    ).join(held.filter(goes).select("message", "hold"), on="message")  # fmt: skip
    lost = again.filter(pl.col("to").is_null() | (pl.col("total") == 0))
    kept = again.join(lost, on=ACCOUNT, how="anti").select(held.columns)
    return pl.concat([held.join(kept, on="message", how="anti"), kept]).sort("message")


def _asking(messages: pl.DataFrame, sends: pl.DataFrame) -> pl.DataFrame:
    """The messages when these are their only steps."""
    reached = sends.group_by(KEY).agg(reached=asked().sum())
    return (
        messages.drop("reached")
        .join(reached, on=KEY, how="left", maintain_order="left")
        .with_columns(pl.col("reached").fill_null(0))
    )


def _lines(sends: pl.DataFrame, messages: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Every line of every message, with the contact that its invoice names."""
    reached = sends.select(*KEY, "contact").join(messages.select(*KEY, "message"), on=KEY)
    return pl.concat([reached.select("message", "contact"), listed.select("message", "contact")])


def _with_totals(
    messages: pl.DataFrame, listed: pl.DataFrame, credits: pl.DataFrame
) -> pl.DataFrame:
    """``asked``: what is listed; ``credited``: the part of it that credits of the account cover;
    ``before``: what the account's earlier messages ask."""
    extra = listed.group_by("message").agg(
        pl.col("asked").sum().alias("extra"), pl.col("receivable").sort().alias("listed")
    )
    pool = credits.group_by(ACCOUNT).agg(pl.col("open").sum().alias("pool"))
    listed_too = pl.col("reached") + pl.col("extra").fill_null(0)
    return (
        messages.join(extra, on="message", how="left", maintain_order="left")
        .join(pool, on=ACCOUNT, how="left", maintain_order="left")
        .with_columns(asked=listed_too, listed=pl.col("listed").fill_null([]))
        .with_columns(before=pl.col("asked").cum_sum().over(ACCOUNT) - pl.col("asked"))
        .with_columns(
            credited=(pl.col("pool").fill_null(0) - pl.col("before")).clip(0, pl.col("asked"))
        )
        .with_columns(total=pl.col("asked") - pl.col("credited"))
        .drop("pool", "extra")
    )


def _held(
    messages: pl.DataFrame,
    facts: Facts,
    scenarios: Mapping[int, Scenario],
    day: Day,
    *,
    leaving: bool,
) -> pl.DataFrame:
    account = pl.col("total").sum().over(ACCOUNT)
    small = (account < _minimum(messages, scenarios, day)) & ~pl.col("is_forced")
    if leaving:
        small &= _setting(scenarios, "grouping", pl.String) == "customer"
    held = messages.with_columns(
        hold=pl.when(pl.col("total") == 0)
        .then(pl.lit("covered"))
        .when(small)
        .then(pl.lit("minimum"))
        .when(pl.col("to").is_null())
        .then(pl.lit("no_contact"))
    )
    return held if leaving else _pressed(_spaced(held, facts, scenarios, day), facts, day)


def _minimum(messages: pl.DataFrame, scenarios: Mapping[int, Scenario], day: Day) -> pl.Expr:
    """The least total of the scenario in the currency; stated in its own when not in that one."""
    pairs = messages.select("scenario", "currency").unique().iter_rows()
    found = {}
    for number, currency in pairs:
        scenario = scenarios[number]
        stated = currency if currency in scenario.minimum else scenario.currency
        cents = scenario.minimum.get(stated, 0)
        found[f"{number} {currency}"] = least_cents(cents, stated, currency, day.rates)
    key = pl.format("{} {}", "scenario", "currency")
    return key.replace_strict(found, default=0, return_dtype=pl.Int64)


def _spaced(
    messages: pl.DataFrame, facts: Facts, scenarios: Mapping[int, Scenario], day: Day
) -> pl.DataFrame:
    """Hold what comes too soon after the latest message, or after another of this run."""
    spacing = _setting(scenarios, "spacing_days", pl.Int64).fill_null(0)
    since = (day.today - pl.col("latest_on")).dt.total_days()
    latest = messages.join(
        facts.payers.select("payer", since=since), on="payer", how="left", maintain_order="left"
    )
    goes = pl.col("hold").is_null()
    too_soon = (pl.col("since") < spacing).fill_null(value=False) & ~pl.col("is_forced")
    free = latest.with_columns(spacing=spacing).with_columns(
        hold=pl.when(goes & too_soon).then(pl.lit("spacing")).otherwise(pl.col("hold"))
    )
    rank = pl.col("hold").is_null().cast(pl.Int32).cum_sum().over("payer")
    second = pl.col("hold").is_null() & (rank > 1) & (pl.col("spacing") > 0)
    return free.with_columns(
        hold=pl.when(second).then(pl.lit("spacing")).otherwise(pl.col("hold"))
    ).drop("spacing", "since")


def _pressed(messages: pl.DataFrame, facts: Facts, day: Day) -> pl.DataFrame:
    """Hold what would write to a customer once too often in seven days."""
    if day.most_per_week is None:
        return messages
    recent = messages.join(
        facts.payers.select("payer", "recent"), on="payer", how="left", maintain_order="left"
    )
    goes = pl.col("hold").is_null()
    rank = goes.cast(pl.Int32).cum_sum().over("payer") + pl.col("recent").fill_null(0)
    too_many = goes & (rank > day.most_per_week) & ~pl.col("is_forced")
    return recent.with_columns(
        hold=pl.when(too_many).then(pl.lit("pressure")).otherwise(pl.col("hold"))
    ).drop("recent")


def _decisions(decided: pl.DataFrame, messages: pl.DataFrame) -> pl.DataFrame:
    """The decisions again, those that would have gone with their message, its channel, its hold."""
    fate = messages.select(
        *KEY, "message", "channel", "refused_since", pl.col("hold").alias("message_hold")
    )
    return (
        decided.join(fate, on=KEY, how="left", maintain_order="left")
        .with_columns(hold=pl.coalesce("hold", "message_hold"))
        .drop("message_hold", "slot")
    )
