"""The day that a sentence names, counted from the day it was written: « le 30 novembre »,
« vendredi », « fin de mois », « sous 8 jours ». A day that cannot be told for sure is not told."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

MONTHS = {
    name: rank
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for rank, name in enumerate(names.split(), start=1)
}
MONTHS |= {
    "janv": 1,
    "fev": 2,
    "fevr": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
WEEKDAYS = {
    name: rank
    for names in (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for rank, name in enumerate(names.split())
}
NUMBERS = {
    "un": 1,
    "une": 1,
    "a": 1,
    "deux": 2,
    "two": 2,
    "trois": 3,
    "three": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "huitaine": 8,
    "dix": 10,
    "ten": 10,
    "douze": 12,
    "quinze": 15,
    "quinzaine": 15,
    "vingt": 20,
    "trente": 30,
}
# « en huit », « en 8 », « en quinze », « en 15 »: by how they end.
WEEKS = {"it": 1, " 8": 1, "ze": 2, "15": 2}
UNITS = {"jour": 1, "j": 1, "day": 1, "semaine": 7, "week": 7, "sem": 7}
FAR = timedelta(days=200)
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(WEEKDAYS)

NUMERIC = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\b")
WRITTEN = re.compile(
    rf"\b(\d{{1,2}}|1er)(?:st|nd|rd|th|e)?\.?(?: of)? ({MONTH})\b\.?(?: (20\d\d))?"
)
ENGLISH = re.compile(rf"\b({MONTH}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (20\d\d))?")
MIDDLE = re.compile(rf"\bmi[- ](?:mois de )?({MONTH})\b|\bmid[- ]({MONTH})\b")
END_OF = re.compile(rf"\bfin (?:du mois )?(?:de |d')?({MONTH})\b|\bend of ({MONTH})\b")
END_OF_MONTH = re.compile(
    r"(?<!jours )(?<!j )\b(?:fin (?:de |du |de ce |ce )?mois|end of (?:the |this )?month|eom"
    r"|dernier jour du mois)\b(?! (?:prochain|dernier|precedent|suivant))"
)
END_OF_NEXT = re.compile(r"\bfin (?:du )?mois prochain\b|\bend of next month\b")
TOMORROW = re.compile(r"(?<!apres )(?<!apres-)\b(?:demain|tomorrow)\b")
AFTER_TOMORROW = re.compile(r"\bapres[ -]demain\b")
TODAY = re.compile(
    r"\b(?:aujourd'hui|ce jour|ce soir|cet apres[ -]midi|cet aprem|ce midi|today|tonight"
    r"|dans la journee|dans l'apres[ -]midi)\b"
)
COUNT = "|".join(sorted(NUMBERS, key=len, reverse=True))
WITHIN = re.compile(
    rf"\b(?:sous|dans|d'ici|within|in) (?:un delai de |les |environ )?(\d{{1,2}}|{COUNT})"
    r" ?(jour|j|day|semaine|week|sem)s?\b(?! ouvr)"
)
HOURS = re.compile(r"\b(?:sous|dans|d'ici|within|in) (?:les )?(24|48|72) ?(?:h|heures?|hours?)\b")
FORTNIGHT = re.compile(r"\b(?:sous|dans) (?:la |une )?(huitaine|quinzaine)()\b")
ON_WEEKDAY = re.compile(
    rf"\b({WEEKDAY})s?\b( prochain| en huit| en quinze| en 8| en 15)?"
    r"(?! (?:c'est |est |etant )?(?:ferie|pont)| dernier| passe)"
)
BARE = re.compile(
    rf"\b(?:le|au|pour le|avant le|{WEEKDAY}) (\d{{1,2}}|1er)\b( du mois prochain| prochain)?"
    rf"(?! ?(?:%|jours|h\b|heures|euros|eur\b|€|\d|[/.,-]\d|(?:{MONTH})\b|rue|avenue|mois))"
)
RUN_OF = re.compile(
    r"\b(?:passage|campagne|echeance|reglement|virement|paiement|train|lot|vague|run)s? du"
    rf" (\d{{1,2}}|1er)\b()(?! ?(?:\d|[/.,-]\d|(?:{MONTH})\b))"
)


def day_named(sentence: str, *, written_on: date) -> date | None:
    """The first day to come that the sentence names, the most precise way of naming first; the
    sentence is plain (``words.plain``)."""
    for read in READERS:
        for day in read(sentence, written_on):
            if day is not None and written_on <= day <= written_on + FAR:
                return day
    return None


def _numeric(sentence: str, on: date) -> list[date | None]:
    return [_dated(*found, on=on) for found in NUMERIC.findall(sentence)]


def _written(sentence: str, on: date) -> list[date | None]:
    days = [(day, month, year) for day, month, year in WRITTEN.findall(sentence)]
    days += [(day, month, year) for month, day, year in ENGLISH.findall(sentence)]
    days += [("15", first or second, "") for first, second in MIDDLE.findall(sentence)]
    return [_dated(day, str(MONTHS[month]), year, on=on) for day, month, year in days]


def _ends(sentence: str, on: date) -> list[date | None]:
    if END_OF_NEXT.search(sentence):
        return [_end_of_month(_end_of_month(on) + timedelta(days=1))]
    named = [_month_end(MONTHS[first or second], on) for first, second in END_OF.findall(sentence)]
    return [*named, _end_of_month(on) if END_OF_MONTH.search(sentence) else None]


def _near(sentence: str, on: date) -> list[date | None]:
    within = [*WITHIN.findall(sentence), *FORTNIGHT.findall(sentence)]
    later: list[date | None] = [
        on + timedelta(days=(NUMBERS.get(count) or int(count)) * UNITS.get(unit, 1))
        for count, unit in within
    ]
    later += [on + timedelta(hours=int(count)) for count in HOURS.findall(sentence)]
    for said, days in ((AFTER_TOMORROW, 2), (TOMORROW, 1), (TODAY, 0)):
        if said.search(sentence):
            return [*later, on + timedelta(days=days)]
    return later


def _weekday(sentence: str, on: date) -> list[date | None]:
    """Today's own name is that of next week; « lundi en huit » is a week later than « lundi »,
    « lundi en quinze » two."""
    found = ON_WEEKDAY.findall(sentence)
    return [
        on
        + timedelta(days=(WEEKDAYS[name] - on.weekday() - 1) % 7 + 1)
        + timedelta(days=7 * WEEKS.get(more[-2:], 0))
        for name, more in found
    ]


def _bare(sentence: str, on: date) -> list[date | None]:
    """« le 5 »: of this month, else of the next."""
    following = _end_of_month(on) + timedelta(days=1)
    found = []
    for day, more in [*BARE.findall(sentence), *RUN_OF.findall(sentence)]:
        rank = day.replace("1er", "1")
        this = _dated(rank, str(on.month), str(on.year), on=on)
        is_this = this is not None and this >= on and "mois" not in more
        then = _dated(rank, str(following.month), str(following.year), on=on)
        found.append(this if is_this else then)
    return found


Reader = Callable[[str, date], list[date | None]]
READERS: tuple[Reader, ...] = (_written, _numeric, _bare, _ends, _near, _weekday)


def _dated(day: str, month: str, year: str, *, on: date) -> date | None:
    """A day without year is the nearest to come, or one just past."""
    rank, number = int(day.replace("1er", "1")), int(month)
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), number, rank)
        this = date(on.year, number, rank)
        return this if this >= on - FAR / 2 else date(on.year + 1, number, rank)
    except ValueError:
        return None


def _month_end(month: int, on: date) -> date:
    year = on.year if month >= on.month else on.year + 1
    return _end_of_month(date(year, month, 1))


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
