"""Whether a promise is kept, and what a customer's word is worth. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DERISORY = 20  # less than one part in so many of what is owed is hardly a promise


class Status(StrEnum):
    """Where a promise stands on a day."""

    PENDING = "pending"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Word:
    """A customer's promises counted."""

    kept: int
    broken: int
    pending: int

    @property
    def judged(self) -> int:
        """Those whose day has passed or that are kept."""
        return self.kept + self.broken

    @property
    def kept_percent(self) -> int | None:
        """Of the promises that are judged, how many were kept."""
        return self.kept * 100 // self.judged if self.judged else None


def status(
    *, cents: int, paid_cents: int, by_on: date, withdrawn_on: date | None, on: date
) -> Status:
    """``paid_cents``: what was paid of it by its day. Kept as soon as that is all of it; broken
    from the day after its own."""
    if withdrawn_on is not None and withdrawn_on <= on:
        return Status.WITHDRAWN
    if paid_cents >= cents:
        return Status.KEPT
    return Status.PENDING if on <= by_on else Status.BROKEN


def is_derisory(cents: int, *, owed_cents: int) -> bool:
    """Whether so little is promised of what is owed that it was perhaps mistyped, or is no promise
    at all."""
    return cents * DERISORY < owed_cents


def word_of(found: Iterable[Status]) -> Word:
    """What was promised and withdrawn counts for nothing."""
    counts = Counter(found)
    return Word(counts[Status.KEPT], counts[Status.BROKEN], counts[Status.PENDING])
