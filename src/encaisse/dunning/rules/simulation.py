"""Scenarios played on past days: the same rule, day after day, over what was open each day.

Several plays live side by side in the same frames, each in a world of its own: a receivable, a
payer and a scenario of world ``n`` bear their identifier plus ``n`` times ``WORLD``, so that
nothing of one is ever seen by another. A step is taken the day it is proposed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import polars as pl

from encaisse.dunning.rules.decision import Day, decide
from encaisse.dunning.rules.facts import Facts, Schema
from encaisse.dunning.rules.gathering import gather
from encaisse.dunning.rules.history import STEPS, progress
from encaisse.dunning.rules.scenario import COURTESY, Scenario
from encaisse.dunning.rules.thresholds import Rates

WORLD = 1 << 40  # more than there are identifiers
FOREVER = date(9999, 12, 31)
BY_CALENDAR = ("not_due", "not_reached")
BY_AMOUNT = ("minimum", "covered")
IDLE = ("never", "done", "tolerance", "no_contact")

TAKEN: Schema = {
    "receivable": pl.Int64,
    "level": pl.Int16,
    "cycle": pl.Int16,
    "state": pl.String,
    "taken_on": pl.Date,
    "open": pl.Int64,
    "message": pl.Int64,
}
MESSAGES: Schema = {
    "message": pl.Int64,
    "payer": pl.Int64,
    "on": pl.Date,
    "scenario": pl.Int64,
    "currency": pl.String,
    "channel": pl.String,
    "level": pl.Int16,
    "total": pl.Int64,
}
ASLEEP: Schema = {"receivable": pl.Int64, "until": pl.Date}
IN_WORLDS = ("receivable", "payer")
MARKS: Schema = {"payer": pl.Int64, "mark": pl.UInt64}


def spans(things: pl.DataFrame, movements: pl.DataFrame) -> pl.DataFrame:
    """What is left of each thing as days go: ``key``, ``since`` (included), ``until`` (excluded),
    ``open``; only spans with something left.

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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the plays stand. ``steps`` taken and ``messages`` written so far, those delivered
    before the first day included. ``asleep``: nothing goes before ``until`` unless something
    happens to the account, of which ``marks`` keep the trace."""

    worlds: tuple[Mapping[int, Scenario], ...]
    steps: pl.DataFrame
    messages: pl.DataFrame
    rates: Rates = field(default_factory=dict)
    asleep: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ASLEEP))
    marks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MARKS))

    @classmethod
    def before(
        cls,
        worlds: Sequence[Mapping[int, Scenario]],
        *,
        steps: pl.DataFrame,
        messages: pl.DataFrame,
        rates: Rates | None = None,
    ) -> "Standing":
        """Each world starts from what was really delivered."""
        count = len(worlds)
        return cls(
            tuple(_of_world(world, scenarios) for world, scenarios in enumerate(worlds)),
            _in_worlds(steps, count, "receivable").select(list(TAKEN)),
            _in_worlds(messages, count, "payer").select(list(MESSAGES)),
            rates or {},
        )

    @property
    def scenarios(self) -> dict[int, Scenario]:
        """The scenarios of every world."""
        return {key: scenario for world in self.worlds for key, scenario in world.items()}

    def those(self, **settings: object) -> list[int]:
        """The scenarios of which each of these settings has that value."""
        return [
            key
            for key, scenario in self.scenarios.items()
            if all(getattr(scenario, name) == value for name, value in settings.items())
        ]


def after(standing: Standing, facts: Facts, on: date) -> Standing:
    """The same once that day is played. ``facts`` are of that day; what they say of steps taken is
    not looked at. An account to which nothing happens, and of which every receivable sleeps, is not
    judged again."""
    marks = _marks(facts)
    awake = _awake(standing, facts, marks, on)
    standing = replace(standing, marks=marks)
    if awake.is_empty():
        return standing
    facts = _told(standing, facts, awake, on)
    day = Day(on, standing.rates)
    decided = decide(facts.receivables, standing.scenarios, day)
    decisions, messages = gather(decided, facts, standing.scenarios, day)
    return replace(
        standing,
        steps=pl.concat([standing.steps, _steps(standing, decisions, on)]),
        messages=pl.concat([standing.messages, _messages(standing, messages, on)]),
        asleep=_asleep(standing, decisions, on),
    )


def world_of(key: pl.Expr) -> pl.Expr:
    """The rank of the play that the identifier lives in."""
    return ((key + WORLD // 2) // WORLD).cast(pl.Int8)


def plain(key: pl.Expr) -> pl.Expr:
    """The identifier in the books."""
    return key - world_of(key).cast(pl.Int64) * WORLD


def _of_world(world: int, scenarios: Mapping[int, Scenario]) -> dict[int, Scenario]:
    return {
        key + world * WORLD: replace(scenario, id=key + world * WORLD)
        for key, scenario in scenarios.items()
    }


def _in_worlds(frame: pl.DataFrame, count: int, *keys: str) -> pl.DataFrame:
    """The same rows once for each world."""
    return pl.concat(
        [frame.with_columns(pl.col(key) + world * WORLD for key in keys) for world in range(count)]
    )


def _marks(facts: Facts) -> pl.DataFrame:
    """A number for each account that changes with its receivables, its holds and its credits."""
    parts = [
        frame.select("payer", mark=frame.hash_rows())
        for frame in (facts.receivables, facts.credits)
    ]
    return pl.concat(parts).group_by("payer").agg(pl.col("mark").sum())


def _awake(standing: Standing, facts: Facts, marks: pl.DataFrame, on: date) -> pl.DataFrame:
    """The accounts to which something happened, or of which a receivable sleeps no more."""
    count = len(standing.worlds)
    touched = marks.join(standing.marks, on=["payer", "mark"], how="anti").select("payer")
    sleeping = standing.asleep.filter(pl.col("until") > on)
    everything = _in_worlds(facts.receivables.select("receivable", "payer"), count, *IN_WORLDS)
    risen = everything.join(sleeping, on="receivable", how="anti").select("payer")
    return pl.concat([risen, _in_worlds(touched, count, "payer")]).unique()


def _told(standing: Standing, facts: Facts, awake: pl.DataFrame, on: date) -> Facts:
    """The accounts that are awake, in their worlds, with their own history."""
    count = len(standing.worlds)
    everything = _in_worlds(facts.receivables, count, *IN_WORLDS, "scenario")
    receivables = everything.join(awake, on="payer", how="semi")
    known = standing.steps.join(receivables, on="receivable", how="semi")
    return Facts(
        _with_progress(receivables, progress(_summed(known))),
        _with_latest(_in_worlds(facts.payers, count, "payer"), standing.messages, on),
        facts.contacts,
        _in_worlds(facts.credits, count, "payer"),
    )


def _summed(taken: pl.DataFrame) -> pl.DataFrame:
    """The steps taken of each receivable, those of one cycle and state summed up."""
    dunning = pl.col("level") > COURTESY
    return (
        taken.group_by("receivable", "cycle", "state")
        .agg(
            first=pl.col("level").filter(dunning).min(),
            levels=(2 ** pl.col("level").cast(pl.Int64)).sum().cast(pl.Int64),
            level=pl.col("level").max(),
            courtesy_on=pl.col("taken_on").filter(~dunning).max(),
            taken_on=pl.col("taken_on").filter(dunning).max(),
        )
        .select(list(STEPS))
    )


def _with_progress(receivables: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    columns = [name for name in history.columns if name != "receivable"]
    return (
        receivables.drop(columns)
        .join(history, on="receivable", how="left", maintain_order="left")
        .with_columns(pl.col("level", "cycle", "skipped", "courtesies").fill_null(0))
        .select(receivables.columns)
    )


def _with_latest(payers: pl.DataFrame, messages: pl.DataFrame, on: date) -> pl.DataFrame:
    """The messages of the play, not those of the books."""
    latest = (
        messages.filter(pl.col("on") <= on)
        .sort("on", "message")
        .group_by("payer")
        .agg(latest_on=pl.col("on").last(), latest_channel=pl.col("channel").last())
    )
    return (
        payers.drop("latest_on", "latest_channel")
        .join(latest, on="payer", how="left", maintain_order="left")
        .select(payers.columns)
    )


def _numbered(standing: Standing) -> pl.Expr:
    """Messages are numbered through all the days, after those of the books."""
    return pl.col("message") + (standing.messages["message"].max() or 0) + 1


def _steps(standing: Standing, decisions: pl.DataFrame, on: date) -> pl.DataFrame:
    return decisions.filter(pl.col("hold").is_null()).select(
        "receivable",
        level="next_level",
        cycle="next_cycle",
        state=pl.lit("delivered"),
        taken_on=pl.lit(on),
        open="open",
        message=_numbered(standing),
    )


def _messages(standing: Standing, messages: pl.DataFrame, on: date) -> pl.DataFrame:
    sent = messages.filter(pl.col("hold").is_null())
    return sent.with_columns(_numbered(standing), on=pl.lit(on)).select(list(MESSAGES))


def _asleep(standing: Standing, decisions: pl.DataFrame, on: date) -> pl.DataFrame:
    """Those just judged sleep until the day on which the calendar alone may change what was
    decided; the others sleep on."""
    hold, scenario, tomorrow = pl.col("hold"), pl.col("scenario"), on + timedelta(days=1)
    patient = scenario.is_in(standing.those(is_sequential=True))
    dated = patient & hold.is_in(BY_CALENDAR)
    summed = scenario.is_in(standing.those(transit_days=0)) & hold.is_in(BY_AMOUNT)
    turns_late = pl.col("due_on") + timedelta(days=1)
    next_late = pl.when(turns_late > on).then(turns_late).min().over("payer")
    idle = hold.is_in(IDLE) | pl.col("held").is_not_null()
    until = (
        pl.when(dated).then(pl.col("step_on").fill_null(FOREVER))
        .when(summed).then(next_late.fill_null(FOREVER))
        .when(idle & (pl.col("stepped_on") < on).fill_null(value=True)).then(FOREVER)
        .otherwise(tomorrow)
    )  # fmt: skip
    judged = decisions.select("receivable", until=until)
    others = standing.asleep.join(judged, on="receivable", how="anti")
    return pl.concat([others, judged.filter(pl.col("until") > tomorrow)])
