"""Segments as the rules know them, and to which of them each customer belongs on a day."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet

from encaisse.accounts.models import Company
from encaisse.dunning.models import Scenario, Segment, Step
from encaisse.dunning.queries.scenarios import rates_of
from encaisse.dunning.rules import segments as rules
from encaisse.dunning.rules.facts import Schema
from encaisse.store.frames import copy_out, rows_out

# A customer without a profile yet is a new one (rules.profiles).
KNOWN: Schema = {
    name: rules.CUSTOMERS[name]
    for name in ("customer", "kind", "country", "sector", "currency", "risk", "profile")
} | {"tag": pl.String}
KNOWN_SQL = """
SELECT c.id, c.kind, c.country, c.sector, c.currency,
       coalesce(p.facts ->> 'risk', 'medium'),
       coalesce(nullif(p.chosen, ''), p.computed, 'rigorous'), c.tags::text
FROM parties_customer c LEFT JOIN dunning_profile p ON p.customer_id = c.id
WHERE c.company_id = %(company)s
  AND (%(customers)s::bigint[] IS NULL OR c.id = ANY (%(customers)s::bigint[]))
"""

# What is open on the day, as ``sql.RECEIVABLES`` counts it, with nothing else.
OPEN: Schema = {
    "customer": pl.Int64,
    "currency": pl.String,
    "open": pl.Int64,
    "due_on": pl.Date,
}
OPEN_SQL = """
WITH later AS (
  SELECT receivable_id, sum(cents) AS cents FROM matching_allocation
  WHERE company_id = %(company)s AND "on" > %(on)s GROUP BY receivable_id
)
SELECT r.customer_id, r.currency, r.open_cents + coalesce(later.cents, 0), r.due_on
FROM receivables_receivable r
JOIN receivables_invoice i ON i.id = r.invoice_id
LEFT JOIN later ON later.receivable_id = r.id
WHERE r.company_id = %(company)s
  AND (%(customers)s::bigint[] IS NULL OR r.customer_id = ANY (%(customers)s::bigint[]))
  AND r.open_cents + coalesce(later.cents, 0) > 0
  AND i.issued_on <= %(on)s AND NOT i.is_draft
  AND (i.cancelled_on IS NULL OR i.cancelled_on > %(on)s)
"""

SALES: Schema = {"customer": pl.Int64, "size": pl.Int64, "age": pl.Int64}
SALES_SQL = """
SELECT i.customer_id,
       coalesce(sum(i.total_cents) FILTER (
         WHERE i.kind = 'invoice' AND i.currency = c.currency
           AND i.issued_on > (%(on)s::date - interval '12 months')::date), 0)::bigint,
       %(on)s::date - min(i.issued_on)
FROM receivables_invoice i JOIN parties_customer c ON c.id = i.customer_id
WHERE i.company_id = %(company)s AND i.issued_on <= %(on)s AND NOT i.is_draft
  AND (i.cancelled_on IS NULL OR i.cancelled_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR i.customer_id = ANY (%(customers)s::bigint[]))
GROUP BY i.customer_id
"""


def segments(company: Company) -> "QuerySet[Segment]":
    """The segments of the company with their scenario, in their order of precedence."""
    found = Segment.objects.filter(company=company)
    return found.select_related("scenario", "company").order_by("rank", "id")


def active(company: Company) -> list[rules.Segment]:
    """Those in service, as the rules see them."""
    return [as_rule(each, company) for each in segments(company).filter(is_active=True)]


def tried_among(company: Company, tried: rules.Segment, *, is_active: bool) -> list[rules.Segment]:
    """The segments in service if that one were saved: in its place, or last when it is new."""
    kept = list(segments(company))
    is_new = all(each.pk != tried.id for each in kept)
    among = [
        tried if each.pk == tried.id else as_rule(each, company)
        for each in kept
        if (is_active if each.pk == tried.id else each.is_active)
    ]
    return [*among, tried] if is_new and is_active else among


def as_rule(segment: Segment, company: Company) -> rules.Segment:
    """The frozen form that the rules see."""
    conditions = tuple(rules.Condition.read(each) for each in segment.conditions)
    return rules.Segment(
        segment.pk, segment.name, segment.scenario_id, conditions, company.currency
    )


def segment_of(
    company: Company,
    on: date,
    customers: Sequence[int] | None = None,
    *,
    receivables: pl.DataFrame | None = None,
    among: Sequence[rules.Segment] | None = None,
) -> pl.DataFrame:
    """``customer``, ``segment``, ``scenario``: that of each customer (of all, when none is named),
    by the facts of that day. Empty when the company has no segment in service.

    ``receivables``: what is open that day, when the caller has read it already (``OPEN``).
    ``among``: other segments than those in service, to try them."""
    tried = active(company) if among is None else among
    if not tried:
        return pl.DataFrame(schema=rules.ASSIGNED)
    known = facts(company, on, customers, rules.facts_needed(tried), receivables)
    return rules.assigned(known, tried, currency=company.currency, rates=rates_of(company))


def facts(
    company: Company,
    on: date,
    customers: Sequence[int] | None,
    needed: frozenset[str],
    receivables: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The facts of customers on a day; those that nobody looks at are neither read nor given."""
    bound = {
        "company": company.pk,
        "on": on,
        "customers": None if customers is None else list(customers),
    }
    read = copy_out if customers is None else rows_out
    found = read(KNOWN_SQL, bound, schema=KNOWN).with_columns(
        pl.col("tag").str.json_decode(pl.List(pl.String))
    )
    if needed & rules.LIVE_FACTS:
        if receivables is None:
            receivables = read(OPEN_SQL, bound, schema=OPEN)
        found = rules.with_live_facts(found, receivables, on)
    if needed & rules.SALES_FACTS:
        found = with_sales(found, read(SALES_SQL, bound, schema=SALES))
    return found


def with_sales(customers: pl.DataFrame, sales: pl.DataFrame) -> pl.DataFrame:
    """The customers with what was invoiced to them, and since when."""
    return customers.join(sales, on="customer", how="left").with_columns(
        pl.col("size").fill_null(0)
    )


def with_scenarios(
    accounts: pl.DataFrame, assigned: pl.DataFrame, company: Company, default: Scenario | None
) -> pl.DataFrame:
    """Accounts with ``usual_scenario``: the one chosen for the customer, else its segment's, else
    the company's. A segment of which the scenario has no step excludes, whatever was chosen."""
    usual = pl.lit(default.pk if default else None, pl.Int64)
    if assigned.is_empty():
        return accounts.with_columns(usual_scenario=pl.coalesce("account_scenario", usual))
    excluded = pl.when(pl.col("scenario").is_in(_without_steps(company))).then(pl.lit("segment"))
    return accounts.join(assigned, on="customer", how="left").with_columns(
        usual_scenario=pl.coalesce("account_scenario", "scenario", usual),
        excluded=pl.coalesce("excluded", excluded),
    )


def _without_steps(company: Company) -> list[int]:
    steps = Step.objects.filter(scenario=OuterRef("pk"))
    never = Scenario.objects.filter(~Exists(steps), company=company)
    return list(never.order_by("pk").values_list("pk", flat=True))
