"""What people and the product did, by the journal: sendings, skips, blocks, choices, changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from encaisse.dunning.story.export.calendar import Calendar, Happened
from encaisse.dunning.story.export.cast import CUSTOMER_FACTS, Cast, day
from encaisse.dunning.story.export.names import Names

if TYPE_CHECKING:
    from encaisse.audit.models import Entry
    from encaisse.dunning.models import Proposal
    from encaisse.dunning.queries.books import Books

Told = Iterator[dict[str, Any]]
OUTCOMES = {
    "dunning.delivered": {},
    "dunning.empty": {},
    "dunning.failed": {"outcome": "failed"},
    "dunning.returned": {"outcome": "returned"},
    "dunning.unclear": {"outcome": "unclear"},
}  # fmt: skip


class Acts:
    """Reads the journal of these days; a block of before counts if it still stood."""

    def __init__(self, books: Books, names: Names, calendar: Calendar, cast: Cast) -> None:
        self.books, self.names, self.calendar, self.cast = books, names, calendar, cast
        self._reason = names.words.reason
        self._messages = {each.pk: each for each in books.messages}
        self._customers = {each.pk: each for each in books.customers}
        self._steps = defaultdict(list)
        for proposal in books.proposals:
            self._steps[proposal.message_id].append(proposal)

    def happened(self) -> Iterator[Happened]:
        """Each act on its day, in the order of the journal; a sending told twice counts once."""
        seen: set[tuple[object, ...]] = set()
        for entry in self.books.entries:
            tell = TELLERS.get(entry.verb)
            on = self.calendar.day_of(entry)
            if tell is None or on > self.books.last:
                continue
            if on < self.books.first and entry.verb not in BEFORE:
                continue
            for told in tell(self, entry):
                act = self.calendar.happened(on, entry.rank, told)
                key = (act.on, act.after, str(told))
                if "delivery" not in told or key not in seen:
                    seen.add(key)
                    yield act

    def taken_before(self) -> Iterator[Happened]:
        """The levels reached before the first day count as taken on their day."""
        reached: dict[str, dict[int, Any]] = defaultdict(dict)
        for each in self.books.proposals:
            name = self.names.followed(each)
            if name and each.taken_on and each.taken_on < self.books.first:
                reached[name][each.level] = each.taken_on
        for name, levels in reached.items():
            highest = max(levels)
            jumped = dict.fromkeys(range(1, highest), levels[highest])
            for level, on in sorted((jumped | levels).items()):
                told = {"skip": name, "level": level}
                told["why"] = self._reason("relance faite avant le premier jour")
                yield Happened(on, 0, 0, told)

    def delivery(self, entry: Entry) -> Told:
        """A message is known by its customer and the highest level that it was to carry; one that
        took others along is told as many."""
        message = self._messages.get(_key(entry))
        steps = self._steps[_key(entry)]
        told_of = any(self.names.followed(step) for step in steps)
        if message is not None and told_of and message.customer_id in self.names.customers:
            told = {"delivery": self.names.customers[message.customer_id]}
            for together in as_proposed(steps):
                level = max(each.level for each in together)
                yield told | {"level": level} | OUTCOMES[entry.verb]

    def ignored(self, entry: Entry) -> Told:
        why = {"why": self._reason(entry.reason)}
        if entry.subject.startswith("message:"):
            for key in entry.facts["messages"]:
                for step in self._steps[key]:
                    if name := self.names.followed(step):
                        yield {"ignore": name, "level": step.level} | why
        else:
            yield from self._on_step(entry, "ignore", why)

    def skipped(self, entry: Entry) -> Told:
        return self._on_step(entry, "skip", {"why": self._reason(entry.reason)})

    def forced(self, entry: Entry) -> Told:
        return self._on_step(entry, "force", {})

    def blocked(self, entry: Entry) -> Told:
        until = day(entry.facts["until"])
        name = self._target(entry)
        if name and (until is None or until >= self.books.first):
            last = {} if until is None else {"until": until}
            yield {"block": name} | last | {"why": self._reason(entry.reason)}

    def unblocked(self, entry: Entry) -> Told:
        if name := self._target(entry):
            yield {"unblock": name}

    def waived(self, entry: Entry) -> Told:
        """The whole claim: a story cannot waive a part."""
        name = self._target(entry)
        if name and entry.facts["cents"] is None:
            why = self._reason(entry.reason)
            yield {"waive": name, "claim": entry.facts["kind"], "why": why}

    def cancelled(self, entry: Entry) -> Told:
        if name := self._target(entry):
            yield {"cancel": name}

    def chosen(self, entry: Entry) -> Told:
        sort = entry.subject.partition(":")[0]
        if sort == "customer" and self.books.segmented:
            return  # told run by run, with the segments
        if name := self._target(entry):
            yield {"set": {sort: name, "scenario": self.cast.scenario(entry.facts["scenario"])}}

    def changed(self, entry: Entry) -> Told:
        customer = self._customers.get(_key(entry))
        moved = {
            key: self.cast.fact(customer, key, entry.facts[key][1])
            for key in CUSTOMER_FACTS
            if customer is not None and key in entry.facts
        }
        if moved and (name := self._target(entry)):
            yield {"set": {"customer": name} | moved}

    def delayed(self, entry: Entry) -> Told:
        if name := self._target(entry):
            yield {"set": {"invoice": name, "grace_until": day(entry.facts["grace_until"][1])}}

    def addressed(self, entry: Entry) -> Told:
        if name := self._target(entry):
            person = self.names.contacts.get(entry.facts["contact"][1])
            yield {"set": {"invoice": name, "contact": person}}

    def refused(self, entry: Entry) -> Told:
        why = self._reason(entry.reason)
        yield {"refuse": self.names.words.refusing(entry.facts["address"]), "why": why}

    def accepted(self, entry: Entry) -> Told:
        yield {"accept": self.names.words.refusing(entry.facts["address"])}

    def _on_step(self, entry: Entry, word: str, more: dict[str, Any]) -> Told:
        sort = entry.subject.partition(":")[0]
        names = self.names
        known = names.installments if sort == "installment" else names.receivables
        name = known.get(_key(entry))
        if name is not None:
            yield {word: name, "level": entry.facts["level"]} | more

    def _target(self, entry: Entry) -> str | None:
        """The customer or the invoice, if the story speaks of it."""
        sort = entry.subject.partition(":")[0]
        names = self.names.customers if sort == "customer" else self.names.invoices
        return names.get(_key(entry))


def as_proposed(steps: Iterable[Proposal]) -> list[list[Proposal]]:
    """The steps of a message by the day of the run that proposed them: messages that waited may
    have left as one."""
    by_day = defaultdict(list)
    for each in steps:
        by_day[each.on].append(each)
    return [by_day[on] for on in sorted(by_day)]


def _key(entry: Entry) -> int:
    return int(entry.subject.partition(":")[2])


BEFORE = {
    "address.accepted", "address.refused", "claim.waived", "dunning.blocked", "dunning.unblocked",
    "invoice.cancelled",
}  # fmt: skip
TELLERS: dict[str, Callable[[Acts, Entry], Told]] = {
    **dict.fromkeys(OUTCOMES, Acts.delivery),
    "address.accepted": Acts.accepted,
    "address.refused": Acts.refused,
    "claim.waived": Acts.waived,
    "customer.changed": Acts.changed,
    "dunning.blocked": Acts.blocked,
    "dunning.forced": Acts.forced,
    "dunning.ignored": Acts.ignored,
    "dunning.skipped": Acts.skipped,
    "dunning.unblocked": Acts.unblocked,
    "invoice.addressed": Acts.addressed,
    "invoice.cancelled": Acts.cancelled,
    "invoice.delay_granted": Acts.delayed,
    "scenario.chosen": Acts.chosen,
}
