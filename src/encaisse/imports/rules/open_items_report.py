"""What the report says of a list of open items: one document per row taken, and its total."""

from typing import Any

from encaisse.imports.open_items.reading import OpenItemsFile
from encaisse.imports.open_items.rows import OpenItem
from encaisse.imports.rules.report import Check, Line, Report
from encaisse.imports.rules.tables import OPEN_ITEMS


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
        columns={
            "confidence": file.layout.mapping.confidence,
            "reasons": list(file.layout.guess.reasons),
        },
    )


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
        "buyer": {"code": item.customer.code, "name": item.customer.name},
        "terms": "",
    }
