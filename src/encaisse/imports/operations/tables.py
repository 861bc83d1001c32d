"""Tables: bank statements and open items whose columns are guessed, or as a person said them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.imports.bank_sheet.reading import BankSheetFile, read_bank_sheet
from encaisse.imports.listing.comparing import Asked
from encaisse.imports.listing.day import day_of
from encaisse.imports.listing.facts import Scope
from encaisse.imports.models import ImportMapping
from encaisse.imports.open_items.reading import OpenItemsFile, read_open_items
from encaisse.imports.operations import lists
from encaisse.imports.queries import listed, mappings
from encaisse.imports.rules import table_report
from encaisse.imports.rules.tables import BANK_SHEET, OPEN_ITEMS
from encaisse.imports.table import describing
from encaisse.imports.table.mapping import of_data
from encaisse.imports.table.sheets import Sheet, sheets_of
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from encaisse.accounts.models import Company
    from encaisse.imports.models import FileImport
    from encaisse.imports.rules.report import Report
    from encaisse.imports.table.guess import Saved
    from encaisse.imports.table.mapping import Mapping

AGAIN = "La liste du {day} ({name}), plus récente que ces écritures, a été appliquée de nouveau."


class MappingNameless(Refusal):
    """It is known by its name in the list."""

    code = "mapping_nameless"
    sentence = "Donnez un nom à cette disposition."


@dataclass(frozen=True, slots=True)
class AskedOfList:
    """What a person says of a list: its day when it does not say it, and what it covers."""

    on: date | None = None
    scope: Scope = Scope.AUTO


def read(
    name: str, kind: str, content: bytes, company: Company | None, said: dict[str, Any] | None
) -> tuple[Report, BankSheetFile | OpenItemsFile]:
    """What the table says, judged alone; by the columns that were written down (``said``) when they
    were. Raises a ``FileRefused``."""
    if not said:
        return read_as(name, kind, content, company, mappings.saved(company, kind))
    told = describing.described(said, mappings.FIELDS)
    known, mapping = describing.placed(told, sheets_of(content))
    return read_as(name, told.kind, content, company, {known: mapping})


def read_as(
    name: str, kind: str, content: bytes, company: Company | None, saved: Saved
) -> tuple[Report, BankSheetFile | OpenItemsFile]:
    """What it says by these columns. Raises a ``FileRefused``."""
    if kind == BANK_SHEET:
        statement = read_bank_sheet(content, saved)
        iban = company.iban if company else ""
        return table_report.of_bank_sheet(name, statement, iban), statement
    items = read_open_items(content, saved)
    return table_report.of_open_items(name, items), items


def keep_read(company: Company, done: Report, *, name: str, by: str, at: datetime) -> None:
    """Every file of that header is read as this one was."""
    keep_mapping(
        company, kind=done["kind"] or "", signature=done["columns"]["signature"],
        mapping=of_data(done["columns"]), name=name, by=by, at=at,
    )  # fmt: skip


def keep_described(
    company: Company, said: dict[str, Any], header: Sequence[str], *, name: str, by: str,
    at: datetime,
) -> ImportMapping:  # fmt: skip
    """What was written down of a header, kept without a file. Raises a ``FileRefused``."""
    told = describing.described(said, mappings.FIELDS)
    known, mapping = describing.placed(told, [Sheet("", [(1, list(header))])])
    return keep_mapping(
        company, kind=told.kind, signature=known, mapping=mapping, name=name, by=by, at=at
    )


def keep_mapping(
    company: Company, *, kind: str, signature: str, mapping: Mapping, name: str, by: str,
    at: datetime,
) -> ImportMapping:  # fmt: skip
    """Every file of that header is read so from now on; the journal keeps what was said before."""
    before = ImportMapping.objects.filter(company=company, signature=signature).first()
    facts = {"kind": kind, "name": name, "mapping": mapping.as_data(), "by": by, "at": at}
    found, _made = ImportMapping.objects.update_or_create(
        company=company, signature=signature, defaults=facts
    )
    said = [before.mapping if before else None, found.mapping]
    audit.record(
        company=company, actor=by, verb="layout.kept", subject=f"mapping:{found.pk}",
        facts={"name": name, "kind": kind, "mapping": said},
    )  # fmt: skip
    return found


def rename_mapping(kept: ImportMapping, *, name: str, by: str) -> ImportMapping:
    """Under another name; nothing else changes."""
    if not name.strip():
        raise MappingNameless
    before, kept.name = kept.name, name.strip()
    kept.save(update_fields=["name"])
    audit.record(
        company=kept.company, actor=by, verb="layout.renamed", subject=f"mapping:{kept.pk}",
        facts={"name": [before, kept.name]},
    )  # fmt: skip
    return kept


def forget_mapping(kept: ImportMapping, *, by: str) -> None:
    """The columns of that header are guessed again."""
    audit.record(
        company=kept.company, actor=by, verb="layout.forgotten", subject=f"mapping:{kept.pk}",
        facts={"name": kept.name, "kind": kept.kind, "mapping": kept.mapping},
    )  # fmt: skip
    kept.delete()


def post(
    row: FileImport, judged: Report, file: OpenItemsFile, asked: AskedOfList, *, at: datetime
) -> Report:
    """Take a list of open items: what it changes is written and said. Raises a ``FileRefused``."""
    company = row.company
    arrived = at.astimezone(ZoneInfo(company.timezone)).date()
    on = asked.on or day_of(
        file.layout.guess.titles, row.document.name, latest_issue=file.latest_issue, arrived=arrived
    )
    source = judged["columns"]["signature"]
    asking = Asked(on, asked.scope, str(row.pk))
    applied = lists.apply(company, file, source, asking, at=at)
    parties.limit_all(company, applied.limits, by=row.by, reason=row.document.name)
    row.lines = lists.kept_lines(applied)
    owners = listed.payers(company)
    done = table_report.listed(judged, applied.plan, {one.id: one.name for one in owners})
    done["new"] = applied.new
    done["listed"] = {"on": on.isoformat(), "scope": str(asked.scope)}
    if asked.scope is not Scope.ROWS:
        customers = applied.customers if asked.scope is Scope.CUSTOMERS else None
        found = listed.balances(company, on, customers=customers)
        done["checks"] = [*judged["checks"], *table_report.books_open(file, found)]
    return done


def apply_again(company: Company, *, after: date, at: datetime) -> list[str]:
    """Once books of a day before it are loaded, the latest list of each source is the truth again;
    what was done, said in French."""
    said = []
    for row in listed.latest_lists(company, after=after):
        content = documents.content_of(row.document)
        file = read_open_items(content, mappings.saved(company, OPEN_ITEMS))
        asking = Asked(
            date.fromisoformat(row.report["listed"]["on"]), Scope(row.report["listed"]["scope"]),
            f"{row.pk}|{at:%Y%m%d%H%M%S}",
        )  # fmt: skip
        applied = lists.apply(company, file, row.report["columns"]["signature"], asking, at=at)
        row.lines = lists.kept_lines(applied)
        row.save(update_fields=["lines"])
        said.append(AGAIN.format(day=french_day(asking.on), name=row.document.name))
    return said
