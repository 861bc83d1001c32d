"""The editor of scenarios: read by all, changed by managers, refused with the place."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.dunning import operations
from encaisse.dunning.forms.scenario import Editor
from encaisse.dunning.models import Scenario, ScenarioVersion, Simulation
from encaisse.dunning.queries.editing import text_choices
from encaisse.dunning.queries.scenarios import as_rule
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def usual(company: Company) -> Scenario:
    return operations.default_scenario(company, by="Paul")


def signed_in(company: Company, role: Role = Role.MANAGER) -> Client:
    client = Client()
    user = factories.a_user(company, role, f"{role} de {company.pk}")
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[1])
    return client


def shown(scenario: Scenario) -> dict[str, Any]:
    """What the page would send back if nothing were changed."""
    company = scenario.company
    editor = Editor.opened(as_rule(scenario, company), text_choices(company))
    data: dict[str, Any] = {"step": [form.rank for form in editor.steps]}
    for form in (editor.settings, *editor.steps):
        for field in form:
            value = field.value()
            data[field.html_name] = "on" if value is True else value
    return {name: value for name, value in data.items() if value is not None and value is not False}


def address(scenario: Scenario, name: str = "scenario") -> str:
    return reverse(f"dunning:{name}", args=[scenario.pk])


def test_everybody_reads_what_a_customer_lives_through(company: Company, usual: Scenario) -> None:
    factories.a_customer(company, "Garage Martin")
    page = signed_in(company, Role.READER).get(address(usual)).content.decode()
    assert "5 jours avant l&#x27;échéance, un rappel courtois par courriel" in page
    assert "Garage Martin" in page
    assert 'name="enregistrer"' not in page


def test_saving_nothing_new_changes_nothing_but_the_version(
    company: Company, usual: Scenario
) -> None:
    before = as_rule(usual, company)
    paul = signed_in(company)
    assert paul.post(address(usual), shown(usual) | {"enregistrer": "1"}).status_code == 302
    usual = Scenario.objects.get(pk=usual.pk)
    after = as_rule(usual, company)
    assert after.version == 2
    assert (after.steps, after.minimum, after.lists) == (before.steps, before.minimum, before.lists)


def test_a_change_is_a_version_told_in_words(company: Company, usual: Scenario) -> None:
    paul = signed_in(company)
    typed = shown(usual) | {"s1-days": "6", "s1-tone": "firm", "s4-fee": "10 %", "enregistrer": "1"}
    paul.post(address(usual), typed)
    page = paul.get(address(usual)).content.decode()
    assert "Étape 1 : 3 jours après l&#x27;échéance → 6 jours après l&#x27;échéance." in page
    assert "frais : aucun → 10 % du restant dû" in page
    assert ScenarioVersion.objects.filter(scenario=usual).count() == 2
    assert Entry.objects.filter(verb="scenario.saved").count() == 2


def test_nonsense_is_refused_with_its_place(company: Company, usual: Scenario) -> None:
    typed = shown(usual) | {"s0-anchor": "previous", "s1-anchor": "previous", "enregistrer": "1"}
    page = signed_in(company).post(address(usual), typed).content.decode()
    assert "n&#x27;a pas d&#x27;étape précédente d&#x27;où compter" in page
    assert "Ce scénario ne peut être enregistré" in page
    assert ScenarioVersion.objects.filter(scenario=usual).count() == 1


def test_a_field_that_cannot_be_read_is_marked(company: Company, usual: Scenario) -> None:
    typed = shown(usual) | {"s1-days": "-3", "s2-fee": "beaucoup", "enregistrer": "1"}
    answer = signed_in(company).post(address(usual), typed)
    assert answer.status_code == 422
    assert "Écrivez un montant, ou une part" in answer.content.decode()


def test_the_effect_is_shown_before_anything_is_saved(company: Company, usual: Scenario) -> None:
    typed = shown(usual) | {"s1-days": "20"}
    answer = signed_in(company).post(
        address(usual), typed, headers={"HX-Request": "true", "HX-Target": "div#effect"}
    )
    page = answer.content.decode()
    assert page.strip().startswith('<div id="effect"')
    assert "20 jours après l&#x27;échéance" in page
    assert Scenario.objects.get(pk=usual.pk).version == 1


def test_what_is_typed_is_tried_before_it_is_saved(company: Company, usual: Scenario) -> None:
    before, typed = as_rule(usual, company), shown(usual) | {"name": "Plus doux", "essayer": "1"}
    for where, place in ((address(usual), usual), (reverse("dunning:new_scenario"), usual)):
        answer = signed_in(company).post(where, typed)
        tried = Simulation.objects.order_by("id").last()
        assert tried is not None
        assert answer.headers["Location"] == reverse("dunning:simulation", args=[tried.pk])
        assert (tried.name, tried.replaces) == ("Plus doux (non enregistré)", place)
        assert (tried.content["name"], tried.against) == ("Plus doux", None)
    assert as_rule(Scenario.objects.get(), company) == before


def test_without_a_scenario_in_force_a_new_one_is_saved_first(
    company: Company, usual: Scenario
) -> None:
    Scenario.objects.update(is_default=False)
    typed = shown(usual) | {"name": "Plus doux", "essayer": "1"}
    page = signed_in(company).post(reverse("dunning:new_scenario"), typed).content.decode()
    assert "enregistrez celui-ci d" in page
    assert not Simulation.objects.exists()


def test_steps_are_added_and_taken_out_without_script(company: Company, usual: Scenario) -> None:
    paul = signed_in(company)
    added = paul.post(address(usual), shown(usual) | {"ajouter": "1"}).content.decode()
    assert "Étape 5" in added
    removed = paul.post(address(usual), shown(usual) | {"retirer": "4"}).content.decode()
    assert "Étape 4" not in removed


def test_a_scenario_is_made_copied_and_archived(company: Company, usual: Scenario) -> None:
    paul = signed_in(company)
    typed = shown(usual) | {"name": "Grands comptes", "enregistrer": "1"}
    paul.post(reverse("dunning:new_scenario"), typed)
    made = Scenario.objects.get(company=company, name="Grands comptes")
    paul.post(address(made, "act_on_scenario"), {"act": "copier"})
    copy = Scenario.objects.get(company=company, name="Grands comptes (copie)")
    paul.post(address(copy, "act_on_scenario"), {"act": "archiver"})
    assert Scenario.objects.get(pk=copy.pk).is_archived
    paul.post(address(made, "act_on_scenario"), {"act": "defaut"})
    assert Scenario.objects.get(company=company, is_default=True) == made
    page = paul.post(address(made, "act_on_scenario"), {"act": "archiver"}, follow=True)
    assert "sert encore" in page.content.decode()


def test_two_scenarios_never_have_one_name(company: Company, usual: Scenario) -> None:
    typed = shown(usual) | {"enregistrer": "1"}
    page = signed_in(company).post(reverse("dunning:new_scenario"), typed).content.decode()
    assert "choisissez un autre nom" in page


def test_nadia_reads_and_changes_nothing(company: Company, usual: Scenario) -> None:
    nadia = signed_in(company, Role.COLLECTOR)
    assert nadia.get(address(usual)).status_code == 200
    assert nadia.post(address(usual), shown(usual)).status_code == 403
    assert nadia.post(address(usual, "act_on_scenario"), {"act": "copier"}).status_code == 403


def test_ines_sees_nothing(usual: Scenario) -> None:
    ines = signed_in(factories.a_company("Autre"))
    assert ines.get(address(usual)).status_code == 404
