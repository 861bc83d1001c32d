"""The payment history of customers, and the profile that is kept of each."""

from datetime import date

import polars as pl

from encaisse.accounts.models import Company
from encaisse.dunning.models import Profile
from encaisse.dunning.rules.facts import Schema
from encaisse.dunning.rules.profiles import HISTORIES, MONTHS_LOOKED_AT, TRANSFER_DAYS
from encaisse.parties.models import Customer
from encaisse.promises.queries import words
from encaisse.store.frames import copy_out

# What money paid, unless it came back. A credit note or a loss says nothing of how one pays.
HISTORIES_SQL = f"""
WITH money AS (
  SELECT a.receivable_id, max(a."on") AS paid_on, sum(a.cents) AS cents,
         sum(a.cents * greatest(a."on" - r.due_on, 0)) AS weight
  FROM matching_allocation a
  JOIN payments_credit c ON c.id = a.credit_id AND c.kind IN ('payment', 'bill')
  JOIN receivables_receivable r ON r.id = a.receivable_id AND r.open_cents = 0
  WHERE a.company_id = %(company)s AND a."on" <= %(on)s
    AND a."on" > (%(on)s::date - interval '{MONTHS_LOOKED_AT} months')::date
    AND a.reverses_id IS NULL
    AND NOT EXISTS (SELECT FROM matching_allocation b WHERE b.reverses_id = a.id)
  GROUP BY a.receivable_id
), asked AS (
  SELECT receivable_id, min(taken_on) AS asked_on FROM dunning_proposal
  WHERE company_id = %(company)s AND state = 'delivered' AND level > 0 GROUP BY receivable_id
), paying AS (
  SELECT r.customer_id, count(*) AS paid,
         count(*) FILTER (WHERE money.paid_on > r.due_on + {TRANSFER_DAYS}) AS late,
         count(*) FILTER (WHERE asked.asked_on <= money.paid_on) AS reminded,
         round(sum(money.weight) / sum(money.cents))::bigint AS days_late
  FROM money JOIN receivables_receivable r ON r.id = money.receivable_id
  LEFT JOIN asked ON asked.receivable_id = money.receivable_id
  GROUP BY r.customer_id
), known AS (
  SELECT customer_id, min(issued_on) AS first_on FROM receivables_invoice
  WHERE company_id = %(company)s AND issued_on <= %(on)s AND NOT is_draft GROUP BY customer_id
), owing AS (
  SELECT customer_id, min(due_on) AS oldest_on FROM receivables_receivable
  WHERE company_id = %(company)s AND open_cents > 0 AND due_on < %(on)s GROUP BY customer_id
)
SELECT c.id, coalesce(p.paid, 0), coalesce(p.late, 0), coalesce(p.reminded, 0),
       coalesce(p.days_late, 0), known.first_on, owing.oldest_on
FROM parties_customer c JOIN known ON known.customer_id = c.id
LEFT JOIN paying p ON p.customer_id = c.id
LEFT JOIN owing ON owing.customer_id = c.id
WHERE c.company_id = %(company)s AND NOT c.is_pseudo
"""

PAYING = {name: kind for name, kind in HISTORIES.items() if name not in ("kept", "broken")}
FIGURES = [name for name in HISTORIES if name != "customer"] + ["risk"]
KEPT: Schema = {
    "id": pl.Int64, "customer": pl.Int64, "computed": pl.String,
    **{name: HISTORIES.get(name, pl.String) for name in FIGURES},
}  # fmt: skip
KEPT_SQL = """
SELECT id, customer_id, computed, (facts ->> 'paid')::bigint, (facts ->> 'late')::bigint,
       (facts ->> 'reminded')::bigint, (facts ->> 'days_late')::bigint,
       (facts ->> 'first_on')::date, (facts ->> 'oldest_on')::date,
       (facts ->> 'kept')::bigint, (facts ->> 'broken')::bigint, facts ->> 'risk'
FROM dunning_profile WHERE company_id = %(company)s
"""


def histories(company: Company, on: date) -> pl.DataFrame:
    """How each customer has paid, as the books stand on that day (``HISTORIES``)."""
    paying = copy_out(HISTORIES_SQL, {"company": company.pk, "on": on}, schema=PAYING)
    promised = words(company, on=on)
    return paying.join(promised, on="customer", how="left", maintain_order="left").with_columns(
        pl.col("kept", "broken").fill_null(0)
    )


def kept(company: Company) -> pl.DataFrame:
    """The profiles as they were last computed."""
    return copy_out(KEPT_SQL, {"company": company.pk}, schema=KEPT)


def profile_of(customer: Customer) -> Profile:
    """The profile of a customer; that of a new one, not saved, when it has none yet."""
    found = Profile.objects.filter(customer=customer).first()
    return found or Profile(company_id=customer.company_id, customer=customer)
