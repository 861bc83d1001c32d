"""Period: a run of days, both ends included, as in law."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from encaisse.kernel.days import ONE_DAY, add_months, end_of_month, french_day, start_of_month
from encaisse.kernel.refusal import Refusal


class PeriodUpsideDown(Refusal):
    """The last day stands before the first."""

    code = "period_upside_down"
    sentence = "Une période ne peut finir le {last} avant d'avoir commencé le {first}."


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodUpsideDown(first=french_day(self.first), last=french_day(self.last))

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """A whole calendar month."""
        first = date(year, month, 1)
        return cls(first, end_of_month(first))

    @property
    def days(self) -> int:
        """How many days; one at least."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        """Each day, in order."""
        return (self.first + index * ONE_DAY for index in range(self.days))

    def __str__(self) -> str:
        return f"du {french_day(self.first)} au {french_day(self.last)}"

    def overlap(self, other: "Period") -> "Period | None":
        """The days common to both, if any."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def split(self, *starts: date) -> list["Period"]:
        """Cut so that each of ``starts`` opens a new part; the parts follow on and lose no day.

        Days outside the period, and its first day, cut nothing.
        """
        inside = sorted({start for start in starts if self.first < start <= self.last})
        opens = [self.first, *inside]
        closes = [*(start - ONE_DAY for start in inside), self.last]
        return [Period(first, last) for first, last in zip(opens, closes, strict=True)]

    def months(self) -> list["Period"]:
        """Cut at the first of each month."""
        whole = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        opening = start_of_month(self.first)
        return self.split(*(add_months(opening, count) for count in range(1, whole + 1)))
