"""Drawings made by the server: what a template needs to place rectangles, nothing of HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH = 1000
GAP = 3


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
