"""What a legal figure is: its values over days, its marks, its confirmations, its tables."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from encaisse.kernel.days import french_day
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.written import written


class LawUnknown(Refusal):
    """No value was read for that day."""

    code = "law_unknown"
    sentence = (
        "{label} : aucune valeur connue au {day}. Rien n'est extrapolé ({known}) : complétez-la "
        "sous « Valeurs légales »."
    )


class Confidence(StrEnum):
    """How a value was read; only the first kind is certain without a confirmation."""

    SEEN_TWICE = "seen>=2"
    SEEN_IN_REPOSITORIES = "seen>=2 (public repositories only)"
    SEEN_ONCE = "seen once"
    UNVERIFIED = "general knowledge, unverified"
    CONTRADICTORY = "contradictory"
    DERIVED = "derived"

    @property
    def label(self) -> str:
        """The mark in French."""
        return FRENCH_MARKS[self]


FRENCH_MARKS = {
    Confidence.SEEN_TWICE: "lu dans deux sources au moins",
    Confidence.SEEN_IN_REPOSITORIES: "lu dans des dépôts publics seulement",
    Confidence.SEEN_ONCE: "lu dans une seule source",
    Confidence.UNVERIFIED: "de connaissance générale",
    Confidence.CONTRADICTORY: "les sources se contredisent",
    Confidence.DERIVED: "calculé d'autres valeurs",
}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A person with the right read ``source`` and vouches for the value that begins on ``first``.

    ``value``, when given, is the figure that was confirmed: another one, shipped later for the
    same day, is not vouched for.
    """

    parameter: str
    first: date
    on: date
    by: str
    source: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """A value read by a person with the right: it holds for its days, from ``known_on`` on.

    It supersedes what stood on those days and rewrites nothing: see ``Parameters.superseded``.
    """

    parameter: str
    first: date
    last: date
    value: Decimal
    article: str
    source: str
    read_on: date
    known_on: date
    by: str

    @property
    def period(self) -> Period:
        """The days on which it holds."""
        return Period(self.first, self.last)


@dataclass(frozen=True, slots=True)
class LegalValue:
    """One value over the days on which it holds, with where it was read.

    ``is_certain``: read twice, or confirmed; only then may it leave the company. ``is_open``:
    nothing says when it ends; ``last`` is then the last day that was checked.
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
    confirmation: Confirmation | None = None

    @property
    def period(self) -> Period:
        """The days on which it holds, as far as it was checked."""
        return Period(self.first, self.last)

    @property
    def rate(self) -> Decimal:
        """The value of a percentage as a fraction: 12.40 % is 0.124."""
        return self.value / 100

    @property
    def written(self) -> str:
        """The value in French, with its unit: ``12,40 %``."""
        return written(self.value, self.unit)


@dataclass(frozen=True, slots=True)
class Superseded:
    """The days that a value lost to an addition; readable for ever, used no more."""

    value: LegalValue
    by: Addition


@dataclass(frozen=True, slots=True)
class Parameter:
    """A legal figure through time: values in order of days, without overlap.

    ``ingredients`` are the parameters that it is combined from; none when it is stated.
    """

    name: str
    label: str
    unit: str
    read_on: date
    values: tuple[LegalValue, ...]
    ingredients: tuple[str, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Table(Mapping[str, Parameter]):
    """Legal figures of one kind by key: periods by claim, terms by sector, codes by status."""

    name: str
    label: str
    rows: dict[str, Parameter]

    def __getitem__(self, key: str) -> Parameter:
        return self.rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
