"""What the pages of scenarios show: the list, one scenario, who is in it, its versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from encaisse.dunning.models import Assignment, Scenario, ScenarioVersion, Segment
from encaisse.dunning.queries.facts import usual_scenarios
from encaisse.dunning.queries.scenarios import as_rule, rates_of, read_content
from encaisse.dunning.rules.differences import differences
from encaisse.dunning.rules.warnings import warnings
from encaisse.letters.models import Template
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.dunning import rules

EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario in the list: what it says, and how many customers it reminds."""

    row: Scenario
    rule: rules.Scenario
    customers: int


@dataclass(frozen=True, slots=True)
class CustomersIn:
    """How many customers a scenario reminds, those who owe most first."""

    count: int
    examples: list[Customer]


@dataclass(frozen=True, slots=True)
class Saved:
    """A version: who saved it, when, and what it changed."""

    version: int
    by: str
    at: datetime
    changes: list[str]


def scenario_for(viewer: User, scenario_id: int) -> Scenario:
    """The scenario, in a company of the viewer; else it does not exist."""
    found = Scenario.objects.select_related("company").prefetch_related("steps")
    return get_object_or_404(found, pk=scenario_id, company__memberships__user=viewer)


def scenarios(company: Company) -> QuerySet[Scenario]:
    """Every scenario of the company, archived or not."""
    found = Scenario.objects.filter(company=company)
    return found.select_related("company").prefetch_related("steps")


def listed(company: Company, on: date) -> list[Listed]:
    """The company's scenarios: its default first, those archived last."""
    found = scenarios(company).order_by("is_archived", "-is_default", "name", "id")
    counted = usual_scenarios(company, on).group_by("usual_scenario").len() if found else None
    counts = dict(counted.iter_rows()) if counted is not None else {}
    return [Listed(each, as_rule(each, company), counts.get(each.pk, 0)) for each in found]


def customers_in(scenario: Scenario, on: date) -> CustomersIn:
    """Whom the scenario reminds on that day, whatever gave it to them."""
    usual = usual_scenarios(scenario.company, on)
    found = usual.filter(pl.col("usual_scenario") == scenario.pk)["customer"].to_list()
    owing = Receivable.objects.filter(customer=OuterRef("pk"), open_cents__gt=0, due_on__lt=on)
    examples = (
        Customer.objects.filter(pk__in=found)
        .annotate(is_late=Exists(owing))
        .order_by("-is_late", "name", "id")
    )
    return CustomersIn(len(found), list(examples[:EXAMPLES]))


def saved_versions(scenario: Scenario) -> list[Saved]:
    """The versions, the newest first, each with what changed since the one before."""
    found = list(ScenarioVersion.objects.filter(scenario=scenario).order_by("version"))
    told: list[Saved] = []
    before: rules.Scenario | None = None
    for each in found:
        after = read_content(each.content, id=scenario.pk, version=each.version)
        changes = [] if before is None else differences(before, after)
        told.append(Saved(each.version, each.by, each.at, changes))
        before = after
    return told[::-1]


def version_for(scenario: Scenario, version: int) -> rules.Scenario:
    """The scenario as that version kept it; 404 when there is none."""
    kept = get_object_or_404(ScenarioVersion, scenario=scenario, version=version)
    return read_content(kept.content, id=scenario.pk, version=version)


def remarks(company: Company, scenario: rules.Scenario) -> list[rules.Remark]:
    """The warnings, with the currencies of the books and the rates that the company gave."""
    currencies = Receivable.objects.filter(company=company, open_cents__gt=0).order_by()
    books = currencies.values_list("currency", flat=True).distinct()
    own = replace(scenario, currency=company.currency)
    return warnings(own, rates=rates_of(company), currencies=books)


def text_choices(company: Company) -> list[tuple[str, str]]:
    """The texts that a step may use: their code and their name."""
    found = Template.objects.filter(company=company).order_by("id").values_list("code", "name")
    names: dict[str, str] = {}
    for code, name in found:
        names.setdefault(code, name)
    return list(names.items())


def uses_of(scenario: Scenario) -> list[str]:
    """Who would be left without scenario, in words; nothing when it may be archived."""
    uses = ["c'est celui de la société"] if scenario.is_default else []
    chosen = Assignment.objects.filter(scenario=scenario).count()
    if chosen:
        uses.append(f"choisi pour {chosen} client{'s' if chosen > 1 else ''} ou factures")
    segments = Segment.objects.filter(scenario=scenario).order_by("rank", "id")
    uses.extend(f"celui du segment « {each.name} »" for each in segments)
    return uses
