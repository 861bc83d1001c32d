"""When each act is to be played: on its day, or after the run that did not know of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from encaisse.audit.models import Entry
    from encaisse.dunning.models import Run
    from encaisse.dunning.queries.books import Books


@dataclass(order=True, frozen=True, slots=True)
class Happened:
    """An event of the story; ``after``: the rank of the run of its day that it follows."""

    on: date
    after: int
    rank: int
    told: dict[str, Any] = field(compare=False)

    def as_event(self) -> dict[str, Any]:
        """As the story writes it."""
        after = {"after": self.after} if self.after else {}
        return {"on": self.on, **after, **self.told}


class Calendar:
    """Knows the runs of these days and, by the journal, what each of them knew."""

    def __init__(self, books: Books) -> None:
        self._zone = ZoneInfo(books.company.timezone)
        self._written = {(each.verb, each.subject): each.rank for each in books.entries}
        ran = [(self._written.get(("dunning.run", f"run:{run.pk}"), 0), run) for run in books.runs]
        self._ranks = [rank for rank, _ in ran]
        self._runs = [run for _, run in ran]
        per_day = Counter[date]()
        self.turn: dict[int, int] = {}
        for run in self._runs:
            per_day[run.on] += 1
            self.turn[run.pk] = per_day[run.on]

    def written(self, verb: str, subject: str) -> int | None:
        """The rank of an act in the journal; None when a file brought it."""
        return self._written.get((verb, subject))

    def day_of(self, entry: Entry) -> date:
        """The day from which an act counts: the one it says, else that of its writing."""
        said = entry.facts.get("on")
        if said:
            return date.fromisoformat(said)
        assert entry.at is not None  # filled by the database
        return entry.at.astimezone(self._zone).date()

    def happened(self, on: date, rank: int | None, told: dict[str, Any]) -> Happened:
        """The act on its day; after the latest run that was made before it was written, when that
        run is of its day or later."""
        known = self._latest_before(rank)
        if known is None or known.on < on:
            return Happened(on, 0, rank or 0, told)
        return Happened(known.on, self.turn[known.pk], rank or 0, told)

    def _latest_before(self, rank: int | None) -> Run | None:
        """What no act of the journal brought was known to every run."""
        place = 0 if rank is None else bisect_left(self._ranks, rank)
        return self._runs[place - 1] if place else None
