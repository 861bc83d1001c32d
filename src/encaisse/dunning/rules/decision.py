"""Each receivable alone: the step next required, the day it is reached, or why nothing goes.

Boundaries are inclusive: "7 days after due" is reached when due + 7 ≤ the day. Nothing is late on
its due date, and nothing but courtesy goes out on or before it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, reduce
from typing import Literal

import polars as pl

from encaisse.dunning.rules.holds import asked
from encaisse.dunning.rules.scenario import COURTESY, Every, Scenario, Step
from encaisse.dunning.rules.thresholds import Rates, least_cents
from encaisse.kernel.days import public_holidays

NEVER = Scenario(id=0, name="")
LATE = pl.col("days_late") > 0
NEXT = pl.col("next_level")
YEARS_BEHIND, YEARS_AHEAD = 5, 3  # of public holidays: older days are only told, never decided on


@dataclass(frozen=True, slots=True)
class Day:
    """The day of the run, the rates known, the only level it takes (all when None), and how many
    messages a customer may get in seven days (any number when None)."""

    on: date
    rates: Rates = field(default_factory=dict)
    level: int | None = None
    most_per_week: int | None = None

    @property
    def today(self) -> pl.Expr:
        """The day, as the rule compares it with those of a row."""
        return pl.lit(self.on)

    @property
    def holidays(self) -> list[date]:
        """The public holidays of the years in which a step of that day may fall."""
        return _holidays(self.on.year - YEARS_BEHIND, self.on.year + YEARS_AHEAD)


@dataclass(frozen=True, slots=True)
class EachItsDay(Day):
    """Rows of several days judged together: each row, and each payer, has its own in ``day``, from
    ``first`` to ``on``."""

    first: date = field(kw_only=True)

    @property
    def today(self) -> pl.Expr:
        """The day of the row."""
        return pl.col("day")

    @property
    def holidays(self) -> list[date]:
        """Those of all these years."""
        return _holidays(self.first.year - YEARS_BEHIND, self.on.year + YEARS_AHEAD)


@cache
def _holidays(first: int, end: int) -> list[date]:
    return [holiday for year in range(first, end) for holiday in public_holidays(year)]


def decide(receivables: pl.DataFrame, scenarios: Mapping[int, Scenario], day: Day) -> pl.DataFrame:
    """Add to each receivable ``days_late``, ``calendar_level`` (what its age calls for),
    ``next_level`` and ``next_cycle`` (the step next required; of a courtesy, its rank), ``step_on``
    (the day that step may go) and ``hold`` (null: send)."""
    parts = receivables.partition_by("scenario", as_dict=True, maintain_order=False)
    judged = [_judge(part, scenarios.get(key, NEVER), day) for (key,), part in parts.items()]
    return pl.concat(judged) if judged else _judge(receivables, NEVER, day)


def _judge(part: pl.DataFrame, scenario: Scenario, day: Day) -> pl.DataFrame:
    late = (day.today - pl.col("due_on")).dt.total_days()
    return (
        part.with_columns(days_late=late.cast(pl.Int32))
        .with_columns(
            calendar_level=_calendar_level(scenario, day),
            courtesy=_courtesy(scenario, day),
        )
        .with_columns(next_level=_next_level(scenario, day))
        .with_columns(next_cycle=_next_cycle(scenario))
        .with_columns(step_on=_step_on(scenario, day))
        .with_columns(hold=_hold(part["currency"].unique(), scenario, day))
        .drop("courtesy")
    )


def _calendar_level(scenario: Scenario, day: Day) -> pl.Expr:
    dated = [step for step in scenario.ladder if not step.after_previous]
    return _fold(dated, lambda step: _reached_on(step, day) <= day.today, pl.lit(None, pl.Int16))


def _courtesy(scenario: Scenario, day: Day) -> pl.Expr:
    """The rank of the courtesy next required: the latest reached, one missed being out of date;
    else the next to come. A courtesy already given covers those reached by then."""
    fresh, reached = [], []
    for rank, step in enumerate(scenario.courtesies):
        reached_on = _reached_on(step, day)
        given = (pl.col("courtesy_on") >= reached_on).fill_null(value=False)
        fresh.append((pl.col("courtesies") <= rank) & ~given & ~LATE)
        reached.append(reached_on <= day.today)
    found = pl.lit(None, pl.Int16)
    for rank in reversed(range(len(fresh))):
        found = pl.when(fresh[rank]).then(pl.lit(rank, pl.Int16)).otherwise(found)
    for rank in range(len(fresh)):
        found = pl.when(fresh[rank] & reached[rank]).then(pl.lit(rank, pl.Int16)).otherwise(found)
    return found


def _next_level(scenario: Scenario, day: Day) -> pl.Expr:
    ladder, nothing = scenario.ladder, pl.lit(None, pl.Int16)
    if scenario.repeat is not None:
        nothing = pl.lit(ladder[-1].level, pl.Int16)
    required = _fold(reversed(ladder), _is_untaken, nothing)
    if not scenario.is_sequential:
        required = _fold(
            ladder, lambda s: _is_untaken(s) & (_reached_on(s, day) <= day.today), required
        )
    if scenario.courtesies:
        courteous = pl.col("courtesy").is_not_null()
        required = pl.when(courteous).then(pl.lit(COURTESY, pl.Int16)).otherwise(required)
    return pl.coalesce("proposed", "forced", required)


def _is_untaken(step: Step) -> pl.Expr:
    not_skipped = (pl.col("skipped") & pl.lit(1 << step.level)) == 0
    return (pl.col("level") < step.level) & not_skipped


def _next_is(level: int) -> pl.Expr:
    return pl.col("next_level") == level


def _next_cycle(scenario: Scenario) -> pl.Expr:
    """A repeat opens another cycle; a courtesy has its rank."""
    at = [_next_is(step.level) & _is_untaken(step) for step in scenario.ladder]
    is_new = pl.any_horizontal([NEXT.is_null(), *at])
    cycle = pl.col("cycle") + (~is_new).cast(pl.Int16)
    return pl.when(_next_is(COURTESY)).then(pl.col("courtesy").fill_null(0)).otherwise(cycle)


def _step_on(scenario: Scenario, day: Day) -> pl.Expr:
    reached = pl.lit(None, pl.Date)
    if scenario.repeat is not None:
        reached = _repeated_on(scenario.repeat)
    for rank, step in enumerate(scenario.courtesies):
        here = _next_is(COURTESY) & (pl.col("next_cycle") == rank)
        reached = pl.when(here).then(_reached_on(step, day)).otherwise(reached)
    for step in scenario.ladder:
        fresh = _next_is(step.level) & _is_untaken(step)
        reached = pl.when(fresh).then(_reached_on(step, day)).otherwise(reached)
    patient = pl.max_horizontal(reached, *_delays(scenario))
    patient = pl.when(reached.is_not_null()).then(patient)
    asked = pl.col("proposed").is_not_null() | pl.col("forced").is_not_null()
    return pl.when(asked).then(day.today).otherwise(patient)


def _repeated_on(every: Every) -> pl.Expr:
    """So many rhythms after the last step, so that 31 January leads to 28 February, then to 31
    March. A repeat that came late starts the count again."""
    if every.unit != "month":
        return pl.col("taken_on").dt.offset_by(every.offset)
    elapsed = pl.col("cycle").cast(pl.Int64) * every.count
    due = pl.col("ended_on").dt.offset_by(pl.format("{}mo", elapsed))
    following = pl.col("ended_on").dt.offset_by(pl.format("{}mo", elapsed + every.count))
    late = pl.col("taken_on").dt.offset_by(every.offset)
    return pl.when(due == pl.col("taken_on")).then(following).otherwise(late)


def _reached_on(step: Step, day: Day) -> pl.Expr:
    base = pl.col("taken_on") if step.after_previous else pl.col("due_on")
    reached = base + pl.duration(days=step.days)
    if step.end_of_month:
        reached = reached.dt.month_end()
    if not step.is_courtesy:
        tomorrow = pl.col("due_on") + pl.duration(days=1)
        reached = pl.when(reached.is_not_null()).then(pl.max_horizontal(reached, tomorrow))
    return _on_business_day(reached, step, day) if step.business_days else reached


def _on_business_day(reached: pl.Expr, step: Step, day: Day) -> pl.Expr:
    """A day off gives way to the next business day; for a courtesy to the one before, so that it
    still comes before the due date."""
    roll: Literal["backward", "forward"] = "backward" if step.is_courtesy else "forward"
    return reached.dt.add_business_days(0, holidays=day.holidays, roll=roll)


def _delays(scenario: Scenario) -> list[pl.Expr]:
    """The first day free of the transit of the invoice and of the delay asked by the last step."""
    delays = []
    if scenario.transit_days:
        delays.append(pl.col("issued_on") + pl.duration(days=scenario.transit_days + 1))
    for step in scenario.ladder:
        if step.pay_within_days is not None:
            asked = pl.col("delivered_on") + pl.duration(days=step.pay_within_days + 1)
            delays.append(pl.when(pl.col("level") == step.level).then(asked))
    return delays


def _hold(currencies: Iterable[str], scenario: Scenario, day: Day) -> pl.Expr:
    """The first reason to send nothing: people's decisions, then amounts, then the calendar."""
    if not scenario.steps:
        return pl.lit("never")
    reached = (pl.col("step_on") <= day.today).fill_null(value=False)
    courtesy_now = _next_is(COURTESY) & reached & ~LATE
    holds: list[tuple[pl.Expr, pl.Expr]] = [
        (pl.col("excluded").is_not_null(), pl.lit("never")),
        (~LATE & ~courtesy_now.fill_null(value=False), pl.lit("not_due")),
        (pl.col("held").is_not_null(), pl.col("held")),
        (_is_small(currencies, scenario, day), pl.lit("tolerance")),
        (pl.col("pending").is_not_null(), pl.col("pending")),
        (~_is_known(scenario) | (LATE & _next_is(COURTESY)), pl.lit("done")),
        (~reached, pl.lit("not_reached")),
        (pl.col("stepped_on") >= day.today, pl.lit("done")),
    ]
    if day.level is not None:
        holds.append((~_next_is(day.level), pl.lit("not_reached")))
    return reduce(
        lambda rest, hold: pl.when(hold[0]).then(hold[1]).otherwise(rest),
        reversed(holds),
        pl.lit(None, pl.String),
    )


def _is_small(currencies: Iterable[str], scenario: Scenario, day: Day) -> pl.Expr:
    if not scenario.tolerance_cents:
        return pl.lit(value=False)
    least = {
        code: least_cents(scenario.tolerance_cents, scenario.currency, code, day.rates)
        for code in currencies
    }
    below = asked() < pl.col("currency").replace_strict(least, return_dtype=pl.Int64)
    return below & pl.col("forced").is_null()


def _is_known(scenario: Scenario) -> pl.Expr:
    return NEXT.is_in([step.level for step in scenario.steps]).fill_null(value=False)


def _fold(steps: Iterable[Step], where: Callable[[Step], pl.Expr], rest: pl.Expr) -> pl.Expr:
    """The level of the last of the steps for which ``where`` holds, else ``rest``."""
    return reduce(
        lambda found, step: (
            pl.when(where(step)).then(pl.lit(step.level, pl.Int16)).otherwise(found)
        ),
        steps,
        rest,
    )
