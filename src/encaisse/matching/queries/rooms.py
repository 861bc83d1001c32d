"""How much may still be allocated, of a credit or to a receivable, from any day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from encaisse.matching import rules
from encaisse.matching.models import Allocation

if TYPE_CHECKING:
    from encaisse.payments.models import Credit
    from encaisse.receivables.models import Receivable


def room_of_receivable(receivable: Receivable, on: date) -> int:
    """How much may still be allocated to it from ``on``."""
    return rules.room(receivable.face_cents, _moves(receivable=receivable), on=on)


def room_of_credit(credit: Credit, on: date) -> int:
    """How much of it may still be allocated from ``on``."""
    principal = credit.face_cents - credit.charges_cents
    return rules.room(principal, _moves(credit=credit), on=on)


def _moves(**which: Credit | Receivable) -> list[rules.Move]:
    rows = Allocation.objects.filter(**which).values_list("on", "cents")
    return [rules.Move(on, cents) for on, cents in rows]
