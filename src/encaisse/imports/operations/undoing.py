"""Undoing a whole import: the tables are exactly what they were before it, unless something depends
on it; the import and its file stay, and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from encaisse.audit import operations as audit
from encaisse.imports.models import FileImport, ImportState
from encaisse.imports.operations.einvoices import follower
from encaisse.imports.queries import depending
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.parties.operations import hold_all
from encaisse.store import traces

if TYPE_CHECKING:
    from datetime import date, datetime

    from encaisse.accounts.models import Company
    from encaisse.imports.rules.sharing import Sharer

LOCK = 411
CUSTOMERS = "parties_customer"


class ImportNotTaken(Refusal):
    """Only what was taken can be undone, once."""

    code = "import_not_taken"
    sentence = "« {name} » est {state} : il n'y a rien à défaire."


class ImportWithoutTrace(Refusal):
    """Taken by a version that did not note what it wrote."""

    code = "import_without_trace"
    sentence = (
        "« {name} » a été repris avant que les imports puissent être défaits. Corrigez par un "
        "nouvel import."
    )


class LaterImportDepends(Refusal):
    """A later file was compared with what this one had brought."""

    code = "later_import_depends"
    sentence = "« {later} », repris ensuite, s'appuie sur « {name} » : défaites-le d'abord."


class ThingsDepend(Refusal):
    """People, or the day's work, have gone on from what it brought."""

    code = "things_depend"
    sentence = (
        "« {name} » ne peut plus être défait, ceci en dépend : {what}. Revenez-y d'abord si cela "
        "se peut, sinon corrigez par un nouvel import."
    )


class ChangedSince(Refusal):
    """What it brought is no longer what it was."""

    code = "changed_since"
    sentence = (
        "« {name} » ne peut plus être défait, ce qu'il avait écrit a changé depuis : {what}. "
        "Corrigez par un nouvel import."
    )


@transaction.atomic
def undo(row: FileImport, *, by: str, at: datetime, reason: str = "") -> FileImport:
    """The state before the import, exactly; refused with what depends on it."""
    company = row.company
    one_at_a_time(company)
    hold_all(company)
    row = FileImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    found = traces.written(row.pk)
    today = at.astimezone(ZoneInfo(company.timezone)).date()
    sharer().withdraw(company, found.new.get(CUSTOMERS, []), by)
    _check(row, found, today)
    follower().withdraw(row, by, today)
    for table, column, ids in depending.derived(found):
        traces.delete(table, column, ids)
    for table in reversed(depending.ORDER):
        traces.delete(table, "id", found.new.get(table, []))
    for table in depending.ORDER:
        if table in found.former:
            traces.restore(table, found.former[table].values())
    depending.forget(row)
    row.state, row.undone_at, row.undone_by = ImportState.UNDONE, at, by
    row.lines = row.written = None
    row.save()
    audit.record(
        company=company, actor=by, verb="file.undone", subject=f"import:{row.pk}", reason=reason,
        facts={"name": row.document.name, "kind": row.kind, "taken": row.taken},
    )  # fmt: skip
    enqueue("dunning.profiles", company.pk)
    return row


def sharer() -> Sharer:
    """Who shares new customers between people, as the settings name it."""
    found: Sharer = import_string(settings.CUSTOMER_SHARER)
    return found


def one_at_a_time(company: Company) -> None:
    """Two files of one company are taken, or undone, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company.pk])


def _check(row: FileImport, found: traces.Written, today: date) -> None:
    name = row.document.name
    if row.state != ImportState.DONE:
        raise ImportNotTaken(name=name, state=row.get_state_display())
    if row.written is None:
        raise ImportWithoutTrace(name=name)
    later = depending.later_import(row, found)
    if later:
        raise LaterImportDepends(name=name, later=later.document.name)
    things = [
        *depending.things(row, found, but=sharer().things),
        *sharer().depending(found.new.get(CUSTOMERS, []), today),
        *follower().depending(row, today),
    ]
    if things:
        raise ThingsDepend(name=name, what=", ".join(things))
    changed = depending.changed(row, found)
    if changed:
        raise ChangedSince(name=name, what=", ".join(changed))
