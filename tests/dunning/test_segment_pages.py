"""The pages of who gets what, as Paul and Nadia use them."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Profile, Scenario, Segment
from encaisse.dunning.rules.segments import Condition
from encaisse.parties.models import Customer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def paul(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    return client


@pytest.fixture
def soft(company: Company) -> Scenario:
    operations.default_scenario(company, by="Paul")
    ladder = rules.Scenario(0, "Habitués", (rules.Step(1, 20),))
    return operations.save_scenario(company, ladder, by="Paul")


@pytest.fixture
def mairie(company: Company) -> Customer:
    customer = factories.a_customer(company, "Mairie de Sorbiers", kind="public")
    factories.a_receivable(customer, due_on=timezone.localdate() - timedelta(days=10))
    return customer


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, "Garage Martin")


def a_segment(scenario: Scenario, name: str = "Public") -> Segment:
    return operations.save_segment(
        scenario.company, name=name, scenario=scenario, by="Paul",
        conditions=[Condition("kind", "is", "public")],
    )  # fmt: skip


def read(client: Client, where: str) -> str:
    return unescape(client.get(where).content.decode())


TYPED = {"fact": "kind", "test": "is", "value": "public", "name": "Public", "is_active": "on"}


def test_conditions_are_added_and_removed_without_a_script(paul: Client, soft: Scenario) -> None:
    where = reverse("dunning:new_segment")
    one = paul.post(where, TYPED | {"scenario": soft.pk, "add": "1", "new_fact": "outstanding"})
    page = unescape(one.content.decode())
    assert "Encours" in page
    assert page.count('name="fact"') == 2
    less = paul.post(where, TYPED | {"scenario": soft.pk, "remove": "0"}).content.decode()
    assert 'name="fact"' not in less


def test_a_try_says_who_would_move_and_saves_nothing(
    paul: Client, soft: Scenario, mairie: Customer, garage: Customer
) -> None:
    answer = paul.post(reverse("dunning:new_segment"), TYPED | {"scenario": soft.pk, "act": "try"})
    page = unescape(answer.content.decode())
    assert "1 client changerait de scénario" in page
    assert "Mairie de Sorbiers" in page
    assert "« Scénario de la société » → « Habitués »" in page
    assert not Segment.objects.exists()


def test_a_segment_is_saved_changed_and_removed(
    paul: Client, company: Company, soft: Scenario, mairie: Customer
) -> None:
    paul.post(reverse("dunning:new_segment"), TYPED | {"scenario": soft.pk, "act": "save"})
    segment = Segment.objects.get(company=company)
    assert segment.conditions == [{"fact": "kind", "test": "is", "value": "public"}]
    listed = read(paul, reverse("dunning:segments"))
    assert "Nature : organisme public" in listed
    assert "1 client, 1 créance" in listed
    where = reverse("dunning:segment", args=[segment.pk])
    amount = {"fact": "outstanding", "test": "at_least", "value": "10 000,50"}
    paul.post(where, TYPED | amount | {"scenario": soft.pk, "act": "save"})
    segment.refresh_from_db()
    assert segment.conditions == [{"fact": "outstanding", "test": "at_least", "value": 1_000_050}]
    assert 'value="10000,50"' in read(paul, where)
    paul.post(reverse("dunning:remove_segment", args=[segment.pk]))
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"fact": "outstanding", "test": "at_least", "value": "beaucoup"}, "à un nombre"),
        ({"fact": "age", "test": "at_least", "value": "un an"}, "à un nombre"),
        ({"fact": "tag", "test": "has", "value": ""}, "Dites à quoi"),
        ({"fact": []}, "Sans condition"),
        ({"scenario": "0"}, "Choisissez un scénario"),
        ({"name": "Pris"}, "s'appelle déjà « Pris »"),
    ],
)
def test_what_is_wrong_is_said(
    paul: Client, soft: Scenario, typed: dict[str, str], said: str
) -> None:
    a_segment(soft, "Pris")
    where = reverse("dunning:new_segment")
    answer = paul.post(where, TYPED | {"scenario": soft.pk, "act": "save"} | typed)
    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())


def test_several_values_are_typed_between_commas(paul: Client, soft: Scenario) -> None:
    several = {"fact": "kind", "test": "in", "value": "organisme public, consumer"}
    paul.post(
        reverse("dunning:new_segment"), TYPED | several | {"scenario": soft.pk, "act": "save"}
    )
    segment = Segment.objects.get()
    assert segment.conditions[0]["value"] == ["public", "consumer"]
    page = read(paul, reverse("dunning:segment", args=[segment.pk]))
    assert 'value="organisme public, particulier"' in page


def test_an_archived_scenario_is_no_more_offered(paul: Client, soft: Scenario) -> None:
    where = reverse("dunning:new_segment")
    assert ">Habitués<" in read(paul, where)
    operations.archive_scenario(soft, by="Paul")
    assert ">Habitués<" not in read(paul, where)


def test_the_order_of_precedence_is_changed_by_buttons(
    paul: Client, company: Company, soft: Scenario
) -> None:
    first, second = a_segment(soft, "Un"), a_segment(soft, "Deux")

    def order() -> list[str]:
        return list(Segment.objects.order_by("rank").values_list("name", flat=True))

    paul.post(reverse("dunning:move_segment", args=[second.pk]), {"earlier": "1"})
    assert order() == ["Deux", "Un"]
    paul.post(reverse("dunning:move_segment", args=[second.pk]), {"earlier": "1"})
    paul.post(reverse("dunning:move_segment", args=[first.pk]), {"later": "1"})
    assert order() == ["Deux", "Un"]
    paul.post(reverse("dunning:move_segment", args=[second.pk]), {"later": "1"})
    assert order() == ["Un", "Deux"]


def test_who_gets_what_and_why(
    paul: Client, soft: Scenario, mairie: Customer, garage: Customer
) -> None:
    a_segment(soft)
    page = read(paul, reverse("dunning:who"))
    assert "Segment « Public » : Nature : organisme public." in page
    assert "Ni choix ni segment : le scénario de la société." in page
    only = read(paul, reverse("dunning:who") + "?segment=Public")
    assert "Mairie de Sorbiers" in only
    assert "Garage Martin" not in only
    operations.choose(soft, customer=garage, by="Paul")
    assert "Choisi pour ce client." in read(paul, reverse("dunning:who") + "?q=garage")
    assert paul.get(reverse("dunning:who") + "?export=xlsx").status_code == 200


def test_the_customer_s_page_says_which_scenario_and_which_profile(
    paul: Client, soft: Scenario, mairie: Customer
) -> None:
    a_segment(soft, "Collectivités")
    where = reverse("home:customer", args=[mairie.pk])
    page = read(paul, where)
    assert "Scénario « Habitués »" in page
    assert "profil rigoureux" in page
    assert "Segment « Collectivités » : Nature : organisme public." in page
    chosen = {"tone": "firm", "why": "Paie à la troisième lettre"}
    paul.post(reverse("home:choose_profile", args=[mairie.pk]), chosen)
    assert Profile.objects.get(customer=mairie).chosen == "firm"
    page = read(paul, where)
    assert "profil ferme" in page
    assert "Paie à la troisième lettre" in page
    refused = paul.post(reverse("home:choose_profile", args=[mairie.pk]), {"tone": "firm"})
    assert refused.status_code == 422
    assert "Dites pourquoi" in unescape(refused.content.decode())


def test_an_excluded_customer_is_said_to_be(
    paul: Client, company: Company, soft: Scenario, mairie: Customer
) -> None:
    never = operations.save_scenario(company, rules.Scenario(0, "aucun"), by="Paul")
    operations.choose(soft, customer=mairie, by="Paul")
    a_segment(never)
    page = read(paul, reverse("dunning:who") + "?q=mairie")
    assert "Exclu des relances par le scénario de son segment." in page
