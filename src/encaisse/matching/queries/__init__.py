"""What is open on a day, what may be paid, and what the rules propose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.kernel import days
from encaisse.matching.models import Allocation, MatchingSource
from encaisse.matching.queries.known import (
    answers,
    company_known,
    payables,
    policy_of,
    proposal,
    proposals,
    received,
)
from encaisse.matching.queries.near import answers_near, matches_of
from encaisse.matching.queries.rooms import is_live, room_of_credit, room_of_receivable, stands
from encaisse.matching.queries.waiting import (
    Shown,
    Waiting,
    asked_about,
    left_on_account,
    payments_proposed,
    standing_payments,
    waiting,
    waiting_count,
    waiting_credit,
    waiting_first,
    waiting_line,
)
from encaisse.payments.models import Credit, CreditKind
from encaisse.receivables.models import Invoice, Receivable

GIVEN_UP = (
    CreditKind.DIFFERENCE, CreditKind.DISCOUNT, CreditKind.EXCHANGE_DIFFERENCE, CreditKind.SET_OFF,
    CreditKind.WRITE_OFF,
)  # fmt: skip

__all__ = [
    "Shown",
    "Waiting",
    "allocation_for",
    "allocations_by_credit",
    "allocations_named",
    "answers",
    "answers_near",
    "asked_about",
    "company_known",
    "drift",
    "gave_way",
    "invoices_paid",
    "is_given_up",
    "is_live",
    "is_undone",
    "left_on_account",
    "live_allocations_of_credit",
    "live_allocations_of_invoice",
    "matches_of",
    "open_items",
    "payables",
    "payments_proposed",
    "policy_of",
    "proposal",
    "proposals",
    "receivables_by_id",
    "received",
    "reversal_of",
    "room_of_credit",
    "room_of_receivable",
    "standing_payments", "stands",
    "waiting",
    "waiting_count",
    "waiting_credit",
    "waiting_first",
    "waiting_line",
]  # fmt: skip

# What is open on a day is what is stored, plus what later days took away. For today that is the
# partial index on what is open; the further the day, the more allocations are read back.
# Parameters: company, day, customer (or null).
LATER_EVENTS = """
taken_later AS MATERIALIZED (
  SELECT receivable_id, sum(cents)::bigint AS cents FROM matching_allocation
  WHERE company_id = %(company)s AND "on" > %(day)s GROUP BY receivable_id
), cancelled_later AS MATERIALIZED (
  SELECT id FROM receivables_invoice
  WHERE company_id = %(company)s AND (is_draft OR cancelled_on IS NOT NULL)
    AND cancelled_on > %(day)s
), absent AS MATERIALIZED (
  SELECT id FROM receivables_invoice WHERE company_id = %(company)s AND issued_on > %(day)s
  UNION ALL
  SELECT id FROM receivables_invoice
  WHERE company_id = %(company)s AND (is_draft OR cancelled_on IS NOT NULL) AND is_draft
)
"""
OPEN_RECEIVABLES = f"""
{LATER_EVENTS}, candidate AS (
  SELECT * FROM receivables_receivable WHERE company_id = %(company)s AND open_cents > 0
  UNION ALL
  SELECT * FROM receivables_receivable
  WHERE company_id = %(company)s AND open_cents = 0 AND id IN (
    SELECT receivable_id FROM taken_later
    UNION
    SELECT r.id FROM receivables_receivable r JOIN cancelled_later i ON i.id = r.invoice_id
  )
), open_receivable AS (
  SELECT id, customer_id, invoice_id, rank, due_on, due_estimated, face_cents, currency,
         coalesce(taken_later.cents, 0) + CASE
           WHEN invoice_id = ANY (ARRAY(SELECT id FROM cancelled_later)) THEN face_cents
           ELSE open_cents END AS open_cents
  FROM candidate LEFT JOIN taken_later ON taken_later.receivable_id = id
  WHERE invoice_id NOT IN (SELECT id FROM absent)
    AND (%(customer)s::bigint IS NULL OR customer_id = %(customer)s)
)
"""
CHANGED_RECEIVABLES = f"""
{LATER_EVENTS}, changed_receivable AS (
  SELECT customer_id, currency, due_on, CASE
           WHEN invoice_id IN (SELECT id FROM absent) THEN 0
           ELSE coalesce(taken_later.cents, 0) + CASE
             WHEN invoice_id IN (SELECT id FROM cancelled_later) THEN face_cents
             ELSE open_cents END
         END - open_cents AS cents
  FROM receivables_receivable LEFT JOIN taken_later ON taken_later.receivable_id = id
  WHERE company_id = %(company)s AND id = ANY (ARRAY(
    SELECT receivable_id FROM taken_later
    UNION
    SELECT id FROM receivables_receivable WHERE invoice_id = ANY (ARRAY(
      SELECT id FROM absent UNION ALL SELECT id FROM cancelled_later
    ))
  ))
)
"""
OPEN_CREDITS = """
spent_later AS MATERIALIZED (
  SELECT credit_id, sum(cents)::bigint AS cents FROM matching_allocation
  WHERE company_id = %(company)s AND "on" > %(day)s GROUP BY credit_id
), void_later AS MATERIALIZED (
  SELECT id FROM payments_credit
  WHERE company_id = %(company)s AND (returned_on IS NOT NULL OR cancelled_on IS NOT NULL)
    AND coalesce(returned_on, cancelled_on) > %(day)s
), credit AS (
  SELECT * FROM payments_credit WHERE company_id = %(company)s AND open_cents > 0
  UNION ALL
  SELECT * FROM payments_credit
  WHERE company_id = %(company)s AND open_cents = 0 AND id IN (
    SELECT credit_id FROM spent_later UNION SELECT id FROM void_later
  )
), open_credit AS (
  SELECT id, customer_id, kind, reference, "on", face_cents, currency,
         coalesce(spent_later.cents, 0) + CASE
           WHEN id = ANY (ARRAY(SELECT id FROM void_later)) THEN face_cents - charges_cents
           ELSE open_cents END AS open_cents
  FROM credit LEFT JOIN spent_later ON spent_later.credit_id = id
  WHERE "on" <= %(day)s AND (%(customer)s::bigint IS NULL OR customer_id = %(customer)s)
)
"""
LIST_RECEIVABLES = f"""
WITH {OPEN_RECEIVABLES}
SELECT o.id, o.customer_id, c.code, c.name, o.invoice_id, i.number, o.rank, i.issued_on, o.due_on,
       o.due_estimated, o.face_cents, o.open_cents, o.currency
FROM open_receivable o
JOIN parties_customer c ON c.id = o.customer_id JOIN receivables_invoice i ON i.id = o.invoice_id
WHERE o.open_cents > 0 ORDER BY o.due_on, o.id
"""
LIST_CREDITS = f"""
WITH {OPEN_CREDITS}
SELECT o.id, o.customer_id, c.code, c.name, o.kind, o.reference, o."on", o.face_cents,
       o.open_cents, o.currency
FROM open_credit o JOIN parties_customer c ON c.id = o.customer_id
WHERE o.open_cents > 0 ORDER BY o."on", o.id
"""
DRIFT = """
SELECT 'receivable' AS kind, r.id, r.open_cents, CASE
         WHEN i.cancelled_on IS NOT NULL THEN 0
         ELSE r.face_cents - coalesce(sum(a.cents), 0)::bigint END AS derived
FROM receivables_receivable r JOIN receivables_invoice i ON i.id = r.invoice_id
LEFT JOIN matching_allocation a ON a.receivable_id = r.id
WHERE r.company_id = %(company)s GROUP BY r.id, i.id
HAVING r.open_cents <> CASE WHEN i.cancelled_on IS NOT NULL THEN 0
                       ELSE r.face_cents - coalesce(sum(a.cents), 0) END
UNION ALL
SELECT 'credit', c.id, c.open_cents, CASE
         WHEN coalesce(c.returned_on, c.cancelled_on) IS NOT NULL THEN 0
         ELSE c.face_cents - c.charges_cents - coalesce(sum(a.cents), 0)::bigint END
FROM payments_credit c LEFT JOIN matching_allocation a ON a.credit_id = c.id
WHERE c.company_id = %(company)s GROUP BY c.id
HAVING c.open_cents <> CASE WHEN coalesce(c.returned_on, c.cancelled_on) IS NOT NULL THEN 0
                       ELSE c.face_cents - c.charges_cents - coalesce(sum(a.cents), 0) END
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class OpenReceivable:
    """A receivable as it stood on a day."""

    id: int
    customer_id: int
    customer_code: str
    customer_name: str
    invoice_id: int
    invoice: str
    rank: int
    issued_on: date
    due_on: date
    due_estimated: bool
    face_cents: int
    open_cents: int
    currency: str

    def days_late(self, on: date) -> int:
        """0 up to its due date."""
        return days.days_late(self.due_on, on=on)


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """A credit not wholly allocated, as it stood on a day."""

    id: int
    customer_id: int
    customer_code: str
    customer_name: str
    kind: str
    reference: str
    on: date
    face_cents: int
    open_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class OpenItems:
    """The subledger on a day: Σ receivables − Σ unallocated is the balance of account 411."""

    receivables: list[OpenReceivable]
    unallocated: list[OpenCredit]


@dataclass(frozen=True, slots=True)
class Drift:
    """Something whose stored open amount is not what its allocations say."""

    kind: str
    id: int
    stored_cents: int
    derived_cents: int


def open_items(company: Company, on: date, *, customer_id: int | None = None) -> OpenItems:
    """What was open at the end of any day: drafts, invoices not yet issued or cancelled by then
    left out; allocations count from their day on."""
    params: dict[str, int | date | None] = {
        "company": company.pk,
        "day": on,
        "customer": customer_id,
    }
    return OpenItems(
        [OpenReceivable(*row) for row in _rows(LIST_RECEIVABLES, params)],
        [OpenCredit(*row) for row in _rows(LIST_CREDITS, params)],
    )


def drift(company: Company) -> list[Drift]:
    """Where what is stored is not what the allocations say: nothing, or a bug."""
    return [Drift(*row) for row in _rows(DRIFT, {"company": company.pk})]


def invoices_paid(credit: Credit) -> list[str]:
    """The numbers of the invoices that the credit pays."""
    return [allocation.receivable.invoice.number for allocation in _live().filter(credit=credit)]


def allocations_by_credit(credits_: Iterable[Credit]) -> dict[int, list[Allocation]]:
    """What each credit pays now, oldest first; what was undone left out."""
    found: dict[int, list[Allocation]] = {}
    for allocation in _live().filter(credit__in=list(credits_)):
        found.setdefault(allocation.credit_id, []).append(allocation)
    return found


def allocation_for(viewer: User, allocation_id: int) -> Allocation:
    """The allocation, if the viewer belongs to its company; else it does not exist."""
    found = (
        Allocation.objects.select_related("credit__customer", "receivable__invoice")
        .filter(company__memberships__user=viewer, pk=allocation_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def allocations_named(credit: Credit, ids: Iterable[int]) -> list[Allocation]:
    """These allocations of the credit that still stand."""
    return list(_live().filter(credit=credit, pk__in=list(ids)))


def receivables_by_id(ids: Iterable[int]) -> dict[int, Receivable]:
    """These receivables, with their invoices."""
    return Receivable.objects.select_related("invoice", "customer").in_bulk(list(ids))


def is_given_up(credit: Credit) -> bool:
    """Whether a person gave that much up here: no money stands behind it."""
    return credit.kind in GIVEN_UP and credit.entry_key.startswith("typed:")


def gave_way(credit: Credit) -> list[Allocation]:
    """What a payment supposed by a list paid when it gave way, the latest time that it did."""
    made = Allocation.objects.filter(credit=credit)
    latest = made.filter(cents__gt=0).order_by("-id").values_list("pk", flat=True).first() or 0
    found = made.filter(reversed_by__source=MatchingSource.GAVE_WAY, reversed_by__pk__gt=latest)
    return list(found.select_related("receivable__invoice").order_by("on", "id"))


def reversal_of(allocation: Allocation) -> Allocation:
    """The counter-entry that undid it."""
    return Allocation.objects.get(reverses=allocation)


def is_undone(allocation: Allocation) -> bool:
    """Whether a counter-entry undid it."""
    return Allocation.objects.filter(reverses=allocation).exists()


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


def _rows(query: str, params: dict[str, int | date | None]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())
