"""What may be paid, what was paid, and what the rules propose."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from encaisse.matching import rules
from encaisse.matching.models import Allocation
from encaisse.payments.models import Credit
from encaisse.receivables.models import Invoice, Receivable


def payables(credit: Credit, on: date) -> list[rules.Payable]:
    """What the credit may pay from ``on``: same customer, same currency, in due-date order."""
    found = list(
        Receivable.objects.filter(
            customer_id=credit.customer_id,
            currency=credit.currency,
            open_cents__gt=0,
            invoice__is_draft=False,
            invoice__cancelled_on=None,
            invoice__issued_on__lte=on,
        )
        .select_related("invoice")
        .order_by("due_on", "id")
    )
    # Only what was unmatched later can have been less open before than it is now.
    wavering = set(
        Allocation.objects.filter(receivable__in=found, cents__lt=0, on__gt=on).values_list(
            "receivable_id", flat=True
        )
    )
    priced = (
        (receivable, room_of_receivable(receivable, on))
        if receivable.pk in wavering
        else (receivable, receivable.open_cents)
        for receivable in found
    )
    return [
        rules.Payable(receivable.pk, receivable.invoice.number, receivable.due_on, cents)
        for receivable, cents in priced
        if cents > 0
    ]


def proposal(credit: Credit, *, on: date) -> rules.Match | None:
    """What the rules would have the rest of the credit pay from ``on``; None when nothing."""
    if credit.returned_on or credit.cancelled_on:
        return None
    left = room_of_credit(credit, on)
    return rules.match(left, (credit.reference, credit.label), payables(credit, on))


def room_of_receivable(receivable: Receivable, on: date) -> int:
    """How much may still be allocated to it from ``on``."""
    return rules.room(receivable.face_cents, _moves(receivable=receivable), on=on)


def room_of_credit(credit: Credit, on: date) -> int:
    """How much of it may still be allocated from ``on``."""
    return rules.room(credit.face_cents, _moves(credit=credit), on=on)


def receivables_by_id(ids: Iterable[int]) -> dict[int, Receivable]:
    """These receivables, with their invoices."""
    return Receivable.objects.select_related("invoice", "customer").in_bulk(list(ids))


def live_allocations_of_credit(credit: Credit) -> list[Allocation]:
    """What the credit pays, counter-entries and what they undo left out."""
    return list(_live().filter(credit=credit))


def live_allocations_of_invoice(invoice: Invoice) -> list[Allocation]:
    """What pays the invoice, counter-entries and what they undo left out."""
    return list(_live().filter(receivable__invoice=invoice))


def _live() -> QuerySet[Allocation]:
    return (
        Allocation.objects.filter(cents__gt=0, reversed_by=None)
        .select_related("credit__customer", "receivable__invoice")
        .order_by("on", "id")
    )


def _moves(**which: Credit | Receivable) -> list[rules.Move]:
    rows = Allocation.objects.filter(**which).values_list("on", "cents")
    return [rules.Move(on, cents) for on, cents in rows]
