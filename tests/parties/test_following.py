"""Who of ours follows a customer in each department."""

import pytest

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.parties import queries
from encaisse.parties.models import Colleague, Customer, Follower
from encaisse.parties.operations import following
from encaisse.parties.rules.colleagues import Named, colleague_read
from tests import factories

pytestmark = pytest.mark.django_db
BY = "Nadia"


@pytest.fixture
def atelier() -> Company:
    return factories.a_company()


@pytest.fixture
def garage(atelier: Company) -> Customer:
    return factories.a_customer(atelier)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("  Julie   Renaud ", Named("Julie Renaud", "")),
        ("julie@atelier.example", Named("", "julie@atelier.example")),
        ("Julie Renaud <julie@atelier.example>", Named("Julie Renaud", "julie@atelier.example")),
        ("Julie <sans adresse>", Named("Julie <sans adresse>", "")),
    ],
)
def test_a_name_an_address_or_both_are_read(text: str, named: Named) -> None:
    assert colleague_read(text) == named


def test_the_same_person_is_met_once(atelier: Company) -> None:
    first = following.meet(atelier, "Julie Renaud", by=BY)
    again = following.meet(atelier, "JULIE RENAUD", email="julie@atelier.example", by=BY)
    third = following.meet(atelier, "julie@atelier.example", by=BY)
    assert {first.pk, again.pk, third.pk} == {first.pk}
    assert Colleague.objects.get().address == "julie@atelier.example"
    with pytest.raises(following.ColleagueTwice, match="« Julie Renaud » est déjà"):
        following.meet(atelier, "Julie Renaud", email="autre@atelier.example", by=BY)
    with pytest.raises(following.ColleagueWithoutName, match="Choisissez qui suit"):
        following.meet(atelier, "  ", by=BY)


def test_a_member_is_known_by_name_or_address(atelier: Company) -> None:
    paul = factories.a_user(atelier, name="Paul Roux")
    found = following.meet(atelier, "paul roux", by=BY)
    assert (found.person, found.address) == (paul, paul.email)
    paul.is_active = False
    paul.save()
    assert queries.colleague_in(atelier, found.pk).address == ""


def test_two_people_do_not_bear_one_name(atelier: Company) -> None:
    following.meet(atelier, "Julie Renaud", by=BY)
    marc = following.meet(atelier, "Marc Petit", by=BY)
    with pytest.raises(following.ColleagueTwice, match="« julie renaud »"):
        following.change_colleague(marc, name="julie renaud", by=BY)
    assert following.change_colleague(marc, name="Marc Petiot", by=BY).name == "Marc Petiot"


def test_one_person_follows_a_customer_in_a_department(garage: Customer, atelier: Company) -> None:
    julie, marc = (following.meet(atelier, name, by=BY) for name in ("Julie", "Marc"))
    following.follow(garage, julie, department="sales", by=BY)
    following.follow(garage, marc, department="sales", by=BY)
    following.follow(garage, julie, department="accounting", by=BY)
    found = {each.department: each.colleague.name for each in queries.followers_of(garage)}
    assert found == {"sales": "Marc", "accounting": "Julie"}
    changes = Entry.objects.filter(verb="customer.followed").order_by("id")
    assert [each.facts["colleague"] for each in changes] == [
        ["", "Julie"], ["Julie", "Marc"], ["", "Julie"],
    ]  # fmt: skip
    assert [each.reason for each in changes] == ["Julie", "Marc", "Julie"]
    following.leave(Follower.objects.get(department="sales"), by=BY)
    assert Entry.objects.latest("id").reason == "Plus personne (avant : Marc)"
    assert [each.department for each in queries.followers_of(garage)] == ["accounting"]


def test_a_list_changes_what_lists_said_and_never_what_a_person_said(
    garage: Customer, atelier: Company
) -> None:
    studio = factories.a_customer(atelier, "Studio Lemoine")
    assert following.follow_listed(atelier, {garage.pk: "Julie", studio.pk: "Julie"}, by=BY) == 2
    marc = following.meet(atelier, "Marc", by=BY)
    following.follow(studio, marc, department="sales", by=BY)
    anna = {garage.pk: "Anna", studio.pk: "Anna"}
    assert following.follow_listed(atelier, anna, by=BY) == 1
    assert following.follow_listed(atelier, anna, by=BY) == 0
    named = queries.followers_by_customer(atelier, "sales")
    assert {key: each.colleague.name for key, each in named.items()} == {
        garage.pk: "Anna", studio.pk: "Marc",
    }  # fmt: skip
    assert Entry.objects.filter(verb="colleague.listed").count() == 2
