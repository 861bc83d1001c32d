"""A plan tried on what a customer owes, before anybody is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.kernel.money import Money
from encaisse.late_charges.queries.ahead import Ahead, Paid, interest_ahead
from encaisse.payment_plans.queries import owed_on
from encaisse.payment_plans.rules import Part
from encaisse.payment_plans.rules.simulating import filling, with_interest
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.parties.models import Customer


@dataclass(frozen=True, slots=True)
class Simulation:
    """Instalments with their interest, and what they come to. ``interest_cents`` is borne,
    ``waived_cents`` given up; ``complete``: the rates of all its days are known."""

    parts: tuple[Part, ...]
    currency: str
    principal_cents: int
    interest_cents: int
    waived_cents: int
    complete: bool

    @property
    def total_cents(self) -> int:
        """All that would be paid."""
        return self.principal_cents + self.interest_cents


def owed(customer: Customer) -> list[Receivable]:
    """What is open of a customer, the oldest due first: what a plan may spread."""
    found = Receivable.objects.filter(customer=customer, open_cents__gt=0)
    rows = found.exclude(invoice__is_draft=True).select_related("invoice", "customer__company")
    return list(rows.order_by("due_on", "id"))


def open_of(receivables: Sequence[Receivable], *, on: date) -> dict[int, int]:
    """What is open of each of these receivables that day, the oldest due first."""
    if not receivables:
        return {}
    known = owed_on(receivables[0].customer, on)
    ordered = sorted(receivables, key=lambda each: (each.due_on, each.pk))
    return {each.pk: known[each.pk] for each in ordered if each.pk in known}


def simulate(
    receivables: Sequence[Receivable], parts: Sequence[Part], *, waived_percent: int, on: date
) -> Simulation:
    """The interest of each instalment, were they all paid on their day: the oldest receivable
    first."""
    open_ = open_of(receivables, on=on)
    paid = [Paid(*each) for each in filling(parts, open_.items())]
    ran = interest_ahead(receivables, paid, [part.due_on for part in parts])
    borne = with_interest(parts, ran.cents, waived_percent=waived_percent)
    interest = sum(part.interest_cents for part in borne)
    return Simulation(
        parts=tuple(borne),
        currency=receivables[0].currency,
        principal_cents=sum(part.cents for part in borne),
        interest_cents=interest,
        waived_cents=_whole(parts, ran) - interest,
        complete=ran.complete,
    )


def total_open(receivables: Sequence[Receivable], *, on: date) -> Money:
    """What is open of these receivables, of one customer and currency."""
    return Money(sum(open_of(receivables, on=on).values()), receivables[0].currency)


def _whole(parts: Sequence[Part], ran: Ahead) -> int:
    return sum(part.interest_cents for part in with_interest(parts, ran.cents, waived_percent=0))
