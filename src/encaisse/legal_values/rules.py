"""What may be added to the law and what may be vouched for; what goes stale next."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from encaisse.kernel.days import (
    ONE_DAY,
    end_of_semester,
    french_day,
    start_of_semester,
)
from encaisse.kernel.money import SPACES
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.reader import (
    Addition,
    Confirmation,
    LegalValue,
    Parameter,
    Parameters,
    parameters,
)
from encaisse.law.written import SIGNS, exact, written

AHEAD = timedelta(days=15)
TIMES_THE_HIGHEST = 3
PLAIN = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,6})?")
DECIMALS_MAX = {"percent": 4, "points": 4, "factor": 4, "euro": 2}
UNITS = {
    "percent": "En pour cent.",
    "points": "En points de pourcentage.",
    "factor": "Multiplicateur.",
    "euro": "En euros.",
    "days": "En jours.",
    "months": "En mois.",
    "years": "En années.",
    "count": "Nombre entier.",
    "code": "Code.",
}
RATES_OF_A_SEMESTER = (
    "b2b_default_penalty",
    "public_moratory_ecb8",
    "legal_interest_other",
    "legal_interest_individual",
)


class ValueNotUnderstood(Refusal):
    """A text that is no value of that unit."""

    code = "value_not_understood"
    sentence = "« {text} » n'est pas une valeur : écrivez par exemple {example}."


class ValueImplausible(Refusal):
    """A value far above all those known: a comma out of place."""

    code = "value_implausible"
    sentence = "{value} : plus du triple de la plus haute connue ({highest}), vérifiez la virgule."


class DayNotYet(Refusal):
    """Read or confirmed on a day that has not come."""

    code = "day_not_yet"
    sentence = "Le {day} n'est pas encore arrivé : indiquez le jour où la source a été lue."


class SourceMissing(Refusal):
    """Nothing says where the value was read."""

    code = "source_missing"
    sentence = "Indiquez où la valeur a été lue, assez précisément pour la retrouver."


class ArticleMissing(Refusal):
    """Nothing says which text sets the value."""

    code = "article_missing"
    sentence = "Indiquez le texte qui fixe la valeur."


class NameMissing(Refusal):
    """Nobody vouches for the value."""

    code = "name_missing"
    sentence = "Indiquez le nom de la personne qui a lu la source et confirme."


class HalfYearExpected(Refusal):
    """A rate of a half-year given for other days."""

    code = "half_year_expected"
    sentence = "Ce taux vaut pour un semestre entier : {first} au {last}."


class DaysLeftUnknown(Refusal):
    """The days given leave a hole after or before those that are known."""

    code = "days_left_unknown"
    sentence = "Rien ne serait connu {days} : ajoutez d'abord la valeur de ces jours."


class AlreadyKnown(Refusal):
    """The value is there already for all those days."""

    code = "already_known"
    sentence = (
        "{label} vaut déjà {value} {days} : il n'y a rien à ajouter. Si elle porte une marque, "
        "confirmez-la."
    )


class NothingBeginsThen(Refusal):
    """No value to vouch for."""

    code = "nothing_begins_then"
    sentence = "{label} : aucune valeur ne commence le {day}."


class AlreadyCertain(Refusal):
    """A value that needs nobody to vouch for it."""

    code = "already_certain"
    sentence = "{label}, {days} : déjà certaine, il n'y a rien à confirmer."


class NothingReadAgain(Refusal):
    """No figure was ticked."""

    code = "nothing_read_again"
    sentence = "Cochez les valeurs que vous avez relues."


@dataclass(frozen=True, slots=True)
class Reading:
    """Texts read again and found unchanged: until when they then hold, where, when, by whom."""

    until: date
    source: str
    read_on: date
    known_on: date
    by: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """A stated figure without a value on ``day``, which some rates need."""

    parameter: Parameter
    day: date


def parse_value(text: str, unit: str) -> Decimal:
    """Read ``2,75``, ``2.75 %``, ``5 000 €``: what the unit allows of decimals, no sign."""
    plain = text.translate(SPACES).removesuffix(SIGNS.get(unit, "")).replace(",", ".")
    decimals = len(plain.partition(".")[2])
    if PLAIN.fullmatch(plain) is None or decimals > DECIMALS_MAX.get(unit, 0):
        raise ValueNotUnderstood(text=text, example="2,75" if unit in DECIMALS_MAX else "60")
    return exact(Decimal(plain), unit)


def is_half_yearly(parameter: Parameter) -> bool:
    """Whether its values follow the half-years, as the newest that ships does."""
    newest = parameters.read(parameter.name).latest
    return not newest.is_open and newest.period == _half_year(newest.first)


def is_over(parameter: Parameter) -> bool:
    """Whether it belongs to the past: it had ended when it was read."""
    return parameter.checked_until < parameter.read_on


def is_ending(parameter: Parameter, *, on: date) -> bool:
    """Whether it is unknown on the day, or soon will be, and somebody should complete it."""
    return (
        not parameter.ingredients
        and not is_over(parameter)
        and parameter.checked_until < on + AHEAD
    )


def next_days(parameter: Parameter) -> Period:
    """The days to add next: from the first unknown one to the end of its half-year."""
    first = parameter.checked_until + ONE_DAY
    return Period(first, end_of_semester(first))


def is_readable_again(parameter: Parameter) -> bool:
    """Whether its newest value goes on as long as its text does: not so the rate of a half-year."""
    return not (parameter.ingredients or is_over(parameter) or is_half_yearly(parameter))


def is_to_read(parameter: Parameter, *, on: date) -> bool:
    """Whether it is known no further than the half-year under way."""
    return parameter.checked_until <= end_of_semester(on)


def read_again(parameter: Parameter, reading: Reading) -> Addition:
    """The newest value, from the first unknown day on."""
    return Addition(
        parameter=parameter.name,
        first=next_days(parameter).first,
        last=reading.until,
        value=parameter.latest.value,
        article=parameter.latest.article,
        source=reading.source,
        read_on=reading.read_on,
        known_on=reading.known_on,
        by=reading.by,
    )


def end_to_read_for(found: Iterable[Parameter], *, on: date) -> date:
    """The end of the half-year that follows what is known of the first to go stale."""
    earliest = min((each.checked_until for each in found), default=on)
    return end_of_semester(end_of_semester(earliest) + ONE_DAY)


def lacking(law: Parameters, *, on: date) -> list[Lacking]:
    """What the rates of a half-year lack on a day, or on the next half-year's first when near."""
    days = dict.fromkeys((on, start_of_semester(on + AHEAD)))
    found = {
        figure.name: Lacking(figure, day)
        for day in reversed(days)
        if day >= on
        for name in RATES_OF_A_SEMESTER
        for figure in stated_in(law, name)
        if not is_over(figure) and figure.known(day) is None
    }
    return list(found.values())


def stated_in(law: Parameters, name: str) -> Iterator[Parameter]:
    """The parameter itself when it is stated, else the stated ones that it is combined from."""
    found = law.read(name)
    if not found.ingredients:
        yield found
    for ingredient in found.ingredients:
        yield from stated_in(law, ingredient)


def within(parameter: Parameter, days: Period) -> list[LegalValue]:
    """The values that hold on some of those days."""
    return [value for value in parameter.values if value.period.overlap(days)]


def require_addable(addition: Addition, parameter: Parameter, *, on: date) -> None:
    """Refuse an addition that is unsound, implausible, apart from what is known, or of no use."""
    days = Period(addition.first, addition.last)
    _require_read(addition.source, addition.read_on, on=on)
    if not addition.article.strip():
        raise ArticleMissing
    _require_plausible(addition.value, parameter)
    if is_half_yearly(parameter) and days != _half_year(days.first):
        whole = _half_year(days.first)
        raise HalfYearExpected(first=french_day(whole.first), last=french_day(whole.last))
    _require_joined(days, parameter)
    if _is_known(addition, parameter):
        value = written(addition.value, parameter.unit)
        raise AlreadyKnown(label=parameter.label, value=value, days=days)


def require_confirmable(
    confirmation: Confirmation, parameter: Parameter, *, on: date
) -> LegalValue:
    """The value that is meant; refused when it does not exist, or needs nobody."""
    _require_read(confirmation.source, confirmation.on, on=on)
    if not confirmation.by.strip():
        raise NameMissing
    meant = [value for value in parameter.values if value.first == confirmation.first]
    if not meant:
        raise NothingBeginsThen(label=parameter.label, day=french_day(confirmation.first))
    if meant[0].is_certain:
        raise AlreadyCertain(label=parameter.label, days=meant[0].period)
    return meant[0]


def _require_read(source: str, read_on: date, *, on: date) -> None:
    if not source.strip():
        raise SourceMissing
    if read_on > on:
        raise DayNotYet(day=french_day(read_on))


def _require_plausible(value: Decimal, parameter: Parameter) -> None:
    highest = max(each.value for each in parameter.values)
    if parameter.unit != "code" and 0 < highest < value / TIMES_THE_HIGHEST:
        raise ValueImplausible(
            value=written(value, parameter.unit), highest=written(highest, parameter.unit)
        )


def _require_joined(days: Period, parameter: Parameter) -> None:
    """The days touch those that are known, so that no hole is left."""
    known = Period(parameter.values[0].first, parameter.checked_until)
    if days.first > known.last + ONE_DAY:
        raise DaysLeftUnknown(days=Period(known.last + ONE_DAY, days.first - ONE_DAY))
    if days.last < known.first - ONE_DAY:
        raise DaysLeftUnknown(days=Period(days.last + ONE_DAY, known.first - ONE_DAY))


def _is_known(addition: Addition, parameter: Parameter) -> bool:
    """Whether every day has that value already."""
    same = (value.period for value in parameter.values if value.value == addition.value)
    common = (days.overlap(addition.period) for days in same)
    return sum(days.days for days in common if days) == addition.period.days


def _half_year(day: date) -> Period:
    return Period(start_of_semester(day), end_of_semester(day))
