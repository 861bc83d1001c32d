"""Whom money may be said to come from, and what may be shared among."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from encaisse.matching.models import LearnedBy, LearnedPayer
from encaisse.parties import queries as parties
from encaisse.receivables import queries as receivables
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Customer

ROWS_MAX, FOUND_MAX, SHORTEST_ACCOUNT = 200, 8, 8


@dataclass(frozen=True, slots=True)
class Sought:
    """A customer who answers to a few words, and by what."""

    customer: Customer
    why: str = ""


def payable_now(customer: Customer, currency: str) -> list[Receivable]:
    """What the money of this customer may pay, of its whole group: its own debts and those that it
    pays first, the oldest due first; so many at most."""
    members = parties.group_of(customer.pk)
    found = Receivable.objects.filter(
        customer__in=members, currency=currency, open_cents__gt=0, invoice__is_draft=False,
        invoice__cancelled_on=None,
    ).select_related("invoice", "customer").order_by("due_on", "id")  # fmt: skip
    own = parties.paid_by(customer.pk)
    mine = list(found.filter(customer__in=own)[:ROWS_MAX])
    return [*mine, *found.exclude(customer__in=own)[: ROWS_MAX - len(mine)]]


def customers_sought(viewer: User, company: Company, text: str) -> list[Sought]:
    """By name, account, SIREN, bank account learned, or the number of an invoice."""
    if not text:
        return []
    found = receivables.search(viewer, company, text, most=FOUND_MAX)
    rows = [Sought(customer) for customer in found.customers]
    rows += [Sought(one.customer, f"facture {one.number}") for one in found.invoices]
    account = "".join(text.split()).upper()
    if len(account) >= SHORTEST_ACCOUNT:
        learned = LearnedPayer.objects.filter(
            company=company, kind=LearnedBy.IBAN, value__startswith=account
        )
        for payer in learned.select_related("customer").order_by("value", "id")[:FOUND_MAX]:
            rows.append(Sought(payer.customer, f"compte {payer.value}"))
    once: dict[int, Sought] = {}
    for row in rows:
        once.setdefault(row.customer.pk, row)
    return list(once.values())[:FOUND_MAX]
