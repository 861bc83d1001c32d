"""How much may still be allocated, of a credit or to a receivable, from any day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from encaisse.matching import rules
from encaisse.matching.models import Allocation
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.payments.models import Credit


def room_of_receivable(receivable: Receivable, on: date) -> int:
    """How much may still be allocated to it from ``on``."""
    return rules.room(receivable.face_cents, _moves(receivable=receivable), on=on)


def room_of_credit(credit: Credit, on: date) -> int:
    """How much of it may still be allocated from ``on``."""
    principal = credit.face_cents - credit.charges_cents
    return rules.room(principal, _moves(credit=credit), on=on)


def stands(found: rules.Match, credit: Credit) -> bool:
    """What was judged before may still be paid, part by part, from the day of the credit."""
    ids = [part.receivable_id for part in found.parts]
    owed = Receivable.objects.select_related("invoice").in_bulk(ids)
    return len(owed) == len(ids) and all(
        is_live(owed[part.receivable_id], credit.on)
        and part.cents <= room_of_receivable(owed[part.receivable_id], credit.on)
        for part in found.parts
    )


def is_live(receivable: Receivable, on: date) -> bool:
    """Whether anything may be allocated to it from that day."""
    invoice = receivable.invoice
    return not invoice.is_draft and invoice.cancelled_on is None and invoice.issued_on <= on


def _moves(**which: Credit | Receivable) -> list[rules.Move]:
    rows = Allocation.objects.filter(**which).values_list("on", "cents")
    return [rules.Move(on, cents) for on, cents in rows]
