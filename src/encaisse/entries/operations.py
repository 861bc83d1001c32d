"""Making a file of entries, undoing it, choosing the accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.entries import queries
from encaisse.entries.models import AccountChart, EntryBatch, ExportedEntry
from encaisse.entries.rules import writing
from encaisse.entries.rules.formats import FORMATS, file_name
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

ACCOUNT = re.compile(r"[0-9][0-9A-Z]{2,11}")
JOURNAL = re.compile(r"[A-Z0-9]{1,5}")
LOCK = 0x454352  # any fixed number: the family of advisory locks on exports


class NothingToExport(Refusal):
    """Every entry of the period left already, or there is none."""

    code = "nothing_to_export"
    sentence = "Du {first} au {last}, aucune écriture n'est à exporter."


class PeriodBackwards(Refusal):
    """The end comes before the beginning."""

    code = "export_period_backwards"
    sentence = "La période va du {first} au {last} : mettez le premier jour avant le dernier."


class ExportUndone(Refusal):
    """It was undone before."""

    code = "export_already_undone"
    sentence = "Le fichier n° {number} est déjà défait depuis le {day}."


class AccountWrong(Refusal):
    """Not the shape of an account or a journal."""

    code = "account_wrong"
    sentence = (
        "« {given} » n'est pas un {what} : un compte a de 3 à 12 signes et commence par un "
        "chiffre, un journal de 1 à 5 lettres ou chiffres."
    )


@transaction.atomic
def export(
    company: Company, *, first: date, last: date, kind: str, at: datetime, by: str
) -> EntryBatch:
    """The file of the entries of these days that have not left; each leaves once. ``at`` is now."""
    if last < first:
        raise PeriodBackwards(first=french_day(first), last=french_day(last))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company.pk])
    found = queries.preview(company, first, last)
    if not found.entries:
        raise NothingToExport(first=french_day(first), last=french_day(last))
    number, before = queries.next_number(company), queries.entries_before(company)
    content = FORMATS[kind].write(list(enumerate(found.entries, start=before + 1)))
    document = documents.keep(
        company=company, name=file_name(company.code, number, at.date(), kind), content=content,
        on=at.date(), kind="other", by=by,
    )  # fmt: skip
    batch = EntryBatch.objects.create(
        company=company, number=number, format=kind, first_on=first, last_on=last,
        count=len(found.entries), total_cents=found.cents, made_at=at, by=by, document=document,
    )  # fmt: skip
    ExportedEntry.objects.bulk_create(
        ExportedEntry(company=company, batch=batch, key=entry.key, cents=entry.cents)
        for entry in found.entries
    )
    _record(batch, "entries.exported", by)
    return batch


@transaction.atomic
def undo(batch: EntryBatch, *, on: date, by: str) -> EntryBatch:
    """The accounting did not take the file: its entries may leave again."""
    batch = EntryBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_on:
        raise ExportUndone(number=batch.number, day=french_day(batch.undone_on))
    batch.undone_on, batch.undone_by = on, by
    batch.save(update_fields=["undone_on", "undone_by"])
    batch.entries.update(is_undone=True)
    _record(batch, "entries.undone", by)
    return batch


@transaction.atomic
def choose_accounts(company: Company, given: Mapping[str, str], *, by: str) -> None:
    """The accounts and journals of the company's own chart, by their names."""
    checked = {name: _checked(name, text) for name, text in given.items()}
    accounts = {name: checked[name] for name in writing.DEFAULTS if name in checked}
    journals = {name: checked[name] for name in writing.JOURNALS if name in checked}
    AccountChart.objects.update_or_create(
        company=company, defaults={"accounts": accounts, "journals": journals}
    )
    audit.record(
        company=company, actor=by, verb="entries.accounts_chosen",
        subject=f"company:{company.pk}", facts=dict(checked),
    )  # fmt: skip


def _checked(name: str, text: str) -> str:
    plain = text.strip().upper()
    is_journal = name in writing.JOURNALS
    if not (JOURNAL if is_journal else ACCOUNT).fullmatch(plain):
        raise AccountWrong(given=text, what="code de journal" if is_journal else "numéro de compte")
    return plain


def _record(batch: EntryBatch, verb: str, by: str) -> None:
    audit.record(
        company=batch.company, actor=by, verb=verb, subject=f"entry_batch:{batch.pk}",
        facts={
            "number": batch.number, "format": batch.format, "count": batch.count,
            "cents": batch.total_cents, "first_on": batch.first_on.isoformat(),
            "last_on": batch.last_on.isoformat(),
        },
    )  # fmt: skip
