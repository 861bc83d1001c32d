"""A list on paper: its columns and its rows as texts, for the tables of a PDF."""

from collections.abc import Callable
from typing import Any

from encaisse.web import formats
from encaisse.web.columns import Cell, Column, Kind, Table

SIDES = {Kind.DAY: "center", Kind.INSTANT: "center", Kind.TEXT: "text", Kind.STATUS: "text"}
WRITTEN: dict[Kind, Callable[[Any], str]] = {
    Kind.DAY: formats.day,
    Kind.INSTANT: formats.instant,
    Kind.NUMBER: formats.number,
    Kind.DAYS: formats.number,
    Kind.PERCENT: formats.percent,
    Kind.RATE: formats.rate,
}


def ledger(table: Table) -> dict[str, object]:
    """Every row of the table, for ``ledger`` of ``letters/base.typ``.

    The column that titles the rows and the figures take what room they need; the texts share
    what is left."""
    rows = [[text(cell) for cell in table.listing.line(row).cells] for row in table.rows]
    return {
        "columns": [
            [str(c.label), SIDES.get(c.kind, "amount"), _width(c)] for c in table.listing.columns
        ],
        "rows": rows,
        "total": [text(cell) for cell in table.totals] or None,
    }


def text(cell: Cell) -> str:
    """The cell in words, with its hint; nothing for what is not there."""
    if cell.blank:
        return ""
    if cell.column.kind is Kind.MONEY:
        return formats.money(cell.value, cell.currency) if cell.value or not cell.dash else "–"
    written = WRITTEN.get(cell.column.kind)
    told = written(cell.value) if written else str(cell.label)
    return f"{told} ({cell.hint})" if cell.hint else told


def _width(column: Column) -> str:
    return "share" if column.kind is Kind.TEXT and column.place != "title" else "fit"
