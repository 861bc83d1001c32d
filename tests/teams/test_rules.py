"""Whose customers are, by rule: judged alone, then on the screen, after a file and over REST."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.teams import operations, queries, rules
from encaisse.teams.models import Handover, PortfolioRule
from encaisse.teams.rules import Followed, Rule
from tests import factories
from tests.api.conftest import a_caller
from tests.matching.locks import assert_held_before_the_journal

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 23)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def ines(company: Company) -> User:
    return factories.a_user(company, name="Inès")


@pytest.fixture
def manager(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    return client


@pytest.mark.parametrize(
    ("name", "letter"),
    [("Étoile", "E"), ("« Garage »", "G"), ("3 Suisses", "0"), ("  ", "0"), ("Œuvre", "0"),
     ("Ça va", "C"), ("日本", "0")],
)  # fmt: skip
def test_a_name_is_filed_under_its_letter_without_its_accent(name: str, letter: str) -> None:
    assert rules.letter_of(name) == letter


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        (Rule(1, 9), True),
        (Rule(1, 9, first="A", last="G"), True),
        (Rule(1, 9, first="H"), False),
        (Rule(1, 9, last="F"), False),
        (Rule(1, 9, sector="AUTOMOBILE"), True),
        (Rule(1, 9, sector="bois"), False),
        (Rule(1, 9, least_cents=100, most_cents=100), True),
        (Rule(1, 9, least_cents=101), False),
        (Rule(1, 9, most_cents=99), False),
        (Rule(1, 9, salesperson_id=3), True),
        (Rule(1, 9, salesperson_id=4), False),
    ],
)
def test_all_that_a_rule_says_must_hold(rule: Rule, *, taken: bool) -> None:
    garage = Followed(5, "Garage Martin", " automobile ", 100, None, 3)
    assert (rules.shared([rule], [garage]) == {5: rule}) is taken


def test_the_first_rule_that_takes_a_customer_decides() -> None:
    large, rest = Rule(1, 8, least_cents=1_000), Rule(2, 9)
    customers = [Followed(5, "A", "", 2_000, None), Followed(6, "B", "", 10, None)]
    assert rules.shared([large, rest], customers) == {5: large, 6: rest}


def test_customers_of_nobody_are_shared_and_given_back_the_same_day(
    company: Company, nadia: User, ines: User, manager: Client
) -> None:
    garage = factories.a_customer(company, name="Garage Martin")
    studio = factories.a_customer(company, name="Studio Lemoine", collector=nadia)
    for name, first, last in (("Nord", "A", "M"), ("Sud", "N", "Z")):
        typed = {"name": name, "collector": ines.pk, "first": first, "last": last, "sector": "",
                 "least_cents": "", "most_cents": ""}  # fmt: skip
        manager.post("/equipe/regles/", typed)
    page = manager.get("/equipe/regles/").content.decode()
    assert "noms de A à M" in page
    assert "1 suivi par personne" in page
    assert "1 suivi par un autre" in page
    manager.post("/equipe/regles/partager")
    garage.refresh_from_db()
    studio.refresh_from_db()
    assert (garage.collector, studio.collector) == (ines, nadia)
    operations.undo(Handover.objects.get(), on=Handover.objects.get().on, by="Paul")
    garage.refresh_from_db()
    assert garage.collector is None
    manager.post("/equipe/regles/partager", {"tout": "oui"})
    studio.refresh_from_db()
    assert studio.collector == ines


def test_a_rule_that_would_take_nobody_is_refused(manager: Client, nadia: User) -> None:
    typed = {"name": "Nord", "collector": nadia.pk, "first": "M", "last": "A"}
    answer = manager.post("/equipe/regles/", typed)
    assert answer.status_code == 422
    assert "Cette règle ne prendrait personne" in answer.content.decode()
    assert not PortfolioRule.objects.exists()


def test_a_rule_is_read_before_another_then_removed(
    company: Company, manager: Client, nadia: User
) -> None:
    first = operations.add_rule(company, name="Grands comptes", collector=nadia, by="Paul")
    second = operations.add_rule(company, name="Nord", collector=nadia, by="Paul")
    manager.post(f"/equipe/regles/{second.pk}/monter")
    assert list(PortfolioRule.objects.order_by("rank")) == [second, first]
    manager.post(f"/equipe/regles/{second.pk}/oter")
    assert list(PortfolioRule.objects.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_the_new_customers_of_a_file_go_to_whom_the_rules_say(
    company: Company, nadia: User, ines: User
) -> None:
    operations.add_rule(company, name="Tous", collector=ines, by="Paul")
    kept = factories.a_customer(company, name="Suivi", collector=nadia)
    new = factories.a_customer(company, name="Nouveau")
    app.tasks["teams.share"].func(company_id=company.pk)
    found = dict(Customer.objects.values_list("pk", "collector_id"))
    assert found == {kept.pk: nadia.pk, new.pk: ines.pk}


def test_whoever_no_longer_collects_is_given_nobody(company: Company, ines: User) -> None:
    operations.add_rule(company, name="Tous", collector=ines, by="Paul")
    ines.memberships.update(role=Role.READER)
    factories.a_customer(company)
    assert operations.share(company, everybody=True, on=ON, by="Paul") == []


def test_whoever_signs_in_no_more_is_given_nobody(company: Company, ines: User) -> None:
    operations.add_rule(company, name="Tous", collector=ines, by="Paul")
    ines.is_active = False
    ines.save()
    factories.a_customer(company)
    assert operations.share(company, everybody=True, on=ON, by="Paul") == []


def test_what_is_owed_is_counted_in_the_company_s_currency_without_drafts(
    company: Company, ines: User
) -> None:
    owing = factories.a_customer(company, name="Doit des euros")
    factories.a_receivable(owing, cents=1_000_00)
    factories.a_receivable(factories.a_customer(company, "Doit des francs", currency="CHF"))
    draft = factories.a_receivable(factories.a_customer(company, "Brouillon"), cents=9_000_00)
    draft.invoice.is_draft = True
    draft.invoice.save()
    operations.add_rule(company, name="Gros", collector=ines, by="Paul", least_cents=1_000_00)
    ((share,), without) = queries.shares(company)
    assert (share.customers, share.cents, without) == (1, 1_000_00, 2)
    followed = queries.portfolio(company, None, on=ON)
    shown = {each.name: vars(each)["outstanding_cents"] for each in followed}
    assert shown["Brouillon"] == 0


def test_customers_are_held_before_the_journal_is_written(company: Company, ines: User) -> None:
    operations.add_rule(company, name="Tous", collector=ines, by="Paul")
    factories.a_customer(company)
    with CaptureQueriesContext(connection) as made:
        operations.share(company, everybody=False, on=ON, by="Paul")
    assert_held_before_the_journal(made.captured_queries)


def test_customers_go_by_who_sells_to_them(company: Company, ines: User, manager: Client) -> None:
    julie = parties.following.meet(company, "Julie Renaud", by="Paul")
    garage, studio = factories.a_customer(company), factories.a_customer(company, "Studio Lemoine")
    parties.following.follow(garage, julie, department="sales", by="Paul")
    parties.following.follow(studio, julie, department="accounting", by="Paul")
    typed = {"name": "Clients de Julie", "collector": ines.pk, "salesperson": julie.pk}
    page = manager.post("/equipe/regles/", typed, follow=True).content.decode()
    assert "commercial Julie Renaud" in page
    assert "1 client sans règle" in page
    manager.post("/equipe/regles/partager")
    found = dict(Customer.objects.values_list("name", "collector_id"))
    assert found == {garage.name: ines.pk, studio.name: None}


def test_a_rule_names_a_colleague_of_the_company(company: Company, ines: User) -> None:
    caller = a_caller(company, Role.MANAGER)
    given = {"name": "Clients de Julie", "collector": str(ines.pk)}
    stranger = parties.following.meet(factories.a_company("Autre"), "Julie Renaud", by="Paul")
    refused = caller.post("/team/rules", given | {"salesperson": str(stranger.pk)})
    assert refused.status == 404
    julie = parties.following.meet(company, "Julie Renaud", by="Paul")
    made = caller.post("/team/rules", given | {"salesperson": str(julie.pk)})
    assert (made.status, made.said["salesperson"]) == (201, str(julie.pk))


def test_rules_over_rest(company: Company, ines: User) -> None:
    factories.a_customer(company, name="Garage Martin")
    caller = a_caller(company, Role.MANAGER)
    made = caller.post("/team/rules", {"name": "Nord", "collector": str(ines.pk), "last": "M"})
    assert (made.status, made.said["customers"], made.said["unfollowed"]) == (201, 1, 1)
    assert [each["name"] for each in caller.get("/team/rules").said] == ["Nord"]
    [handover] = caller.post("/team/rules/share", {}).said
    assert (handover["giver"], handover["taker"]) == (None, str(ines.pk))
    assert caller.ask("DELETE", f"/team/rules/{made.said['id']}").status == 204
    assert caller.get("/team/rules").said == []
