"""Preparing, sending and settling letters."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.accounts import queries as accounts
from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import NotAllowed, may_collect
from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail import message as mime
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.models import Channel, Enclosure, Letter, LetterState
from encaisse.letters.operations.evidence import note_attempt
from encaisse.letters.queries import reply_address
from encaisse.letters.rules.delivery import Delivered, Outcome, Unclear, after
from encaisse.letters.rules.tokens import with_token
from encaisse.store import locks

if TYPE_CHECKING:
    from encaisse.documents.models import Document

LOCK = "letter"
REASON_MAX = 250
INTERRUPTED = "l'envoi a été interrompu avant la réponse du serveur"


@dataclass(frozen=True, slots=True)
class Alongside:
    """What goes with the text of a message: its ``papers``, or why they stay behind (``without``);
    ``answers``: the mail that it answers; ``about`` what it was written, decided ``by`` whom."""

    papers: Sequence[Document] = ()
    without: str = ""
    answers: str = ""
    about: str = ""
    by: str = ""


ALONE = Alongside()


class NotUnclear(Refusal):
    """Somebody has decided already, or the letter never was in doubt."""

    code = "letter_not_unclear"
    sentence = "Ce message n'est plus incertain : il est « {state} »."


class AlreadyLeft(Refusal):
    """A letter that is no longer waiting."""

    code = "letter_already_left"
    sentence = "Ce message ne peut plus être annulé : il est « {state} »."


class PaperPurged(Refusal):
    """A document that went between the preparation of a mail and its departure."""

    code = "paper_purged"
    sentence = "« {name} » devait être joint et n'est plus conservé : déposez-le à nouveau."


def prepare(
    company: Company,
    message: Rendered,
    *,
    to: Iterable[str],
    at: datetime,
    reply_to: str = "",
    thread: str = "",
    channel: str = Channel.MAIL,
    along: Alongside = ALONE,
) -> Letter:
    """A letter ready to leave, with what goes along. ``thread`` names the conversation (one per
    customer). Answers go to the mailbox that is read, with a token that names this letter, when
    the settings give its address; else to ``reply_to``."""
    number = uuid.uuid4().hex
    letter = Letter.objects.create(
        company=company,
        channel=channel,
        to=list(to),
        reply_to=(channel == Channel.MAIL and with_token(reply_address(company), number))
        or reply_to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        images={name: base64.b64encode(png).decode() for name, png in message.images.items()},
        message_id=f"<{number}@{mime.domain()}>",
        thread=thread,
        answers=along.answers,
        without=along.without[:REASON_MAX],
        about=along.about,
        by=along.by,
        template_id=message.written.template,
        template_version=message.written.version,
        prepared_at=at,
    )
    keep_papers(letter, along)
    return letter


def keep_papers(letter: Letter, along: Alongside) -> None:
    """What the letter carries, as it is now."""
    Enclosure.objects.bulk_create(_enclosure(letter, document) for document in along.papers)


def _enclosure(letter: Letter, document: Document) -> Enclosure:
    return Enclosure(
        company_id=letter.company_id,
        letter=letter,
        document=document,
        name=document.name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.sha256,
    )


@transaction.atomic
def cancel(letter: Letter) -> None:
    """A letter that will not leave; refused once it is under way."""
    kept = Letter.objects.select_for_update().get(pk=letter.pk)
    if kept.state != LetterState.PREPARED:
        raise AlreadyLeft(state=kept.get_state_display())
    kept.state = LetterState.CANCELLED
    kept.save(update_fields=["state"])


@transaction.atomic
def confirm(letter: Letter, *, by: User, at: datetime) -> None:
    """A person knows that the unclear letter left; one on paper, that its carrier has it: the day
    it is posted comes later."""
    left = {"state": LetterState.DELIVERED, "sent_at": at}
    held = {"state": LetterState.ENTRUSTED}
    _settle(letter, "letter.confirmed", by=by, **held if letter.carrier else left)


@transaction.atomic
def send_again(letter: Letter, *, by: User, at: datetime) -> None:
    """A person wants the unclear letter sent again; it keeps its identifier, so that a mail reader
    which did receive it shows it once. One on paper goes back to the pile of its batch, to be
    printed or entrusted again."""
    again = {"state": LetterState.PREPARED, "not_before": at, "attempts": 0}
    if letter.carrier:
        again |= {"not_before": None, "carrier": "", "reference": ""}
    _settle(letter, "letter.sent_again", by=by, **again)


def _settle(letter: Letter, verb: str, *, by: User, **changes: object) -> None:
    if not may_collect(accounts.role_in(by, letter.company)):
        raise NotAllowed(act="décider du sort d'un message")
    kept = Letter.objects.select_for_update().get(pk=letter.pk)
    if kept.state != LetterState.UNCLEAR:
        raise NotUnclear(state=kept.get_state_display())
    for name, value in changes.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(changes))
    audit.record(
        company=letter.company,
        actor=by.email,
        verb=verb,
        subject=f"letter:{kept.pk}",
        facts={"to": kept.to, "subject": kept.subject, "answer": kept.answer},
    )


def attempt(
    company: Company,
    letter_id: int,
    give: Callable[[Letter], Outcome],
    *,
    channel: str,
    at: datetime,
    record: Callable[..., None] | None = None,
) -> str:
    """Mark, speak to the server, record: each in its own transaction, under the letter's lock."""
    with locks.holding(LOCK, letter_id) as is_ours:
        if not is_ours:
            return LetterState.SENDING
        letter = mark(company, letter_id, channel=channel, at=at)
        if letter.state == LetterState.SENDING:
            (record or _record)(letter, give(letter), at=at)
        return letter.state


@transaction.atomic(durable=True)
def mark(company: Company, letter_id: int, *, channel: str, at: datetime) -> Letter:
    """*Prepared* becomes *sending*. One found *sending*, whose lock was free, lost its sender:
    it becomes *unclear*, and stays so until a person decides."""
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("company")
        .get(company=company, pk=letter_id, channel=channel)
    )
    if letter.state == LetterState.SENDING:
        letter.state, letter.answer = LetterState.UNCLEAR, INTERRUPTED
        letter.save(update_fields=["state", "answer"])
        note_attempt(letter, Unclear(INTERRUPTED), at=at)
    elif letter.state == LetterState.PREPARED and _is_due(letter, at):
        letter.state, letter.attempts = LetterState.SENDING, letter.attempts + 1
        letter.save(update_fields=["state", "attempts"])
    return letter


@transaction.atomic(durable=True)
def _record(letter: Letter, outcome: Outcome, *, at: datetime) -> None:
    step = after(outcome, attempts=letter.attempts, at=at)
    letter.state, letter.answer, letter.not_before = step.state, step.answer, step.not_before
    letter.sent_at = at if step.state == LetterState.DELIVERED else None
    letter.reference = outcome.reference if isinstance(outcome, Delivered) else ""
    if not isinstance(outcome, Unclear):
        letter.refused = {each.address.lower(): each.answer for each in outcome.refused}
    letter.save(update_fields=["state", "answer", "not_before", "sent_at", "reference", "refused"])
    note_attempt(letter, outcome, at=at)


def _is_due(letter: Letter, at: datetime) -> bool:
    """Its hour has come; and one on paper is entrusted to somebody."""
    is_ours_to_print = letter.channel == Channel.LETTER and not letter.carrier
    return not is_ours_to_print and (letter.not_before is None or letter.not_before <= at)
