"""One list of open items: from bytes to items, its totals checked."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from encaisse.imports.open_items.layout import Layout, layout_of
from encaisse.imports.open_items.rows import (
    Customer,
    OpenItem,
    Unreadable,
    customer_of,
    has_amount,
    is_dated,
    item_of,
    said,
)
from encaisse.imports.table import values
from encaisse.imports.table.guess import Saved
from encaisse.imports.table.names import plain
from encaisse.imports.table.refusals import TableUnreadable
from encaisse.imports.table.sheets import Cell, Sheet, sheets_of
from encaisse.imports.table.totals import Sums, is_sum

BAD_SHARE_MAX = 0.5
CUSTOMER_WORDS_MAX = 2
USUAL_CURRENCY = "EUR"
MARGIN = re.compile(r"(?:page|edite|edition|imprime|export|date|suite|le \d|arrete)\b|\d+ ?/ ?\d+$")
HEADER_AGAIN = "En-tête répété."
TITLE = "Titre : « {text} »."
SUM = "Ligne de total."
TWICE = "Même ligne que la ligne {line} : prise une seule fois."
NOBODY = "Aucun client n'est nommé sur cette ligne ni au-dessus : écrivez son code ou son nom."
NO_AMOUNT = "Le montant est vide : il n'est pas pris pour zéro. Écrivez-le."
NOTHING = "Ni numéro de pièce ni date, et ce montant n'est pas un total des lignes : à compléter."


@dataclass(slots=True)
class OpenItemsFile:
    """What one list says; ``ignored`` and ``refused`` are lines with their reason."""

    layout: Layout
    items: list[OpenItem] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)

    @property
    def latest_issue(self) -> date | None:
        """The day of its latest document."""
        return max((item.issued_on for item in self.items if item.issued_on), default=None)

    @property
    def open_cents(self) -> int:
        """What all the items leave open, credit notes taken off."""
        return sum(item.sign * item.open_cents for item in self.items)


@dataclass(slots=True)
class _Reading:
    """What was read so far; ``customer`` is that of the block being read."""

    file: OpenItemsFile
    fills_down: bool
    customer: Customer | None = None
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)


def read_open_items(content: bytes, saved: Saved | None = None) -> OpenItemsFile:
    """Read the bytes of a list of open items. Raises a ``FileRefused``."""
    return read_sheets(sheets_of(content), saved or {})


def read_sheets(sheets: Sequence[Sheet], saved: Saved) -> OpenItemsFile:
    """Read tables already opened."""
    layout = layout_of(sheets, saved)
    reading = _Reading(OpenItemsFile(layout), _fills_down(layout))
    for line, row in layout.guess.body:
        _read(reading, line, row)
    _finish(reading.file)
    reading.file.layout = replace(layout, guess=layout.guess.without_body())
    return reading.file


def _fills_down(layout: Layout) -> bool:
    """Whether customers are named on the first line of their block only: lines without a name are
    more than names that come again."""
    blank = again = 0
    seen: set[Customer] = set()
    for _line, row in layout.guess.body:
        if not has_amount(layout, row) or is_sum(row):
            continue
        customer = customer_of(layout, row)
        blank += customer is None
        again += customer in seen
        seen |= {customer} if customer else set()
    return blank > again


def _read(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    """One row: a header again, a sum, a title, or an item."""
    file, layout = reading.file, reading.file.layout
    if row == layout.guess.header:
        file.ignored.append((line, HEADER_AGAIN))
    elif not is_dated(layout, row) and is_sum(row):
        _sum(reading, line, row)
    elif not has_amount(layout, row) and not is_dated(layout, row):
        _title(reading, line, row)
    elif not is_dated(layout, row) and not said(layout, row, "number"):
        _unnamed(reading, line, row)
    else:
        _item(reading, line, row)


def _sum(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    found = reading.file.layout.open_cents(row)
    if found is not None:
        reading.file.sums.state(line, found)
    reading.file.ignored.append((line, SUM))
    reading.customer = None


def _title(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    """A row of words alone: who the block is about, a title, or a document without its amount."""
    layout = reading.file.layout
    has_column = layout.mapping.has("customer_code") or layout.mapping.has("customer_name")
    if has_column and said(layout, row, "number"):
        reading.file.refused.append((line, NO_AMOUNT))
        return
    words = [values.text(cell) for cell in row if not values.is_blank(cell)]
    if not words:
        return
    named = customer_of(layout, row)
    is_margin = MARGIN.match(plain(words[0]))
    if not is_margin and (named or (not has_column and len(words) <= CUSTOMER_WORDS_MAX)):
        reading.customer = named or Customer(words[0] if words[1:] else "", words[-1])
        reading.fills_down = True
    reading.file.ignored.append((line, TITLE.format(text=" ".join(words)[:80])))


def _unnamed(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    """A figure without number nor day: a sum that does not say so, or a line to complete."""
    found = reading.file.layout.open_cents(row)
    if found is not None and reading.file.sums.fits(found):
        _sum(reading, line, row)
    else:
        reading.file.refused.append((line, NOTHING))


def _item(reading: _Reading, line: int, row: Sequence[Cell]) -> None:
    file, layout = reading.file, reading.file.layout
    named = customer_of(layout, row)
    if named or not reading.fills_down:
        reading.customer = named
    try:
        if reading.customer is None:
            raise Unreadable(NOBODY)
        item = item_of(layout, line, row, reading.customer)
    except Unreadable as why:
        file.refused.append((line, str(why)))
        return
    first = reading.seen.setdefault(_likeness(item), line) if item.number else line
    if first != line:
        file.ignored.append((line, TWICE.format(line=first)))
        return
    file.items.append(item)
    file.sums.add(item.sign * item.open_cents)


def _likeness(item: OpenItem) -> tuple[object, ...]:
    return (item.customer, item.number, item.issued_on, item.due_on, item.total_cents,
            item.open_cents, item.currency, item.sign)  # fmt: skip


def _finish(file: OpenItemsFile) -> None:
    """What is only known at the end: the usual currency, wrong sums, a file that is damaged."""
    bad, good = len(file.refused), len(file.items)
    if bad and bad > BAD_SHARE_MAX * (bad + good):
        line, reason = file.refused[0]
        raise TableUnreadable(count=bad, total=bad + good, line=line, reason=reason)
    said_by = Counter(item.currency for item in file.items if item.currency)
    usual = said_by.most_common(1)[0][0] if said_by else USUAL_CURRENCY
    codes = _general_accounts(file)
    file.items = [
        replace(
            item,
            currency=item.currency or usual,
            customer=replace(item.customer, code=codes.get(item.customer.code, item.customer.code)),
        )
        for item in file.items
    ]
    file.warnings += [
        f"Le total de la ligne {one.line} ne correspond pas aux lignes qu'il additionne."
        for one in file.sums.stated
        if not one.is_right
    ]
    if not file.items and not file.refused:
        file.warnings.append("La liste ne contient aucune pièce.")


def _general_accounts(file: OpenItemsFile) -> dict[str, str]:
    """Accounts 411… stand for the customer by their end, as in the ledger."""
    found = {item.customer.code for item in file.items}
    if not found or not all(
        code.startswith("411") and code.isdigit() and code[3:].strip("0") for code in found
    ):
        return {}
    return {code: code[3:] for code in found}
