"""The early-payment discounts that a customer may still take, and how to pay the reduced amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.early_payment_discounts import queries as early_discounts
from encaisse.kernel.money import Money
from encaisse.portal.queries.account import is_insolvent, shown_to, transfer_of

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.portal.queries.account import Transfer


@dataclass(frozen=True, slots=True)
class Discount:
    """What is asked instead of what is due, for which invoices, through what day; ``whose``: of
    another, for whom one pays."""

    numbers: str
    due: Money
    asked: Money
    last_on: date
    transfer: Transfer | None
    whose: str


def discounts_of(customer: Customer, *, on: date) -> list[Discount]:
    """What was offered to this customer, or to those it pays for, and stands; nothing once a
    proceeding is open."""
    if is_insolvent(customer):
        return []
    found = []
    owners = shown_to(customer)
    for offer in (one for key in owners for one in early_discounts.awaiting(key, on=on)):
        parts = [part for part in offer.parts.all() if part.difference is None]
        numbers = ", ".join(dict.fromkeys(part.receivable.invoice.number for part in parts))
        asked = Money(sum(part.asked_cents for part in parts), offer.currency)
        found.append(
            Discount(
                numbers=numbers, due=Money(sum(part.cents for part in parts), offer.currency),
                asked=asked, last_on=offer.last_on,
                transfer=transfer_of(customer, asked, numbers),
                whose="" if offer.customer_id == customer.pk else owners[offer.customer_id].name,
            )
        )  # fmt: skip
    return [each for each in found if each.asked]
