"""Whom money may be said to come from, and what may be shared among."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef

from encaisse.matching.models import Allocation, LearnedBy, LearnedPayer, MatchingSource
from encaisse.matching.queries.waiting import waiting_first
from encaisse.parties import queries as parties
from encaisse.payments.models import BankLine
from encaisse.receivables import queries as receivables
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Customer

ROWS_MAX, FOUND_MAX, SHORTEST_ACCOUNT = 200, 8, 8
LOOKED_AT, MONTH = 200, timedelta(days=30)
THRESHOLDS = (80, 85, 90, 95, 97, 100)


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


@dataclass(frozen=True, slots=True)
class Applied:
    """How many of the encashments that wait a threshold would have applied by itself."""

    threshold: int
    count: int


@dataclass(frozen=True, slots=True)
class Habits:
    """What a company's threshold does: of what came lately, what was placed without a person, by
    one, or waits; of what waits, what each threshold would apply."""

    alone: int
    by_hand: int
    waiting: int
    looked_at: int
    applied: list[Applied]


def applied_by_threshold(company: Company) -> Habits:
    """Counted on the bank lines of the last month that the bank told of, and on the first lines
    that wait."""
    items = waiting_first(company, most=LOOKED_AT)
    sure = [one.matches[0].confidence for one in items if one.matches and one.matches[0].parts]
    applied = [Applied(each, sum(one >= each for one in sure)) for each in THRESHOLDS]
    latest = BankLine.objects.filter(company=company, cents__gt=0).aggregate(on=Max("on"))["on"]
    if latest is None:
        return Habits(0, 0, 0, len(items), applied)
    month = BankLine.objects.filter(
        company=company, cents__gt=0, set_aside="", on__gt=latest - MONTH
    )
    chosen = Allocation.objects.filter(credit=OuterRef("credit"), source=MatchingSource.CHOSEN)
    by_hand = month.filter(credit__isnull=False).filter(Exists(chosen)).count()
    placed = month.filter(credit__isnull=False).count()
    waits = month.filter(credit=None).count()
    return Habits(placed - by_hand, by_hand, waits, len(items), applied)
