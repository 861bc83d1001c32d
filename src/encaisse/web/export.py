"""A list as a spreadsheet: the same columns, order and filters, every row, typed cells."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

from encaisse.web.columns import Cell, Kind, Table

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TITLE_MAX = 31
ROWS_MAX = 1_048_575  # a sheet's rows, less the heads
LOOKS = {
    Kind.MONEY: "#,##0.00",
    Kind.NUMBER: "#,##0",
    Kind.BYTES: "#,##0",
    Kind.DAYS: "#,##0",
    Kind.PERCENT: "0.0 %",
    Kind.RATE: "0.00#### %",
    Kind.DAY: "dd/mm/yyyy",
    Kind.INSTANT: "dd/mm/yyyy hh:mm",
}
WIDTHS = {Kind.TEXT: 32, Kind.MONEY: 15, Kind.INSTANT: 18}


def spreadsheet(table: Table) -> HttpResponse:
    """The whole list as an XLSX file. Text stays text: a cell never becomes a formula."""
    return workbook(table.listing.name, {"": replace(table, totals=[])})


def workbook(name: str, tables: Mapping[str, Table]) -> HttpResponse:
    """Several lists as one XLSX file, a named sheet each, totals under the rows."""
    buffer = BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        looks = {kind: book.add_format({"num_format": look}) for kind, look in LOOKS.items()}
        for title, table in tables.items():
            _fill(book, book.add_worksheet(title[:TITLE_MAX] or None), table, looks)
    response = HttpResponse(buffer.getvalue(), content_type=MEDIA)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _fill(book: Workbook, sheet: Any, table: Table, looks: Mapping[Kind, Any]) -> None:
    _write_heads(book, sheet, table)
    lines = (table.listing.line(row).cells for row in _all(table))
    for rank, cells in enumerate(chain(lines, [table.totals]), start=1):
        for position, cell in enumerate(cells):
            _write(sheet, (rank, position), cell, looks.get(cell.column.kind))


def _all(table: Table) -> Iterable[Any]:
    rows = table.rows[:ROWS_MAX]
    return rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows


def _write_heads(workbook: Workbook, sheet: Any, table: Table) -> None:
    bold = workbook.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for position, column in enumerate(table.listing.columns):
        sheet.set_column(position, position, WIDTHS.get(column.kind, 14))
        sheet.write_string(0, position, str(column.label), bold)


def _write(sheet: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:
    if cell.value is None or cell.value == "":
        return
    writers: dict[Kind, Callable[[], Any]] = {
        Kind.MONEY: lambda: sheet.write_number(*place, _cents(cell.value) / 100, look),
        Kind.NUMBER: lambda: sheet.write_number(*place, cell.value, look),
        Kind.BYTES: lambda: sheet.write_number(*place, cell.value, look),
        Kind.DAYS: lambda: sheet.write_number(*place, cell.value, look),
        Kind.PERCENT: lambda: sheet.write_number(*place, float(cell.value), look),
        Kind.RATE: lambda: sheet.write_number(*place, float(cell.value), look),
        Kind.DAY: lambda: sheet.write_datetime(*place, cell.value, look),
        Kind.INSTANT: lambda: sheet.write_datetime(*place, _naive(cell.value), look),
    }
    write = writers.get(cell.column.kind, lambda: sheet.write_string(*place, str(cell.label)))
    write()


def _cents(amount: Any) -> int:
    return int(getattr(amount, "cents", amount))


def _naive(moment: date | datetime) -> date | datetime:
    """A spreadsheet knows no time zone: the reader's own."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.make_naive(moment)
    return moment
