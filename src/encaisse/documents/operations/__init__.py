"""Keeping files: bytes under their SHA-256, a row for what they are; attaching them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from encaisse.audit import operations as audit
from encaisse.documents import reading
from encaisse.documents.models import Attachment, Document, Kind, Words
from encaisse.documents.operations.scanning import threat_in
from encaisse.documents.rules.media import READ, sniffed
from encaisse.documents.rules.names import folded, safe_name
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.store import files

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.documents.rules.subjects import Subject

QUARANTINE = "quarantine"
LOCK = 0x444F43  # any fixed number: the family of advisory locks on bytes
MEGABYTE = 1024 * 1024
FIRST_DAY = date(1900, 1, 1)
DAYS_AHEAD = 365
WORDS_BYTES_MAX = 250_000  # a search vector holds a megabyte, positions included

# Words with their accents and without: « réglée » finds « régler », « reglee » finds « réglée ».
INDEX = """
INSERT INTO documents_words (company_id, document_id, text, sought)
VALUES (%(company)s, %(document)s, %(text)s,
        setweight(to_tsvector('french', %(heads)s), 'A') || to_tsvector('french', %(body)s))
ON CONFLICT (document_id) DO UPDATE SET text = excluded.text, sought = excluded.sought
"""


class DocumentTooLarge(Refusal):
    """More bytes than a document may have."""

    code = "document_too_large"
    sentence = (
        "« {name} » dépasse {limit} Mo, la taille permise à un document. "
        "Allégez-le ou divisez-le, puis déposez-le à nouveau."
    )


class DocumentEmpty(Refusal):
    """Not one byte."""

    code = "document_empty"
    sentence = "« {name} » est vide : rien à conserver. Vérifiez le fichier d'origine."


class InQuarantine(Refusal):
    """The scanner found something in the file."""

    code = "in_quarantine"
    sentence = (
        "« {name} » est en quarantaine : l'antivirus y a trouvé {threat}. "
        "Demandez un fichier sain à son expéditeur."
    )


class DocumentDayUnlikely(Refusal):
    """A day that no paper bears."""

    code = "document_day_unlikely"
    sentence = "{on} n'est pas la date d'un document : écrivez-la entre le {first} et le {last}."


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as somebody gave it."""

    name: str
    content: bytes


@transaction.atomic
def keep(
    *,
    company: Company,
    name: str,
    content: bytes,
    on: date,
    kind: str = Kind.IMPORTED,
    by: str = "",
    threat: str = "",
    text: str = "",
) -> Document:
    """Keep a file; the same bytes are kept once, under the first name they came with. Its type is
    read from its bytes, and later its words, unless its ``text`` is known already. With a
    ``threat`` they are put apart and nobody reads them."""
    digest = hashlib.sha256(content).hexdigest()
    _hold_bytes(digest)
    files.keep(digest, content, apart=QUARANTINE if threat else "")
    document, is_new = Document.objects.get_or_create(
        company=company,
        sha256=digest,
        defaults={
            "name": safe_name(name),
            "kind": kind,
            "dated_on": on,
            "size": len(content),
            "media_type": sniffed(content),
            "quarantined": threat,
            "by": by,
        },
    )
    if is_new:
        _index(document, text=text)
        is_to_read = document.media_type in READ and kind != Kind.IMPORTED
        if is_to_read and not (threat or text):
            enqueue("documents.read", company.pk, document_id=document.pk)
    elif threat and not document.quarantined:
        document.quarantined = threat
        document.save(update_fields=["quarantined"])
    return document


def kept_already(company: Company, given: GivenFile) -> Document | None:
    """The document of the company that has these very bytes."""
    digest = hashlib.sha256(given.content).hexdigest()
    return Document.objects.filter(company=company, sha256=digest).first()


@transaction.atomic
def receive(
    company: Company,
    given: GivenFile,
    *,
    kind: str,
    by: str,
    on: date,
    subjects: Iterable[Subject] = (),
) -> Document:
    """Keep a file from outside, of a bearable size, looked at by the scanner, and attach it."""
    check_size(given.name, len(given.content))
    if not given.content:
        raise DocumentEmpty(name=safe_name(given.name))
    threat = threat_in(given.content)
    document = keep(
        company=company, name=given.name, content=given.content, on=on, kind=kind, by=by,
        threat=threat,
    )  # fmt: skip
    verb = "document.quarantined" if document.quarantined else "document.received"
    _record(document, verb, by=by, on=on, reason=document.quarantined)
    for subject in subjects:
        attach(document, subject, by=by)
    return document


@transaction.atomic
def attach(document: Document, subject: Subject, *, by: str) -> Attachment:
    """Attach a document to a thing; twice is once."""
    made, is_new = Attachment.objects.get_or_create(
        company=document.company,
        document=document,
        subject_kind=subject.kind,
        subject_id=subject.id,
        defaults={"customer_id": subject.customer_id, "title": subject.title[:250], "by": by},
    )
    if is_new:
        _index_again(document)
        _record(document, "document.attached", by=by, attachment=made)
    return made


@transaction.atomic
def detach(attachment: Attachment, *, by: str) -> None:
    """The document is kept; it is no longer attached to that thing."""
    document = attachment.document
    _record(document, "document.detached", by=by, attachment=attachment)
    attachment.delete()
    _index_again(document)


@transaction.atomic
def describe(document: Document, *, name: str, kind: str, dated_on: date, by: str) -> Document:
    """Say better what a document is: its name, its kind, its day."""
    before = {"name": document.name, "kind": document.kind, "on": document.dated_on.isoformat()}
    document.name, document.kind, document.dated_on = safe_name(name), kind, dated_on
    document.save(update_fields=["name", "kind", "dated_on"])
    _index_again(document)
    _record(document, "document.described", by=by, before=before, on=dated_on)
    return document


def content_of(document: Document) -> bytes:
    """The bytes of a file kept; refused to everybody when it is in quarantine."""
    require_sound(document)
    return files.read(document.sha256)


def require_sound(document: Document) -> None:
    """Refuse what the scanner put in quarantine."""
    if document.quarantined:
        raise InQuarantine(name=document.name, threat=document.quarantined)


def read_words(document: Document) -> None:
    """Find what the file says, so that it is found by its words. Safe to run twice."""
    text = reading.text_of(content_of(document), document.media_type)
    with transaction.atomic():
        _index(document, text=text)


def check_size(name: str, size: int) -> None:
    """Refuse what is larger than a document may be."""
    if size > settings.DOCUMENT_BYTES_MAX:
        raise DocumentTooLarge(name=safe_name(name), limit=limit_in_megabytes())


def check_day(on: date, *, today: date) -> None:
    """Refuse a day before every paper kept, or more than a year ahead."""
    last = today + timedelta(days=DAYS_AHEAD)
    if not FIRST_DAY <= on <= last:
        raise DocumentDayUnlikely(
            on=french_day(on), first=french_day(FIRST_DAY), last=french_day(last)
        )


def limit_in_megabytes() -> int:
    """The size that a document may have."""
    return int(settings.DOCUMENT_BYTES_MAX) // MEGABYTE


def _hold_bytes(digest: str) -> None:
    """Until the end of the transaction nobody removes these bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK, key_of(digest)])


def key_of(digest: str) -> int:
    """The digest as the number of an advisory lock."""
    return int.from_bytes(bytes.fromhex(digest[:8]), signed=True)


def _index_again(document: Document) -> None:
    _index(document, text=Words.objects.filter(document=document).values_list("text", flat=True)[0])


def _index(document: Document, *, text: str) -> None:
    titles = document.attachments.order_by("id").values_list("title", flat=True)
    heads = " ".join([document.name, str(document.get_kind_display()), *titles])
    with connection.cursor() as cursor:
        cursor.execute(
            INDEX,
            {
                "company": document.company_id,
                "document": document.pk,
                "text": text,
                "heads": _with_and_without_accents(heads),
                "body": _with_and_without_accents(text),
            },
        )


def _with_and_without_accents(text: str) -> str:
    short = text.encode()[:WORDS_BYTES_MAX].decode(errors="ignore")
    return f"{short}\n{folded(short)}"


def _record(
    document: Document,
    verb: str,
    *,
    by: str,
    on: date | None = None,
    reason: str = "",
    attachment: Attachment | None = None,
    before: dict[str, str] | None = None,
) -> None:
    facts: dict[str, object] = {
        "name": document.name, "kind": document.kind, "sha256": document.sha256,
    }  # fmt: skip
    if attachment:
        facts["to"] = f"{attachment.subject_kind}:{attachment.subject_id}"
    if before:
        facts["before"] = before
    audit.record(
        company=document.company,
        actor=by,
        verb=verb,
        subject=f"document:{document.pk}",
        reason=reason,
        facts=facts,
        customer_id=attachment.customer_id if attachment else None,
        on=on,
    )
