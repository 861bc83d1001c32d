"""One row of the statement to one movement, or to the sentence that says why not."""

import re
from collections.abc import Sequence
from datetime import date

from encaisse.imports.bank_sheet.layout import Layout
from encaisse.imports.rules.bank import Movement
from encaisse.imports.table import values
from encaisse.imports.table.names import plain
from encaisse.imports.table.sheets import Cell

IBAN = re.compile(r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)\b")
RETURNED = re.compile(
    r"\b(?:impayee?s?|rejet\w*|retour (?:sdd|prlv|prelevement|cheque)|returned|unpaid)\b"
)
FEES = re.compile(r"\b(?:frais|commissions?|com|cotisation|fees?)\b")
PENDING = re.compile(
    r"en attente|en cours|pending|a venir|declin|refus|annul|revert|cancel|failed|echou"
)
EMPTY = "Le montant est vide : il n'est pas pris pour zéro. Écrivez-le."


class Unreadable(ValueError):
    """A cell of a row; the message is the French sentence of the line."""


def movement_of(layout: Layout, line: int, row: Sequence[Cell], account: str) -> Movement:
    """The movement of a row. Raises ``Unreadable``."""
    value_on = _day(layout, row, "value_on", "Date de valeur")
    on = _day(layout, row, "on", "Date") or value_on
    if on is None:
        raise Unreadable("La date manque : écrivez le jour du mouvement.")
    cents = _cents(layout, row)
    label = said(layout, row, "label")
    references = tuple(dict.fromkeys(texts(layout, row, "reference")))
    counterparty = said(layout, row, "counterparty")
    return Movement(
        line=line,
        account=account_in(said(layout, row, "account")) or account,
        on=on,
        value_on=value_on,
        cents=cents,
        currency=currency_of(layout, row),
        label=label or counterparty,
        counterparty=counterparty,
        references=references,
        said=" ".join(filter(None, (label, counterparty))),
        returned=_returned(label, cents),
        counterparty_iban=account_in(said(layout, row, "counterparty_iban")),
    )


def texts(layout: Layout, row: Sequence[Cell], name: str) -> list[str]:
    """What the columns of a field say, those left blank apart."""
    cells = layout.mapping.cells(row, name)
    return [values.text(cell) for cell in cells if not values.is_blank(cell)]


def said(layout: Layout, row: Sequence[Cell], name: str) -> str:
    """The same, on one line, each thing once."""
    return " ".join(dict.fromkeys(texts(layout, row, name)))


def is_pending(layout: Layout, row: Sequence[Cell]) -> bool:
    """Whether the bank says that it is not booked."""
    return bool(PENDING.search(plain(said(layout, row, "state"))))


def account_in(text: str) -> str:
    """The IBAN that a text holds, else the text when it looks like an account number."""
    found = IBAN.search(text.upper())
    if found:
        return found[1].replace(" ", "")
    bare = re.sub(r"[\s.\-]", "", text)
    return (
        bare if len(bare) >= 8 and bare.isascii() and bare.isalnum() and bare[-1].isdigit() else ""
    )


def currency_of(layout: Layout, row: Sequence[Cell]) -> str:
    """The currency that the row says; empty when it says none."""
    told = said(layout, row, "currency").upper()
    if told:
        return values.currency_in(told) or ("EUR" if told.startswith("EURO") else told[:3])
    names = ("amount", "debit", "credit", "balance")
    cells = (cell for name in names for cell in layout.mapping.cells(row, name))
    return next((code for cell in cells if (code := values.currency_in(cell))), "")


def _cents(layout: Layout, row: Sequence[Cell]) -> int:
    found = layout.cents(row)
    if found is not None:
        return found
    names = ("amount", "debit", "credit", "side")
    written = [cell for name in names for cell in layout.mapping.cells(row, name)]
    shown = ", ".join(
        f"« {values.text(cell)[:40]} »" for cell in written if not values.is_blank(cell)
    )
    raise Unreadable(f"Montant {shown} illisible. Corrigez-le." if shown else EMPTY)


def _day(layout: Layout, row: Sequence[Cell], name: str, label: str) -> date | None:
    cell = layout.mapping.cell(row, name)
    if values.is_blank(cell) or not values.text(cell).strip("0/.- :"):
        return None
    found = values.day(cell, layout.mapping.month_first)
    if found is None:
        raise Unreadable(f"{label} « {values.text(cell)[:40]} » illisible. Corrigez-la.")
    return found


def _returned(label: str, cents: int) -> str:
    """The words by which the bank takes a payment back; its fees for it are not that."""
    words = plain(label)
    found = RETURNED.search(words)
    return found[0] if found and cents < 0 and not FEES.search(words) else ""
