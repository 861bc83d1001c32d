"""Reads ``parameters/*.yaml``: each legal value with its days, article, source and confidence.

A day outside what was read is refused (``LawUnknown``): nothing is extrapolated, no latest value
goes on silently. A file that breaks the rules of docs/law/adding-a-value.md crashes.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from operator import add, mul
from typing import Any

from ruamel.yaml import YAML

from encaisse.kernel.days import french_day
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal

FOLDER = files("encaisse.law") / "parameters"
UNITS = {"percent", "points", "factor", "euro", "days"}
STATED_KEYS = {"label", "unit", "article", "read_on", "checked_until", "values"}
VALUE_KEYS = {"from", "value", "confidence", "source"}
VALUE_KEYS_OPTIONAL = {"to", "article", "note"}
COMBINATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"sum_of": add, "product_of": mul}


class LawUnknown(Refusal):
    """No value was read for that day."""

    code = "law_unknown"
    sentence = "{label} : aucune valeur connue au {day}. Rien n'est extrapolé ({known})."


class ParameterUnknown(Refusal):
    """No parameter of that name."""

    code = "parameter_unknown"
    sentence = "« {name} » n'est pas une valeur légale connue : {names}."


class ParameterMalformed(ValueError):
    """A file of ``parameters/`` breaks the rules; to be mended before anything runs."""


class Confidence(StrEnum):
    """How a value was read; only the first kind is certain."""

    SEEN_TWICE = "seen>=2"
    SEEN_IN_REPOSITORIES = "seen>=2 (public repositories only)"
    SEEN_ONCE = "seen once"
    UNVERIFIED = "general knowledge, unverified"
    DERIVED = "derived"

    @property
    def label(self) -> str:
        """The mark in French."""
        return FRENCH_MARKS[self]


FRENCH_MARKS = {
    Confidence.SEEN_TWICE: "lu dans deux sources au moins",
    Confidence.SEEN_IN_REPOSITORIES: "lu dans des dépôts publics seulement",
    Confidence.SEEN_ONCE: "lu dans une seule source",
    Confidence.UNVERIFIED: "de connaissance générale, à vérifier",
    Confidence.DERIVED: "calculé d'autres valeurs",
}


@dataclass(frozen=True, slots=True)
class LegalValue:
    """One value over the days on which it holds, with where it was read.

    ``is_open``: nothing says when it ends; ``last`` is then the last day that was checked.
    """

    parameter: str
    unit: str
    value: Decimal
    first: date
    last: date
    article: str
    source: str
    confidence: Confidence
    is_certain: bool
    is_open: bool
    note: str = ""

    @property
    def period(self) -> Period:
        """The days on which it holds, as far as it was checked."""
        return Period(self.first, self.last)

    @property
    def rate(self) -> Decimal:
        """The value of a percentage as a fraction: 12.40 % is 0.124."""
        return self.value / 100


@dataclass(frozen=True, slots=True)
class Parameter:
    """A legal figure through time: values in order of days, without overlap."""

    name: str
    label: str
    unit: str
    read_on: date
    values: tuple[LegalValue, ...]

    @property
    def checked_until(self) -> date:
        """The last day for which a value is known."""
        return self.values[-1].last

    @property
    def latest(self) -> LegalValue:
        """The newest value read: for estimates only, never for what is claimed."""
        return self.values[-1]

    def known(self, day: date) -> LegalValue | None:
        """The value of that day, or None."""
        rank = bisect_right(self.values, day, key=lambda value: value.first) - 1
        return self.values[rank] if rank >= 0 and day in self.values[rank].period else None

    def on(self, day: date) -> LegalValue:
        """The value of that day; ``LawUnknown`` outside what was read."""
        found = self.known(day)
        if found is None:
            raise LawUnknown(label=self.label, day=french_day(day), known=self._known_days())
        return found

    def _known_days(self) -> str:
        first, last = self.values[0].first, self.checked_until
        return f"connu du {french_day(first)} au {french_day(last)}"


class Parameters:
    """Every parameter by its name: ``parameters.recovery_indemnity.on(day)``."""

    def __getattr__(self, name: str) -> Parameter:
        return read(name)

    def names(self) -> list[str]:
        """The names of the files, sorted."""
        found = (file.name for file in FOLDER.iterdir())
        return sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))


parameters = Parameters()


@cache
def read(name: str) -> Parameter:
    """The parameter of that name; read once."""
    if name not in parameters.names():
        raise ParameterUnknown(name=name, names=", ".join(parameters.names()))
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return parse(name, YAML(typ="safe", pure=True).load(text))


def parse(name: str, content: dict[str, Any]) -> Parameter:
    """A parameter from the content of its file: values stated, or combined from others."""
    _require(isinstance(content, dict), name, "empty")
    _require(content.get("unit") in UNITS, name, f"unit must be one of {sorted(UNITS)}")
    for keyword, operation in COMBINATIONS.items():
        if keyword in content:
            _require(set(content) == {"label", "unit", keyword}, name, "label, unit and " + keyword)
            return _combined(name, content, content[keyword], operation)
    return _stated(name, content)


def _stated(name: str, content: dict[str, Any]) -> Parameter:
    _require(set(content) == STATED_KEYS, name, f"keys must be {sorted(STATED_KEYS)}")
    _require(bool(content["values"]), name, "no value")
    values = tuple(_value(name, content, entry) for entry in content["values"])
    for before, after in pairwise(values):
        _require(before.last < after.first, name, f"{after.first} overlaps or is out of order")
    return Parameter(name, content["label"], content["unit"], content["read_on"], values)


def _value(name: str, content: dict[str, Any], entry: dict[str, Any]) -> LegalValue:
    place = f"{name} from {entry.get('from')}"
    keys = set(entry)
    _require(keys >= VALUE_KEYS, place, f"missing {sorted(VALUE_KEYS - keys)}")
    _require(keys <= VALUE_KEYS | VALUE_KEYS_OPTIONAL, place, "unknown key")
    first, last = entry["from"], entry.get("to", content["checked_until"])
    _require(type(first) is date and type(last) is date, place, "from and to must be days")
    _require(first <= last, place, "ends before it starts")
    _require(isinstance(entry["value"], str), place, "the value must be quoted, to stay exact")
    _require(bool(str(entry["source"]).strip()), place, "no source")
    _require(entry["confidence"] in set(Confidence), place, "unknown confidence mark")
    confidence = Confidence(entry["confidence"])
    return LegalValue(
        parameter=name,
        unit=content["unit"],
        value=Decimal(entry["value"]),
        first=first,
        last=last,
        article=entry.get("article", content["article"]),
        source=entry["source"],
        confidence=confidence,
        is_certain=confidence is Confidence.SEEN_TWICE,
        is_open="to" not in entry,
        note=entry.get("note", ""),
    )


def _combined(
    name: str,
    content: dict[str, Any],
    ingredients: list[str | list[str]],
    operation: Callable[[Decimal, Decimal], Decimal],
) -> Parameter:
    """Values of two parameters added or multiplied on the days on which both are known.

    The second states the rule (a margin, a factor): article and note are its own. An ingredient
    written as a list is several parameters which follow one another in time.
    """
    left, right = (_following(ingredient) for ingredient in ingredients)
    values = tuple(
        replace(
            b,
            parameter=name,
            unit=content["unit"],
            value=operation(a.value, b.value),
            first=common.first,
            last=common.last,
            source=f"{a.source} ; {b.source}",
            confidence=_weakest(a, b),
            is_certain=a.is_certain and b.is_certain,
            is_open=a.is_open and b.is_open,
        )
        for a in left
        for b in right
        if (common := a.period.overlap(b.period))
    )
    read_on = min(read(value.parameter).read_on for value in (*left, *right))
    return Parameter(name, content["label"], content["unit"], read_on, values)


def _following(ingredient: str | list[str]) -> list[LegalValue]:
    names: Iterable[str] = [ingredient] if isinstance(ingredient, str) else ingredient
    return [value for name in names for value in read(name).values]


def _weakest(*values: LegalValue) -> Confidence:
    marks = {value.confidence for value in values}
    return Confidence.UNVERIFIED if Confidence.UNVERIFIED in marks else Confidence.DERIVED


def _require(holds: bool, place: str, fault: str) -> None:
    if not holds:
        raise ParameterMalformed(f"{place}: {fault}")
