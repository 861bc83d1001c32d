"""Bytes to sheets: rows of cells with their line, whatever the container, separator and quotes."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from encaisse.imports.opening import workbook
from encaisse.imports.opening.decoding import decode
from encaisse.imports.table.refusals import TableTooLarge

MEGABYTES_MAX = 32
ROWS_MAX = 200_000
CELLS_MAX = 2_500_000
SEPARATORS = "\t;|,"
SNIFFED_LINES = 60
LINES_IN_A_CELL_MAX = 6
BREAK = re.compile(r"\r+\n|\r|\f|\x85|\u2028")

Cell = str | float | date
Row = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name (empty for a text) and its rows, each with its line in the file."""

    name: str
    rows: Sequence[Row]


def sheets_of(content: bytes, rows_max: int = ROWS_MAX) -> list[Sheet]:
    """The tables of a file. Raises a ``FileRefused``."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise TableTooLarge(most=f"{MEGABYTES_MAX} Mo")
    if workbook.is_workbook(content):
        return [
            Sheet(name, _bounded(enumerate((_cells(row) for row in rows), 1), rows_max))
            for name, rows in workbook.sheets_of(content)
        ]
    text = BREAK.sub("\n", decode(content).text)
    return [Sheet("", _bounded(_rows_of_text(text), rows_max))]


def _bounded(rows: Iterable[Row], rows_max: int) -> list[Row]:
    """The rows that hold something, up to ``rows_max``; a file never ends in a full memory."""
    kept: list[Row] = []
    cells = 0
    for line, row in islice(rows, rows_max + 1):
        cells += len(row)
        if cells > CELLS_MAX or len(kept) >= ROWS_MAX:
            raise TableTooLarge(most=f"{ROWS_MAX} lignes ou {CELLS_MAX} cellules")
        if any(cell != "" for cell in row):
            kept.append((line, row))
    return kept


def _cells(row: Sequence[workbook.Cell]) -> list[Cell]:
    """The cells of a workbook: numbers and days stay what they are, all else is text."""
    return [_cell(cell) for cell in row]


def _cell(cell: workbook.Cell) -> Cell:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, int | float | date):
        return cell
    return str(cell).strip()


def _rows_of_text(text: str) -> Iterator[Row]:
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"\"?sep=(.)\"?", first.strip(), re.IGNORECASE)
    if told:
        return _split(rest, told[1], after=1)
    return _split(text, _separator(text))


def _separator(text: str) -> str:
    """The separator by which most lines have the same, and the most, fields."""
    head = "\n".join(text.split("\n", SNIFFED_LINES)[:SNIFFED_LINES])
    return max(SEPARATORS, key=lambda mark: _evenness(head, mark))


def _evenness(head: str, separator: str) -> int:
    widths = Counter(len(row) for _line, row in _split(head, separator))
    width, count = max(
        widths.items(), key=lambda one: (one[0] > 1, one[1] * one[0]), default=(1, 0)
    )
    return count * width if width > 1 else 0


def _split(text: str, separator: str, after: int = 0) -> Iterator[Row]:
    """Rows of fields; quotes are believed unless one of them swallows the lines below it."""
    quoted = _with_quotes(text, separator)
    rows = quoted if quoted is not None else _without_quotes(text, separator)
    return ((line + after, [field.strip() for field in row]) for line, row in rows)


def _with_quotes(text: str, separator: str) -> list[tuple[int, list[str]]] | None:
    if '"' not in text:
        return None
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator)
    rows, line, cells = [], 1, 0
    try:
        for row in reader:
            if reader.line_num - line > LINES_IN_A_CELL_MAX:
                return None
            rows.append((line, row))
            line = reader.line_num + 1
            cells += len(row)
            if cells > CELLS_MAX:
                raise TableTooLarge(most=f"{CELLS_MAX} cellules")
    except csv.Error:
        return None
    return rows


def _without_quotes(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    start, line = 0, 1
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield line, text[start:end].split(separator)
        start, line = end + 1, line + 1
