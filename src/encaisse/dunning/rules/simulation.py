"""Scenarios played on past days: the same rule as the run of the night, over what was open then.

An account sees nothing of another: each is judged on its own days, those on which something happens
to it or the calendar may change what was decided, and accounts go through their days side by side,
round after round. Several plays live in the same frames, each in a world of its own: a receivable
and a payer of world ``n`` bear their identifier plus ``n`` times ``WORLD``. A step is taken the day
it is proposed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from encaisse.dunning.rules.decision import EachItsDay, decide
from encaisse.dunning.rules.facts import Facts, Schema
from encaisse.dunning.rules.gathering import gather
from encaisse.dunning.rules.history import STEPS, progress
from encaisse.dunning.rules.scenario import COURTESY, Scenario
from encaisse.dunning.rules.stretches import FOREVER
from encaisse.dunning.rules.waking import horizon

WORLD = 1 << 40  # more than there are identifiers
BY_CALENDAR = ("not_due", "not_reached")
BY_AMOUNT = ("minimum", "covered")
IDLE = ("never", "done", "tolerance", "no_contact")
A_WEEK = timedelta(days=7)
TOMORROW = pl.col("day") + timedelta(days=1)

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


@dataclass(frozen=True, slots=True)
class Lives:
    """What was known of a company's accounts on each day of a period. ``receivables`` and
    ``credits`` have a row for each stretch of days on which nothing of them changes; what they say
    of steps taken is not looked at."""

    first: date
    last: date
    receivables: pl.DataFrame
    payers: pl.DataFrame
    contacts: pl.DataFrame
    credits: pl.DataFrame

    def touches(self, ahead: timedelta) -> pl.DataFrame:
        """``account``, ``day``: when something happens to an account. What is neither late nor due
        within ``ahead`` is not looked at until it is."""
        near = pl.col("due_on") - ahead
        begins = pl.max_horizontal("since", near)
        begun = self.receivables.filter(begins < pl.col("until")).select("payer", day=begins)
        ended = self.receivables.filter(pl.col("until") > near).select("payer", day="until")
        credited = [self.credits.select("payer", day=name) for name in ("since", "until")]
        return (
            pl.concat([begun, ended, *credited])
            .select(account="payer", day=pl.max_horizontal("day", pl.lit(self.first)))
            .filter(pl.col("day") <= self.last)
            .unique()
            .sort("day")
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the plays stand: ``steps`` taken and ``messages`` written so far, those delivered
    before the first day included. ``moved``: the scenarios that are not the same in every world."""

    scenarios: Mapping[int, Scenario]
    moved: tuple[int, ...]
    worlds: int
    steps: pl.DataFrame
    messages: pl.DataFrame
    day: EachItsDay

    @classmethod
    def before(
        cls,
        worlds: Sequence[Mapping[int, Scenario]],
        *,
        steps: pl.DataFrame,
        messages: pl.DataFrame,
        day: EachItsDay,
    ) -> "Standing":
        """Each world starts from what was really delivered; ``day`` has the limits of them all."""
        count = len(worlds)
        moved = [key for key, scenario in worlds[0].items()
                 if any(world[key] != scenario for world in worlds)]  # fmt: skip
        return cls(
            {placed.id: placed for placed in _placed(worlds, moved)},
            tuple(moved),
            count,
            _in_worlds(steps, count, "receivable").select(list(TAKEN)),
            _in_worlds(messages, count, "payer").select(list(MESSAGES)),
            day,
        )

    def those(self, **settings: object) -> list[int]:
        """The scenarios of which each of these settings has that value."""
        return [
            key
            for key, scenario in self.scenarios.items()
            if all(getattr(scenario, name) == value for name, value in settings.items())
        ]


def played(standing: Standing, lives: Lives, *, tell: Callable[[int], None]) -> Standing:
    """The same once every day of the period is played. ``tell`` hears the percent done."""
    some_day = lives.first
    ahead = horizon(standing.scenarios.values(), some_day) - some_day
    touches = lives.touches(ahead)
    awake = _first_days(touches, standing.worlds)
    while not awake.is_empty():
        tell(_percent(awake, lives))
        standing, asleep = _round(standing, _told(standing, lives, awake))
        awake = _next_days(awake, asleep, touches, lives.last)
    tell(100)
    return standing


def world_of(key: pl.Expr) -> pl.Expr:
    """The rank of the play that the identifier lives in."""
    return ((key + WORLD // 2) // WORLD).cast(pl.Int8)


def plain(key: pl.Expr) -> pl.Expr:
    """The identifier in the books."""
    return key - world_of(key).cast(pl.Int64) * WORLD


def _placed(worlds: Sequence[Mapping[int, Scenario]], moved: Sequence[int]) -> list[Scenario]:
    """Those that differ have one identifier by world."""
    shared = [scenario for key, scenario in worlds[0].items() if key not in moved]
    apart = [
        replace(world[key], id=key + rank * WORLD)
        for rank, world in enumerate(worlds)
        for key in moved
    ]
    return [*shared, *apart]


def _in_worlds(frame: pl.DataFrame, count: int, *keys: str) -> pl.DataFrame:
    """The same rows once for each world."""
    return pl.concat(
        [frame.with_columns(pl.col(key) + world * WORLD for key in keys) for world in range(count)]
    )


def _first_days(touches: pl.DataFrame, worlds: int) -> pl.DataFrame:
    """``payer`` in its world, ``account`` in the books, ``day``: when each is judged first."""
    first = touches.group_by("account").agg(pl.col("day").min())
    return _in_worlds(first.with_columns(payer="account"), worlds, "payer")


def _next_days(
    awake: pl.DataFrame, asleep: pl.DataFrame, touches: pl.DataFrame, last: date
) -> pl.DataFrame:
    """The same accounts on the day when something happens next, or when they sleep no more."""
    touched = (
        awake.select("payer", "account", after=TOMORROW)
        .sort("after")
        .join_asof(
            touches.select("account", "day"),
            left_on="after",
            right_on="day",
            by="account",
            strategy="forward",
            check_sortedness=False,
        )
    )
    return (
        touched.join(asleep, on="payer", how="left")
        .select("payer", "account", day=pl.min_horizontal("day", "until"))
        .filter(pl.col("day") <= last)
    )


def _percent(awake: pl.DataFrame, lives: Lives) -> int:
    """How far the account that is the least advanced has gone."""
    days = (lives.last - lives.first).days + 1
    done = awake.select((pl.col("day").min() - lives.first).dt.total_days()).item()
    return int(100 * done // days)


def _told(standing: Standing, lives: Lives, awake: pl.DataFrame) -> Facts:
    """What is known of the accounts awake, each on its day, with their own history."""
    receivables = _of_day(lives.receivables, awake)
    moved = pl.col("scenario").is_in(standing.moved)
    placed = receivables.with_columns(
        receivable=pl.col("receivable") + pl.col("world"),
        scenario=pl.col("scenario") + pl.when(moved).then("world").otherwise(0),
    )
    payers = awake.join(lives.payers, left_on="account", right_on="payer", how="inner")
    return Facts(
        _with_progress(placed, standing.steps),
        _with_latest(payers, standing.messages),
        lives.contacts,
        _of_day(lives.credits, awake),
    )


def _of_day(stretches: pl.DataFrame, awake: pl.DataFrame) -> pl.DataFrame:
    """What stands of these accounts on their day, with the ``world`` to add to what it names."""
    here = awake.join(stretches, left_on="account", right_on="payer", how="inner")
    return here.filter(pl.col("day").is_between("since", "until", closed="left")).with_columns(
        world=pl.col("payer") - pl.col("account")
    )


def _with_progress(receivables: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    """Where each stands in its ladder by these steps."""
    mine = steps.join(receivables, on="receivable", how="semi")
    history = progress(_summed(mine))
    columns = [name for name in history.columns if name != "receivable"]
    return (
        receivables.drop(columns)
        .join(history, on="receivable", how="left")
        .with_columns(pl.col("level", "cycle", "skipped", "courtesies").fill_null(0))
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


def _with_latest(payers: pl.DataFrame, messages: pl.DataFrame) -> pl.DataFrame:
    """The messages of the play, not those of the books."""
    latest = (
        messages.join(payers.select("payer", "day"), on="payer", how="inner")
        .sort("on", "message")
        .group_by("payer")
        .agg(
            latest_on=pl.col("on").last(),
            latest_channel=pl.col("channel").last(),
            recent=(pl.col("on") > pl.col("day") - A_WEEK).sum().cast(pl.Int32),
        )
    )
    known = payers.drop("latest_on", "latest_channel", "recent")
    return known.join(latest, on="payer", how="left")


def _round(standing: Standing, facts: Facts) -> tuple[Standing, pl.DataFrame]:
    """Judge each account on its day; and ``payer``, ``until``: how long each sleeps."""
    scenarios, day = standing.scenarios, standing.day
    decisions, messages = gather(decide(facts.receivables, scenarios, day), facts, scenarios, day)
    steps = _steps(standing, decisions)
    following = _following(standing, facts, steps)
    asleep = pl.concat([_asleep(standing, decisions), following])
    after = replace(
        standing,
        steps=pl.concat([standing.steps, steps]),
        messages=pl.concat([standing.messages, _messages(standing, messages, facts)]),
    )
    return after, asleep.group_by("payer").agg(pl.col("until").min())


def _numbered(standing: Standing) -> pl.Expr:
    """Messages are numbered through all the rounds, after those of the books."""
    return pl.col("message") + (standing.messages["message"].max() or 0) + 1


def _steps(standing: Standing, decisions: pl.DataFrame) -> pl.DataFrame:
    return decisions.filter(pl.col("hold").is_null()).select(
        "receivable",
        level="next_level",
        cycle="next_cycle",
        state=pl.lit("delivered"),
        taken_on="day",
        open="open",
        message=_numbered(standing),
    )


def _messages(standing: Standing, messages: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    sent = messages.filter(pl.col("hold").is_null())
    days = facts.payers.select("payer", on="day")
    return sent.with_columns(_numbered(standing)).join(days, on="payer").select(list(MESSAGES))


def _asleep(standing: Standing, decisions: pl.DataFrame) -> pl.DataFrame:
    """``payer``, ``until``: those held sleep until the day on which the calendar alone may change
    what was decided."""
    hold, scenario = pl.col("hold"), pl.col("scenario")
    patient = scenario.is_in(standing.those(is_sequential=True))
    dated = patient & hold.is_in(BY_CALENDAR)
    summed = scenario.is_in(standing.those(transit_days=0)) & hold.is_in(BY_AMOUNT)
    turns_late = pl.col("due_on") + timedelta(days=1)
    next_late = pl.when(turns_late > pl.col("day")).then(turns_late).min().over("payer")
    idle = hold.is_in(IDLE) | pl.col("held").is_not_null()
    until = (
        pl.when(dated).then(pl.col("step_on").fill_null(FOREVER))
        .when(summed).then(next_late.fill_null(FOREVER))
        .when(idle & (pl.col("stepped_on") < pl.col("day")).fill_null(value=True)).then(FOREVER)
        .otherwise(TOMORROW)
    )  # fmt: skip
    return decisions.with_columns(until=until).filter(hold.is_not_null()).select("payer", "until")


def _following(standing: Standing, facts: Facts, steps: pl.DataFrame) -> pl.DataFrame:
    """The same for those whose step goes, by what will be said of them the day after."""
    if steps.is_empty():
        return pl.DataFrame(schema={"payer": pl.Int64, "until": pl.Date})
    sent = facts.receivables.join(steps, on="receivable", how="semi").with_columns(day=TOMORROW)
    taken = pl.concat([standing.steps, steps])
    decided = decide(_with_progress(sent, taken), standing.scenarios, standing.day)
    again = decided.filter(pl.col("hold").is_null()).select("payer", until="day")
    return pl.concat([_asleep(standing, decided), again])
