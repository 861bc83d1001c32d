"""The credit note that a dispute awaits, begun as a draft with what is contested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.disputes.operations.refusals import NothingContested
from encaisse.disputes.queries.standing import contested_of
from encaisse.invoicing import operations as invoicing
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money

if TYPE_CHECKING:
    from datetime import date

    from encaisse.disputes.models import Dispute
    from encaisse.invoicing.models import Draft
    from encaisse.receivables.models import Invoice


def draft(dispute: Dispute, invoice: Invoice, *, on: date, by: str) -> Draft:
    """A draft of the credit note of one of its invoices, of what is contested of it that day;
    issued, it closes the dispute."""
    contested = contested_of(dispute, on=on)
    mine = [
        part.receivable
        for part in dispute.parts.filter(until=None).select_related("receivable").order_by("id")
        if part.receivable.invoice_id == invoice.pk
    ]
    cents = sum(contested.get(each.pk, 0) for each in mine)
    if not cents:
        raise NothingContested(on=french_day(on))
    reason = dispute.get_reason_display()
    words = f"Facture {invoice.number}, litige du {french_day(dispute.opened_on)} : {reason}"
    return invoicing.start_credit_note_of(
        invoice, worth=Money(cents, mine[0].currency), words=words, delivered_on=on, by=by
    )
