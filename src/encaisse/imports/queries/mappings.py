"""The layouts of tables that people have corrected once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from encaisse.imports.bank_sheet.fields import FIELDS as BANK_FIELDS
from encaisse.imports.models import FileImport, ImportMapping, ImportState
from encaisse.imports.open_items.fields import FIELDS as ITEM_FIELDS
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.opening.xml import looks_like_xml
from encaisse.imports.rules.review import doubts
from encaisse.imports.rules.tables import BANK_SHEET, OPEN_ITEMS, beginning_of
from encaisse.imports.table.guess import HEADER_WITHIN
from encaisse.imports.table.mapping import of_data, signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.imports.rules.report import Report
    from encaisse.imports.table.fields import Field
    from encaisse.imports.table.guess import Saved

FIELDS: dict[str, Sequence[Field]] = {OPEN_ITEMS: ITEM_FIELDS, BANK_SHEET: BANK_FIELDS}
READ_SO = ("columns", "decimal", "month_first")
NOT_TABLES = (b"%PDF-",)


def saved(company: Company | None, kind: str) -> Saved:
    """What the columns of each known header say."""
    if company is None:
        return {}
    rows = ImportMapping.objects.filter(company=company, kind=kind).order_by("id")
    return {row.signature: of_data(row.mapping) for row in rows}


def doubts_of(row: FileImport) -> list[str]:
    """Why a file waits for a person, in French; nothing for one that does not."""
    if row.state != ImportState.REVIEW:
        return []
    return doubts(row.report, is_known_table=is_known(row, row.report))


def is_known(row: FileImport, done: Report) -> bool:
    """Whether the columns of its table are those that somebody said, or read so in the latest file
    of that header that was taken before."""
    found = done.get("columns")
    if not found:
        return False
    company, signature = row.company, found["signature"]
    if ImportMapping.objects.filter(company=company, signature=signature).exists():
        return True
    before = FileImport.objects.filter(
        company=company,
        kind=done["kind"],
        state=ImportState.DONE,
        report__columns__signature=signature,
    ).exclude(pk=row.pk)
    read = before.order_by("-finished_at", "-id").values_list("report__columns", flat=True).first()
    return read is not None and all(read[name] == found[name] for name in READ_SO)


def mappings_of(viewer: User, company: Company) -> QuerySet[ImportMapping]:
    """What was said of tables, the latest first."""
    found = ImportMapping.objects.filter(company=company, company__memberships__user=viewer)
    return found.order_by("-at", "-id")


def mapping_for(viewer: User, company: Company, mapping_id: int) -> ImportMapping:
    """One of them; what the viewer may not see does not exist."""
    return get_object_or_404(mappings_of(viewer, company), pk=mapping_id)


def said_of(kept: ImportMapping) -> list[tuple[int, str]]:
    """The rank of each column with the French words of what it says."""
    labels = {field.name: field.label for field in FIELDS[kept.kind]}
    columns = kept.mapping["columns"]
    return sorted((at + 1, labels.get(name, name)) for name in columns for at in columns[name])


def kind_kept(company: Company | None, content: bytes) -> str:
    """The kind that somebody said of tables with this header; empty when nobody did."""
    if company is None or content.startswith(NOT_TABLES) or looks_like_xml(content):
        return ""
    rows = ImportMapping.objects.filter(company=company).order_by("id")
    kinds = dict(rows.values_list("signature", "kind"))
    if not kinds:
        return ""
    try:
        heads = [
            row for sheet in beginning_of(content) for _line, row in sheet.rows[:HEADER_WITHIN]
        ]
    except FileRefused:
        return ""
    return next((kinds[found] for row in heads if (found := signature(row)) in kinds), "")
