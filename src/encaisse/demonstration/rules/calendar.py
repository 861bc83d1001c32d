"""Days of work and seasons of the story."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

SEASON = (0.86, 0.92, 1.12, 1.02, 0.92, 1.16, 1.02, 0.46, 1.14, 1.22, 1.12, 1.04)
CLOSED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def works(day: date) -> bool:
    """Whether the workshop and the banks are open."""
    return day.weekday() < 5 and (day.month, day.day) not in CLOSED


def next_working(day: date) -> date:
    """``day``, or the first working day after it."""
    while not works(day):
        day += timedelta(days=1)
    return day


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def last_working(day: date) -> date:
    """The last working day of the month of ``day``."""
    last = month_end(day)
    while not works(last):
        last -= timedelta(days=1)
    return last


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from that of ``first`` to that of ``last``."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = month_end(month) + timedelta(days=1)


def working_days(month: date) -> list[date]:
    """The working days of a month, in order."""
    days = (month.replace(day=number) for number in range(1, month_end(month).day + 1))
    return [day for day in days if works(day)]
