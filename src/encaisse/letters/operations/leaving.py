"""Mails leave by batches, over one connection: each is written out while the one before it is
with the server, marked while the server is given all of it but its end, recorded after."""

from __future__ import annotations

import base64
import contextlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.documents import operations as documents
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail import server
from encaisse.letters.mail.message import BadAddress, Mail, Paper
from encaisse.letters.models import Channel, Enclosure, Letter, LetterState
from encaisse.letters.operations import spaces
from encaisse.letters.operations.evidence import note_attempt
from encaisse.letters.operations.ledger import Ledger
from encaisse.letters.operations.mails import PaperPurged, mark
from encaisse.letters.operations.pacing import put_off
from encaisse.letters.queries import opening_address
from encaisse.letters.rules.delivery import Delivered, Failed, Outcome, Unclear, after
from encaisse.letters.rules.openings import with_picture

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.letters.mail.server import Leaving, Way

SHEAF = 50  # read from the database together
AHEAD = 2  # written out before their turn
NOT_WRITTEN = (BadAddress, Refusal, OSError)


def send_batch(company: Company, letter_ids: Iterable[int], *, at: datetime) -> dict[int, str]:
    """Send these mails over one connection; returns the state of each afterwards.

    ``prepared`` means refused for now and tried again later; ``sending``, that another process is
    at it. Safe to run twice, and to kill: a letter is marked before the server is given the end
    of it, so none is sent twice. Beyond the pace of the settings they wait for the next minute.
    Refused when the company's mail has nowhere to go. Runs outside any transaction."""
    letter_ids = list(dict.fromkeys(letter_ids))
    _stand_alone()
    with server.way(is_demonstration=company.is_demonstration) as way:
        late = put_off(company, letter_ids, at=at)
        states = dict.fromkeys(letter_ids, LetterState.PREPARED.value)
        due = [letter_id for letter_id in letter_ids if letter_id not in late]
        with ThreadPoolExecutor(1) as speaker, Ledger(company.pk, at) as ledger:
            for letter, written in _written_out(company, due, way, at=at):
                offered = speaker.submit(_offered, written)
                states[letter.pk] = _leave(ledger, letter, offered, at=at)
    return states


def _stand_alone() -> None:
    """Refuse a transaction around: marks that may be undone mark nothing."""
    with transaction.atomic(durable=True):
        pass


def send(letter: Letter, *, at: datetime) -> str:
    """Send one mail; returns its state."""
    return send_batch(letter.company, [letter.pk], at=at)[letter.pk]


def mail_of(letter: Letter, papers: tuple[Paper, ...], *, at: datetime) -> Mail:
    """The facts of a letter, as they go out."""
    return Mail(
        message_id=letter.message_id,
        sender_name=letter.company.name,
        to=tuple(letter.to),
        reply_to=letter.reply_to,
        subject=letter.subject,
        text=letter.text,
        html=with_picture(letter.html, opening_address(letter)),
        images={name: base64.b64decode(png) for name, png in letter.images.items()},
        thread=letter.thread,
        answers=letter.answers,
        papers=papers,
        at=at,
    )


def _leave(ledger: Ledger, letter: Letter, offered: Future[Leaving], *, at: datetime) -> str:
    """Claim it while it is offered, let it leave, note what became of it."""
    try:
        is_ours, attempt = ledger.claim(letter.pk)
        if not is_ours:
            return LetterState.SENDING.value
        if attempt is None:
            found = mark(letter.company, letter.pk, channel=Channel.MAIL, at=at)
            if found.state != LetterState.SENDING:
                return found.state
            attempt = found.attempts
        outcome = _given(offered)
    finally:
        _kept(offered)
    step = after(outcome, attempts=attempt, at=at)
    ledger.record(
        letter.pk,
        step,
        reference=outcome.reference if isinstance(outcome, Delivered) else "",
        refused=None if isinstance(outcome, Unclear) else outcome.refused,
    )
    if not isinstance(outcome, Delivered):
        note_attempt(letter, outcome, at=at)
    return step.state


def _offered(written: Future[Leaving]) -> Leaving:
    """All of it said but what lets it leave."""
    leaving = written.result()
    leaving.offer()
    return leaving


def _given(offered: Future[Leaving]) -> Outcome:
    """What became of it, unless it could not even be written out."""
    try:
        leaving = offered.result()
    except NOT_WRITTEN as trouble:
        return Failed(str(trouble), permanent=True)
    return leaving.give()


def _kept(offered: Future[Leaving]) -> None:
    """What was offered and not given is taken back."""
    with contextlib.suppress(*NOT_WRITTEN):
        offered.result().keep()


def _written_out(
    company: Company, letter_ids: list[int], way: Way, *, at: datetime
) -> Iterator[tuple[Letter, Future[Leaving]]]:
    """The mails in this order, a few written out ahead of their turn."""
    waiting: deque[tuple[Letter, Future[Leaving]]] = deque()
    with ThreadPoolExecutor(1) as writer:
        for letter, enclosures in _letters(company, letter_ids):
            fill = spaces.filler(company, letter.text)
            waiting.append((letter, writer.submit(_ready, letter, fill, enclosures, way, at=at)))
            if len(waiting) > AHEAD:
                yield waiting.popleft()
        yield from waiting


def _letters(company: Company, letter_ids: list[int]) -> Iterator[tuple[Letter, list[Enclosure]]]:
    """Those of the company, in this order, with what they carry; all of them are its mails, or
    nothing leaves. (Prefetched, enclosures would tie each letter into a cycle: heavy texts would
    stay until they are looked for.)"""
    for start in range(0, len(letter_ids), SHEAF):
        sheaf = letter_ids[start : start + SHEAF]
        mails = Letter.objects.filter(company=company, pk__in=sheaf, channel=Channel.MAIL)
        found = {letter.pk: letter for letter in mails}
        if len(found) < len(sheaf):
            raise Letter.DoesNotExist
        carried: dict[int, list[Enclosure]] = {letter_id: [] for letter_id in sheaf}
        enclosures = Enclosure.objects.filter(letter__in=sheaf).select_related("document")
        for enclosure in enclosures.order_by("id"):
            carried[enclosure.letter_id].append(enclosure)
        for letter_id in sheaf:
            found[letter_id].company = company
            yield found.pop(letter_id), carried.pop(letter_id)


def _ready(
    letter: Letter, fill: spaces.Fill, enclosures: list[Enclosure], way: Way, *, at: datetime
) -> Leaving:
    """Reads the papers, never the database."""
    papers = tuple(paper_of(each) for each in enclosures)
    mail = mail_of(letter, papers, at=at)
    return way.written(replace(mail, text=fill(mail.text), html=fill(mail.html)))


def paper_of(enclosure: Enclosure) -> Paper:
    """A paper that a mail carries, with its bytes; refused when it was purged."""
    if enclosure.document is None:
        raise PaperPurged(name=enclosure.name)
    content = documents.content_of(enclosure.document)
    return Paper(enclosure.name, enclosure.media_type, content)
