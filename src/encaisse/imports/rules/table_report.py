"""What the report says of a table: which columns were taken for what, and one document per open
item."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from encaisse.imports.bank_sheet.reading import BankSheetFile
from encaisse.imports.listing.plan import Plan
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
        ignored=_lines(file.ignored),
        refused=_lines(file.refused),
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


def listed(judged: Report, plan: Plan, names: Mapping[int, str]) -> Report:
    """The report once the list is applied: each change, each line left as it was."""
    done = judged.copy()
    left_out = {line for line, _reason in (*plan.refused, *plan.ignored)}
    read = {each["line"] for each in judged["documents"]}
    done["taken"] = len(judged["documents"]) - len(left_out & read)
    done["refused"] = [*judged["refused"], *_lines(plan.refused)]
    done["ignored"] = sorted(
        [*judged["ignored"], *_lines(plan.ignored)], key=lambda one: one["line"] or 0
    )
    done["warnings"] = [*judged["warnings"], *plan.warnings]
    done["changes"] = [
        change.as_data() | {"customer": names.get(change.customer_id, "")}
        for change in plan.changes
    ]
    return done


def books_open(file: OpenItemsFile, found: Mapping[str, int]) -> list[Check]:
    """Σ open of the list equals what the company's books leave open that day."""
    expected = Counter[str]()
    for item in file.items:
        expected[item.currency] += item.sign * item.open_cents
    return [
        Check(
            name="books_open", expected=cents, found=found.get(currency, 0),
            ok=cents == found.get(currency, 0) and not file.refused, currency=currency,
        )
        for currency, cents in sorted(expected.items())
    ]  # fmt: skip


def _lines(found: Iterable[tuple[int, str]]) -> list[Line]:
    return [Line(line=line, reason=reason) for line, reason in found]


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
