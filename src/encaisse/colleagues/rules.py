"""When a digest leaves, and what it says of the customers that somebody follows. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

WEEK = timedelta(days=7)
GRACE_DAYS = 1  # a worker that slept on the day itself sends the day after, never later
MINUTES_OF_HOUR, MINUTES_OF_DAY = 60, 24 * 60
LINES_MAX = 40


@dataclass(frozen=True, slots=True)
class Habit:
    """On which day of the week (0: Monday) and at which minute of it digests leave, if they do."""

    weekday: int = 0
    minute: int = 7 * MINUTES_OF_HOUR + 30
    is_sent: bool = True

    @property
    def hour(self) -> str:
        """« 07:30 »."""
        hours, minutes = divmod(self.minute, MINUTES_OF_HOUR)
        return f"{hours:02}:{minutes:02}"


def due_on(habit: Habit, *, now: datetime, latest: date | None) -> date | None:
    """The day whose digests leave now: that of the week from its hour on, or the day before when
    nothing ran then. None before, later, or once they left (``latest``)."""
    back = (now.weekday() - habit.weekday) % WEEK.days
    day = now.date() - timedelta(days=back)
    is_early = back == 0 and now.hour * MINUTES_OF_HOUR + now.minute < habit.minute
    is_first = latest is None and back > 0
    is_over = back > GRACE_DAYS or (latest is not None and latest >= day)
    return None if not habit.is_sent or is_early or is_first or is_over else day


class Open(NamedTuple):
    """A receivable that was open on a day."""

    customer_id: int
    customer: str
    due_on: date
    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Late:
    """What a customer owes past its day, in one currency: since when, and how many invoices came
    to be late in the week (``fresh``)."""

    customer_id: int
    customer: str
    currency: str
    cents: int
    count: int
    oldest_on: date
    fresh: int


def late_by_customer(items: Iterable[Open], *, on: date) -> dict[int, list[Late]]:
    """What is late of each customer on a day."""
    owed: dict[tuple[int, str], list[Open]] = {}
    for each in items:
        if each.due_on < on:
            owed.setdefault((each.customer_id, each.currency), []).append(each)
    found: dict[int, list[Late]] = {}
    for (customer_id, currency), rows in owed.items():
        late = Late(
            customer_id, rows[0].customer, currency, sum(each.cents for each in rows), len(rows),
            min(each.due_on for each in rows), sum(each.due_on >= on - WEEK for each in rows),
        )  # fmt: skip
        found.setdefault(customer_id, []).append(late)
    return found


def largest_first(rows: Iterable[Late]) -> list[Late]:
    """Amounts of several currencies are compared as numbers, never added."""
    return sorted(rows, key=lambda each: (-each.cents, each.customer, each.currency))


def sums(rows: Iterable[Late]) -> list[tuple[str, int]]:
    """What is late, by currency."""
    found: dict[str, int] = {}
    for each in rows:
        found[each.currency] = found.get(each.currency, 0) + each.cents
    return sorted(found.items())


def changes(now: Iterable[Late], before: Iterable[Late]) -> list[tuple[str, int]]:
    """How much more is late than before, by currency, where it changed."""
    found = dict(sums(now))
    for currency, cents in sums(before):
        found[currency] = found.get(currency, 0) - cents
    return [(currency, cents) for currency, cents in sorted(found.items()) if cents]
