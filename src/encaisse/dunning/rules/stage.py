"""Where an account stands in its scenario: how many of the steps are taken, what comes next, from
which day. The day is known only as far as nothing but time is in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from encaisse.dunning.rules.explaining import CHANNELS, IN_PERSON, step_text
from encaisse.dunning.rules.holds import STRENGTH
from encaisse.dunning.rules.scenario import BY_A_PERSON, COURTESY, TASK, Scenario, Step

BY_TIME = ("not_due", "not_reached", "done")
HELD = (*STRENGTH, "blocked", "grace")


@dataclass(frozen=True, slots=True)
class Stage:
    """``taken``: how many of the ``count`` steps the receivable furthest along has behind it;
    ``next``: the first step to come of any of them, ``next_on`` the earliest day it may go. Neither
    when nothing is to come, or when what holds it has no end."""

    taken: int
    count: int
    next: Step | None = None
    next_on: date | None = None

    @property
    def what(self) -> str:
        """« étape 3, par courriel »."""
        return ", ".join(_words(self.next)) if self.next else ""


def stage(decided: pl.DataFrame, scenario: Scenario, on: date) -> Stage:
    """That of the receivables of an account that follow the scenario, from their decisions."""
    mine = decided.filter((pl.col("scenario") == scenario.id) & pl.col("excluded").is_null())
    furthest = int(str(mine["level"].max() or 0))
    taken = sum(step.level <= furthest for step in scenario.ladder)
    first = (
        mine.with_columns(free=free(on))
        .filter(pl.col("free").is_not_null() & pl.col("next_level").is_not_null())
        .sort("free", -pl.col("next_level").cast(pl.Int64), maintain_order=True)
        .head(1)
    )
    for row in first.iter_rows(named=True):
        found = _step(scenario, row["next_level"], row["next_cycle"])
        if found:
            return Stage(taken, len(scenario.ladder), found, row["free"])
    return Stage(taken, len(scenario.ladder))


def free(on: date) -> pl.Expr:
    """The earliest day of the step next required; null when it hangs on more than time."""
    hold, reached = pl.col("hold"), pl.col("step_on")
    tomorrow = pl.lit(on + timedelta(days=1))
    released = pl.col("held_until") + pl.duration(days=1)
    return (
        pl.when(hold.is_null())
        .then(pl.lit(on))
        .when(hold.is_in(BY_TIME) & reached.is_not_null())
        .then(pl.max_horizontal(reached, tomorrow))
        .when(hold.is_in(HELD) & released.is_not_null() & reached.is_not_null())
        .then(pl.max_horizontal(reached, released))
    )


def _step(scenario: Scenario, level: int, cycle: int) -> Step | None:
    """The step of that level; of courtesies, the one of that rank."""
    steps = scenario.courtesies[cycle:] if level == COURTESY else scenario.ladder
    return next((step for step in steps if step.level == level), None)


def _words(step: Step) -> Iterator[str]:
    yield step_text(step.level)
    if step.channel in BY_A_PERSON or step.approval != TASK:
        yield (CHANNELS | IN_PERSON)[step.channel]
    else:
        yield IN_PERSON["hand"]
