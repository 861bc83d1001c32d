"""Days of work and seasons of the story."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from encaisse.kernel.days import add_months, end_of_month, is_business_day
from encaisse.kernel.period import Period

SEASON = (0.86, 0.92, 1.12, 1.02, 0.92, 1.16, 1.02, 0.46, 1.14, 1.22, 1.12, 1.04)


def last_working(day: date) -> date:
    """The last business day of the month of ``day``."""
    last = end_of_month(day)
    while not is_business_day(last):
        last -= timedelta(days=1)
    return last


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from that of ``first`` to that of ``last``."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = add_months(month, 1)


@cache
def working_days(month: date) -> tuple[date, ...]:
    """The business days of a month, in order."""
    days = Period.month(month.year, month.month)
    return tuple(day for day in days if is_business_day(day))
