"""One row of the list to one open item, or to the sentence that says why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from encaisse.imports.open_items.layout import AMOUNT, BUCKETS, OPEN, Layout
from encaisse.imports.table import values
from encaisse.imports.table.names import plain
from encaisse.imports.table.sheets import Cell

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
AMOUNT_FIELDS = ("open", "amount", "paid", "debit", "credit", "bucket")
CREDIT_WORDS = re.compile(r"\bavoir|credit ?note|\bcredit memo|^av$|gutschrift")
MONEY_WORDS = re.compile(
    r"acompte|avance|reglement|rglt|rgt\b|virement|\bvir\b|cheque|\bchq|encaissement|payment"
    r"|on account|trop[ -]percu|prelevement|\bcb\b"
)
CLOSED = re.compile(r"^(?:0|non|no|false|faux|n)$")
CLOSED_STATE = re.compile(
    r"(?<!non )(?<!pas )\b(?:payee?|reglee?|soldee?|paid|settled|closed|cleared|clos)\b"
)
PARTLY = re.compile(r"partiel|partial|partly")
OPEN_NAME = re.compile(r"open|ouvert")
YES = re.compile(r"^(?:1|oui|yes|true|vrai|o|x|y)$")
WHOLE_FLOAT = re.compile(r"\d+\.0")
GENERAL_ACCOUNT = "411"
CODE_MAX, NAME_MAX, NUMBER_MAX, SALESPERSON_MAX = 60, 200, 120, 120
EMPTY_OPEN = (
    "La case du restant dû est vide : elle n'est pas prise pour zéro. Si c'est une formule, ouvrez "
    "le classeur dans un tableur, enregistrez-le, puis reprenez-le."
)


class Unreadable(ValueError):
    """A cell of a row; the message is the French sentence of the line."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who owes; the code is empty when the list only gives a name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One document of a customer, and what is open of it.

    ``sign`` is −1 for a credit note, or money on account (``is_on_account``): amounts are positive.
    ``has_total``: the row says the amount of the document beside what is open of it.
    ``salesperson``: who sells to the customer, ``limit_cents``: what it may owe, when the row says
    so.
    """

    line: int
    customer: Customer
    number: str
    issued_on: date | None
    due_on: date | None
    total_cents: int
    open_cents: int
    currency: str
    sign: int = 1
    settled_on: date | None = None
    is_on_account: bool = False
    has_total: bool = False
    salesperson: str = ""
    limit_cents: int | None = None

    @property
    def kind(self) -> str:
        """`invoice` or `credit_note`."""
        return INVOICE if self.sign > 0 else CREDIT_NOTE


def customer_of(layout: Layout, row: Sequence[Cell]) -> Customer | None:
    """The customer that the row names; None when it names none."""
    code, name = (said(layout, row, field) for field in ("customer_code", "customer_name"))
    if not code and not name:
        return None
    return Customer(code[:CODE_MAX], (name or code)[:NAME_MAX])


def said(layout: Layout, row: Sequence[Cell], name: str) -> str:
    """The text of a field; a number that a spreadsheet wrote 12.0 is 12."""
    cell = layout.mapping.cell(row, name)
    found = "" if values.is_blank(cell) else values.text(cell)
    is_float = found.endswith(".0") and WHOLE_FLOAT.fullmatch(found)
    return found[:-2] if is_float else found


def currency_of(layout: Layout, row: Sequence[Cell]) -> str:
    """The currency that the row says; empty when it says none."""
    told = said(layout, row, "currency").upper()
    if told:
        return values.currency_in(told) or ("EUR" if told.startswith("EURO") else told[:3])
    cells = (layout.mapping.cell(row, name) for name in ("open", "amount", "debit"))
    return next((code for cell in cells if (code := values.currency_in(cell))), "")


def has_amount(layout: Layout, row: Sequence[Cell]) -> bool:
    """Whether the row bears an amount at all."""
    cells = (cell for name in AMOUNT_FIELDS for cell in layout.mapping.cells(row, name))
    return any(values.cents(cell, layout.mapping.decimal) is not None for cell in cells)


def is_dated(layout: Layout, row: Sequence[Cell]) -> bool:
    """Whether the row bears a day, of issue or due."""
    return any(_day(layout, row, name) for name in ("issued_on", "due_on"))


def item_of(layout: Layout, line: int, row: Sequence[Cell], customer: Customer) -> OpenItem:
    """The open item of a row. Raises ``Unreadable``."""
    issued_on = _readable_day(layout, row, "issued_on", "Date")
    due_on = _readable_day(layout, row, "due_on", "Échéance")
    open_cents = _open(layout, row)
    said_total = layout.total_cents(row)
    total = open_cents if said_total is None else said_total
    if _is_closed(layout, row):
        open_cents = 0
    sign = -1 if total < 0 or (total == 0 and open_cents < 0) else 1
    if sign > 0 and CREDIT_WORDS.search(plain(said(layout, row, "type"))):
        sign, total, open_cents = -1, -total, -open_cents
    return OpenItem(
        line, customer, said(layout, row, "number")[:NUMBER_MAX], issued_on, due_on,
        sign * total, sign * open_cents, currency_of(layout, row), sign,
        _day(layout, row, "settled_on"), sign < 0 and _is_money(layout, row),
        layout.has_total and said_total is not None,
        said(layout, row, "salesperson")[:SALESPERSON_MAX], layout.amount(row, "credit_limit"),
    )  # fmt: skip


def _is_money(layout: Layout, row: Sequence[Cell]) -> bool:
    """Whether a credit is money received, not a credit note."""
    words = " ".join(said(layout, row, name) for name in ("type", "label", "number"))
    return bool(MONEY_WORDS.search(plain(words))) and not CREDIT_WORDS.search(plain(words))


def _open(layout: Layout, row: Sequence[Cell]) -> int:
    found = layout.open_cents(row)
    if found is not None:
        return found
    if layout.basis == OPEN and values.is_blank(layout.mapping.cell(row, "open")):
        raise Unreadable(EMPTY_OPEN)
    names = ("bucket",) if layout.basis == BUCKETS else AMOUNT_FIELDS
    cells = [cell for name in names for cell in layout.mapping.cells(row, name)]
    wrong = next(
        (
            cell for cell in cells
            if not values.is_blank(cell) and values.cents(cell, layout.mapping.decimal) is None
        ),
        None,
    )  # fmt: skip
    if wrong is None:
        raise Unreadable("Le montant est vide : il n'est pas pris pour zéro. Écrivez-le.")
    raise Unreadable(f"Montant « {values.text(wrong)[:40]} » illisible. Corrigez-le.")


def _is_closed(layout: Layout, row: Sequence[Cell]) -> bool:
    """Whether the list says that the document is settled: by a column of its own (`isOpen`), or by
    its state or day of payment where no amount says it."""
    mapping = layout.mapping
    state = plain(said(layout, row, "state"))
    if state:
        name = plain(values.text(layout.guess.header[mapping.columns["state"][0]]))
        if OPEN_NAME.search(name):
            return bool(CLOSED.match(state))
        is_said = CLOSED_STATE.search(state) and not PARTLY.search(state)
        return layout.basis == AMOUNT and bool(is_said or ("solde" in name and YES.match(state)))
    return layout.basis == AMOUNT and bool(_day(layout, row, "settled_on"))


def _day(layout: Layout, row: Sequence[Cell], name: str) -> date | None:
    return values.day(layout.mapping.cell(row, name), layout.mapping.month_first)


def _readable_day(layout: Layout, row: Sequence[Cell], name: str, label: str) -> date | None:
    cell = layout.mapping.cell(row, name)
    if values.is_blank(cell) or not values.text(cell).strip("0/.- :"):
        return None
    found = values.day(cell, layout.mapping.month_first)
    if found is None:
        raise Unreadable(f"{label} « {values.text(cell)[:40]} » illisible. Corrigez-la.")
    return found
