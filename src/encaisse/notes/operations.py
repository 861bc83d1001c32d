"""Writing a note, correcting it, pinning it; telling those whom it mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from encaisse.audit import operations as audit
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.queries import why_mail_waits
from encaisse.notes import queries
from encaisse.notes.models import Mention, Note, NotedReceivable, NoteVersion
from encaisse.notes.rules import TEXT_MAX, mentioned

if TYPE_CHECKING:
    from encaisse.accounts.models import User
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Receivable

SUBJECT_MAX = 200


class NoteEmpty(Refusal):
    """Something is written."""

    code = "note_empty"
    sentence = "Écrivez la note avant de la garder."


class NoteTooLong(Refusal):
    """A note is read in one look; a file is attached."""

    code = "note_too_long"
    sentence = "La note fait {length} signes, plus que {most} : joignez plutôt un document."


class NotOnesOwnNote(Refusal):
    """Nobody changes what another wrote."""

    code = "not_ones_own_note"
    sentence = "Cette note est de {author} : écrivez-en une autre pour la compléter."


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, under which signature, when."""

    user: User
    by: str
    at: datetime


@transaction.atomic
def write(
    customer: Customer, text: str, *, receivables: Sequence[Receivable] = (), who: Writer
) -> Note:
    """Keep it with the customer, and tell those whom it mentions."""
    text = _checked(text)
    note = Note.objects.create(
        company_id=customer.company_id, customer=customer, text=text, author=who.user, by=who.by,
        at=who.at,
    )  # fmt: skip
    NotedReceivable.objects.bulk_create(
        NotedReceivable(company_id=customer.company_id, note=note, receivable=each)
        for each in receivables
        if each.customer_id == customer.pk
    )
    _mention(note, who)
    _record(note, "note.written", who.by)
    return note


@transaction.atomic
def edit(note: Note, text: str, *, who: Writer) -> Note:
    """Correct one's own; what it said before is kept, who is mentioned now is told."""
    text = _checked(text)
    note = Note.objects.select_for_update(of=("self",)).select_related("customer").get(pk=note.pk)
    if note.author_id != who.user.pk:
        raise NotOnesOwnNote(author=note.by)
    if text == note.text:
        return note
    NoteVersion.objects.create(
        company_id=note.company_id, note=note, text=note.text, until=who.at, by=who.by
    )
    note.text, note.edited_at = text, who.at
    note.save(update_fields=["text", "edited_at"])
    _mention(note, who)
    _record(note, "note.edited", who.by)
    return note


@transaction.atomic
def pin(note: Note, *, is_pinned: bool, by: str) -> Note:
    """Keep it above the others, or let it go down with time."""
    if note.is_pinned != is_pinned:
        note.is_pinned = is_pinned
        note.save(update_fields=["is_pinned"])
        _record(note, "note.pinned" if is_pinned else "note.unpinned", by)
    return note


def read(note: Note, viewer: User, *, at: datetime) -> None:
    """Whoever is mentioned has read it."""
    Mention.objects.filter(note=note, person=viewer, read_at=None).update(read_at=at)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise NoteEmpty
    if len(text) > TEXT_MAX:
        raise NoteTooLong(length=len(text), most=TEXT_MAX)
    return text


def _mention(note: Note, who: Writer) -> None:
    """Those named who are not told yet, the writer left out: unread on their first page, and a mail
    with the link."""
    told = set(note.mentions.values_list("person_id", flat=True)) | {who.user.pk}
    for key in mentioned(note.text, queries.people(note.customer.company)):
        if key in told:
            continue
        Mention.objects.create(company_id=note.company_id, note=note, person_id=key, at=who.at)
        _write_to(queries.person(note.customer.company, key), note, who)


def _write_to(person: User, note: Note, who: Writer) -> None:
    company, customer = note.customer.company, note.customer
    if why_mail_waits(company):
        return
    link = f"{settings.PUBLIC_ADDRESS}/clients/{customer.pk}/#notes"
    text = _("{who} vous mentionne dans une note sur {customer} :\n\n    {text}\n{link}").format(
        who=who.by, customer=customer.name, text=note.text.replace("\n", "\n    "),
        link=f"\n{link}\n" if settings.PUBLIC_ADDRESS else "",
    )  # fmt: skip
    subject = _("{who} vous mentionne : {customer}").format(who=who.by, customer=customer.name)
    letter = letters.prepare(
        company, Rendered(subject=subject[:SUBJECT_MAX], text=text, html=""), to=[person.email],
        at=who.at, reply_to=who.user.email, along=letters.Alongside(about=f"note:{note.pk}"),
    )  # fmt: skip
    enqueue("letters.send", company.pk, letter_ids=[letter.pk])


def _record(note: Note, verb: str, by: str) -> None:
    """The journal says that it was written, never what: it cannot be corrected."""
    audit.record(
        company=note.customer.company, actor=by, verb=verb, subject=f"note:{note.pk}",
        customer_id=note.customer_id,
    )  # fmt: skip
