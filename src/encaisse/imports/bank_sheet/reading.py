"""One bank statement in a table: from bytes to movements, its balances checked."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from encaisse.imports.bank_sheet.balances import Balanced, checks_of
from encaisse.imports.bank_sheet.layout import Layout, layout_of
from encaisse.imports.bank_sheet.rows import (
    Unreadable,
    account_in,
    is_pending,
    movement_of,
    said,
)
from encaisse.imports.rules.bank import BalanceCheck, BankFile
from encaisse.imports.table import values
from encaisse.imports.table.guess import Saved
from encaisse.imports.table.names import plain
from encaisse.imports.table.refusals import TableUnknown, TableUnreadable
from encaisse.imports.table.sheets import Cell, Row, Sheet, sheets_of
from encaisse.imports.table.totals import is_sum

BAD_SHARE_MAX = 0.5
USUAL_CURRENCY = "EUR"
HEADER_AGAIN = "En-tête répété."
SUM = "Ligne de total."
BALANCE_ROW = "Ligne de solde."
PENDING = "Opération que la banque n'a pas encore comptabilisée."
ALONE = "Ni date ni montant : « {text} »."
OPENING = re.compile(
    r"ancien solde|solde (?:initial|precedent|anterieur|de depart|d.ouverture|debut)"
    r"|opening balance|balance brought|report (?:a nouveau|solde)"
)
CLOSING = re.compile(
    r"nouveau solde|solde (?:final|actuel|de cloture|fin|au \d|en fin)|closing balance"
    r"|balance carried"
)


@dataclass(slots=True, kw_only=True)
class BankSheetFile(BankFile):
    """What one statement says, and by which columns."""

    layout: Layout


@dataclass(slots=True)
class _Reading:
    """What was read so far; ``opening`` and ``closing`` are balances said outside the movements."""

    layout: Layout
    file: BankSheetFile
    account: str = ""
    rows: list[Balanced] = field(default_factory=list)
    opening: int | None = None
    closing: int | None = None


def read_bank_sheet(content: bytes, saved: Saved | None = None) -> BankSheetFile:
    """Read the bytes of a statement in a table. Raises a ``FileRefused``."""
    return read_sheets(sheets_of(content), saved or {})


def read_sheets(sheets: Sequence[Sheet], saved: Saved) -> BankSheetFile:
    """Read tables already opened."""
    layout = layout_of(sheets, saved)
    if layout is None:
        names = [values.text(cell)[:40] for sheet in sheets for cell in _first(sheet) if cell != ""]
        missing = "il y manque une colonne de date ou de montant"
        raise TableUnknown(missing=missing, found=", ".join(names[:12]) or "aucune")
    reading = _Reading(layout, BankSheetFile(layout=layout))
    for _line, row in layout.guess.titles:
        _title(reading, row)
    for line, row in layout.guess.body:
        _read(reading, line, row)
    _finish(reading)
    return reading.file


def _first(sheet: Sheet) -> Sequence[Cell]:
    return next((row for _line, row in sheet.rows), [])


def _title(reading: _Reading, row: Sequence[Cell]) -> None:
    """What stands above the header: the account, balances."""
    words = " ".join(values.text(cell) for cell in row)
    if re.search(r"iban|compte|account", plain(words)):
        found = [account_in(values.text(cell)) for cell in row] + [account_in(words)]
        reading.account = reading.account or next(filter(None, found), "")
    _balance(reading, row)


def _balance(reading: _Reading, row: Sequence[Cell]) -> bool:
    """Whether the row says a balance, which is then noted."""
    words = plain(" ".join(values.text(cell) for cell in row if isinstance(cell, str)))
    amounts = [values.cents(cell, reading.layout.mapping.decimal) for cell in row]
    found = next((cents for cents in reversed(amounts) if cents is not None), None)
    if OPENING.search(words):
        reading.opening = found if reading.opening is None else reading.opening
        return True
    if CLOSING.search(words):
        reading.closing = found
        return True
    return False


def _read(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    layout, file = reading.layout, reading.file
    is_dated = any(
        values.day(layout.mapping.cell(row, name), layout.mapping.month_first)
        for name in ("on", "value_on")
    )
    label = plain(said(layout, row, "label"))
    if row == layout.guess.header:
        file.ignored.append((line, HEADER_AGAIN))
    elif OPENING.match(label) or CLOSING.match(label) or (not is_dated and _balance(reading, row)):
        _balance(reading, row)
        file.ignored.append((line, BALANCE_ROW))
    elif not is_dated and is_sum(row):
        file.ignored.append((line, SUM))
    elif not is_dated and not layout.is_moved(row):
        _continue(reading, line, row)
    elif is_pending(layout, row):
        file.ignored.append((line, PENDING))
    else:
        _move(reading, line, row)


def _continue(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    """A row of words alone: the rest of the label above, or a note of the bank."""
    words = said(reading.layout, row, "label")
    if words and reading.rows and reading.rows[-1].movement.line == line - 1:
        above = reading.rows[-1]
        movement = replace(above.movement, said=f"{above.movement.said} {words}".strip())
        reading.rows[-1] = replace(above, movement=movement)
        reading.file.ignored.append((line, f"Suite du libellé de la ligne {line - 1}."))
        return
    text = " ".join(values.text(cell) for cell in row if cell != "")
    account = account_in(text) if "compte" in plain(text) else ""
    reading.account = account or reading.account
    reading.file.ignored.append((line, ALONE.format(text=text[:80])))


def _move(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    try:
        movement = movement_of(reading.layout, line, row, reading.account)
    except Unreadable as why:
        reading.file.refused.append((line, str(why)))
        return
    reading.rows.append(Balanced(movement, reading.layout.amount(row, "balance")))


def _finish(reading: _Reading) -> None:
    """What is only known at the end: the usual currency, the checks, a file that is damaged."""
    file, bad, good = reading.file, len(reading.file.refused), len(reading.rows)
    if bad and bad > BAD_SHARE_MAX * (bad + good):
        line, reason = file.refused[0]
        raise TableUnreadable(count=bad, total=bad + good, line=line, reason=reason)
    usual = _usual_currency(reading)
    reading.rows = [
        replace(one, movement=replace(one.movement, currency=one.movement.currency or usual))
        for one in reading.rows
    ]
    file.movements = [one.movement for one in reading.rows]
    file.checks = list(checks_of(reading.rows, trusted=not bad))
    if reading.opening is not None and reading.closing is not None and not file.checks:
        found = reading.opening + sum(movement.cents for movement in file.movements)
        latest = max((movement.on for movement in file.movements), default=None)
        file.checks.append(
            BalanceCheck(reading.account, latest, usual, reading.closing, found, trusted=not bad)
        )
    if not file.movements and not bad:
        file.warnings.append("Le relevé ne contient aucun mouvement.")


def _usual_currency(reading: _Reading) -> str:
    """The currency that most rows say, else the title, else the euro."""
    told = Counter(one.movement.currency for one in reading.rows if one.movement.currency)
    if told:
        return told.most_common(1)[0][0]
    above: Sequence[Row] = reading.layout.guess.titles
    cells = [cell for _line, row in above for cell in row] + list(reading.layout.guess.header)
    return next((code for cell in cells if (code := values.currency_in(cell))), USUAL_CURRENCY)
