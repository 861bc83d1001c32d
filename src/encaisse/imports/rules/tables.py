"""Which kind of table a file is: open items, an aged balance, a bank statement; empty for a FEC and
for what is no table."""

from collections import Counter
from collections.abc import Sequence

from encaisse.imports.bank_sheet import layout as bank
from encaisse.imports.fec import columns as fec
from encaisse.imports.fec import values as fec_values
from encaisse.imports.open_items import layout as items
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.opening.workbook import is_workbook
from encaisse.imports.opening.xml import looks_like_xml
from encaisse.imports.table.guess import HEADER_WITHIN
from encaisse.imports.table.sheets import Cell, Sheet, sheets_of
from encaisse.imports.table.values import text

OPEN_ITEMS, AGED_BALANCE, BANK_SHEET = "open_items", "aged_balance", "bank_sheet"
TABLES = (OPEN_ITEMS, AGED_BALANCE, BANK_SHEET)
HEAD = 256 * 1024
ENTRY_COLUMNS = {"JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "EcritureLib"}
ENTRY_COLUMNS_MIN = 2
TABLE_WIDTH_MIN = 3
EVEN_SHARE = 0.8


def kind_of(content: bytes) -> str:
    """The kind of table that the beginning of a text, or a workbook, looks like."""
    if looks_like_xml(content):
        return ""
    try:
        sheets = beginning_of(content)
    except FileRefused:
        return ""
    return "" if any(_is_fec(sheet) for sheet in sheets) else _kind(sheets)


def beginning_of(content: bytes) -> list[Sheet]:
    """The sheets of a workbook, or the first rows of a text. Raises a ``FileRefused``."""
    return sheets_of(content if is_workbook(content) else _head(content))


def _head(content: bytes) -> bytes:
    """The first whole lines."""
    if len(content) <= HEAD:
        return content
    end = content.rfind(b"\n", 0, HEAD)
    return content[: end if end > 0 and b"\0" not in content[:64] else HEAD]


def _kind(sheets: Sequence[Sheet]) -> str:
    listed, moved = items.found_in(sheets, {}), bank.layout_of(sheets, {})
    if listed and (moved is None or listed.points > moved.points):
        return OPEN_ITEMS
    if moved:
        return BANK_SHEET
    if items.is_aged_balance(sheets, {}):
        return AGED_BALANCE
    return OPEN_ITEMS if any(_is_even(sheet) for sheet in sheets) else ""


def _is_even(sheet: Sheet) -> bool:
    """Whether most rows have one width: a table, even if nothing of it is known."""
    widths = Counter(len(row) for _line, row in sheet.rows)
    width, count = max(widths.items(), key=lambda one: one[1], default=(0, 0))
    return width >= TABLE_WIDTH_MIN and count > 1 and count >= EVEN_SHARE * len(sheet.rows)


def _is_fec(sheet: Sheet) -> bool:
    """Whether the first rows name the columns of accounting entries, or are such entries."""
    rows = [_texts(row) for _line, row in sheet.rows[:HEADER_WITHIN]]
    return any(_names_entries(row) for row in rows) or (bool(rows) and _is_entry(rows[0]))


def _texts(row: Sequence[Cell]) -> list[str]:
    return [text(cell) for cell in row]


def _names_entries(row: Sequence[str]) -> bool:
    names = {fec.KNOWN.get(fec.fold(name)) for name in row}
    return len(names & ENTRY_COLUMNS) >= ENTRY_COLUMNS_MIN


def _is_entry(row: Sequence[str]) -> bool:
    return len(row) >= fec.HEADERLESS_WIDTH_MIN and fec_values.day(row[3]) is not None
