"""Letters entrusted to a carrier instead of being printed: one request for each.

The same safety as for mails: a letter is marked before the carrier is spoken to. Taken, it is
*entrusted*, with the carrier's number; it counts as sent on the day it is posted. Refused for
certain, it goes back to the pile of its batch, with the reason. Without an answer it is *unclear*,
and never given again by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.letters.models import Channel, Evidence, Letter, LetterState, PrintBatch
from encaisse.letters.operations.evidence import note, note_attempt
from encaisse.letters.operations.mails import attempt
from encaisse.letters.operations.posting import BatchNotReady, papers_of
from encaisse.letters.post import binding, gateway
from encaisse.letters.queries import batch_name
from encaisse.letters.rules.carrying import Consignment
from encaisse.letters.rules.delivery import ATTEMPTS_MAX, Delivered, Failed, Outcome, Unclear, after
from encaisse.letters.rules.postal import HOME, envelope, postcode_of
from encaisse.letters.rules.words import words_of

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.letters.post.gateway import Carrier, Counter

SHEAF = 100


class NothingToEntrust(Refusal):
    """No letter of the pile waits."""

    code = "nothing_to_entrust"
    sentence = "{name} n'a plus de lettre à confier : elles sont confiées, postées ou retirées."


class SenderIncomplete(Refusal):
    """A carrier needs to know where a letter comes back to."""

    code = "sender_incomplete"
    sentence = (
        "L'adresse de votre société est incomplète, {carrier} ne saurait où rapporter un pli : "
        "complétez-la sur « Votre société »."
    )


class CarrierChanged(Refusal):
    """The settings name another carrier than when the letter was entrusted."""

    code = "carrier_changed"
    sentence = (
        "Le prestataire postal a changé, c'est {carrier} : confiez-lui la lettre de nouveau, ou "
        "imprimez-la."
    )


@transaction.atomic
def entrust(
    batch: PrintBatch, *, is_color: bool, by: str, at: datetime, but: Collection[int] = ()
) -> int:
    """Entrust the letters of the pile to the carrier of the settings, ``but`` some; workers give
    them one by one. Returns how many."""
    company = batch.company
    carrier = check_carrier(company)
    kept = PrintBatch.objects.select_for_update().get(pk=batch.pk)
    if kept.made_at is None:
        raise BatchNotReady(name=batch_name(batch))
    pile = kept.letters.filter(state=LetterState.PREPARED, carrier="").exclude(pk__in=but)
    chosen = list(pile.select_for_update().order_by("id").values_list("pk", flat=True))
    if not chosen:
        raise NothingToEntrust(name=batch_name(batch))
    Letter.objects.filter(pk__in=chosen).update(
        carrier=carrier.kind, attempts=0, not_before=None, answer=""
    )
    kept.is_color, kept.entrusted_at, kept.entrusted_by = is_color, at, by
    kept.save(update_fields=["is_color", "entrusted_at", "entrusted_by"])
    audit.record(
        company=company, actor=by, verb="letters.batch_entrusted", subject=f"batch:{batch.pk}",
        facts={"letters": len(chosen), "carrier": carrier.name, "is_color": is_color},
    )  # fmt: skip
    for start in range(0, len(chosen), SHEAF):
        enqueue("letters.entrust", company.pk, letter_ids=chosen[start : start + SHEAF])
    return len(chosen)


def check_carrier(company: Company) -> Carrier:
    """Who takes the company's letters; refused without one, or when it would not know whose they
    are."""
    carrier = gateway.check(is_demonstration=company.is_demonstration)
    if not postcode_of(company.address):
        raise SenderIncomplete(carrier=carrier.name)
    return carrier


def give_batch(company: Company, letter_ids: Iterable[int], *, at: datetime) -> dict[int, str]:
    """Give these letters to their carrier; returns the state of each afterwards. Safe to run twice,
    and to kill. Outside any transaction."""
    carrier = gateway.check(is_demonstration=company.is_demonstration)
    counter = gateway.counter_of(carrier)

    def give(letter: Letter) -> Outcome:
        return _given(counter, carrier, letter)

    return {
        letter_id: attempt(company, letter_id, give, channel=Channel.LETTER, at=at, record=_record)
        for letter_id in dict.fromkeys(letter_ids)
    }


def _given(counter: Counter, carrier: Carrier, letter: Letter) -> Outcome:
    """What became of it; a refusal of ours comes before anything is said."""

    def named(number: str) -> None:
        Letter.objects.filter(pk=letter.pk).update(reference=number)

    try:
        if letter.carrier != carrier.kind:
            raise CarrierChanged(carrier=carrier.name)
        return counter.give(_consignment(letter), named=named)
    except (Refusal, OSError) as trouble:
        return Failed(str(trouble), permanent=True)


def _consignment(letter: Letter) -> Consignment:
    """The letter as its carrier is given it, its papers behind it."""
    company, batch = letter.company, letter.batch
    is_duplex = batch is not None and batch.is_duplex
    sender = envelope(company.name, "", company.address, HOME, words=words_of("fr"))
    return Consignment(
        key=letter.message_id.strip("<>").partition("@")[0],
        number=letter.pk,
        subject=letter.subject,
        paper=binding.bind(papers_of(letter), is_duplex=is_duplex),
        pages=letter.pages,
        to=tuple(letter.to),
        sender=sender,
        notify=company.email,
        is_registered=letter.is_registered,
        is_duplex=is_duplex,
        is_color=batch is not None and batch.is_color,
        is_again=Evidence.objects.filter(letter=letter, kind="unclear").exists(),
    )


@transaction.atomic(durable=True)
def _record(letter: Letter, outcome: Outcome, *, at: datetime) -> None:
    """What became of it; what the carrier told meanwhile by itself stands."""
    kept = (
        Letter.objects.select_for_update(of=("self",)).select_related("company").get(pk=letter.pk)
    )
    if kept.state == LetterState.SENDING:
        match outcome:
            case Delivered():
                taken(kept, outcome.answer, outcome.reference, at=at)
            case Failed(permanent=permanent) if permanent or kept.attempts >= ATTEMPTS_MAX:
                back_in_pile(kept, outcome.answer, at=at)
            case Failed() | Unclear():
                step = after(outcome, attempts=kept.attempts, at=at)
                kept.state, kept.answer, kept.not_before = step.state, step.answer, step.not_before
                kept.save(update_fields=["state", "answer", "not_before"])
                note_attempt(kept, outcome, at=at)
    letter.state = kept.state


def taken(letter: Letter, said: str, reference: str, *, at: datetime) -> None:
    """The carrier has it. The row is locked."""
    letter.state, letter.answer, letter.not_before = LetterState.ENTRUSTED, said, None
    letter.reference = reference or letter.reference
    letter.save(update_fields=["state", "answer", "not_before", "reference"])
    note(
        letter, "accepted", at=at, source=gateway.NAMES[letter.carrier], said=said,
        reference=letter.reference,
    )  # fmt: skip


def back_in_pile(letter: Letter, why: str, *, at: datetime) -> None:
    """The carrier certainly will not post it: we print it, or entrust it again. The row is
    locked."""
    source = gateway.NAMES[letter.carrier]
    note(letter, "failed", at=at, source=source, said=why, reference=letter.reference)
    letter.state, letter.answer, letter.not_before = LetterState.PREPARED, why, None
    letter.carrier, letter.reference, letter.attempts = "", "", 0
    letter.save(update_fields=["state", "answer", "not_before", "carrier", "reference", "attempts"])
    audit.record(
        company=letter.company, actor=source, verb="letter.not_taken",
        subject=f"letter:{letter.pk}", reason=why, facts={"to": letter.to},
    )  # fmt: skip
