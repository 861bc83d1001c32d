"""A list on paper: its columns and its rows as texts, for the tables of a PDF."""

from collections.abc import Callable, Sequence
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

    Figures take what room they need; the texts share what is left, or else the column that titles
    the rows does, so that a long number wraps and never runs into its neighbour."""
    rows = [[text(cell) for cell in table.listing.line(row).cells] for row in table.rows]
    columns = table.listing.columns
    return {
        "columns": [
            [str(column.label), SIDES.get(column.kind, "amount"), width]
            for column, width in zip(columns, _widths(columns), strict=True)
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


def _widths(columns: Sequence[Column]) -> list[str]:
    is_text = [column.kind is Kind.TEXT for column in columns]
    titles = [column.place == "title" for column in columns]
    shares = [text and not title for text, title in zip(is_text, titles, strict=True)]
    return ["share" if share else "fit" for share in (shares if any(shares) else titles)]
