"""The days that the calculators take: the calendar has ends, and a slip of the hand finds them."""

from collections.abc import Iterable
from datetime import date

from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

YEAR_MIN = 1900
YEAR_MAX = 9900


class DayOutOfReach(Refusal):
    """A day too near an end of the calendar to count from."""

    code = "day_out_of_reach"
    sentence = "Le {day} ne se compte pas : donnez un jour de {first} à {last}."


def require_within_reach(days: Iterable[date | None]) -> None:
    """Refuse the days from which nothing can be counted."""
    for day in days:
        if day is not None and not YEAR_MIN <= day.year <= YEAR_MAX:
            raise DayOutOfReach(day=french_day(day), first=YEAR_MIN, last=YEAR_MAX)
