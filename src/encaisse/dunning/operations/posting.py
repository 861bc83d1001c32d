"""Reminders by post: printed together, put in envelopes by people, taken to the post.

As a letter enters its batch the rule is asked again, once: what was paid meanwhile leaves it, and
an empty one is not printed. From then on its text is frozen. Its message is *sending* until the
batch is said posted; killed anywhere, a batch goes on where it stood and prints nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations.delivery import OUTCOMES, recompute, record_outcome
from encaisse.dunning.operations.sending import BY, day_at, decided, locked
from encaisse.dunning.operations.tasks import open_by_hand
from encaisse.dunning.queries import posting as queries
from encaisse.dunning.queries.leaving import Leaving, paper_of
from encaisse.dunning.queries.papers import NO_PAPERS, is_registered, papers_of, takes_papers
from encaisse.dunning.rules.scenario import BY_A_PERSON
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.letters import pdf
from encaisse.letters.operations import Alongside, entrusting
from encaisse.letters.operations import posting as letters
from encaisse.letters.post.drawing import OnPaper
from encaisse.parties.rules import thread_of

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.letters.models import Letter, PrintBatch

CHUNK = 100
LETTER = "letter"


class NothingToPrint(Refusal):
    """No approved letter waits."""

    code = "nothing_to_print"
    sentence = "Aucun courrier approuvé n'attend d'être imprimé."


class NotToPrint(Refusal):
    """Only letters that are not printed yet come back."""

    code = "not_to_print"
    sentence = "Aucun de ces courriers n'attend d'être imprimé : ils sont déjà dans un lot."


@transaction.atomic
def start_batch(
    company: Company,
    *,
    is_duplex: bool,
    by: str,
    at: datetime,
    is_entrusted: bool = False,
    is_color: bool = False,
) -> PrintBatch:
    """A batch of the letters that wait; a worker makes it, then ``is_entrusted`` hands it over to
    the carrier of the settings."""
    if not queries.to_print(company).exists():
        raise NothingToPrint
    if is_entrusted:
        entrusting.check_carrier(company)
    batch = letters.open_batch(
        company, is_duplex=is_duplex, by=by, at=at, is_entrusted=is_entrusted, is_color=is_color
    )
    enqueue("dunning.print", company.pk, batch_id=batch.pk)
    return batch


def make_batch(company: Company, batch_id: int, *, at: datetime) -> None:
    """Draw the letters that wait, a hundred at a time; a thousand at most, the others make the next
    batch. Safe to run twice, and to kill. Outside any transaction."""
    with letters.filling(company, batch_id) as batch:
        if batch is None:
            return
        done = 0
        room = letters.LETTERS_MAX - batch.letters.count()
        while room > 0 and (chosen := queries.next_to_print(company, done, min(CHUNK, room))):
            room -= _print(batch, chosen, at=at)
            done = chosen[-1]
        _close(batch, at=at)


@transaction.atomic
def _close(batch: PrintBatch, *, at: datetime) -> None:
    """Made; and handed over when it was asked for. What the carrier cannot be given is printed."""
    letters.close(batch, at=at)
    if batch.entrusted_at is not None:
        with suppress(Refusal):
            entrusting.entrust(batch, is_color=batch.is_color, by=batch.entrusted_by, at=at)


def entrust_batch(batch: PrintBatch, *, is_color: bool, by: str, at: datetime) -> int:
    """The carrier prints and posts the letters of the pile, but those paid since. Returns how
    many."""
    paid = queries.letters_of(batch).filter(stands=queries.PAID)
    but = list(paid.values_list("letter_id", flat=True))
    return entrusting.entrust(batch, is_color=is_color, by=by, at=at, but=but)


@transaction.atomic
def post_batch(
    batch: PrintBatch, *, on: date, by: str, at: datetime, are_entrusted: bool = False
) -> int:
    """The batch left that day, its pile or what its carrier took: the steps of these letters count
    as taken. Returns how many left."""
    left = letters.post(batch, on=on, by=by, at=at, are_entrusted=are_entrusted)
    enqueue("dunning.settle_posted", batch.company_id)
    return left


@transaction.atomic
def set_letter_aside(letter: Letter, *, why: str, by: str) -> None:
    """A printed letter that is not posted: its steps failed, the next run proposes them again."""
    letters.set_aside(letter, why=why, by=by)
    enqueue("dunning.settle_posted", letter.company_id)


@transaction.atomic
def put_back(company: Company, message_ids: Iterable[int], *, by: str) -> list[int]:
    """Letters approved and not printed yet wait for approval again."""
    found = queries.to_print(company).filter(pk__in=list(message_ids))
    chosen = list(found.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not chosen:
        raise NotToPrint
    Message.objects.numbered(chosen).update(state=MessageState.WAITING, approved_by="")
    audit.record(
        company=company, actor=by, verb="dunning.put_back", subject=f"message:{chosen[0]}",
        facts={"messages": chosen},
    )  # fmt: skip
    return chosen


def settle_posted(company: Company, *, at: datetime) -> None:
    """Record what became of the letters that were posted or set aside. Outside any transaction."""
    for message_id in queries.to_settle(company):
        _settle(company, message_id, at=at)


@transaction.atomic(durable=True)
def _settle(company: Company, message_id: int, *, at: datetime) -> None:
    message = locked(company, message_id)
    letter = message.letter
    if message.state == MessageState.SENDING and letter and letter.state in OUTCOMES:
        on = day_at(company, letter.sent_at or at)
        record_outcome(message, outcome=letter.state, on=on, by=BY)


@transaction.atomic(durable=True)
def _print(batch: PrintBatch, message_ids: list[int], *, at: datetime) -> int:
    """Put these messages in the batch, all or none; returns how many entered."""
    asked = [
        (message, *order)
        for message_id in message_ids
        for message in [locked(batch.company, message_id)]
        for order in [_on_paper(batch, message, at=at)]
        if order is not None
    ]
    entered = 0
    drawings = pdf.render_many(paper.order for _message, paper, _along in asked)
    for (message, paper, along), drawn in zip(asked, drawings, strict=True):
        if isinstance(drawn, pdf.Unprintable):
            letters.leave_out(batch, message.customer.name, str(drawn))
            continue
        thread = thread_of(message.customer_id)
        message.letter = letters.enclose(batch, paper, drawn, at=at, thread=thread, along=along)
        message.state = MessageState.SENDING
        message.save(update_fields=["letter", "state"])
        entered += 1
    return entered


def _on_paper(
    batch: PrintBatch, message: Message, *, at: datetime
) -> tuple[OnPaper, Alongside] | None:
    """The letter as it leaves, with its papers; None when nothing is left to ask, when it takes
    another way by now, or when nobody could deliver it."""
    if message.state != MessageState.RELEASED or message.channel != LETTER:
        return None
    found = recompute(message, day_at(batch.company, at))
    if found is not None and message.channel in BY_A_PERSON:
        open_by_hand(message, on=day_at(batch.company, at))
    if found is None or message.channel != LETTER:
        return None
    return _deliverable(batch, found)


def _deliverable(batch: PrintBatch, found: Leaving) -> tuple[OnPaper, Alongside] | None:
    papers = papers_of(found) if takes_papers(found) else NO_PAPERS
    going = replace(decided(found.message), papers=papers.enclosed, without=papers.without)
    along = letters.printable_along(going)
    try:
        paper = paper_of(found, enclosed=[each.name for each in along.papers])
        return replace(paper, is_registered=is_registered(found)), along
    except Refusal as refusal:
        letters.leave_out(batch, found.message.customer.name, str(refusal))
        return None
