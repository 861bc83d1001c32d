"""What is kept of one message, for its delivery record."""

from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from encaisse.audit import queries as audit
from encaisse.documents.models import Attachment, Document
from encaisse.letters.models import Evidence, Letter, PrintBatch, Registration
from encaisse.letters.post.gateway import NAMES
from encaisse.letters.rules.proving import Line, Meaning, line_of
from encaisse.letters.rules.record import (
    ACTS,
    TELLING,
    Act,
    Batch,
    Event,
    Followed,
    Kept,
    What,
    record,
)

POSTED, REGISTERED = "letters.batch_posted", "letter.registered"
VERBS = (*ACTS, POSTED, REGISTERED)


def record_of(letter: Letter) -> list[Line]:
    """Its delivery record, the earliest first: each thing with what it proves. A fixed number of
    queries."""
    return [
        line_of(event, channel=letter.channel, is_registered=letter.is_registered)
        for event in record(_kept(letter))
    ]


def fates_of(letters: Collection[Letter]) -> dict[int, Meaning]:
    """What was told, and says most, of each of these messages after it left. Two queries."""
    told: dict[int, set[str]] = {letter.pk: set() for letter in letters}
    evidence = Evidence.objects.filter(letter__in=told) if told else Evidence.objects.none()
    for letter_id, kind in evidence.order_by("id").values_list("letter_id", "kind"):
        told[letter_id].add(kind)
    registered = [letter.pk for letter in letters if letter.is_registered]
    for each in Registration.objects.filter(letter__in=registered) if registered else ():
        told[each.letter_id] |= {name for name, on in _days(each).items() if on is not None}
    return {
        letter.pk: line_of(
            Event(letter.prepared_at, most, ""),
            channel=letter.channel,
            is_registered=letter.is_registered,
        ).meaning
        for letter in letters
        for most in [what for what in TELLING if what in told[letter.pk]][:1]
    }


def _days(told: Registration) -> dict[str, date | None]:
    return {
        What.PRESENTED.value: told.presented_on,
        What.RECEIVED.value: told.received_on,
        What.RETURNED.value: told.returned_on,
    }


def _kept(letter: Letter) -> Kept:
    acts = _acts(letter)
    return Kept(
        channel=letter.channel,
        state=letter.state,
        by=letter.by,
        prepared_at=letter.prepared_at,
        sent_at=letter.sent_at,
        answer=letter.answer,
        reference=letter.reference,
        zone=ZoneInfo(letter.company.timezone),
        carrier=NAMES.get(letter.carrier, ""),
        written=_written(letter),
        refused=letter.refused,
        batch=_batch(letter.batch) if letter.batch else None,
        followed=_followed(letter, acts),
        evidence=tuple(map(_told, letter.evidence.order_by("at", "id"))),
        acts=acts,
        scans=_scans(letter),
    )


def _written(letter: Letter) -> str:
    """From which text."""
    if letter.template is None:
        return ""
    version = letter.template_version
    return f"{letter.template.name}, version {version}" if version else letter.template.name


def _batch(batch: PrintBatch) -> Batch:
    return Batch(batch.pk, batch.made_at, batch.taken_at, batch.taken_by, batch.posted_on)


def _followed(letter: Letter, acts: tuple[Act, ...]) -> Followed:
    """What the post said of a registered letter, signed by whoever noted it last."""
    found = Registration.objects.filter(letter=letter).first() if letter.is_registered else None
    if found is None:
        return Followed()
    noted = [act.by for act in acts if act.verb == REGISTERED]
    return Followed(
        number=found.number,
        presented_on=found.presented_on,
        received_on=found.received_on,
        returned_on=found.returned_on,
        returned_why=found.get_returned_why_display() if found.returned_why else "",
        by=noted[-1] if noted else "",
    )


def _acts(letter: Letter) -> tuple[Act, ...]:
    subjects = [f"letter:{letter.pk}", *([f"batch:{letter.batch_id}"] if letter.batch_id else [])]
    found = audit.about(letter.company, *subjects, verbs=VERBS)
    return tuple(Act(act.verb, act.at, act.actor, act.reason) for act in found if act.at)


def _told(evidence: Evidence) -> Event:
    return Event(
        evidence.at,
        What(evidence.kind),
        evidence.source,
        evidence.said,
        evidence.address,
        evidence.reference,
    )


def scans_of(letter: Letter) -> list[Document]:
    """The papers filed with it: slips, acknowledgements."""
    return [each.document for each in _attached(letter)]


def _attached(letter: Letter) -> QuerySet[Attachment]:
    """What is attached to it, but the letter itself."""
    found = Attachment.objects.filter(
        company_id=letter.company_id, subject_kind="letter", subject_id=letter.pk
    ).exclude(document=letter.document_id)
    return found.select_related("document").order_by("id")


def _scans(letter: Letter) -> tuple[Event, ...]:
    return tuple(
        Event(
            each.at,
            What.FILED,
            each.by,
            each.document.name,
            reference=f"document:{each.document_id}",
        )
        for each in _attached(letter)
    )
