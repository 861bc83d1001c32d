"""The customer's page, made for a call: one look, everything. Costs a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from encaisse.home.queries.open import open_receivables
from encaisse.parties.models import Contact, ContactRole, Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable, SideBalance

CONTACT_ROLES = ContactRole.choices


@dataclass(frozen=True, slots=True)
class Owed:
    """What the customer owes in one currency, and what it has paid beside."""

    currency: str
    outstanding_cents: int = 0
    overdue_cents: int = 0
    overdue_count: int = 0
    credit_cents: int = 0


def contacts(customer: Customer) -> list[Contact]:
    """The people at the customer's."""
    return list(customer.contacts.order_by("name", "id"))


def receivables(customer: Customer) -> "QuerySet[Receivable]":
    """What is open, the oldest due date first."""
    return (
        open_receivables(customer.company)
        .filter(customer=customer)
        .select_related("invoice")
        .order_by("due_on", "id")
    )


def owed(customer: Customer, *, on: date) -> list[Owed]:
    """What is owed, by currency; the customer's own first. Two queries."""
    found = receivables(customer).order_by("currency").values("currency")
    late = Q(due_on__lt=on)
    credits = unallocated(customer).order_by("currency").values("currency")
    sums: dict[str, dict[str, int]] = defaultdict(dict, {customer.currency: {}})
    amounts = {
        "outstanding_cents": Sum("open_cents"),
        "overdue_cents": Sum("open_cents", filter=late, default=0),
        "overdue_count": Count("id", filter=late),
    }
    for currency, *found_cents in found.annotate(**amounts).values_list("currency", *amounts):
        sums[currency] |= dict(zip(amounts, found_cents, strict=True))
    for row in credits.annotate(cents=Sum("open_cents")):
        sums[row["currency"]]["credit_cents"] = row["cents"]
    return [Owed(currency, **amounts) for currency, amounts in sums.items()]


def unallocated(customer: Customer) -> "QuerySet[Credit]":
    """Money and credit notes that no receivable has taken yet, the oldest first."""
    return Credit.objects.filter(customer=customer, open_cents__gt=0).order_by("on", "id")


def side_balances(customer: Customer) -> list[SideBalance]:
    """The accounts kept apart from what is collected (413, 416, 418, 4191)."""
    return list(
        SideBalance.objects.filter(customer=customer)
        .exclude(balance_cents=0)
        .order_by("account", "id")
    )
