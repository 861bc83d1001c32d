"""Who gets which scenario, and why; who would move if the segments were others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
from django.shortcuts import get_object_or_404

from encaisse.dunning.models import Assignment, Scenario, Segment, Tone
from encaisse.dunning.queries import segments as segmenting
from encaisse.dunning.queries import sql
from encaisse.dunning.queries.facts import ACCOUNTS
from encaisse.dunning.queries.scenarios import default_of
from encaisse.dunning.rules import segments as rules
from encaisse.dunning.rules.facts import Schema
from encaisse.dunning.rules.sentences import EXCLUDED
from encaisse.store.frames import copy_out, rows_out

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Customer

SHOWN = 50
PEOPLE: Schema = {
    "customer": pl.Int64,
    "name": pl.String,
    "profile": pl.String,
    "apart": pl.Int64,
    "open_count": pl.Int64,
}
# Counted for each customer: joined, the planner may count all receivables once for each.
PEOPLE_SQL = """
SELECT c.id, c.name, coalesce(nullif(p.chosen, ''), p.computed, 'rigorous'),
       coalesce(apart.count, 0),
       (SELECT count(*) FROM receivables_receivable r
        WHERE r.customer_id = c.id AND r.open_cents > 0)
FROM parties_customer c LEFT JOIN dunning_profile p ON p.customer_id = c.id
LEFT JOIN (
  SELECT i.customer_id, count(*) FROM dunning_assignment a
  JOIN receivables_invoice i ON i.id = a.invoice_id
  WHERE a.company_id = %(company)s GROUP BY i.customer_id) apart ON apart.customer_id = c.id
WHERE c.company_id = %(company)s
"""


@dataclass(frozen=True, slots=True)
class Move:
    """A customer that would change scenario."""

    customer_id: int
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moves:
    """Who would move from which scenario to which: sums first, then some of them."""

    sums: list[tuple[str, str, int]]
    shown: list[Move]
    count: int


def choices(
    company: Company,
    on: date,
    customers: Sequence[int] | None = None,
    *,
    among: Sequence[rules.Segment] | None = None,
    default: Scenario | None = None,
) -> pl.DataFrame:
    """``customer``, ``scenario``, ``source`` (customer, payer, segment, company), ``segment``,
    ``excluded`` and ``own`` (the scenario chosen for itself) of each: what a run of that day would
    follow, invoices apart. ``among``, ``default``: what the caller has read already, or tries."""
    bound = {"company": company.pk, "on": on, "customers": customers and list(customers)}
    read = copy_out if customers is None else rows_out
    accounts = read(sql.ACCOUNTS, bound, schema=ACCOUNTS)
    assigned = segmenting.segment_of(company, on, customers, among=among)
    usual = default or default_of(company)
    found = segmenting.with_scenarios(accounts, assigned, company, usual)
    if assigned.is_empty():
        found = found.with_columns(segment=pl.lit(None, pl.Int64), scenario=pl.lit(None, pl.Int64))
    by_segment = (pl.col("excluded") == "segment").fill_null(value=False)
    chosen = pl.col("account_scenario").is_not_null() & ~by_segment
    return found.select(
        "customer",
        "segment",
        "excluded",
        scenario=pl.when(by_segment).then("scenario").otherwise("usual_scenario"),
        own=pl.when("is_own").then("account_scenario"),
        source=pl.when(chosen & pl.col("is_own"))
        .then(pl.lit("customer"))
        .when(chosen)
        .then(pl.lit("payer"))
        .when(pl.col("segment").is_not_null())
        .then(pl.lit("segment"))
        .otherwise(pl.lit("company")),
    )


def choice_of(customer: Customer, on: date) -> dict[str, Any]:
    """The scenario of one customer, told: only its account is read. Three queries."""
    company = customer.company
    segments, scenarios = segmenting.active(company), scenarios_in_use(company)
    usual = next((each for each in scenarios if each.is_default), None)
    found = choices(company, on, [customer.pk], among=segments, default=usual)
    (row,) = found.iter_rows(named=True)
    names = {each.pk: each.name for each in scenarios}
    told = _told(row, names, {each.id: each for each in segments})
    return told | {"own": row["own"], "scenarios": scenarios}


def who(company: Company, on: date) -> list[dict[str, Any]]:
    """Every customer with its scenario and why, by name."""
    people = copy_out(PEOPLE_SQL, {"company": company.pk}, schema=PEOPLE)
    found = people.join(choices(company, on), on="customer", how="inner").sort("name", "customer")
    names, segments, tones = _names(company), _segments(company), dict(Tone.choices)
    return [
        row
        | _told(row, names, segments)
        | {"tone": str(tones.get(row["profile"], "")), "beside": _beside(row["apart"])}
        for row in found.iter_rows(named=True)
    ]


def counts(company: Company, on: date) -> dict[int, tuple[int, int]]:
    """By segment in service, its customers and their open receivables; those of no segment at 0."""
    people = copy_out(PEOPLE_SQL, {"company": company.pk}, schema=PEOPLE)
    assigned = segmenting.segment_of(company, on)
    joined = people.join(assigned, on="customer", how="left").group_by("segment")
    found = joined.agg(pl.len(), pl.col("open_count").sum())
    return {segment or 0: (number, open_) for segment, number, open_ in found.iter_rows()}


def moves(company: Company, on: date, among: Sequence[rules.Segment]) -> Moves:
    """Who would change scenario if these were the segments in service."""
    before = choices(company, on)
    after = choices(company, on, among=among).select(
        "customer", scenario_to="scenario", excluded_to="excluded"
    )
    people = copy_out(PEOPLE_SQL, {"company": company.pk}, schema=PEOPLE)
    moved = (
        before.join(after, on="customer", how="inner")
        .filter(
            pl.col("scenario").ne_missing(pl.col("scenario_to"))
            | pl.col("excluded").ne_missing(pl.col("excluded_to"))
        )
        .join(people, on="customer", how="inner")
        .sort("open_count", "customer", descending=[True, False])
    )
    names = _names(company)
    sums = moved.group_by("scenario", "scenario_to").len().sort("len", descending=True)
    return Moves(
        [(names.get(a, ""), names.get(b, ""), number) for a, b, number in sums.iter_rows()],
        [
            Move(row["customer"], row["name"],
                 names.get(row["scenario"], ""), names.get(row["scenario_to"], ""))
            for row in moved.head(SHOWN).iter_rows(named=True)
        ],
        moved.height,
    )  # fmt: skip


def segment_for(viewer: User, segment_id: int) -> Segment:
    """The segment, in a company of the viewer; else it does not exist."""
    found = Segment.objects.select_related("company", "scenario")
    return get_object_or_404(found, pk=segment_id, company__memberships__user=viewer)


def own_of(customer: Customer) -> int | None:
    """The scenario that a person gave the customer itself."""
    found = Assignment.objects.filter(company=customer.company, customer=customer)
    return found.order_by("id").values_list("scenario", flat=True).first()


def scenario_for(company: Company, scenario_id: int) -> Scenario | None:
    """One of the company's scenarios, if it has it."""
    return Scenario.objects.filter(company=company, pk=scenario_id).first()


def scenarios_in_use(company: Company) -> list[Scenario]:
    """Those that may be given, the company's own first; an archived one is nobody's."""
    found = Scenario.objects.filter(company=company, is_archived=False)
    return list(found.order_by("-is_default", "name", "id"))


def scenario_choices(company: Company) -> list[tuple[int, str]]:
    """The scenarios that a segment may give."""
    return [(each.pk, each.name) for each in scenarios_in_use(company)]


def _told(
    row: dict[str, Any], names: dict[int, str], segments: dict[int, rules.Segment]
) -> dict[str, Any]:
    segment = segments.get(row["segment"]) if row["source"] == "segment" else None
    return {
        "scenario_id": row["scenario"],
        "scenario": names.get(row["scenario"], ""),
        "source": row["source"],
        "segment": segment.name if segment else "",
        "excluded": row["excluded"],
        "why": _why(row, segment),
    }


def _beside(invoices: int) -> str:
    """The invoices that have a scenario of their own."""
    if not invoices:
        return ""
    words = "facture suit son propre" if invoices == 1 else "factures suivent leur propre"
    return f"{invoices} {words} scénario."


def _why(row: dict[str, Any], segment: rules.Segment | None) -> str:
    why = {
        "customer": "Choisi pour ce client.",
        "payer": "Choisi pour celui qui paie pour lui.",
        "company": "Ni choix ni segment : le scénario de la société.",
    }
    told = why.get(row["source"], "")
    if segment:
        told = f"Segment « {segment.name} » : {segment.words}."
    return f"{told} {EXCLUDED[row['excluded']]}" if row["excluded"] else told


def _names(company: Company) -> dict[int, str]:
    return dict(Scenario.objects.filter(company=company).order_by("pk").values_list("pk", "name"))


def _segments(company: Company) -> dict[int, rules.Segment]:
    return {each.id: each for each in segmenting.active(company)}
