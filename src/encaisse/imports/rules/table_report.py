"""What the report says of a table: which columns were taken for what, and one document per open
item."""

from typing import Any

from encaisse.imports.bank_sheet.reading import BankSheetFile
from encaisse.imports.open_items.reading import OpenItemsFile
from encaisse.imports.open_items.rows import OpenItem
from encaisse.imports.rules.report import Check, Line, Report, of_bank
from encaisse.imports.rules.tables import BANK_SHEET, OPEN_ITEMS
from encaisse.imports.table.guess import Guess
from encaisse.imports.table.mapping import signature


def of_bank_sheet(name: str, file: BankSheetFile, iban: str) -> Report:
    """What a bank statement in a table says, judged alone."""
    return Report(
        **{**of_bank(name, BANK_SHEET, file, iban), "columns": columns(file.layout.guess)}
    )


def of_open_items(name: str, file: OpenItemsFile) -> Report:
    """What the list says, judged alone.

    ``total_open``: the total that the list states against the sum of what its rows leave open; not
    right when a row could not be read.
    """
    return Report(
        path=name,
        kind=OPEN_ITEMS,
        taken=len(file.items),
        ignored=[Line(line=line, reason=reason) for line, reason in file.ignored],
        refused=[Line(line=line, reason=reason) for line, reason in file.refused],
        movements=[],
        documents=[document(item) for item in file.items],
        checks=_checks(file),
        warnings=file.warnings,
        columns=columns(file.layout.guess),
    )


def columns(guess: Guess) -> dict[str, Any]:
    """Which column was taken for what, how surely and why."""
    return {
        "signature": signature(guess.header),
        "confidence": guess.mapping.confidence,
        "reasons": list(guess.reasons),
        **guess.mapping.as_data(),
    }


def _checks(file: OpenItemsFile) -> list[Check]:
    expected = file.sums.expected()
    if expected is None:
        return []
    found, is_whole = file.open_cents, not file.refused
    return [
        Check(name="total_open", expected=expected, found=found, ok=is_whole and expected == found)
    ]


def document(item: OpenItem) -> dict[str, Any]:
    """One open item; amounts in hundredths, positive for a credit note."""
    return {
        "line": item.line,
        "number": item.number,
        "type": item.kind,
        "issued_on": item.issued_on.isoformat() if item.issued_on else None,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "currency": item.currency,
        "total": item.total_cents,
        "amount_due": item.open_cents,
        "seller": None,
        "buyer": item.customer.name,
        "customer": {"code": item.customer.code, "name": item.customer.name},
        "terms": None,
    }
