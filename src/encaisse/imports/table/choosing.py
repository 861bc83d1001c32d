"""The columns of a table as a person corrects them: what is shown, and what is kept of it."""

from collections.abc import Mapping as Facts
from collections.abc import Sequence
from dataclasses import dataclass

from encaisse.imports.table import values
from encaisse.imports.table.fields import Field
from encaisse.imports.table.guess import HEADER_WITHIN, Guess, Saved, guess
from encaisse.imports.table.mapping import COLUMNS_MAX, Mapping, signature
from encaisse.imports.table.sheets import Cell, Sheet

SHOWN = 8
CELL_MAX = 40
MARKS = ("", ",", ".")


@dataclass(frozen=True, slots=True)
class Choice:
    """A sheet, the row of its header, and what each of its columns says (empty: nothing)."""

    sheet: int
    header: int
    meanings: tuple[str, ...]
    decimal: str = ""
    month_first: bool = False
    reasons: tuple[str, ...] = ()

    def mapping(self) -> Mapping:
        """What is kept: the columns of each field, in their order."""
        columns: dict[str, tuple[int, ...]] = {}
        for at, name in enumerate(self.meanings):
            if name:
                columns[name] = (*columns.get(name, ()), at)
        return Mapping(columns, self.decimal, self.month_first)


def guessed(sheets: Sequence[Sheet], fields: Sequence[Field], saved: Saved) -> Choice:
    """The sheet of which most columns are understood, as guessed or as kept."""
    found = [(at, each) for at, sheet in enumerate(sheets) if (each := guess(sheet, fields, saved))]
    if not found:
        return at_header(sheets, fields, sheet=0, header=0)
    at, best = max(found, key=lambda one: len(one[1].mapping.columns))
    return _choice(at, best)


def at_header(
    sheets: Sequence[Sheet], fields: Sequence[Field], *, sheet: int, header: int
) -> Choice:
    """The columns under a header that a person has shown, guessed again."""
    sheet = min(max(sheet, 0), len(sheets) - 1)
    rows = sheets[sheet].rows
    header = min(max(header, 0), max(min(len(rows), HEADER_WITHIN) - 1, 0))
    below = Sheet(sheets[sheet].name, rows[header:])
    found = guess(below, fields, {})
    if found and found.header_at == 0:
        return _choice(sheet, Guess(sheets[sheet], header, found.mapping, found.reasons))
    width = len(rows[header][1][:COLUMNS_MAX]) if rows else 0
    return Choice(sheet, header, ("",) * width)


def kept(sheets: Sequence[Sheet], choice: Choice) -> Facts[str, Mapping]:
    """The choice as it is looked for in a file: by the signature of its header."""
    return {header_signature(sheets, choice): choice.mapping()}


def header_signature(sheets: Sequence[Sheet], choice: Choice) -> str:
    """By which the header is known again."""
    return signature(sheets[choice.sheet].rows[choice.header][1])


def shown(sheet: Sheet, header: int) -> list[tuple[int, list[str]]]:
    """The header and the first rows under it, with their line, as one reads them."""
    rows = sheet.rows[header : header + 1 + SHOWN]
    width = len(rows[0][1][:COLUMNS_MAX]) if rows else 0
    return [(line, [_cell(row, at) for at in range(width)]) for line, row in rows]


def _cell(row: Sequence[Cell], at: int) -> str:
    text = values.text(row[at]) if at < len(row) else ""
    return text if len(text) <= CELL_MAX else f"{text[: CELL_MAX - 1]}…"


def _choice(sheet: int, found: Guess) -> Choice:
    meanings = [""] * len(found.header[:COLUMNS_MAX])
    for name, places in found.mapping.columns.items():
        for at in places:
            if at < len(meanings):
                meanings[at] = name
    return Choice(
        sheet, found.header_at, tuple(meanings), found.mapping.decimal, found.mapping.month_first,
        found.reasons,
    )  # fmt: skip
