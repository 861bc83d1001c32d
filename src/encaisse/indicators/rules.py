"""The buckets of the aged balance. SQL puts a row in its bucket from the same ``STARTS``."""

from bisect import bisect_right
from datetime import date

from encaisse.kernel.days import days_late

BUCKETS = ("not_due", "1_30", "31_60", "61_90", "over_90")
STARTS = (1, 31, 61, 91)


def bucket(due_on: date, *, on: date) -> str:
    """Where a receivable stands on a day: not due up to its due date included, then by days late,
    both ends included."""
    return BUCKETS[bisect_right(STARTS, days_late(due_on, on=on))]
