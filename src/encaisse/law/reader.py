"""The law as it is known: what ships, under what the installation added and confirmed.

``parameters.recovery_indemnity.on(day)`` answers, or refuses: a day outside what was read is
unknown (``LawUnknown``), nothing is extrapolated and no latest value goes on silently.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Self

from encaisse.kernel.refusal import Refusal
from encaisse.law import files
from encaisse.law.files import ParameterMalformed
from encaisse.law.overlay import known_on, overlay
from encaisse.law.values import (
    Addition,
    Confidence,
    Confirmation,
    LawUnknown,
    LegalValue,
    Parameter,
    Superseded,
    Table,
)

__all__ = [
    "Addition",
    "Confidence",
    "Confirmation",
    "LawUnknown",
    "LegalValue",
    "Parameter",
    "ParameterCombined",
    "ParameterMalformed",
    "ParameterUnknown",
    "Parameters",
    "Superseded",
    "Table",
    "parameters",
    "read",
]

NEAREST = 5


class ParameterUnknown(Refusal):
    """No parameter of that name."""

    code = "parameter_unknown"
    sentence = (
        "« {name} » n'est pas une valeur légale connue. Les plus proches : {names} ; "
        "« encaisse law rates » les donne toutes."
    )

    @classmethod
    def among(cls, name: str, names: Sequence[str]) -> Self:
        """The refusal of ``name``, with the nearest of ``names``."""
        near = get_close_matches(name, names, n=NEAREST, cutoff=0)
        return cls(name=name, names=", ".join(near))


class ParameterCombined(Refusal):
    """A value given for a parameter that is computed from others."""

    code = "parameter_combined"
    sentence = "{label} : se calcule à partir d'autres valeurs, à compléter elles-mêmes ({names})."


@dataclass(frozen=True)
class Parameters:
    """Every parameter by its name, as what ships and these acts make it; computed once.

    ``law.recovery_indemnity`` is a parameter, ``law.table("limitation")["b2b"]`` a row of a
    table; ``law.read("limitation.b2b")`` is the same row.
    """

    additions: tuple[Addition, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    _found: dict[str, Parameter] = field(default_factory=dict, repr=False, compare=False)

    def __getattr__(self, name: str) -> Parameter:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.read(name)

    def read(self, name: str) -> Parameter:
        """The parameter, or the row of a table, of that name."""
        if name not in self._found:
            shipped = _shipped(name)
            self._found[name] = self._acts_on(shipped)[0] if shipped else self._combined(name)
        return self._found[name]

    def table(self, name: str) -> Table:
        """The table of that name."""
        if name not in files.names() or "table" not in files.content(name):
            raise ParameterUnknown.among(name, self.tables())
        rows = {key: self.read(f"{name}.{key}") for key in files.table(name)}
        return Table(name, files.content(name)["label"], rows)

    def names(self) -> list[str]:
        """Every name that can be read, rows of tables included."""
        return [name for file in files.names() for name in _names_of(file)]

    def tables(self) -> list[str]:
        """The names of the tables."""
        return [name for name in files.names() if "table" in files.content(name)]

    def stated(self, name: str) -> Parameter:
        """The parameter of that name, refused when it is combined: it takes no act of its own."""
        found = self.read(name)
        if found.ingredients:
            raise ParameterCombined(label=found.label, names=", ".join(found.ingredients))
        return found

    def superseded(self, name: str) -> tuple[Superseded, ...]:
        """The values that lost days to additions, with who added what and when; oldest first."""
        shipped = _shipped(name)
        return self._acts_on(shipped)[1] if shipped else ()

    def as_known_on(self, day: date) -> "Parameters":
        """The law as it was known that day: later additions and confirmations are not there."""
        return Parameters(
            tuple(act for act in self.additions if known_on(act) <= day),
            tuple(act for act in self.confirmations if known_on(act) <= day),
        )

    def _acts_on(self, shipped: Parameter) -> tuple[Parameter, tuple[Superseded, ...]]:
        return overlay(
            shipped,
            [act for act in self.additions if act.parameter == shipped.name],
            [act for act in self.confirmations if act.parameter == shipped.name],
        )

    def _combined(self, name: str) -> Parameter:
        """Values of two parameters added or multiplied on the days on which both are known.

        An ingredient written as a list is several parameters which follow one another in time.
        """
        content = files.content(name)
        keyword = next(word for word in files.COMBINATIONS if word in content)
        left, right = ([self.read(each) for each in _listed(part)] for part in content[keyword])
        operation = files.COMBINATIONS[keyword]
        values = tuple(
            replace(combined, parameter=name, unit=content["unit"])
            for a in _following(left)
            for b in _following(right)
            if (combined := _combination(a, b, operation))
        )
        every = [*left, *right]
        return Parameter(
            name=name,
            label=content["label"],
            unit=content["unit"],
            read_on=min(each.read_on for each in every),
            values=values,
            ingredients=tuple(each.name for each in every),
        )


parameters = Parameters()
read = parameters.read


def _names_of(file: str) -> list[str]:
    if "table" not in files.content(file):
        return [file]
    return [f"{file}.{key}" for key in files.table(file)]


def _shipped(name: str) -> Parameter | None:
    """What ships under that name; None when it is combined from others."""
    file, dot, key = name.partition(".")
    if file in files.names():
        content = files.content(file)
        if dot and "table" in content and key in files.table(file):
            return files.table(file)[key]
        if not dot and "values" in content:
            return files.stated(file)
        if not dot and "table" not in content:
            return None
    raise ParameterUnknown.among(name, parameters.names())


def _listed(ingredient: str | list[str]) -> list[str]:
    return [ingredient] if isinstance(ingredient, str) else ingredient


def _following(ingredients: Iterable[Parameter]) -> Iterator[LegalValue]:
    return (value for each in ingredients for value in each.values)


def _combination(
    a: LegalValue, b: LegalValue, operation: Callable[[Decimal, Decimal], Decimal]
) -> LegalValue | None:
    """One value of two on the days they share; ``b`` states the rule: its article, its note."""
    days = a.period.overlap(b.period)
    if days is None:
        return None
    confirmations = [each.confirmation for each in (a, b) if each.confirmation]
    return replace(
        b,
        value=operation(a.value, b.value),
        first=days.first,
        last=days.last,
        source=f"{a.source} ; {b.source}",
        confidence=_weakest(a, b),
        is_certain=a.is_certain and b.is_certain,
        is_open=a.is_open and b.is_open,
        confirmation=max(confirmations, key=known_on, default=None),
    )


def _weakest(*values: LegalValue) -> Confidence:
    """The mark to show: the worst of what nobody confirmed, else that it is computed."""
    doubts = {value.confidence for value in values if not value.is_certain}
    worst = (Confidence.CONTRADICTORY, Confidence.UNVERIFIED)
    return next((mark for mark in worst if mark in doubts), Confidence.DERIVED)
