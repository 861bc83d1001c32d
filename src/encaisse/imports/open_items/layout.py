"""What the columns of a list tell together: how the open amount of a row is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from encaisse.imports.open_items.fields import FIELDS
from encaisse.imports.table import values
from encaisse.imports.table.guess import SAMPLE, Guess, Saved, guess
from encaisse.imports.table.mapping import Mapping
from encaisse.imports.table.refusals import AgedBalanceAlone, TableUnknown
from encaisse.imports.table.sheets import Cell, Sheet

OPEN, SIDES, PAID, SIGNED, BUCKETS, AMOUNT = "open", "sides", "paid", "signed", "buckets", "amount"
POINTS = {"due_on": 3, "number": 2, "customer_code": 3, "customer_name": 2, "paid": 2, "bucket": 3,
          "settled_on": 1, "open": 1}  # fmt: skip
RUNNING_SHARE = 0.9
NAMES_SAID = 12
SOMETHING = "aucune ligne ne porte les noms de ses colonnes"


@dataclass(frozen=True, slots=True)
class Layout:
    """A list found in a sheet, and by which columns its open amounts are known."""

    guess: Guess
    basis: str

    @property
    def mapping(self) -> Mapping:
        """What each column says."""
        return self.guess.mapping

    @property
    def points(self) -> int:
        """How much this looks like a list of open items."""
        return sum(POINTS.get(name, 0) for name in self.mapping.columns)

    @property
    def has_total(self) -> bool:
        """Whether a column says the amount of the document."""
        return self.basis not in {SIDES, SIGNED} and self.mapping.has("amount")

    def open_cents(self, row: Sequence[Cell]) -> int | None:
        """What a row leaves open, None when a cell that it needs is empty or unreadable."""
        return _OPEN[self.basis](self, row)

    def total_cents(self, row: Sequence[Cell]) -> int | None:
        """The amount of the document; None when the list only says what is open."""
        if self.basis in {SIDES, SIGNED}:
            return self.open_cents(row)
        return self.amount(row, "amount")

    def amount(self, row: Sequence[Cell], name: str) -> int | None:
        """The amount that a row gives for a field; None when blank or unreadable."""
        return values.cents(self.mapping.cell(row, name), self.mapping.decimal)

    def amount_or_zero(self, row: Sequence[Cell], name: str) -> int | None:
        """The same, a blank being zero."""
        return 0 if values.is_blank(self.mapping.cell(row, name)) else self.amount(row, name)


def _by_sides(layout: Layout, row: Sequence[Cell]) -> int | None:
    blank = [values.is_blank(layout.mapping.cell(row, name)) for name in ("debit", "credit")]
    debit, credit = (layout.amount_or_zero(row, name) for name in ("debit", "credit"))
    return None if all(blank) or debit is None or credit is None else debit - credit


def _by_paid(layout: Layout, row: Sequence[Cell]) -> int | None:
    amount, paid = layout.amount(row, "amount"), layout.amount_or_zero(row, "paid")
    return None if amount is None or paid is None else amount - paid


def _by_sign(layout: Layout, row: Sequence[Cell]) -> int | None:
    amount = layout.amount(row, "amount")
    side = values.text(layout.mapping.cell(row, "side")).upper()[:1]
    if amount is None or side not in {"D", "C"}:
        return None
    return amount if side == "D" else -amount


def _by_buckets(layout: Layout, row: Sequence[Cell]) -> int | None:
    cells = [cell for cell in layout.mapping.cells(row, "bucket") if not values.is_blank(cell)]
    found = [values.cents(cell, layout.mapping.decimal) for cell in cells]
    known = [cents for cents in found if cents is not None]
    return sum(known) if known and len(known) == len(found) else None


_OPEN: dict[str, Callable[[Layout, Sequence[Cell]], int | None]] = {
    OPEN: lambda layout, row: layout.amount(row, "open"),
    SIDES: _by_sides,
    PAID: _by_paid,
    SIGNED: _by_sign,
    BUCKETS: _by_buckets,
    AMOUNT: lambda layout, row: layout.amount(row, "amount"),
}


def found_in(sheets: Sequence[Sheet], saved: Saved) -> Layout | None:
    """The sheet that looks most like open items; None when none does."""
    layouts = [layout for found in _guesses(sheets, saved) if (layout := _layout(found))]
    return max(layouts, key=lambda layout: (layout.points, len(layout.guess.body)), default=None)


def is_aged_balance(sheets: Sequence[Sheet], saved: Saved) -> bool:
    """Whether a sheet only gives totals per customer."""
    return any(_is_of_customers(found.mapping) for found in _guesses(sheets, saved))


def layout_of(sheets: Sequence[Sheet], saved: Saved) -> Layout:
    """The sheet that looks most like open items. Raises a ``FileRefused``."""
    layout = found_in(sheets, saved)
    if layout is None:
        if is_aged_balance(sheets, saved):
            raise AgedBalanceAlone
        guesses = _guesses(sheets, saved)
        raise TableUnknown(missing=_missing(guesses), found=_names(sheets, guesses))
    return layout


def _guesses(sheets: Sequence[Sheet], saved: Saved) -> list[Guess]:
    return [found for sheet in sheets if (found := guess(sheet, FIELDS, saved))]


def _layout(found: Guess) -> Layout | None:
    """None when the columns do not say what each customer owes, document by document."""
    mapping = found.mapping
    is_named = mapping.has("customer_code") or mapping.has("customer_name")
    is_item = mapping.has("number") or mapping.has("due_on") or mapping.has("issued_on")
    if not (is_named and is_item) and not mapping.has("number", "due_on"):
        return None
    basis = _basis(mapping)
    layout = Layout(found, basis) if basis else None
    if layout and basis == OPEN and _is_running(layout):
        other = _basis(mapping, without=OPEN)
        return Layout(found, other) if other else layout
    return layout


def _basis(mapping: Mapping, without: str = "") -> str:
    """The columns by which what is open is known, the plainest first; empty when there is none."""
    needs = {
        OPEN: ("open",),
        SIDES: ("debit", "credit"),
        PAID: ("amount", "paid"),
        SIGNED: ("amount", "side"),
        BUCKETS: ("bucket",),
        AMOUNT: ("amount",),
    }
    return next((how for how, names in needs.items() if how != without and mapping.has(*names)), "")


def _is_running(layout: Layout) -> bool:
    """Whether the balance of each row adds what the row moves to the balance above it."""
    moves = Layout(layout.guess, SIDES if layout.mapping.has("debit", "credit") else AMOUNT)
    rows = [row for _line, row in layout.guess.body[:SAMPLE]]
    found = [(layout.open_cents(row), moves.open_cents(row)) for row in rows]
    known = [(balance, move) for balance, move in found if balance is not None and move is not None]
    if len(known) < 3:
        return False
    running = [now[0] - before[0] == now[1] for before, now in pairwise(known)]
    alone = [balance == move for balance, move in known[1:]]
    return sum(running) > RUNNING_SHARE * len(running) and sum(alone) < sum(running)


def _is_of_customers(mapping: Mapping) -> bool:
    is_named = mapping.has("customer_code") or mapping.has("customer_name")
    is_dated = mapping.has("number") or mapping.has("due_on") or mapping.has("issued_on")
    return is_named and not is_dated and bool(_basis(mapping))


def _missing(guesses: Sequence[Guess]) -> str:
    if not guesses:
        return SOMETHING
    mapping = max((found.mapping for found in guesses), key=lambda one: len(one.columns))
    if not _basis(mapping):
        return "aucune colonne de montant n'y est reconnue"
    if not mapping.has("customer_code") and not mapping.has("customer_name"):
        return "aucune colonne de client n'y est reconnue"
    return "aucune colonne de pièce ni d'échéance n'y est reconnue"


def _names(sheets: Sequence[Sheet], guesses: Sequence[Guess]) -> str:
    """The names read, so that the person sees what was taken for the header."""
    rows = [found.header for found in guesses] or [
        sheet.rows[0][1] for sheet in sheets if sheet.rows
    ]
    names = [values.text(cell)[:40] for cell in next(iter(rows), []) if cell != ""]
    return ", ".join(names[:NAMES_SAID]) or "aucune"
