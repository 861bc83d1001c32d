"""The group of a customer: who pays for it, for whom it pays, what each owes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from encaisse.home.queries.open import open_receivables
from encaisse.parties.models import Customer
from encaisse.parties.queries import group_of

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Member:
    """One company of the group, and what it owes in its own currency."""

    customer: Customer
    outstanding_cents: int
    overdue_cents: int
    is_parent: bool


def of_customer(customer: Customer, *, on: date) -> list[Member]:
    """The others of the group, the parent first, then who owes most past its date; nobody for a
    customer alone. Four queries at most."""
    ids = [key for key in group_of(customer.pk) if key != customer.pk]
    if not ids:
        return []
    late = Q(due_on__lt=on)
    sums = {
        row["customer_id"]: (row["owed"], row["late"])
        for row in open_receivables(customer.company)
        .filter(customer_id__in=ids)
        .order_by()
        .values("customer_id", "customer__currency", "currency")
        .annotate(owed=Sum("open_cents"), late=Sum("open_cents", filter=late, default=0))
        if row["currency"] == row["customer__currency"]
    }
    found = [
        Member(each, *sums.get(each.pk, (0, 0)), is_parent=each.pk == customer.parent_id)
        for each in Customer.objects.filter(pk__in=ids).order_by("name", "id")
    ]
    found.sort(key=lambda one: (not one.is_parent, -one.overdue_cents, one.customer.name))
    return found[:SHOWN]
