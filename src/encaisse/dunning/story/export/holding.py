"""What held reminders: disputes, promises, plans and proceedings, each on its days.

A story names one invoice or one receivable at a time, and has no word for a plan proposed, nor for
the end of a plan or of a proceeding. What it cannot say so is told by what has the same effect: a
dispute by receivable, a promise withdrawn as one for the day before, a plan proposed, a plan or a
proceeding that ended as a block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from encaisse.dunning.story.export.calendar import Calendar, Happened
from encaisse.dunning.story.export.money import amount
from encaisse.dunning.story.export.names import Names
from encaisse.dunning.story.export.naming import A_DAY

if TYPE_CHECKING:
    from encaisse.dunning.queries.books import Books
    from encaisse.insolvency.models import Insolvency
    from encaisse.life_cycle.models import Consequence
    from encaisse.payment_plans.models import Plan, PlanProposal
    from encaisse.promises.models import Promise
    from encaisse.receivables.models import Receivable

ENDS = ("dispute.settled", "dispute.withdrawn")
NARROWED = ("dispute.credit_asked",)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a dispute takes of a receivable; ``since``: the day on which it took the place of
    another part of the same dispute."""

    begun: Happened
    ended: Happened | None
    since: date | None

    def stands_after(self, end: Happened) -> bool:
        """Whether it is contested still, or from then on."""
        begun = self.begun < end and (self.since is None or self.since <= end.on)
        return begun and (self.ended is None or _place(self.ended) > _place(end))


class Holding:
    """Reads them from their tables; the journal gives their place among what else happened."""

    def __init__(self, books: Books, names: Names, calendar: Calendar) -> None:
        self.books, self.names, self.calendar = books, names, calendar
        self.owed = names.owed

    def happened(self) -> Iterator[Happened]:
        """All of it, by the last day."""
        yield from self._disputed()
        for promise in self.books.promises:
            yield from self._promised(promise)
        for plan in self.books.plans:
            yield from self._planned(plan)
        for offer in self.books.offers:
            yield from self._offered(offer)
        for proceeding in self.books.proceedings:
            yield from self._insolvent(proceeding)
        for entailed in self.books.entailed:
            yield from self._entailed(entailed)

    def _disputed(self) -> Iterator[Happened]:
        """Each receivable on its own: what was contested of it, and each day on which some of it
        was no more. The story ends all the disputes of a receivable together: those that stand are
        told again, and so is a part that took the place of another."""
        parts: dict[int, list[_Part]] = defaultdict(list)
        for dispute in self.books.disputes:
            subject = f"dispute:{dispute.pk}"
            for part in dispute.parts.all():
                if part.receivable_id not in self.names.receivables:
                    continue
                told = self._contested(part.receivable_id, part.cents, dispute.reason)
                begun = self._at(dispute.opened_on, "dispute.declared", subject, told)
                on, verbs = part.until or dispute.settled_on, NARROWED if part.until else ENDS
                ended = self._ended(on, verbs, subject, part.receivable_id)
                parts[part.receivable_id].append(_Part(begun, ended, part.since))
        for key, told_parts in parts.items():
            yield from (part.begun for part in told_parts if part.since is None)
            yield from self._settled(key, told_parts)

    def _ended(
        self, on: date | None, verbs: tuple[str, ...], subject: str, key: int
    ) -> Happened | None:
        if on is None or on > self.books.last:
            return None
        verb = next((verb for verb in verbs if self.calendar.written(verb, subject)), verbs[0])
        return self._at(on, verb, subject, {"settle": self.names.receivables[key]})

    def _settled(self, key: int, parts: list[_Part]) -> Iterator[Happened]:
        ends = sorted({_place(each.ended): each.ended for each in parts if each.ended}.values())
        for end in ends:
            yield end
            for part in parts:
                if part.stands_after(end) and (left := self.owed.at_the_end_of(end.on, key)):
                    asked = part.begun.told.get("amount")
                    less = {} if asked is None else {"amount": min(asked, amount(left))}
                    yield Happened(end.on, end.after, end.rank, part.begun.told | less)

    def _contested(self, key: int, cents: int | None, reason: str) -> dict[str, Any]:
        told = {"dispute": self.names.receivables[key], "reason": str(reason)}
        return told if cents is None else told | {"amount": amount(cents)}

    def _promised(self, promise: Promise) -> Iterator[Happened]:
        """By the name of the invoice when the story can say so; else one by one, the oldest due
        date first."""
        by, on = promise.by_on, promise.made_on
        if promise.withdrawn_on is not None:
            by = min(by, promise.withdrawn_on - A_DAY)
        keys = [part.receivable_id for part in promise.parts.all()]
        groups = [] if by < on else list(self.owed.grouped(keys, on))
        left = promise.cents
        for rank, group in enumerate(groups, start=1):
            owed = sum(self.owed.at_the_end_of(on - A_DAY, each.pk) for each in group)
            cents = left if rank == len(groups) else min(left, owed)
            left -= cents
            if cents:
                told = {"promise": self._name(group), "amount": amount(cents), "by": by}
                yield self._at(on, "promise.made", f"promise:{promise.pk}", told)

    def _planned(self, plan: Plan) -> Iterator[Happened]:
        keys = [part.receivable_id for part in plan.parts.all()]
        groups = list(self.owed.grouped(keys, plan.agreed_on))
        if not self.owed.is_told(plan):
            spread = [each for group in groups for each in group]
            yield from self._blocked(spread, plan.agreed_on, plan.ended_on, plan.why)
            return
        parts = [
            {"due": each.due_on, "amount": amount(each.cents)} for each in plan.installments.all()
        ]
        told = {"plan": self._name(groups[0]), "installments": parts}
        yield self._at(plan.agreed_on, "payment_plan.agreed", f"payment_plan:{plan.pk}", told)

    def _offered(self, offer: PlanProposal) -> Iterator[Happened]:
        """From when it was sent, through the day of its answer or the last run that knew none."""
        subject, last = f"plan_proposal:{offer.pk}", offer.expires_on
        answered_on = offer.answered_on
        if answered_on is not None and answered_on <= self.books.last:
            end = self._at(answered_on, f"payment_plan.{offer.answer}", subject, {})
            last = min(last, end.on if end.after else end.on - A_DAY)
        keys = [part.receivable_id for part in offer.parts.all()]
        known = [self.owed.receivables[key] for key in keys if key in self.owed.receivables]
        for invoice_id in dict.fromkeys(each.invoice_id for each in known):
            told = {"block": self.names.invoices[invoice_id], "until": last}
            told |= {"why": self.names.words.reason("échéancier proposé")}
            begun = self._at(offer.sent_on or last, "payment_plan.sent", subject, told)
            if begun.on <= last:
                yield begun

    def _insolvent(self, proceeding: Insolvency) -> Iterator[Happened]:
        name, on = self.names.customers.get(proceeding.customer_id), proceeding.judged_on
        if name is None:
            return
        ended = proceeding.closed_on
        if ended is not None and ended <= self.books.last:
            held = [
                each
                for each in self.owed.receivables.values()
                if each.customer_id == proceeding.customer_id and each.invoice.issued_on <= on
            ]
            yield from self._blocked(held, on, ended, proceeding.note)
            return
        told = {"insolvency": name, "kind": str(proceeding.kind)}
        yield self._at(on, "insolvency.opened", f"insolvency:{proceeding.pk}", told)

    def _entailed(self, entailed: Consequence) -> Iterator[Happened]:
        """An invoice suspended, refused or rejected, and the day on which it was no more."""
        name = self.names.invoices.get(entailed.invoice_id)
        subject = f"invoice_status:{entailed.status_id}"
        if name is None:
            return
        ended = entailed.ended_on
        if ended is not None and ended <= entailed.since:
            return
        told = {"status": name, "code": int(entailed.status.code)}
        yield self._at(entailed.since, "invoice_status.kept", subject, told)
        if ended is not None and ended <= self.books.last:
            lifted = {"lift": name, "why": self.names.words.reason(entailed.ended_why)}
            yield self._at(ended, "invoice_status.lifted", subject, lifted)

    def _blocked(
        self, held: list[Receivable], since: date, ended: date | None, why: str
    ) -> Iterator[Happened]:
        """The invoices of these, through the day before it ended."""
        if ended is not None and ended <= since:
            return
        last = {} if ended is None else {"until": ended - A_DAY}
        for invoice_id in dict.fromkeys(each.invoice_id for each in held):
            told = {"block": self.names.invoices[invoice_id], **last}
            yield self._at(since, "", "", told | {"why": self.names.words.reason(why)})

    def _name(self, group: list[Receivable]) -> str:
        """One receivable by its own name, several by that of their invoice."""
        first = group[0]
        several = len(group) > 1
        names = self.names
        return names.invoices[first.invoice_id] if several else names.receivables[first.pk]

    def _at(self, on: date, verb: str, subject: str, told: dict[str, Any]) -> Happened:
        return self.calendar.happened(on, self.calendar.written(verb, subject), told)


def _place(happened: Happened) -> tuple[date, int]:
    return happened.on, happened.after
