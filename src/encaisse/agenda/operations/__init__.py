"""A line of the agenda is done, put off, given or noted; what comes next is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from encaisse.accounts.queries import role_in
from encaisse.accounts.rules import NotAllowed
from encaisse.agenda import rules
from encaisse.agenda.models import AgendaAct, NextAction
from encaisse.agenda.queries import listing
from encaisse.agenda.rules import Gesture, Item, Kind
from encaisse.audit import operations as audit
from encaisse.dunning import operations as dunning
from encaisse.dunning.queries.tasks import task_in
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day, is_too_far
from encaisse.kernel.refusal import Refusal
from encaisse.portal import operations as portal
from encaisse.portal.queries.said import request_for
from encaisse.replies import operations as replies
from encaisse.replies.queries import reply_for

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.dunning.models import Task

WORDS_MAX = 250


class WordsMissing(Refusal):
    """What came of it is what the next person reads."""

    code = "agenda_without_words"
    sentence = "Dites en quelques mots ce que cela a donné."


class ClosesByItself(Refusal):
    """Its cause closes it: approve, match, settle."""

    code = "agenda_closes_by_itself"
    sentence = (
        "« {subject} » se ferme par son acte : ouvrez la ligne, ou remettez-la à un autre jour."
    )


class SnoozedInThePast(Refusal):
    """A line is put off to a day to come, within two years."""

    code = "agenda_snoozed_in_the_past"
    sentence = "Choisissez un jour après aujourd'hui, dans les deux ans : pas le {day}."


class NoNextDay(Refusal):
    """What is to be done is for a day."""

    code = "agenda_next_without_day"
    sentence = "Dites quoi faire ensuite, et pour quel jour."


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts, under which signature, on which day."""

    user: User
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Then:
    """What comes next: the scenario alone, a call, a visit, or something else, for a day."""

    kind: str = rules.SCENARIO
    on: date | None = None
    words: str = ""


@transaction.atomic
def finish(company: Company, source: str, *, words: str, then: Then, who: Doer) -> Item:
    """It is done, with what it gave; then comes the next action. A task or a reply is closed where
    it lives."""
    item = listing.item_of(company, source, on=who.on)
    words = words.strip()[:WORDS_MAX]
    if not item.is_closable:
        raise ClosesByItself(subject=item.subject)
    if not words:
        raise WordsMissing
    _close(company, item, words, who)
    if item.customer_id is not None and then.kind != rules.SCENARIO:
        ask_next(company, item.customer_id, then, who=who)
    return item


@transaction.atomic
def ask_next(company: Company, customer_id: int, then: Then, *, who: Doer) -> None:
    """A call, a visit or something else has to be done for the customer, by whoever asks."""
    customer = listing.customer_of(company, customer_id)
    words = then.words.strip()[:WORDS_MAX]
    if then.on is None or (then.kind == rules.OTHER and not words):
        raise NoNextDay
    if then.kind in (rules.CALL, rules.VISIT):
        dunning.tasks.ask(
            customer, then.kind, due_on=then.on, reason=words or _("Suite à donner."), on=who.on,
            by=who.by, person=who.user,
        )  # fmt: skip
        return
    _require_to_come(then.on, who.on, today_too=True)
    made = NextAction.objects.create(
        company=company, customer=customer, what=words, due_on=then.on, person=who.user,
        asked_on=who.on, asked_by=who.by,
    )  # fmt: skip
    audit.record(
        company=company, actor=who.by, verb="agenda.next_asked", subject=f"next:{made.pk}",
        reason=words, facts={"due": then.on.isoformat()}, customer_id=customer.pk,
    )  # fmt: skip


@transaction.atomic
def ask_each(company: Company, customers: Iterable[int], then: Then, *, who: Doer) -> None:
    """The same thing has to be done for each of these customers, who wait for nothing: those who
    still do are counted again."""
    for customer_id in customers:
        ask_next(company, customer_id, then, who=who)
    enqueue("agenda.orphans", company.pk)


@transaction.atomic
def snooze(company: Company, source: str, *, until: date, words: str, who: Doer) -> Item:
    """Not before that day. A task is put off where it lives."""
    item = listing.item_of(company, source, on=who.on)
    _require_to_come(until, who.on)
    if _is_task(item):
        dunning.tasks.put_off(_task(company, item), to=until, why=words, on=who.on, by=who.by)
    else:
        _keep(company, item, Gesture.SNOOZED, who, until=until, words=words)
    return item


@transaction.atomic
def give(company: Company, source: str, *, to: User, who: Doer) -> Item:
    """That person does it; oneself takes it."""
    item = listing.item_of(company, source, on=who.on)
    if not rules.may_give(role_in(who.user, company), item, viewer_id=who.user.pk):
        raise NotAllowed(act=_("confier la ligne d'une autre personne"))
    if _is_task(item):
        dunning.tasks.reassign(_task(company, item), to=to, by=who.by)
    else:
        _keep(company, item, Gesture.GIVEN, who, person=to)
    return item


@transaction.atomic
def note(company: Company, source: str, *, words: str, who: Doer) -> Item:
    """A word for whoever does it."""
    item = listing.item_of(company, source, on=who.on)
    if not words.strip():
        raise WordsMissing
    _keep(company, item, Gesture.NOTED, who, words=words)
    return item


def _close(company: Company, item: Item, words: str, who: Doer) -> None:
    if _is_task(item):
        task = _task(company, item)
        dunning.tasks.do(task, outcome=words, on=who.on, today=who.on, by=who.by)
    elif item.kind == Kind.REPLY:
        reply = reply_for(who.user, item.target or 0)
        replies.mark_read(reply, on=who.on, by=who.by, outcome=words)
    elif item.kind == Kind.SAID:
        told = request_for(who.user, company, item.target or 0)
        portal.acting.close(told, outcome=words, on=who.on, by=who.by)
    else:
        if item.kind == Kind.NEXT:
            action = listing.next_action(company, item.target or 0)
            action.done_on = who.on
            action.save(update_fields=["done_on"])
        _keep(company, item, Gesture.DONE, who, words=words)


def _is_task(item: Item) -> bool:
    return item.source.startswith("task:")


def _task(company: Company, item: Item) -> Task:
    return task_in(company, item.target or 0)


def _require_to_come(day: date, on: date, *, today_too: bool = False) -> None:
    if day < on or (day == on and not today_too) or is_too_far(day, on=on):
        raise SnoozedInThePast(day=french_day(day))


def _keep(
    company: Company,
    item: Item,
    gesture: Gesture,
    who: Doer,
    *,
    until: date | None = None,
    person: User | None = None,
    words: str = "",
) -> None:
    words = words.strip()[:WORDS_MAX]
    AgendaAct.objects.create(
        company=company, source=item.source, gesture=gesture, until=until, person=person,
        words=words, on=who.on, by=who.by,
    )  # fmt: skip
    facts: dict[str, object] = {"kind": str(item.kind)}
    if until:
        facts["until"] = until.isoformat()
    if person:
        facts["person"] = str(person)
    audit.record(
        company=company, actor=who.by, verb=f"agenda.{gesture}", subject=item.source, reason=words,
        facts=facts, customer_id=item.customer_id,
    )  # fmt: skip
