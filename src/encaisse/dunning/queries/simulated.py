"""Simulations that were kept, with the names of the books; what they cannot know, in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Min, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.models import (
    Assignment,
    Message,
    MessageState,
    Scenario,
    ScenarioVersion,
    Segment,
    Simulation,
    SimulationState,
)
from encaisse.dunning.queries.scenarios import as_rule, content_of, default_of
from encaisse.dunning.queries.simulation import Trial
from encaisse.dunning.rules.comparing import AGAINST, DONE, TRIED
from encaisse.kernel.refusal import Refusal
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.accounts.models import Company, User
    from encaisse.dunning import rules

STATE_LABELS = dict(SimulationState.choices)
WAY_LABELS = {
    TRIED: _("Scénario essayé"),
    AGAINST: _("Scénario comparé"),
    DONE: _("Ce qui a été remis"),
}
LIMITS = (
    _(
        "Chaque jour est joué avec ce qui porte une date jusqu'à ce jour-là ; une facture ou un"
        " règlement importés plus tard comptent à leur propre date, non au jour où l'on a su."
    ),
    _(
        "Les clients paient ici aux jours où ils ont payé : l'essai ne dit pas qu'une relance plus"
        " tôt, plus ferme ou absente aurait changé leur conduite, ni ce qui aurait été encaissé."
    ),
    _(
        "Clients, contacts, scénarios choisis, profils et délais accordés sont ceux d'aujourd'hui ;"
        " blocages, litiges et promesses sont ceux de chaque jour."
    ),
    _(
        "Chaque étape est tenue pour faite le jour où elle est proposée : ni attente d'approbation,"
        " ni échec d'envoi."
    ),
)


class UnknownScenario(Refusal):
    """No scenario of that name."""

    code = "unknown_scenario"
    sentence = "Aucun scénario « {named} » chez {company}. Scénarios connus : {known}."


class UnknownVersion(Refusal):
    """That version was never saved."""

    code = "unknown_version"
    sentence = "Le scénario « {scenario} » n'a pas de version {version}."


class NoScenarioInForce(Refusal):
    """Nobody is reminded by anything yet."""

    code = "no_scenario_in_force"
    sentence = "{company} n'a pas encore de scénario en vigueur : enregistrez celui-ci d'abord."


def scenario_named(company: Company, named: str) -> Scenario:
    """The company's scenario of that name."""
    known = Scenario.objects.filter(company=company).order_by("name", "id")
    found = known.filter(name__iexact=named.strip()).first()
    if found is None:
        names = ", ".join(f"« {name} »" for name in known.values_list("name", flat=True))
        raise UnknownScenario(named=named, company=company.name, known=names or "aucun")
    return found


def scenario_for(viewer: User, scenario_id: int) -> Scenario:
    """The scenario, if the viewer belongs to its company; else it does not exist."""
    found = Scenario.objects.select_related("company")
    return get_object_or_404(found, company__memberships__user=viewer, pk=scenario_id)


def scenario_in(company: Company, scenario_id: int) -> Scenario:
    """The scenario of that company, else it does not exist."""
    return get_object_or_404(
        Scenario.objects.select_related("company"), company=company, pk=scenario_id
    )


def saved_content(scenario: Scenario, version: int | None = None) -> dict[str, Any]:
    """What the scenario says, in the version asked for or as it stands."""
    if version is None or version == scenario.version:
        return content_of(as_rule(scenario, scenario.company))
    kept = ScenarioVersion.objects.filter(scenario=scenario, version=version)
    content = kept.values_list("content", flat=True).first()
    if content is None:
        raise UnknownVersion(scenario=scenario.name, version=version)
    return dict(content)


def place_of(scenario: Scenario) -> Scenario:
    """Which scenario it is tried in the place of: itself when some customer has it, else the
    company's."""
    chosen = Assignment.objects.filter(scenario=scenario).exists()
    segment = Segment.objects.filter(scenario=scenario, is_active=True).exists()
    if scenario.is_default or chosen or segment:
        return scenario
    return default_of(scenario.company) or scenario


def last_year(on: date) -> tuple[date, date]:
    """The twelve months that end the day before."""
    last = on - timedelta(days=1)
    return date.fromordinal(last.toordinal() - 364), last


def trial_for(
    scenario: Scenario,
    first: date,
    last: date,
    *,
    version: int | None = None,
    against: Scenario | None = None,
    replaces: Scenario | None = None,
    prices: Mapping[str, int] | None = None,
) -> Trial:
    """A saved scenario to try, in its own place unless another is named."""
    return Trial(
        content=saved_content(scenario, version),
        replaces=(replaces or place_of(scenario)).pk,
        first=first,
        last=last,
        against=None if against is None else saved_content(against),
        prices=dict(prices or {}),
    )


def trial_of_typed(
    company: Company, typed: rules.Scenario, over: Scenario | None, on: date
) -> Trial:
    """What is typed and not saved yet, on the last twelve months beside what is in force: in the
    place of the scenario it changes, of the company's when it is new."""
    place = default_of(company) if over is None else place_of(over)
    if place is None:
        raise NoScenarioInForce(company=company.name)
    first, last = last_year(on)
    return Trial(content=content_of(typed), replaces=place.pk, first=first, last=last)


def simulations(company: Company) -> QuerySet[Simulation]:
    """Those of the company, the latest first."""
    found = Simulation.objects.filter(company=company).defer("result", "content", "against")
    return found.order_by("-id")


def simulation_for(viewer: User, simulation_id: int) -> Simulation:
    """The simulation, if the viewer belongs to its company; else it does not exist."""
    found = Simulation.objects.select_related("company", "replaces")
    return get_object_or_404(found, company__memberships__user=viewer, pk=simulation_id)


def really_since(simulation: Simulation) -> date | None:
    """The first day of a reminder really delivered, when it comes after the first day played:
    before it there is nothing to compare with. None when all can be compared, or nothing."""
    company = simulation.company_id
    delivered = Message.objects.filter(company=company, state=MessageState.DELIVERED)
    since = delivered.aggregate(since=Min("delivered_on"))["since"]
    return since if since and since > simulation.first else None


def labels_of(simulation: Simulation) -> dict[str, str]:
    """How the page calls each way."""
    other = simulation.against["name"] if simulation.against else gettext("En vigueur")
    return {TRIED: gettext("Essayé"), AGAINST: other, DONE: gettext("Réellement remis")}


def with_names(company: Company, result: Mapping[str, Any]) -> dict[str, Any]:
    """The same result, each row with the name of its customer or of its receivable."""
    rows = [*result["customers"], *result["contacts"]]
    names = _customers(company, {row["customer"] for row in rows})
    settled = [*result["spared"], *result["added"]]
    receivables = _receivables(company, {row["receivable"] for row in settled})
    named = {
        key: [{**row, **names[row["customer"]]} for row in result[key]]
        for key in ("customers", "contacts")
    }
    for key in ("spared", "added"):
        named[key] = [{**row, **receivables[row["receivable"]]} for row in result[key]]
    return {**result, **named}


def _customers(company: Company, wanted: set[int]) -> dict[int, dict[str, Any]]:
    found = Customer.objects.filter(company=company).order_by("id")
    return {
        key: {"code": code, "name": name}
        for key, code, name in found.values_list("id", "code", "name")
        if key in wanted
    }


def _receivables(company: Company, wanted: set[int]) -> dict[int, dict[str, Any]]:
    found = Receivable.objects.filter(company=company, pk__in=wanted).order_by("id")
    return {
        each.pk: {
            "label": f"{each.invoice.number}/{each.rank}",
            "invoice": each.invoice_id,
            "customer": each.customer_id,
            "name": each.customer.name,
            "currency": each.currency,
        }
        for each in found.select_related("invoice", "customer")
    }


def versions_of(scenario: Scenario) -> list[tuple[int, str]]:
    """The versions that may be tried, the latest first."""
    kept = ScenarioVersion.objects.filter(scenario=scenario).order_by("-version")
    older = kept.exclude(version=scenario.version).values_list("version", flat=True)
    told = gettext("version {number}")
    return [
        (scenario.version, gettext("celle en vigueur")),
        *((number, told.format(number=number)) for number in older),
    ]


def scenario_choices(company: Company) -> list[tuple[int, str]]:
    """The company's scenarios by name."""
    found = Scenario.objects.filter(company=company).order_by("name", "id")
    return list(found.values_list("id", "name"))
