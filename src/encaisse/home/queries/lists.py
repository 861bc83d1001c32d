"""The lists of customers and of receivables, as querysets that ``columns`` narrows and orders."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FilteredRelation,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from encaisse.accounts.models import Company
from encaisse.home.queries.open import age_on, receivables_of
from encaisse.kernel.days import add_months, end_of_month, start_of_month
from encaisse.kernel.period import Period
from encaisse.parties.models import Customer, CustomerKind
from encaisse.payments.models import Credit, CreditKind
from encaisse.receivables.models import Receivable
from encaisse.web.columns import Rows

PAID = "paid"
KINDS = CustomerKind.choices
CREDIT_KINDS = CreditKind.choices


def customers(company: Company, *, on: date) -> "QuerySet[Customer]":
    """The customers with what they owe and since when, in their own currency."""
    is_open = Q(receivables__open_cents__gt=0, receivables__currency=F("currency"))
    late = Q(open__due_on__lt=on)
    return Customer.objects.filter(company=company).annotate(
        open=FilteredRelation("receivables", condition=is_open),
        outstanding_cents=Coalesce(Sum("open__open_cents"), 0),
        overdue_cents=Coalesce(Sum("open__open_cents", filter=late), 0),
        open_count=Count("open"),
        oldest_on=Min("open__due_on", filter=late),
    )


def receivables(company: Company, *, on: date) -> "QuerySet[Receivable]":
    """Every receivable with its ``state`` (its age, or paid), its customer, its invoice."""
    paid = When(open_cents=0, then=Value(PAID))
    estimated = When(due_estimated=True, then=Value("estimée"))
    return (
        receivables_of(company)
        .annotate(
            state=Case(paid, default=age_on(on), output_field=CharField()),
            mark=Case(estimated, default=Value(""), output_field=CharField()),
        )
        .prefetch_related("invoice", "customer")
    )


def credits(company: Company) -> "QuerySet[Credit]":
    """Money received, credit notes and what else lowers what customers owe."""
    return Credit.objects.filter(company=company).prefetch_related("customer")


def narrowed(
    found: "QuerySet[Receivable]", chosen: Mapping[str, str], *, on: date
) -> "QuerySet[Receivable]":
    """Those in the state and due in the period chosen; without choice, the open ones."""
    by_state = {
        "overdue": Q(open_cents__gt=0, due_on__lt=on),
        "paid": Q(open_cents=0),
        "all": Q(),
    }
    found = found.filter(by_state.get(chosen.get("etat", ""), Q(open_cents__gt=0)))
    period = due_period(chosen.get("du", ""), on=on)
    return found.filter(due_on__range=(period.first, period.last)) if period else found


def due_period(name: str, *, on: date) -> Period | None:
    """The days that a choice of due dates means."""
    if name == "week":
        return Period(on, on + timedelta(days=7))
    if name == "month":
        return Period(start_of_month(on), end_of_month(on))
    if name == "next_month":
        first = add_months(start_of_month(on), 1)
        return Period(first, end_of_month(first))
    return None


def sums(found: Rows) -> list[dict[str, Any]]:
    """How many receivables and how much is open, by currency. One query."""
    if not isinstance(found, QuerySet):
        raise TypeError("receivables come from the database")
    rows = found.order_by().values("currency").annotate(count=Count("id"), cents=Sum("open_cents"))
    return [dict(row) for row in rows.order_by("currency")]
