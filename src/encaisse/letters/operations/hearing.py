"""What a provider tells of a mail that it took, and the opening of a mail: kept as evidence, once.

A mail in doubt is settled by it. One refused for good has come back, as by a report read from a
mailbox; a job then writes no more to the address and takes the reminder back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.jobs.queue import enqueue
from encaisse.letters.mail.fates import Fate, Notice
from encaisse.letters.models import Evidence, EvidenceKind, Letter, LetterState
from encaisse.letters.operations.evidence import note
from encaisse.letters.operations.returning import come_back
from encaisse.letters.rules.openings import OPENINGS_MAX, reader_of

KINDS = {
    Fate.TAKEN: EvidenceKind.ACCEPTED,
    Fate.DELIVERED: EvidenceKind.DELIVERED,
    Fate.LATER: EvidenceKind.FAILED,
    Fate.REFUSED: EvidenceKind.BOUNCED,
    Fate.COMPLAINED: EvidenceKind.COMPLAINED,
    Fate.OPPOSED: EvidenceKind.OPPOSED,
}
WHY = {Fate.REFUSED: "refused", Fate.COMPLAINED: "complaint"}
SETTLING = {Fate.TAKEN, Fate.DELIVERED}
NOTES_MAX = 20  # of one kind: a server that postpones tells so for days
APART = timedelta(hours=20)
LEFT = {LetterState.DELIVERED, LetterState.UNCLEAR, LetterState.BOUNCED}


@transaction.atomic
def hear(letter: Letter, notice: Notice, *, source: str, at: datetime) -> bool:
    """Believe what ``source`` tells of a mail, for an address that it was sent to. Returns whether
    anything was learnt: what is told twice counts once."""
    kept = _locked(letter)
    address = _written_to(kept, notice.address)
    if kept.state not in LEFT or not address:
        return False
    told_at = min(notice.at or at, at)
    if notice.fate is Fate.OPENED:
        return _open(kept, by=reader_of(notice.reader), source=source, address=address, at=told_at)
    if notice.fate is Fate.TAKEN and kept.state != LetterState.UNCLEAR:
        return False  # its own columns say it
    if not _tells(kept, notice, source=source, address=address, at=told_at):
        return False
    if notice.fate in SETTLING and kept.state == LetterState.UNCLEAR:
        _settle(kept, source=source, at=told_at)
    _refuse(kept, notice, address, source=source)
    return True


@transaction.atomic
def open_by_picture(letter: Letter, *, agent: str, at: datetime) -> bool:
    """The picture of a mail was fetched; returns whether that is kept."""
    kept = _locked(letter)
    if kept.state not in LEFT:
        return False
    return _open(kept, by=reader_of(agent), source="image du courriel", address="", at=at)


def _locked(letter: Letter) -> Letter:
    return Letter.objects.select_for_update(of=("self",)).select_related("company").get(
        pk=letter.pk
    )  # fmt: skip


def _written_to(letter: Letter, address: str) -> str:
    """The address told, if the mail went there; the only one when none is told."""
    written: list[str] = [each.lower() for each in letter.to]
    if not address and len(written) == 1:
        return written[0]
    return address if address in written else ""


def _tells(letter: Letter, notice: Notice, *, source: str, address: str, at: datetime) -> bool:
    """Keep it, unless it is known."""
    kind = KINDS[notice.fate]
    known = Evidence.objects.filter(letter=letter, kind=kind, source=source, address=address)
    if notice.fate is Fate.LATER:
        is_known = known.filter(said=notice.said).exists() or known.count() >= NOTES_MAX
    else:
        is_known = known.exists()
    return not is_known and note(
        letter, kind, at=at, source=source, said=notice.said, address=address,
        reference=notice.reference,
    )  # fmt: skip


def _settle(letter: Letter, *, source: str, at: datetime) -> None:
    """Nobody knew whether it had left: now one does."""
    letter.state, letter.sent_at, letter.answer = LetterState.DELIVERED, at, f"pris par {source}"
    letter.save(update_fields=["state", "sent_at", "answer"])
    audit.record(
        company=letter.company, actor=source, verb="letter.confirmed",
        subject=f"letter:{letter.pk}", facts={"to": letter.to, "subject": letter.subject},
    )  # fmt: skip


def _refuse(letter: Letter, notice: Notice, address: str, *, source: str) -> None:
    """Nothing more is written there; a mail refused has come back."""
    if notice.fate not in WHY:
        return
    if notice.fate is Fate.REFUSED:
        come_back(letter, {address: notice.said})
    enqueue(
        "dunning.refuse_address", letter.company_id, address=address, why=WHY[notice.fate],
        said=notice.said, by=source,
    )  # fmt: skip


def _open(letter: Letter, *, by: str, source: str, address: str, at: datetime) -> bool:
    """Only for a company that wants to know; once a day and so many times at most."""
    known = Evidence.objects.filter(letter=letter, kind=EvidenceKind.OPENED).order_by("-at")
    last = known.first()
    is_enough = last is not None and (at - last.at < APART or known.count() >= OPENINGS_MAX)
    if not letter.company.tracks_opens or is_enough:
        return False
    return note(letter, EvidenceKind.OPENED, at=at, source=source, said=by, address=address)
