"""The steps still to come of one receivable, by the rule itself; a drawing of its time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from encaisse.dunning.rules.decision import Day, decide
from encaisse.dunning.rules.facts import RECEIVABLES
from encaisse.dunning.rules.scenario import COURTESY, Scenario
from encaisse.kernel.days import add_months, start_of_month

MONTHS_MAX = 6
GAP = 6.0  # least distance between two marks, in hundredths of the width
EDGE = 4.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the time line: issue, due date, step taken, step to come, hold, the day."""

    on: date
    kind: str
    text: str
    level: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its place, in hundredths of the width; ``width`` for what lasts."""

    mark: Mark
    at: float
    width: float = 0.0

    @property
    def x(self) -> str:
        """Its place as a drawing writes it."""
        return f"{self.at:.2f}%"

    @property
    def length(self) -> str:
        """How long it lasts, as a drawing writes it."""
        return f"{self.width:.2f}%"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Points, stretches and months of a time line."""

    points: list[Placed]
    stretches: list[Placed]
    months: list[tuple[date, str]]
    today: str


def to_come(row: pl.DataFrame, scenario: Scenario, on: date) -> Iterator[tuple[int, date]]:
    """Each level still to come with its earliest day, if nothing is paid and each step leaves at
    once. Repeats are left out; nothing when what holds the receivable has no end."""
    first = row.row(0, named=True)
    if first["pending"] or first["excluded"] or (first["held"] and not first["held_until"]):
        return
    earliest = max(on, (first["held_until"] or on) + timedelta(days=1) if first["held"] else on)
    facts = row.select(list(RECEIVABLES))
    for _ in scenario.steps:
        decided = decide(facts, {scenario.id: scenario}, Day(earliest)).row(0, named=True)
        level, reached = decided["next_level"], decided["step_on"]
        if level is None or reached is None:
            return
        if level > COURTESY and decided["next_cycle"] > first["cycle"]:
            return
        taken_on = max(reached, earliest)
        yield level, taken_on
        facts = facts.with_columns(*_taken(level, taken_on, decided["next_cycle"]))
        earliest = taken_on + timedelta(days=1)


def drawn(marks: Sequence[Mark], *, on: date) -> Drawing:
    """Where each mark stands between the first and the last of them, the day included."""
    days = [on, *(mark.on for mark in marks), *(mark.until for mark in marks if mark.until)]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def place(day: date) -> float:
        return round(EDGE + (day - first).days / span * (100 - 2 * EDGE), 2)

    points = sorted((m for m in marks if m.kind != "hold"), key=lambda m: m.on)
    stretches = [
        Placed(m, place(m.on), round(max(place(m.until or max(on, last)) - place(m.on), 1.0), 2))
        for m in marks
        if m.kind == "hold"
    ]
    placed = _apart([Placed(mark, place(mark.on)) for mark in points])
    months = [(month, f"{place(month):.2f}%") for month in _months(first, last)]
    return Drawing(placed, stretches, months, f"{place(on):.2f}%")


def _taken(level: int, on: date, cycle: int) -> list[pl.Expr]:
    """The facts once that step is delivered on that day."""
    day = pl.lit(on)
    if level == COURTESY:
        return [day.alias("courtesy_on"), day.alias("stepped_on"),
                pl.lit(cycle + 1, pl.Int16).alias("courtesies")]  # fmt: skip
    return [
        pl.lit(level, pl.Int16).alias("level"),
        pl.lit(None, pl.Int16).alias("forced"),
        *(day.alias(name) for name in ("taken_on", "delivered_on", "stepped_on", "ended_on")),
    ]


def _apart(points: list[Placed]) -> list[Placed]:
    """Marks of days too near each other, moved on so that each can be read."""
    found: list[Placed] = []
    for point in points:
        least = found[-1].at + GAP if found else 0.0
        found.append(Placed(point.mark, round(min(max(point.at, least), 100.0), 2)))
    return found


def _months(first: date, last: date) -> Iterator[date]:
    """The first days of months in between, a few at most."""
    count = (last.year - first.year) * 12 + last.month - first.month
    stride = max(1, -(-count // MONTHS_MAX))
    month = add_months(start_of_month(first), 1)
    while month <= last:
        yield month
        month = add_months(month, stride)
