"""Reminders by text message: as mails, prepared, given to the provider, settled. Each part is safe
to run twice; nothing is sent twice."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from encaisse.accounts.models import Company
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations.delivery import OUTCOMES, recompute
from encaisse.dunning.operations.sending import UNDER_WAY, day_at, decided, locked, settle
from encaisse.dunning.operations.tasks import open_by_hand
from encaisse.dunning.queries.leaving import brief_of
from encaisse.dunning.queries.policy import may_leave
from encaisse.dunning.rules.scenario import BY_A_PERSON
from encaisse.letters.operations import texting as letters
from encaisse.letters.queries import check_texts
from encaisse.parties import operations as parties
from encaisse.parties.rules import thread_of

SMS, STOP = "sms", "stop"


def deliver_texts(company: Company, message_ids: Iterable[int], *, at: datetime) -> None:
    """Send these released text messages and record what became of them. Outside any transaction.

    Refused, before anything is touched, when they have nowhere to go. Outside the hours and days of
    sending, what was not prepared yet waits for the next sweep."""
    check_texts(company)
    message_ids = list(message_ids)
    if may_leave(company, at):
        for message_id in message_ids:
            _prepare(company, message_id, at=at)
    sending = Message.objects.filter(pk__in=message_ids, state__in=UNDER_WAY, letter__channel=SMS)
    by_letter = {letter: message for message, letter in sending.values_list("pk", "letter_id")}
    states = letters.send_batch(company, by_letter, at=at)
    for letter_id, state in states.items():
        if state in OUTCOMES:
            settle(company, by_letter[letter_id], state, at=at)


def stop_texts(company: Company, phone: str, *, said: str, by: str, at: datetime) -> None:
    """No text message to that number any more: its reminders take another way."""
    parties.mark_refusing(company, phone, why=STOP, reason=said, on=day_at(company, at), by=by)


@transaction.atomic(durable=True)
def _prepare(company: Company, message_id: int, *, at: datetime) -> None:
    """*Released* becomes *sending*, with its text; or *empty*. One that takes another way by now
    waits for those who send that way."""
    message = locked(company, message_id)
    if message.state != MessageState.RELEASED or message.channel != SMS:
        return
    found = recompute(message, day_at(company, at))
    if found is not None and message.channel in BY_A_PERSON:
        open_by_hand(message, on=day_at(company, at))
    if found is None or message.channel != SMS:
        return
    message.letter = letters.prepare(
        company,
        brief_of(found),
        to=found.people[0]["phone"],
        at=at,
        thread=thread_of(message.customer_id),
        along=decided(message),
    )
    message.state = MessageState.SENDING
    message.save(update_fields=["letter", "state"])
