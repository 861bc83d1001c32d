"""What was really proposed and what really left: the exported story expects the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from encaisse.dunning.story.export.acts import as_proposed
from encaisse.dunning.story.export.calendar import Calendar
from encaisse.dunning.story.export.money import amount
from encaisse.dunning.story.export.names import Names

if TYPE_CHECKING:
    from encaisse.dunning.models import Message, Proposal, Run
    from encaisse.dunning.queries.books import Books

LEFT = ("delivered", "failed")  # as it left, whether it came back or not
Days = dict[date | str, list[dict[str, Any]]]


class Proof:
    """Runs, what each proposed, what left on each day."""

    def __init__(self, books: Books, names: Names, calendar: Calendar) -> None:
        self.books, self.names, self.calendar = books, names, calendar
        self._levels = {
            entry.subject: entry.facts.get("level")
            for entry in books.entries
            if entry.verb == "dunning.run"
        }
        self._per_day = Counter(run.on for run in books.runs)

    def runs(self) -> list[date | dict[str, Any]]:
        """Each run on its day, with the only level that it took when it took one."""
        levels = [self._levels.get(f"run:{run.pk}") for run in self.books.runs]
        return [
            run.on if level is None else {"on": run.on, "level": level}
            for run, level in zip(self.books.runs, levels, strict=True)
        ]

    def proposed(self) -> Days:
        """By run, each receivable that it proposed to remind."""
        found: Days = {self._name(run): [] for run in self.books.runs}
        runs = {run.pk: run for run in self.books.runs}
        by_day = {run.on: run for run in self.books.runs}
        for each in self.books.proposals:
            run = runs.get(each.message.run_id) if each.message else None
            if run is not None and run.on != each.on:
                run = by_day.get(each.on)  # its message was taken along by a later one
            name = self.names.followed(each)
            if run is not None and name is not None:
                found[self._name(run)].append({"receivable": name} | self._proposed(each))
        return found

    def sent(self) -> Days:
        """By day, each message that left and was known to have arrived."""
        steps = defaultdict(list)
        for proposal in self.books.proposals:
            steps[proposal.message_id].append(proposal)
        doubtful = {e.subject for e in self.books.entries if e.verb == "dunning.unclear"}
        returned = self._returned()
        found: Days = {}
        for each in self.books.messages:
            on = each.delivered_on or returned.get(f"message:{each.pk}")
            if on is None or on > self.books.last or f"message:{each.pk}" in doubtful:
                continue
            if each.customer_id in self.names.customers:
                found.setdefault(on, []).extend(self._sent(each, steps[each.pk]))
        return found

    def _returned(self) -> dict[str, date]:
        """The messages that came back, with the day on which they had left."""
        return {
            entry.subject: date.fromisoformat(entry.facts["delivered_on"])
            for entry in self.books.entries
            if entry.verb == "dunning.returned"
        }

    def _name(self, run: Run) -> date | str:
        """How a story names a run: by its day, and its rank when there are several."""
        if self._per_day[run.on] == 1:
            return run.on
        return f"{run.on.isoformat()}/{self.calendar.turn[run.pk]}"

    def _proposed(self, each: Proposal) -> dict[str, Any]:
        """What its sending may have rewritten since is not told."""
        told: dict[str, Any] = {"level": each.level}
        if each.taken_on == each.on and each.message is not None:
            told |= {"open": amount(each.open_cents), "channel": each.message.channel}
        return told

    def _sent(self, message: Message, steps: list[Proposal]) -> Iterator[dict[str, Any]]:
        """Without its lines and its total when the story does not speak of one of them, or tells
        it as the several messages that waited."""
        for together in as_proposed(steps):
            carried = [each for each in together if each.state in LEFT]
            if not any(self.names.followed(each) for each in carried):
                continue
            told = {
                "customer": self.names.customers[message.customer_id],
                "currency": message.currency,
                "channel": message.channel,
                "level": message.level if together == steps else _highest(carried),
            }
            levels = {self.names.followed(each): each.level for each in carried}
            lines = levels | dict.fromkeys(map(self.names.listed, message.listed))
            if together == steps and None not in lines:
                told |= {"receivables": lines, "total": amount(message.total_cents)}
            yield told


def _highest(steps: list[Proposal]) -> int:
    return max(each.level for each in steps)
