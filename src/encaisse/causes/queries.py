"""The facts about what is late, the cause of each, and their sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from encaisse.causes.rules import FACTS, judged, label
from encaisse.promises.queries import PAID
from encaisse.store.frames import copy_out, rows_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from encaisse.accounts.models import Company

# Drafts, tills and cards are left out by lists of their own, which are short.
SQL = f"""
WITH late AS MATERIALIZED (
  SELECT r.id, r.customer_id, r.invoice_id, r.due_on, r.open_cents, r.currency
  FROM receivables_receivable r
  WHERE r.company_id = %(company)s AND r.open_cents > 0 AND r.due_on < %(on)s
    AND (%(customers)s::bigint[] IS NULL OR r.customer_id = ANY (%(customers)s::bigint[]))
    AND r.invoice_id NOT IN (
      SELECT id FROM receivables_invoice WHERE company_id = %(company)s AND is_draft)
    AND r.customer_id NOT IN (
      SELECT id FROM parties_customer WHERE company_id = %(company)s AND is_pseudo)
), insolvent AS (
  SELECT DISTINCT customer_id FROM insolvency_insolvency
  WHERE company_id = %(company)s AND judged_on <= %(on)s
    AND (closed_on IS NULL OR closed_on > %(on)s)
), contested AS (
  SELECT DISTINCT ON (part.receivable_id) part.receivable_id, d.reason
  FROM disputes_dispute d JOIN disputes_disputedpart part ON part.dispute_id = d.id
  WHERE d.company_id = %(company)s AND d.opened_on <= %(on)s
    AND (d.settled_on IS NULL OR d.settled_on > %(on)s)
    AND (part.until IS NULL OR part.until > %(on)s)
  ORDER BY part.receivable_id, d.id DESC
), said AS (
  SELECT c.invoice_id, s.code, s.reason_code,
         CASE WHEN c.ended_on IS NULL OR c.ended_on > %(on)s THEN c.kind END AS kind,
         row_number() OVER (PARTITION BY c.invoice_id ORDER BY s."on" DESC, s.at DESC, s.id DESC)
           AS rank
  FROM life_cycle_consequence c JOIN life_cycle_invoicestatus s ON s.id = c.status_id
  LEFT JOIN life_cycle_withdrawal w ON w.status_id = s.id
  WHERE c.company_id = %(company)s AND s."on" <= %(on)s AND w.id IS NULL
), held AS (
  SELECT DISTINCT ON (invoice_id) invoice_id, kind, reason_code FROM said
  WHERE kind IN ('suspended', 'refused', 'rejected') ORDER BY invoice_id, rank
), refusing AS (
  SELECT address FROM parties_refusingaddress
  WHERE company_id = %(company)s AND since <= %(on)s AND (lifted_on IS NULL OR lifted_on > %(on)s)
), refused AS (
  SELECT c.id AS customer_id FROM parties_customer c
  JOIN refusing ON c.email_lower = refusing.address
  WHERE c.company_id = %(company)s
  UNION
  SELECT p.customer_id FROM parties_contact p
  JOIN refusing ON p.email_lower = refusing.address
  WHERE p.company_id = %(company)s
), planned AS (
  SELECT DISTINCT part.receivable_id FROM payment_plans_plan p
  JOIN payment_plans_plannedreceivable part ON part.plan_id = p.id
  WHERE p.company_id = %(company)s AND p.agreed_on <= %(on)s
    AND (p.ended_on IS NULL OR p.ended_on > %(on)s)
), promised AS (
  SELECT DISTINCT part.receivable_id FROM promises_promise p
  JOIN promises_promisedreceivable part ON part.promise_id = p.id
  JOIN ({PAID}) paid ON paid.promise_id = p.id AND paid.cents < p.cents
  WHERE p.company_id = %(company)s AND p.by_on < %(on)s AND p.withdrawn_on IS NULL
), chosen AS (
  SELECT DISTINCT ON (receivable_id) receivable_id, cause, by, "on", note
  FROM causes_causechoice WHERE company_id = %(company)s ORDER BY receivable_id, id DESC
)
SELECT late.id, late.invoice_id, i.number, late.customer_id, c.name, late.due_on, late.open_cents,
       late.currency, (%(on)s::date - late.due_on)::bigint, insolvent.customer_id IS NOT NULL,
       contested.reason, held.kind, held.reason_code, said.code, refused.customer_id IS NOT NULL,
       planned.receivable_id IS NOT NULL, promised.receivable_id IS NOT NULL,
       (p.facts ->> 'paid')::bigint, (p.facts ->> 'late')::bigint, (p.facts ->> 'reminded')::bigint,
       (p.facts ->> 'days_late')::bigint, chosen.cause, chosen.by, chosen."on", chosen.note
FROM late
JOIN receivables_invoice i ON i.id = late.invoice_id
JOIN parties_customer c ON c.id = late.customer_id
LEFT JOIN insolvent ON insolvent.customer_id = late.customer_id
LEFT JOIN contested ON contested.receivable_id = late.id
LEFT JOIN said ON said.invoice_id = late.invoice_id AND said.rank = 1
LEFT JOIN held ON held.invoice_id = late.invoice_id
LEFT JOIN refused ON refused.customer_id = late.customer_id
LEFT JOIN planned ON planned.receivable_id = late.id
LEFT JOIN promised ON promised.receivable_id = late.id
LEFT JOIN dunning_profile p ON p.customer_id = late.customer_id
LEFT JOIN chosen ON chosen.receivable_id = late.id
ORDER BY late.due_on, late.id
"""


@dataclass(frozen=True, slots=True)
class Late:
    """A late receivable and its cause."""

    id: int
    invoice_id: int
    number: str
    customer_id: int
    name: str
    due_on: date
    cents: int
    currency: str
    days_late: int
    cause: str
    proposed: str
    is_chosen: bool
    why: str
    by: str
    on: date | None
    note: str

    @property
    def label(self) -> str:
        """Its cause in French."""
        return label(self.cause)

    @property
    def title(self) -> str:
        """The same, as it begins a line."""
        return self.label.capitalize()

    @property
    def state(self) -> str:
        """Whether a person chose it, a rule proposed it, or nothing is known."""
        if self.is_chosen:
            return "chosen"
        return "proposed" if self.cause else "unknown"


@dataclass(frozen=True, slots=True)
class Group:
    """The receivables of one cause, in one currency."""

    cause: str
    currency: str
    cents: int
    count: int
    customers: int
    chosen: int
    whys: tuple[str, ...]

    @property
    def label(self) -> str:
        """The cause in French."""
        return label(self.cause)

    @property
    def title(self) -> str:
        """The same, as it begins a line."""
        return self.label.capitalize()

    @property
    def to_confirm(self) -> int:
        """How many nobody confirmed."""
        return self.count - self.chosen


def proposed(found: Sequence[Late]) -> str:
    """The first cause that a rule proposes and nobody has confirmed; empty without one."""
    return next((each.cause for each in found if not each.is_chosen and each.cause), "")


def late(company: Company, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """What is late, with its cause, the oldest due date first; of these customers when named.
    One query."""
    read = copy_out if customers is None else rows_out
    wanted = None if customers is None else list(customers)
    bound = {"company": company.pk, "on": on, "customers": wanted}
    return judged(read(SQL, bound, schema=dict(FACTS)))


def lines(found: pl.DataFrame) -> list[Late]:
    """The rows of that frame as things."""
    return [_line(row) for row in found.iter_rows(named=True)]


def groups(found: pl.DataFrame) -> list[Group]:
    """By cause and currency, the largest sum first."""
    told = found.group_by("cause", "currency").agg(
        pl.col("cents").sum(), count=pl.len(), customers=pl.col("customer").n_unique(),
        chosen=pl.col("is_chosen").sum(), whys=pl.col("why").filter(~pl.col("is_chosen")).unique(),
    )  # fmt: skip
    rows = told.sort("cents", "cause", "currency", descending=[True, False, False])
    return [
        Group(**row | {"whys": tuple(sorted(row["whys"]))}) for row in rows.iter_rows(named=True)
    ]


def of_customer(company: Company, customer_id: int, *, on: date) -> list[Late]:
    """What is late of one customer, with its cause."""
    return lines(late(company, on=on, customers=[customer_id]))


def of_cause(found: pl.DataFrame, *, cause: str | None = None, currency: str = "") -> pl.DataFrame:
    """Those of a cause (``""``: unknown), of a currency, or all."""
    if cause is not None:
        found = found.filter(pl.col("cause") == cause)
    return found.filter(pl.col("currency") == currency) if currency else found


def wanted(found: Iterable[Late], ids: Iterable[int]) -> list[Late]:
    """Those among the receivables that are named."""
    named = set(ids)
    return [each for each in found if each.id in named]


def _line(row: dict[str, Any]) -> Late:
    return Late(
        id=row["receivable"], invoice_id=row["invoice"], number=row["number"],
        customer_id=row["customer"], name=row["name"], due_on=row["due_on"], cents=row["cents"],
        currency=row["currency"], days_late=row["days_late"], cause=row["cause"],
        proposed=row["proposed"], is_chosen=row["is_chosen"], why=row["why"],
        by=row["chosen_by"] or "", on=row["chosen_on"], note=row["note"] or "",
    )  # fmt: skip
