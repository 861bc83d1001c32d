"""Drawings made by the server: what a template needs to place its shapes, nothing of HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from encaisse.kernel.days import ONE_DAY

WIDTH = 1000
HEIGHT = 100
GAP = 3
HEAD_ROOM = 4
YEARS_MAX = 8
EDGE_PERCENT = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One bucket of a bar. ``state`` names its colour (``later`` stands between two ages)."""

    label: str
    cents: int
    state: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part with its place on the bar, in thousandths of the width, and its share."""

    part: Part
    x: int
    width: int
    share: Fraction


def segments(parts: Sequence[Part]) -> list[Segment]:
    """The parts side by side over the whole width; a negative part takes no width."""
    total = sum(max(part.cents, 0) for part in parts)
    placed: list[Segment] = []
    before = 0
    for part in parts:
        after = before + max(part.cents, 0)
        left, right = (edge * WIDTH // total if total else 0 for edge in (before, after))
        share = Fraction(max(part.cents, 0), total) if total else Fraction(0)
        placed.append(Segment(part, left, max(right - left - GAP, 0), share))
        before = after
    return placed


@dataclass(frozen=True, slots=True)
class Step:
    """A value over some days; ``is_sure`` draws it whole, else dashed."""

    first: date
    last: date
    value: Decimal
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Year:
    """A year under the drawing; ``at`` is its place, in percent of the width."""

    label: str
    at: str


@dataclass(frozen=True, slots=True)
class Stairs:
    """A value through time: two SVG paths from zero at the foot to ``highest`` at the head."""

    sure: str
    unsure: str
    highest: Decimal
    years: list[Year]


def stairs(steps: Sequence[Step]) -> Stairs:
    """Steps in the order of days as a line that climbs and falls; days without a value leave a
    hole in it."""
    opens, closes = steps[0].first, steps[-1].last + ONE_DAY
    highest = max(step.value for step in steps)

    def x(day: date) -> int:
        return (day - opens).days * WIDTH // (closes - opens).days

    def y(value: Decimal) -> int:
        return HEIGHT - int((HEIGHT - HEAD_ROOM) * value / highest) if highest else HEIGHT

    paths: dict[bool, list[str]] = {True: [], False: []}
    for before, step in pairwise([None, *steps]):
        assert step is not None
        follows = before is not None and before.last + ONE_DAY == step.first
        start = y(before.value) if before is not None and follows else y(step.value)
        paths[step.is_sure].append(
            f"M{x(step.first)} {start}V{y(step.value)}H{x(step.last + ONE_DAY)}"
        )
    return Stairs("".join(paths[True]), "".join(paths[False]), highest, _years(opens, closes))


def _years(opens: date, closes: date) -> list[Year]:
    """A few years, evenly apart, none too near an edge to be read."""
    apart = next(
        gap for gap in (1, 2, 5, 10, 20, 50, 100) if (closes.year - opens.year) // gap <= YEARS_MAX
    )
    whole = (closes - opens).days
    named = range(-(-opens.year // apart) * apart, closes.year + 1, apart)
    placed = [(year, 100 * (date(year, 1, 1) - opens).days / whole) for year in named]
    return [
        Year(str(year), f"{at:.1f}%")
        for year, at in placed
        if EDGE_PERCENT <= at <= 100 - EDGE_PERCENT
    ]


@dataclass(frozen=True, slots=True)
class Pile:
    """A number of one kind, on those before it: a rectangle, from the foot up."""

    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Piles:
    """Numbers of a few kinds, column by column through time; ``peak`` is the highest column."""

    piles: list[Pile]
    peak: int
    marks: list[Year]


def piles(
    columns: Sequence[date],
    counts: Mapping[tuple[date, str], int],
    *,
    kinds: Sequence[str],
    highest: int,
) -> Piles:
    """One column per day named, ``highest`` filling the drawing, so that several compare."""
    placed: list[Pile] = []
    peak = 0
    for rank, column in enumerate(columns):
        left, right = (WIDTH * edge // len(columns) for edge in (rank, rank + 1))
        before = 0
        for kind in kinds:
            after = before + counts.get((column, kind), 0)
            foot, head = (HEIGHT * edge // (highest or 1) for edge in (before, after))
            if after > before:
                gap = 1 if right - left > GAP else 0
                placed.append(
                    Pile(kind, left, HEIGHT - head, right - left - gap, max(head - foot, 1))
                )
            before = after
        peak = max(peak, before)
    return Piles(placed, peak, _months(columns))


def _months(columns: Sequence[date]) -> list[Year]:
    """The first column of some months, none too near an edge nor another to be read."""
    firsts = [
        (rank, column)
        for rank, column in enumerate(columns)
        if rank and column.month != columns[rank - 1].month
    ]
    apart = -(-len(firsts) // YEARS_MAX) or 1
    placed = [(100 * rank / len(columns), column) for rank, column in firsts[::apart]]
    return [
        Year(f"{column:%m/%y}", f"{at:.1f}%")
        for at, column in placed
        if EDGE_PERCENT <= at <= 100 - EDGE_PERCENT
    ]
