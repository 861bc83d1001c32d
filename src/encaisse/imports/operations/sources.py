"""Taking files in from the sources: each once, none half written, each with what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.documents.operations.scanning import threat_in
from encaisse.imports import operations
from encaisse.imports.models import ImportSource, ImportState, SourceFate, SourceFile
from encaisse.imports.operations import GivenFile, Judged, answering
from encaisse.imports.queries import sources as queries
from encaisse.imports.rules.recognition import is_mixed
from encaisse.imports.rules.review import Review
from encaisse.imports.rules.slips import slip
from encaisse.imports.sources import folder
from encaisse.imports.sources.folder import FileUnreadable
from encaisse.imports.sources.places import FILE_BYTES_MAX, FOLDER, MAILBOX, SFTP
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail import fetching
from encaisse.letters.mail.fetching import Fetched, MailboxLost, Position
from encaisse.letters.mail.reading import read as read_mail
from encaisse.store import locks

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.queries.sources import Source

LOCK = "import source"
STILL = timedelta(seconds=5)
FIRST = timedelta(days=7)
ENCLOSED_MAX = 50
NAME_MAX, REASON_MAX = 200, 500
THREAT = "L'antivirus y trouve « {threat} » : le fichier n'est pas repris."
STRANGER = "Expéditeur {sender} refusé : ajoutez-le à expediteurs= s'il est le bon."
NOTHING = "Aucune pièce jointe."
TOO_MANY = "Plus de {most} pièces jointes : les suivantes sont laissées."
NOT_WHOLE = "Courriel trop lourd : déposez sa pièce jointe sur la page des imports."
TO_REVIEW = "Il attend sur la page des imports qu'une personne le prenne ou le laisse."
TOO_LARGE = "Le fichier dépasse 512 Mo."
REMEDIES = {
    FOLDER: "Créez le dossier et donnez à Encaisse le droit d'y lire et d'y écrire.",
    MAILBOX: "Vérifiez ENCAISSE_IMPORT_IMAP_URL ; la lecture reprend où elle s'est arrêtée.",
    SFTP: "Vérifiez ENCAISSE_SFTP_URL, et auprès de la banque que le compte est ouvert.",
}


class SourceLost(Refusal):
    """A source could not be looked into; what was taken before is kept."""

    code = "import_source_lost"
    sentence = "La source {source} n'a pas pu être relevée : {why}. {remedy}"


def ask(company: Company) -> int:
    """Have every source of the company looked into by the worker; how many."""
    found = queries.sources_of(company)
    for one in found:
        enqueue("imports.relieve", company.pk, kind=one.kind, rank=one.rank)
    return len(found)


def relieve(source: Source, *, at: datetime) -> int:
    """Take what a source brings; how many files. None while another process does."""
    with locks.holding(f"{LOCK} {source.kind}", (source.company_id << 8) + source.rank) as is_ours:
        return _relieve(source, at=at) if is_ours else 0


def _relieve(source: Source, *, at: datetime) -> int:
    standing = source.standing
    if standing.pk is None:
        standing.save()
    try:
        count = PASSES[source.kind](source, at)
    except SourceLost as lost:
        standing.trouble = str(lost)[:REASON_MAX]
        raise
    else:
        standing.trouble = ""
    finally:
        standing.checked_at = at
        standing.save()
    return count


def _lost(source: Source, why: object) -> SourceLost:
    return SourceLost(source=source.place, why=why, remedy=REMEDIES[source.kind])


def _from_folder(source: Source, at: datetime) -> int:
    """The files that have not changed since the pass before; each goes aside with its report."""
    standing, count = source.standing, 0
    if standing.checked_at and at - standing.checked_at < STILL:
        return 0
    try:
        with folder.opened(source.place.path) as place:  # type: ignore[union-attr]
            marks = place.marks()
            for name, mark in marks.items():
                facts = [mark.size, mark.changed, mark.number]
                if standing.seen.get(name) == facts:
                    count += _settled(standing, place, name, mark, at)
            standing.seen = {
                name: [mark.size, mark.changed, mark.number] for name, mark in place.marks().items()
            }
    except OSError as error:
        raise _lost(source, error.strerror or error) from error
    return count


def _settled(
    standing: ImportSource, place: folder.Opened, name: str, mark: folder.Mark, at: datetime
) -> int:
    """One file of the folder: taken or refused, then put aside."""
    fingerprint = f"{name[:200]}|{mark.size}|{mark.changed}|{at.isoformat()}"
    try:
        content = place.read(name, mark)
        if content is None:
            return 0
        row = take(standing, name, content, fingerprint=fingerprint, by="dossier surveillé", at=at)
    except FileUnreadable as why:
        row = _note(standing, name, fingerprint, SourceFate.REFUSED, at, str(why))
    report = row.taken_as.report if row.taken_as else None
    text = slip(name, str(SourceFate(row.fate).label), row.reason, report)
    place.settle(name, mark, PLACES.get(SourceFate(row.fate), folder.REFUSED), text)
    return 1


def _from_mailbox(source: Source, at: datetime) -> int:
    """The mails that arrived since the pass before, one transaction each."""
    standing, count = source.standing, 0
    box = source.place.mailbox  # type: ignore[union-attr]
    after = Position(standing.validity, standing.uid)
    since = (standing.checked_at or at) - FIRST
    try:
        for mail in fetching.fetch(box, after=after, since=since.date()):
            with transaction.atomic():
                count += _take_mail(source, mail, at)
                standing.validity, standing.uid = mail.position.validity, mail.position.uid
                standing.save()
    except MailboxLost as lost:
        raise _lost(source, lost.facts["why"]) from lost
    return count


def _take_mail(source: Source, mail: Fetched, at: datetime) -> int:
    """The files of one mail; how many are new. Why nothing of it is taken is said."""
    standing, read = source.standing, read_mail(mail.content)
    name, known = read.subject or "courriel", f"{read.message_id[:300]}#"
    if queries.is_brought(standing, f"{known}0"):
        return 0
    why = _why_left(source, mail, read)
    _note(standing, name, f"{known}0", SourceFate.LEFT if why else SourceFate.TAKEN, at, why)
    if why:
        if why in {NOTHING, NOT_WHOLE}:
            answering.tell(source.standing.company, read, [], why=why, at=at)
        return 0
    brought = [
        take(standing, file.name, file.content, fingerprint=f"{known}{rank}", by=read.sender, at=at)
        for rank, file in enumerate(read.enclosed[:ENCLOSED_MAX], 1)
    ]
    if len(read.enclosed) > ENCLOSED_MAX:
        reason = TOO_MANY.format(most=ENCLOSED_MAX)
        _note(standing, name, f"{known}more", SourceFate.LEFT, at, reason)
    answering.tell(standing.company, read, brought, why="", at=at)
    return len(brought)


def _why_left(source: Source, mail: Fetched, read: Any) -> str:
    if not source.place.accepts(read.sender):  # type: ignore[union-attr]
        return STRANGER.format(sender=read.sender or "inconnu")
    if not mail.is_whole:
        return NOT_WHOLE
    return "" if read.enclosed else NOTHING


def _from_sftp(source: Source, at: datetime) -> int:
    """The files that have not changed since the pass before, each once."""
    from encaisse.imports.sources import sftp

    standing, count = source.standing, 0
    place: Any = source.place
    try:
        with sftp.session(place) as server:
            found = [file for file in server.files() if place.wants(file.name)]
            for file in found:
                is_still = standing.seen.get(file.name) == [file.size, file.changed]
                count += is_still and _pulled(source, server, file, at)
            standing.seen = {file.name: [file.size, file.changed] for file in found}
    except sftp.SftpFailed as failed:
        raise _lost(source, failed) from failed
    return count


def _pulled(source: Source, server: Any, file: Any, at: datetime) -> int:
    """One file of the server; one that is left there is known by its name, size and day, one that
    is moved is never seen again."""
    standing, is_moved = source.standing, source.place.is_moved  # type: ignore[union-attr]
    fingerprint = f"{file.name[:200]}|{file.size}|{file.changed}"
    fingerprint += f"|{at.isoformat()}" if is_moved else ""
    if queries.is_brought(standing, fingerprint):
        return 0
    if file.size > FILE_BYTES_MAX:
        _note(standing, file.name, fingerprint, SourceFate.REFUSED, at, TOO_LARGE)
        return 1
    content = server.read(file)
    if content is None:
        return 0
    take(standing, file.name, content, fingerprint=fingerprint, by="relevé SFTP", at=at)
    if is_moved:
        server.put_aside(file)
    return 1


PLACES = {
    SourceFate.TAKEN: folder.TAKEN, SourceFate.KNOWN: folder.TAKEN,
    SourceFate.REVIEW: folder.TO_REVIEW,
}  # fmt: skip
FATES = {ImportState.REFUSED: SourceFate.REFUSED, ImportState.REVIEW: SourceFate.REVIEW}
PASSES: dict[str, Callable[[Source, datetime], int]] = {
    FOLDER: _from_folder,
    MAILBOX: _from_mailbox,
    SFTP: _from_sftp,
}


def take(
    standing: ImportSource, name: str, content: bytes, *, fingerprint: str, by: str, at: datetime
) -> SourceFile:
    """Take one file: the same bytes again change nothing; what is of no known kind is left."""
    company = standing.company
    before = queries.taken_before(company, hashlib.sha256(content).hexdigest())
    if before:
        return _note(standing, name, fingerprint, SourceFate.KNOWN, at, "", before)
    threat = threat_in(content)
    if threat:
        reason = THREAT.format(threat=threat)
        return _note(standing, name, fingerprint, SourceFate.REFUSED, at, reason)
    given = GivenFile(name[-NAME_MAX:] or "fichier", content, review=Review.IN_DOUBT)
    judged = None if is_mixed(content) else operations.judge(given, company)
    if judged and not isinstance(judged, Judged) and judged["kind"] is None:
        reason = judged["refused"][0]["reason"]
        return _note(standing, name, fingerprint, SourceFate.LEFT, at, reason)
    row = operations.receive(company, given, by=by, at=at)
    operations.take_received(row, at=at)
    row.refresh_from_db()
    is_refused = row.state == ImportState.REFUSED
    reason = row.report["refused"][0]["reason"] if is_refused else ""
    reason = TO_REVIEW if row.state == ImportState.REVIEW else reason
    fate = FATES.get(ImportState(row.state), SourceFate.TAKEN)
    return _note(standing, name, fingerprint, fate, at, reason, row)


def _note(
    standing: ImportSource,
    name: str,
    fingerprint: str,
    fate: SourceFate,
    at: datetime,
    reason: str = "",
    row: Any = None,
) -> SourceFile:
    """Keep what became of a file, and show when the source last brought one."""
    if fate != SourceFate.LEFT:
        standing.brought_at = at
    noted, _is_new = SourceFile.objects.update_or_create(
        source=standing,
        fingerprint=fingerprint,
        defaults={
            "company": standing.company, "name": name[:250], "at": at, "fate": fate,
            "reason": reason[:REASON_MAX], "taken_as": row,
        },
    )  # fmt: skip
    return noted
