"""A file that waits for a person: taken, left, or read again as things are known now."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.imports.models import FileImport, ImportState, SourceFate, SourceFile
from encaisse.imports.rules.review import Review
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.imports.listing.facts import Scope


class ImportDecided(Refusal):
    """Somebody was quicker, or the file never waited."""

    code = "import_decided"
    sentence = "« {name} » n'attend plus de décision : il est {state}{by}. Rechargez sa page."


@transaction.atomic
def take(row: FileImport, *, by: str, at: datetime) -> FileImport:
    """The worker takes the file as it is, as things are then known."""
    row = _held(row)
    row.decided_by, row.decided_at = by, at
    return _read(row, Review.NEVER)


@transaction.atomic
def leave(row: FileImport, *, by: str, at: datetime) -> FileImport:
    """Nothing of it enters the books; the file stays and may be taken later."""
    row = _held(row)
    row.decided_by, row.decided_at = by, at
    row.state = ImportState.LEFT
    row.save()
    SourceFile.objects.filter(taken_as=row).update(fate=SourceFate.LEFT)
    audit.record(
        company=row.company, actor=by, verb="file.left", subject=f"import:{row.pk}",
        facts={"name": row.document.name, "kind": row.kind},
    )  # fmt: skip
    return row


@transaction.atomic
def read_again(row: FileImport, scope: Scope | None = None) -> FileImport:
    """What it would give now, told again; of a list, by what a person says that it covers."""
    row = _held(row)
    if scope is not None:
        row.asked = {**row.asked, "scope": str(scope)}
    return _read(row, Review.ALWAYS)


def _held(row: FileImport) -> FileImport:
    """The import, which nobody else decides until the end of the transaction."""
    held = FileImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.state != ImportState.REVIEW:
        name, state = held.document.name, held.get_state_display()
        raise ImportDecided(name=name, state=state, by=_decider(held))
    return held


def _decider(row: FileImport) -> str:
    if row.decided_at is None:
        return ""
    day = row.decided_at.astimezone(ZoneInfo(row.company.timezone)).date()
    return f" (décision de {row.decided_by}, le {french_day(day)})"


def _read(row: FileImport, review: Review) -> FileImport:
    said = {name: value for name, value in row.asked.items() if name != "review"}
    row.asked = said | ({"review": str(review)} if review else {})
    row.state, row.finished_at = ImportState.WAITING, None
    row.save()
    enqueue("imports.take", row.company_id, import_id=row.pk)
    return row
