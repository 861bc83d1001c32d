"""Days: counting, months, French holidays. Calendar days unless "business" is in the name."""

import calendar
import re
from datetime import date, timedelta
from functools import cache

from encaisse.kernel.refusal import Refusal

ONE_DAY = timedelta(days=1)
YEARS_AHEAD = 2
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class DayNotUnderstood(Refusal):
    """A text that is no day of the calendar."""

    code = "day_not_understood"
    sentence = "« {text} » n'est pas un jour du calendrier : écrivez par exemple 2026-12-31."


class DayMissing(DayNotUnderstood):
    """No day at all."""

    code = "day_missing"
    sentence = "Choisissez un jour, par exemple 31/12/2026."


def parse_day(text: str) -> date:
    """Read ``2026-12-31`` or ``31/12/2026``."""
    plain = text.strip()
    if not plain:
        raise DayMissing
    if found := ISO_DAY.fullmatch(plain):
        year, month, day = found.groups()
    elif found := FRENCH_DAY.fullmatch(plain):
        day, month, year = found.groups()
    else:
        raise DayNotUnderstood(text=text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise DayNotUnderstood(text=text) from None


def french_day(day: date) -> str:
    """``31/12/2026``; ``parse_day`` reads it back."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def days_late(due_on: date, *, on: date) -> int:
    """Whole days after the due date; 0 on it and before it."""
    return max((on - due_on).days, 0)


def is_overdue(due_on: date, *, on: date) -> bool:
    """Overdue starts the day after the due date."""
    return due_on < on


def start_of_month(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def end_of_month(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day of another month, without overflow: 31 January + 1 month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    latest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, latest))


def is_too_far(day: date, *, on: date, years: int = YEARS_AHEAD) -> bool:
    """Nobody plans that many years ahead: a year was mistyped."""
    return day > add_months(on, 12 * years)


def start_of_semester(day: date) -> date:
    """1 January or 1 July, whichever opens the half-year of ``day``."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def end_of_semester(day: date) -> date:
    """30 June or 31 December, whichever closes the half-year of ``day``."""
    return add_months(start_of_semester(day), 6) - ONE_DAY


@cache
def public_holidays(year: int) -> dict[date, str]:
    """The French public holidays of a year with their names; Alsace-Moselle's own are left out."""
    # The library costs a third of a second to load: only those who count business days pay it.
    from holidays import country_holidays

    return dict(country_holidays("FR", years=year, language="fr"))


def is_business_day(day: date) -> bool:
    """Monday to Friday, public holidays excepted (jour ouvré)."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def next_business_day(day: date) -> date:
    """``day`` itself when it is a business day, else the next one."""
    while not is_business_day(day):
        day += ONE_DAY
    return day


def add_business_days(day: date, count: int) -> date:
    """The ``count``-th business day after ``day``."""
    for _ in range(count):
        day = next_business_day(day + ONE_DAY)
    return day
