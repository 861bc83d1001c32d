"""Whether a promise is kept, and what a customer's word is worth. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DERISORY = 20  # less than one part in so many of what is owed is hardly a promise


class Status(StrEnum):
    """Where a promise stands on a day."""

    PENDING = "pending"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


NOT_KEPT = frozenset({Status.PARTLY, Status.BROKEN})
ENOUGH_BROKEN = 2  # once may happen to anybody
BROKEN_PERCENT = 50  # one word in two is worth nothing


@dataclass(frozen=True, slots=True)
class Word:
    """A customer's promises counted; those kept in part are among ``broken``. ``slip_days``: how
    long after its day the money of those came, on average; None when none came."""

    kept: int
    broken: int
    pending: int
    slip_days: int | None = None

    @property
    def judged(self) -> int:
        """The promises that are kept, or whose day has passed."""
        return self.kept + self.broken


def status(
    *, cents: int, paid_cents: int, by_on: date, withdrawn_on: date | None, on: date
) -> Status:
    """``paid_cents``: what was paid of it by its day. Kept as soon as that is all of it; the day
    after its own, kept in part, or broken when nothing of it was paid."""
    if withdrawn_on is not None and withdrawn_on <= on:
        return Status.WITHDRAWN
    if paid_cents >= cents:
        return Status.KEPT
    if on <= by_on:
        return Status.PENDING
    return Status.PARTLY if paid_cents > 0 else Status.BROKEN


def is_derisory(cents: int, *, owed_cents: int) -> bool:
    """Whether so little is promised of what is owed that it was perhaps mistyped, or is no promise
    at all."""
    return cents * DERISORY < owed_cents


def word_of(found: Iterable[Status], slips: Sequence[int] = ()) -> Word:
    """What was promised and withdrawn counts for nothing. ``slips``: how many days late the money
    came of those not kept."""
    counts = Counter(found)
    broken = sum(counts[status] for status in NOT_KEPT)
    slip = (2 * sum(slips) + len(slips)) // (2 * len(slips)) if slips else None
    return Word(counts[Status.KEPT], broken, counts[Status.PENDING], slip)
