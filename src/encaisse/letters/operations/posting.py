"""The print batch: opened, filled letter by letter, bound, taken to the printer, posted.

A letter enters its batch with its PDF, in one transaction with whatever the caller records of it;
from then on its text is frozen. Killed anywhere, a batch is taken up again where it stood.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.letters import pdf
from encaisse.letters.mail import message as mime
from encaisse.letters.models import Channel, Letter, LetterState, PrintBatch
from encaisse.letters.operations.mails import ALONE, REASON_MAX, Alongside, keep_papers
from encaisse.letters.post import binding
from encaisse.letters.post.binding import Posted
from encaisse.letters.post.drawing import OnPaper
from encaisse.letters.post.papers import PaperUnprintable, printable
from encaisse.letters.queries import FILED, batch_name
from encaisse.store import locks

if TYPE_CHECKING:
    from encaisse.documents.models import Document

LOCK = "print-batch"
LETTERS_MAX = 1_000
SENT = "sent"


class BatchUnderWay(Refusal):
    """One batch at a time: two would share letters between them at random."""

    code = "batch_under_way"
    sentence = "Un lot est déjà en préparation : attendez qu'il soit prêt."


class BatchNotReady(Refusal):
    """Nothing to print or to post yet, or nothing at all."""

    code = "batch_not_ready"
    sentence = (
        "{name} n'a rien à imprimer : il est encore en préparation, ou tout a été réglé ou confié."
    )


class LetterPurged(Refusal):
    """A letter whose PDF was purged after its time."""

    code = "letter_purged"
    sentence = "La lettre à {whom} n'est plus conservée : ce lot ne peut plus être imprimé."


class NothingToPost(Refusal):
    """A letter asked to be seen, of which nothing is left."""

    code = "nothing_to_post"
    sentence = "Cette relance n'a plus rien à demander, ou elle est déjà partie."


class PostedBeforePrinted(Refusal):
    """A day on which the batch was not posted."""

    code = "posted_before_printed"
    sentence = (
        "Le lot est du {made} : il n'a pas pu être posté le {on}. Donnez un jour entre les deux."
    )


class NotToPost(Refusal):
    """A letter that was posted or set aside already."""

    code = "not_to_post"
    sentence = "Cette lettre n'est plus à poster : elle est « {state} »."


class ReasonMissing(Refusal):
    """A letter is not set aside without saying why."""

    code = "letter_reason_missing"
    sentence = "Dites pourquoi cette lettre n'est pas postée."


@transaction.atomic
def open_batch(
    company: Company,
    *,
    is_duplex: bool,
    by: str,
    at: datetime,
    is_entrusted: bool = False,
    is_color: bool = False,
) -> PrintBatch:
    """A batch to fill; refused while another is. ``is_entrusted``: to a carrier, once made."""
    Company.objects.select_for_update().get(pk=company.pk)
    if PrintBatch.objects.filter(company=company, made_at=None).exists():
        raise BatchUnderWay
    return PrintBatch.objects.create(
        company=company,
        by=by,
        is_duplex=is_duplex,
        is_color=is_color,
        started_at=at,
        entrusted_at=at if is_entrusted else None,
        entrusted_by=by if is_entrusted else "",
    )


@contextmanager
def filling(company: Company, batch_id: int) -> Iterator[PrintBatch | None]:
    """The batch, for the only process that fills it; None when another does, or when it is made."""
    with locks.holding(LOCK, batch_id) as is_ours:
        found = PrintBatch.objects.select_related("company").filter(company=company, pk=batch_id)
        batch = found.filter(made_at=None).first() if is_ours else None
        if batch is not None:
            batch.left_out = []
        yield batch


def enclose(
    batch: PrintBatch,
    letter: OnPaper,
    paper: bytes,
    *,
    at: datetime,
    thread: str,
    along: Alongside = ALONE,
) -> Letter:
    """Put a letter and its PDF in the batch, with the papers printed behind it."""
    behind = [_printed(each, each.name) for each in along.papers]
    document = _kept(batch, letter, paper, on=_day(batch.company, at))
    posted = Letter.objects.create(
        company=batch.company,
        channel=Channel.LETTER,
        to=list(letter.to),
        subject=letter.order.title,
        text=letter.text,
        message_id=f"<{uuid.uuid4().hex}@{mime.domain()}>",
        thread=thread,
        template_id=letter.written.template,
        template_version=letter.written.version,
        prepared_at=at,
        batch=batch,
        postcode=letter.postcode,
        is_registered=letter.is_registered,
        pages=binding.pages_together([paper, *behind], is_duplex=batch.is_duplex),
        document=document,
        without=along.without[:REASON_MAX],
        about=along.about,
        by=along.by,
    )
    keep_papers(posted, along)
    (subject,) = FILED.known(batch.company, [posted.pk])
    documents.attach(document, subject, by=batch.by)
    return posted


def _kept(batch: PrintBatch, letter: OnPaper, paper: bytes, *, on: date) -> Document:
    return documents.keep(
        company=batch.company,
        name=f"Lettre {letter.to[0]} {on.isoformat()}.pdf",
        content=paper,
        on=on,
        kind=SENT,
        by=batch.by,
        text=letter.text,
    )


def printable_along(along: Alongside) -> Alongside:
    """What goes behind a letter: one paper that cannot be printed keeps them all back, and why."""
    try:
        for each in along.papers:
            _printed(each, each.name)
    except PaperUnprintable as refusal:
        return replace(along, papers=(), without=str(refusal))
    return along


def _printed(document: Document, name: str) -> bytes:
    return printable(documents.content_of(document), document.media_type, name=name)


def leave_out(batch: PrintBatch, whom: str, why: str) -> None:
    """Remember what could not be drawn, to be told with the batch."""
    batch.left_out.append([whom, why])


def close(batch: PrintBatch, *, at: datetime) -> None:
    """The batch is made: nothing enters it any more."""
    batch.made_at = at
    batch.save(update_fields=["made_at", "left_out"])


@transaction.atomic
def take(batch: PrintBatch, *, by: str, at: datetime) -> bytes:
    """The file to print, its list first. Who took it first, and each time it is, are kept."""
    kept = _locked(batch)
    paper = _bound(kept)
    if kept.taken_at is None:
        kept.taken_at, kept.taken_by = at, by
        kept.save(update_fields=["taken_at", "taken_by"])
    _record(kept, "letters.batch_taken", by=by)
    return paper


def _bound(batch: PrintBatch) -> bytes:
    """The letters of the batch in one file: all of them, for its list is that of its first day, but
    those entrusted to a carrier."""
    ours = batch.letters.filter(carrier="").select_related("document")
    found = ours.prefetch_related("enclosures__document")
    letters = {one.pk: one for one in found.order_by("id")} if batch.made_at else {}
    posted = binding.in_order(map(_told, letters.values()), is_duplex=batch.is_duplex)
    if not posted or batch.made_at is None:
        raise BatchNotReady(name=batch_name(batch))
    listed = binding.list_of(
        posted,
        name=batch_name(batch),
        company=batch.company.name,
        made_on=_day(batch.company, batch.made_at),
        is_duplex=batch.is_duplex,
    )
    front = pdf.render(listed.template, listed.data, title=listed.title)
    papers = (paper for one in posted for paper in papers_of(letters[one.number]))
    return binding.bind(chain([front], papers), is_duplex=batch.is_duplex)


def papers_of(letter: Letter) -> Iterator[bytes]:
    """The letter, then what is printed behind it."""
    enclosures = sorted(letter.enclosures.all(), key=lambda one: one.pk)
    if letter.document is None or any(one.document is None for one in enclosures):
        raise LetterPurged(whom=letter.to[0])
    yield documents.content_of(letter.document)
    for one in enclosures:
        if one.document is not None:
            yield _printed(one.document, one.name)


@transaction.atomic
def post(batch: PrintBatch, *, on: date, by: str, at: datetime, are_entrusted: bool = False) -> int:
    """The letters of the pile left that day, but those set aside; or those that a carrier took and
    does not tell about. Returns how many."""
    kept, today = _locked(batch), _day(batch.company, at)
    if kept.made_at is None:
        raise BatchNotReady(name=batch_name(batch))
    made_on = _day(batch.company, kept.made_at)
    if not made_on <= on <= today:
        raise PostedBeforePrinted(made=french_day(made_on), on=french_day(on))
    noon = datetime.combine(on, time(12), ZoneInfo(batch.company.timezone)).astimezone(UTC)
    pile = kept.letters.filter(state=LetterState.PREPARED, carrier="")
    chosen = kept.letters.filter(state=LetterState.ENTRUSTED) if are_entrusted else pile
    left = chosen.update(state=LetterState.DELIVERED, sent_at=noon)
    if left:
        kept.posted_on = on
        kept.save(update_fields=["posted_on"])
        _record(kept, "letters.batch_posted", by=by, on=on, letters=left)
    return left


@transaction.atomic
def set_aside(letter: Letter, *, why: str, by: str) -> None:
    """A letter of the pile that is not posted, with the reason."""
    if not why.strip():
        raise ReasonMissing
    kept = Letter.objects.select_for_update().get(pk=letter.pk)
    if kept.state != LetterState.PREPARED:
        raise NotToPost(state=kept.get_state_display())
    kept.state, kept.answer = LetterState.FAILED, why.strip()
    kept.save(update_fields=["state", "answer"])
    audit.record(
        company=letter.company, actor=by, verb="letter.set_aside", subject=f"letter:{kept.pk}",
        reason=kept.answer, facts={"to": kept.to, "subject": kept.subject},
    )  # fmt: skip


def _told(letter: Letter) -> Posted:
    return Posted(
        letter.to, letter.subject, letter.postcode, letter.pages, letter.pk, letter.is_registered
    )


def _locked(batch: PrintBatch) -> PrintBatch:
    return PrintBatch.objects.select_for_update().get(pk=batch.pk)


def _record(
    batch: PrintBatch, verb: str, *, by: str, on: date | None = None, **facts: object
) -> None:
    audit.record(
        company=batch.company, actor=by, verb=verb, subject=f"batch:{batch.pk}", facts=facts, on=on
    )


def _day(company: Company, at: datetime) -> date:
    return at.astimezone(ZoneInfo(company.timezone)).date()
