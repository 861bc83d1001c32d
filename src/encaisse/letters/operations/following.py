"""What a carrier tells of the letters that it took: asked by a job, or told by itself.

Each thing told is kept as evidence, once. A letter is sent on the day it is posted; a registered
one is followed from there to its receipt or its return; the scans are filed with it. A return
without a reason decides nothing: a person reads the scan and says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.documents.operations import GivenFile
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.letters.models import Letter, LetterState, Registration, ReturnReason
from encaisse.letters.operations.entrusting import back_in_pile, taken
from encaisse.letters.operations.evidence import note
from encaisse.letters.operations.registering import Told
from encaisse.letters.operations.registering import note as note_registered
from encaisse.letters.post import gateway, maileva_statuses, mercifacteur_hook
from encaisse.letters.queries import FILED, letter_entrusted, letter_referenced, proofs_held
from encaisse.letters.rules.carrying import Event, News, Proof, Step
from encaisse.letters.rules.proofs import file_name

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.letters.post.gateway import Carrier

PROOF = "proof"
KINDS = {
    Step.ACCEPTED: "accepted",
    Step.PRESENTED: "presented",
    Step.RETURNED: "returned",
}
THERE = (LetterState.PREPARED, LetterState.SENDING, LetterState.UNCLEAR)
NOT_POSTED = (*THERE, LetterState.ENTRUSTED)


def follow_batch(company: Company, letter_ids: Iterable[int], *, at: datetime) -> None:
    """Ask the carrier about these letters. What it cannot say now, or what cannot be kept, is asked
    again later. Outside any transaction."""
    carrier = gateway.check(is_demonstration=company.is_demonstration)
    counter = gateway.counter_of(carrier)
    found = Letter.objects.filter(company=company, pk__in=list(letter_ids), carrier=carrier.kind)
    for letter in found.select_related("company").order_by("pk"):
        news = counter.follow(
            letter.reference, is_registered=letter.is_registered, has=proofs_held(letter)
        )
        if news is None:
            continue
        is_doubted = letter.state == LetterState.UNCLEAR and _is_forgotten(news)
        is_out = is_doubted and counter.forget(letter.reference, is_registered=letter.is_registered)
        try:
            record(letter, news, carrier=carrier.kind, at=at, is_forgotten=is_out)
        except Refusal:
            continue


def hear(carrier: Carrier, body: bytes, *, at: datetime) -> None:
    """What a carrier tells by itself, of any company: believed when it carries it, else asked."""
    if carrier.kind == "maileva":
        letter = letter_referenced(maileva_statuses.announced(body))
        if letter is not None:
            enqueue("letters.follow", letter.company_id, letter_ids=[letter.pk])
        return
    for number, news in mercifacteur_hook.read(body):
        letter = letter_entrusted(number, reference=news.reference)
        if letter is not None:
            record(letter, news, carrier=carrier.kind, at=at)


def _is_forgotten(news: News) -> bool:
    return any(each.step is Step.FORGOTTEN for each in news.events)


@transaction.atomic
def record(
    letter: Letter, news: News, *, carrier: str, at: datetime, is_forgotten: bool = False
) -> None:
    """What the carrier tells of one letter; told twice, it is once. ``is_forgotten``: it will
    certainly never be sent."""
    kept = (
        Letter.objects.select_for_update(of=("self",)).select_related("company").get(pk=letter.pk)
    )
    source = gateway.NAMES[carrier]
    for event in news.events:
        _witness(kept, event, source=source)
    if is_forgotten and kept.state == LetterState.UNCLEAR:
        back_in_pile(kept, f"{source} n'a jamais reçu l'ordre de l'envoyer", at=at)
    for event in news.events:
        _settle(kept, event, news, carrier=carrier, at=at)
    if kept.is_registered and kept.state == LetterState.DELIVERED:
        _register(kept, news, source=source, at=at)
    held = proofs_held(kept)
    for proof in (each for each in news.proofs if each.name not in held):
        _file(kept, proof, news, source=source, at=at)


def _witness(letter: Letter, event: Event, *, source: str) -> None:
    """The evidence of one step; the day of posting is the letter's own."""
    received = "received" if letter.is_registered else "delivered"
    kind = received if event.step is Step.RECEIVED else KINDS.get(event.step)
    if kind and event.said:
        note(letter, kind, at=event.at, source=source, said=event.said)


def _settle(letter: Letter, event: Event, news: News, *, carrier: str, at: datetime) -> None:
    """Where the letter stands after one step."""
    match event.step:
        case Step.ACCEPTED if letter.state in THERE:
            letter.carrier = carrier
            letter.save(update_fields=["carrier"])
            said = event.said or f"pris en charge par {gateway.NAMES[carrier]}"
            taken(letter, said, news.reference, at=event.at)
        case Step.REFUSED if letter.state in (LetterState.ENTRUSTED, LetterState.UNCLEAR):
            back_in_pile(letter, f"{gateway.NAMES[carrier]} refuse : {event.said}", at=at)
        case Step.POSTED if letter.state in NOT_POSTED:
            letter.state, letter.sent_at, letter.carrier = LetterState.DELIVERED, event.at, carrier
            letter.reference = news.reference or letter.reference
            _changed(letter, "letter.posted", event, "sent_at", "carrier", "reference")
            enqueue("dunning.settle_posted", letter.company_id)
        case Step.RETURNED if letter.state == LetterState.DELIVERED and not letter.is_registered:
            if event.why == ReturnReason.UNKNOWN:
                letter.state, letter.answer = LetterState.BOUNCED, event.said
                _changed(letter, "letter.returned", event, "answer")


def _changed(letter: Letter, verb: str, event: Event, *fields: str) -> None:
    letter.save(update_fields=["state", *fields])
    audit.record(
        company=letter.company, actor=gateway.NAMES[letter.carrier], verb=verb,
        subject=f"letter:{letter.pk}", reason=event.said, on=_day(letter, event.at),
        facts={"to": letter.to, "reference": letter.reference},
    )  # fmt: skip


def _register(letter: Letter, news: News, *, source: str, at: datetime) -> None:
    """Number and days of a registered letter. What a person noted stays; days that do not hold
    together stay evidence."""
    found = Registration.objects.filter(letter=letter).first()
    known = {name: getattr(found, name) for name in asdict(Told())} if found else asdict(Told())
    told = _told(letter, news)
    merged = {name: value or told.get(name) or value for name, value in known.items()}
    if merged == known:
        return
    try:
        with transaction.atomic():
            note_registered(letter, Told(**merged), by=source, today=_day(letter, at))
    except Refusal:
        return
    letter.refresh_from_db(fields=["state", "answer"])


def _told(letter: Letter, news: News) -> dict[str, Any]:
    told: dict[str, Any] = {"number": news.number}
    for event in news.events:
        on = _day(letter, event.at)
        match event.step:
            case Step.PRESENTED:
                told.setdefault("presented_on", on)
            case Step.RECEIVED:
                told.setdefault("received_on", on)
            case Step.RETURNED if event.why:
                told |= {"returned_on": on, "returned_why": event.why}
    return told


def _file(letter: Letter, proof: Proof, news: News, *, source: str, at: datetime) -> None:
    """The scan among the letter's documents."""
    name = file_name(proof.name, news.number or letter.reference, proof.content)
    (subject,) = FILED.known(letter.company, [letter.pk])
    documents.receive(
        letter.company, GivenFile(name, proof.content), kind=PROOF, by=source,
        on=_day(letter, at), subjects=[subject],
    )  # fmt: skip


def _day(letter: Letter, at: datetime) -> date:
    return at.astimezone(ZoneInfo(letter.company.timezone)).date()
