"""Segments, of which a story knows nothing: told as the scenario of each customer, run by run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from encaisse.dunning.story.export.calendar import Calendar, Happened

if TYPE_CHECKING:
    from encaisse.dunning.models import Run
    from encaisse.dunning.queries.books import Books
    from encaisse.dunning.story.export.names import Names

Subject = str
Choices = dict[Subject, str | None]


class Segmented:
    """What each customer really had: an excluding segment, else its own choice, else its segment's,
    else the company's. Said in full, since a child without a word takes its payer's."""

    def __init__(self, books: Books, names: Names, calendar: Calendar, own: Choices) -> None:
        self.books, self.names = books, names
        self._own, self._calendar = dict(own), calendar
        self._later = self._choices_of_these_days()
        self.before: Choices = {}
        self._told = list(self._tell())

    def happened(self) -> Iterator[Happened]:
        """Each change, just before the run that knows of it."""
        return iter(self._told)

    def _choices_of_these_days(self) -> list[tuple[Happened, Subject]]:
        """What people chose, in order."""
        known = {scenario.name: key for key, scenario in self.books.scenarios.items()}
        found = []
        for entry in self.books.entries:
            on = self._calendar.day_of(entry)
            if entry.verb == "scenario.chosen" and on >= self.books.first:
                name = self.names.scenarios.get(known.get(entry.facts["scenario"] or "", 0))
                placed = self._calendar.happened(on, entry.rank, {"scenario": name})
                found.append((placed, entry.subject))
        return sorted(found, key=lambda one: one[0])

    def _tell(self) -> Iterator[Happened]:
        told: Choices = {}
        for run, segments in zip(self.books.runs, self.books.segmented, strict=True):
            self._learn(run)
            for key, name in self.names.customers.items():
                subject = f"customer:{key}"
                scenario = self._scenario_of(subject, segments.get(key))
                if subject not in told:
                    self.before[subject] = scenario
                elif told[subject] != scenario:
                    turn = self._calendar.turn[run.pk]
                    words = {"set": {"customer": name, "scenario": scenario}}
                    yield Happened(run.on, turn - 1, 0, words)
                told[subject] = scenario

    def _learn(self, run: Run) -> None:
        """The choices that this run knew of."""
        turn = (run.on, self._calendar.turn[run.pk])
        while self._later and (self._later[0][0].on, self._later[0][0].after) < turn:
            placed, subject = self._later.pop(0)
            self._own[subject] = placed.told["scenario"]

    def _scenario_of(self, subject: Subject, segment: int | None) -> str | None:
        names, default = self.names.scenarios, self.books.default_id
        usual = None if default is None else names[default]
        if segment is None:
            return self._own.get(subject) or usual
        if not self.books.scenarios[segment].steps:
            return names[segment]
        return self._own.get(subject) or names[segment]
