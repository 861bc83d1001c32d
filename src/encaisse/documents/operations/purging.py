"""Letting documents go: only those that need not be kept, only when somebody says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import ProtectedError

from encaisse.accounts.rules import NotAllowed, may_manage
from encaisse.audit import operations as audit
from encaisse.documents import queries
from encaisse.documents.models import Document
from encaisse.documents.operations import LOCK, QUARANTINE, key_of
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.store import files, isolation

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.documents.rules.retention import Proposed


class NothingToPurge(Refusal):
    """No document was named."""

    code = "nothing_to_purge"
    sentence = "Aucun document n'est coché : cochez ceux à purger."


class NotToPurge(Refusal):
    """A document that must be kept still, or that nobody proposed."""

    code = "not_to_purge"
    sentence = (
        "L'un des documents cochés doit être conservé encore, ou ne l'est déjà plus : "
        "rien n'est purgé. Rouvrez la liste des documents à purger."
    )


@transaction.atomic
def purge(
    company: Company, document_ids: Collection[int], *, role: str | None, by: str, on: date
) -> int:
    """Forget these documents, each with its reason in the journal; all or none."""
    if not may_manage(role):
        raise NotAllowed(act="purger des documents")
    if not document_ids:
        raise NothingToPurge
    named = set(document_ids)
    found = [each for each in queries.to_purge(company, on=on) if each.document.pk in named]
    if len(found) != len(named):
        raise NotToPurge
    for each in found:
        _forget(each, by=by, on=on)
    return len(found)


@transaction.atomic
def forget_bytes(digest: str) -> None:
    """Remove bytes that no document of any company keeps any more. Safe to run twice: whoever
    keeps the same bytes meanwhile waits for the end, or has already been seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, key_of(digest)])
    with isolation.seeing_all():
        kept = Document.objects.filter(sha256=digest)
        is_sound, is_apart = (
            kept.filter(quarantined="").exists(),
            kept.exclude(quarantined="").exists(),
        )
    if not is_sound:
        files.remove(digest)
    if not is_apart:
        files.remove(digest, apart=QUARANTINE)


def _forget(each: Proposed, *, by: str, on: date) -> None:
    document = each.document
    audit.record(
        company=document.company,
        actor=by,
        verb="document.purged",
        subject=f"document:{document.pk}",
        reason=each.reason,
        facts={
            "name": document.name,
            "kind": document.kind,
            "sha256": document.sha256,
            "dated_on": document.dated_on.isoformat(),
            "to": [f"{one.subject_kind}:{one.subject_id}" for one in document.attachments.all()],
        },
        on=on,
    )
    for keeper in queries.keepers():
        keeper.forget(document.company, document.pk)
    try:
        document.delete()
    except ProtectedError as refused:
        raise NotToPurge from refused
    enqueue("documents.forget", document.company_id, digest=document.sha256)
