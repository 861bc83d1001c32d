"""Which sheet holds the statement, and how its columns sign what moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from encaisse.imports.bank_sheet.fields import FIELDS
from encaisse.imports.table import values
from encaisse.imports.table.guess import SAMPLE, Guess, Saved, guess
from encaisse.imports.table.mapping import Mapping
from encaisse.imports.table.names import plain
from encaisse.imports.table.sheets import Cell, Sheet

POINTS = {"value_on": 3, "label": 2, "counterparty": 2, "counterparty_iban": 2, "on": 1, "state": 1}
BALANCE_POINTS = 2
SIGNED_SHARE = 0.9
IN = ("c", "+", "e", "in")
OUT = ("d", "-", "s", "out")


@dataclass(frozen=True, slots=True)
class Layout:
    """A statement found in a sheet; ``debits_are_signed`` when their column holds minus signs."""

    guess: Guess
    debits_are_signed: bool

    @property
    def mapping(self) -> Mapping:
        """What each column says."""
        return self.guess.mapping

    @property
    def points(self) -> int:
        """How much this looks like a bank statement."""
        has_balance = self.mapping.has("balance") and len(self.mapping.columns) > 3
        found = sum(POINTS.get(name, 0) for name in self.mapping.columns)
        return found + BALANCE_POINTS * has_balance

    def amount(self, row: Sequence[Cell], name: str) -> int | None:
        """The amount that a row gives for a field; None when blank or unreadable."""
        return values.cents(self.mapping.cell(row, name), self.mapping.decimal)

    def is_moved(self, row: Sequence[Cell]) -> bool:
        """Whether the row bears an amount that moves."""
        return any(self.amount(row, name) is not None for name in ("amount", "debit", "credit"))

    def cents(self, row: Sequence[Cell]) -> int | None:
        """What the row moves, a debit being negative; None when it cannot be known."""
        if self.mapping.has("amount") and not values.is_blank(self.mapping.cell(row, "amount")):
            return self._signed(row)
        names = [name for name in ("debit", "credit") if self.mapping.has(name)]
        written = [name for name in names if not values.is_blank(self.mapping.cell(row, name))]
        found = {name: self.amount(row, name) for name in written}
        if not written or None in found.values():
            return None
        debit, credit = found.get("debit") or 0, found.get("credit") or 0
        return credit + (debit if self.debits_are_signed else -debit)

    def _signed(self, row: Sequence[Cell]) -> int | None:
        """A signed amount, or one whose sign is in a column of its own."""
        amount = self.amount(row, "amount")
        side = plain(values.text(self.mapping.cell(row, "side")))
        if amount is None or not side or amount < 0:
            return amount
        return -amount if side.startswith(OUT) else amount if side.startswith(IN) else None


def layout_of(sheets: Sequence[Sheet], saved: Saved) -> Layout | None:
    """The sheet that looks most like a statement; None when none does."""
    guesses = [found for sheet in sheets if (found := guess(sheet, FIELDS, saved))]
    layouts = [layout for found in guesses if (layout := _layout(found))]
    return max(layouts, key=lambda one: (one.points, len(one.guess.body)), default=None)


def _layout(found: Guess) -> Layout | None:
    mapping = found.mapping
    is_moved = mapping.has("amount") or mapping.has("debit", "credit")
    if not is_moved or not (mapping.has("on") or mapping.has("value_on")):
        return None
    rows = [row for _line, row in found.body[:SAMPLE]]
    alone = Layout(found, debits_are_signed=False)
    debits = [cents for row in rows if (cents := alone.amount(row, "debit"))]
    minus = sum(cents < 0 for cents in debits)
    return Layout(found, debits_are_signed=bool(debits) and minus >= SIGNED_SHARE * len(debits))
