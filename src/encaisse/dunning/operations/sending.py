"""Mails leave by batches: prepared, sent by ``letters``, settled. Each part is safe to run twice.

A message is *sending* from the moment its letter is written, before the server is spoken to. What
became of the letter is known to ``letters`` alone; a process that died in between loses nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from encaisse.accounts.models import Company
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations.correcting import note_rejected
from encaisse.dunning.operations.delivery import OUTCOMES, recompute, record_outcome
from encaisse.dunning.operations.tasks import open_by_hand
from encaisse.dunning.queries.leaving import Leaving, context_of, wording_of
from encaisse.dunning.queries.messages import domains_of
from encaisse.dunning.queries.papers import NO_PAPERS, papers_of, takes_papers
from encaisse.dunning.queries.policy import may_leave
from encaisse.dunning.rules.scenario import BY_A_PERSON
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered, render
from encaisse.letters.queries import check_mail, with_room
from encaisse.letters.rules.language import asks_space
from encaisse.parties.rules import thread_of

BY = "encaisse"
UNDER_WAY = (MessageState.SENDING, MessageState.UNCLEAR)


def deliver(company: Company, message_ids: Iterable[int], *, at: datetime) -> None:
    """Send these released messages and record what became of them. Outside any transaction.

    Refused, before anything is touched, when the company's mail has nowhere to go. Outside the
    hours and days of sending, or beyond the pace of the server, what was not prepared yet waits for
    the next sweep."""
    check_mail(company)
    message_ids = list(message_ids)
    if may_leave(company, at):
        for message_id in with_room(company, domains_of(company, message_ids), at=at):
            _prepare(company, message_id, at=at)
    sending = Message.objects.filter(
        pk__in=message_ids, state__in=UNDER_WAY, letter__channel="mail"
    )
    by_letter = {letter: message for message, letter in sending.values_list("pk", "letter_id")}
    states = letters.send_batch(company, by_letter, at=at)
    for letter_id, state in states.items():
        if state in OUTCOMES:
            settle(company, by_letter[letter_id], state, at=at)


@transaction.atomic(durable=True)
def _prepare(company: Company, message_id: int, *, at: datetime) -> None:
    """*Released* becomes *sending*, with its letter; or *empty*."""
    message = locked(company, message_id)
    if message.state != MessageState.RELEASED or message.channel != "mail":
        return
    found = recompute(message, day_at(company, at))
    if found is not None and message.channel in BY_A_PERSON:
        open_by_hand(message, on=day_at(company, at))
    if found is None or message.channel != "mail":
        return
    papers = papers_of(found) if takes_papers(found) else NO_PAPERS
    message.letter = letters.prepare(
        company,
        _written(found, at),
        to=[person["email"] for person in found.people],
        at=at,
        reply_to=company.email,
        thread=thread_of(message.customer_id),
        along=replace(decided(message), papers=papers.enclosed, without=papers.without),
    )
    message.state = MessageState.SENDING
    message.save(update_fields=["letter", "state"])


def _written(found: Leaving, at: datetime) -> Rendered:
    """The mail, with the address of the customer's own page if its text gives it."""
    message, wording, context = found.message, wording_of(found), context_of(found)
    if asks_space(wording):
        space = letters.spaces.given_to(message.company, message.customer_id, at=at)
        context = replace(context, space=space)
    return render(wording, context)


@transaction.atomic(durable=True)
def settle(company: Company, message_id: int, state: str, *, at: datetime) -> None:
    """What became of the letter becomes of its message."""
    message = locked(company, message_id)
    if message.state in UNDER_WAY and message.state != state:
        record_outcome(message, outcome=state, on=day_at(company, at), by=BY)
        note_rejected(message, on=day_at(company, at))


def locked(company: Company, message_id: int) -> Message:
    """The message, for this transaction alone."""
    found = Message.objects.select_for_update(of=("self",)).select_related("company", "customer")
    return found.get(company=company, pk=message_id)


def decided(message: Message) -> letters.Alongside:
    """For which reminder a letter is written, and who approved it."""
    return letters.Alongside(about=f"message:{message.pk}", by=message.approved_by or BY)


def day_at(company: Company, at: datetime) -> date:
    """Which day it is there."""
    return at.astimezone(ZoneInfo(company.timezone)).date()
