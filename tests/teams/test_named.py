"""Named teams: formed, changed, dissolved; the agenda by team."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company, Membership, User
from encaisse.accounts.rules import Role
from encaisse.agenda import operations as agenda
from encaisse.agenda.queries import listing
from encaisse.audit.models import Entry
from encaisse.dunning import operations as dunning
from encaisse.parties.models import Customer
from encaisse.teams import operations
from encaisse.teams.operations import named
from encaisse.teams.queries.named import team_in, teams_of
from tests import factories

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
def paul(company: Company) -> User:
    return factories.a_user(company, Role.MANAGER, "Paul")


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def a_call(company: Company, name: str, person: User) -> Customer:
    customer = factories.a_customer(company, name, collector=person)
    factories.a_receivable(customer)
    dunning.tasks.ask(
        customer, "call", due_on=ON, reason="Rappeler", on=ON, by="Paul", person=person
    )
    return customer


def people(company: Company) -> dict[str, list[str]]:
    return {each.name: list(each.people.values()) for each in teams_of(company)}


def test_somebody_is_of_one_team_or_of_none(
    company: Company, nadia: User, ines: User, paul: User
) -> None:
    named.form_team(company, name=" Nord ", manager=paul, people=[nadia.pk, ines.pk], by="Paul")
    south = named.form_team(company, name="Sud", manager=None, people=[ines.pk], by="Paul")
    assert people(company) == {"Nord": ["Nadia"], "Sud": ["Inès"]}
    assert [each.manager for each in teams_of(company)] == ["Paul", ""]
    named.change_team(south, name="Midi", manager=paul, people=[], by="Paul")
    assert people(company) == {"Midi": [], "Nord": ["Nadia"]}
    told = Entry.objects.filter(verb__startswith="team.").order_by("rank")
    assert [(each.verb, each.reason) for each in told] == [
        ("team.formed", "Nord"), ("team.formed", "Sud"), ("team.changed", "Midi")
    ]  # fmt: skip


def test_who_leaves_the_company_leaves_the_team(company: Company, nadia: User, paul: User) -> None:
    team = named.form_team(company, name="Nord", manager=paul, people=[nadia.pk], by="Paul")
    Membership.objects.filter(user__in=[nadia, paul]).delete()
    team.refresh_from_db()
    assert (people(company), team.manager) == ({"Nord": []}, None)


def test_a_team_has_a_name_of_its_own_and_a_manager_leads_it(
    company: Company, nadia: User, paul: User
) -> None:
    named.form_team(company, name="Nord", manager=paul, people=[nadia.pk], by="Paul")
    with pytest.raises(named.TeamNameTaken, match="s'appelle déjà « NORD »"):
        named.form_team(company, name="NORD", manager=None, people=[], by="Paul")
    with pytest.raises(named.TeamWithoutName, match="Nommez l'équipe"):
        named.form_team(company, name="  ", manager=None, people=[], by="Paul")
    with pytest.raises(named.TeamLedByNoManager, match="Nadia n'est pas responsable"):
        named.form_team(company, name="Sud", manager=nadia, people=[], by="Paul")
    other = factories.a_company("Delaunay Compta")
    named.form_team(other, name="Nord", manager=None, people=[nadia.pk], by="Ève")
    assert people(other) == {"Nord": []}


def test_the_agenda_of_a_team_counts_what_each_has_to_do_and_did(
    company: Company, nadia: User, ines: User, paul: User
) -> None:
    a_call(company, "Garage Martin", nadia)
    a_call(company, "Studio Lemoine", nadia)
    a_call(company, "Delta", paul)
    named.form_team(company, name="Nord", manager=paul, people=[nadia.pk, ines.pk], by="Paul")
    who = agenda.Doer(nadia, "Nadia", ON)
    first = listing.agenda(company, on=ON).of(str(nadia.pk), nadia.pk).items[0]
    agenda.finish(company, first.source, words="Paie vendredi", then=agenda.Then(), who=who)
    [team] = teams_of(company)
    due = listing.agenda(company, on=ON).of_team(team.people).due(listing.TODAY)
    assert [item.person_id for item in due] == [nadia.pk]
    found = listing.counts(company, due, team.people, on=ON)
    assert [(each.name, each.to_do, each.done) for each in found] == [
        ("Inès", 0, 0), ("Nadia", 1, 1)
    ]  # fmt: skip


def test_a_line_done_in_the_place_of_one_of_the_team_is_the_team_s(
    company: Company, nadia: User, paul: User
) -> None:
    a_call(company, "Garage Martin", nadia)
    named.form_team(company, name="Nord", manager=paul, people=[nadia.pk], by="Paul")
    operations.be_away(nadia, paul, company=company, first_on=ON, last_on=ON, on=ON, by="Paul")
    [team] = teams_of(company)
    found = listing.agenda(company, on=ON).of_team(team.people)
    assert [(item.person_id, item.instead_of) for item in found.items] == [(paul.pk, nadia.pk)]


@pytest.mark.usefixtures("on_monday")
def test_a_manager_forms_a_team_and_reads_its_day(
    company: Company, nadia: User, ines: User, paul: User
) -> None:
    a_call(company, "Garage Martin", nadia)
    a_call(company, "Delta", paul)
    manager = signed_in(paul)
    typed = {"name": "Nord", "manager": paul.pk, "people": [nadia.pk, ines.pk]}
    page = manager.post("/equipe/equipes/", typed, follow=True).content.decode()
    assert "Équipe formée." in page
    assert "menée par Paul" in page
    [team] = teams_of(company)
    for address in (f"/agenda/?qui=equipe-{team.id}", f"/?qui=equipe-{team.id}"):
        page = read(manager, address)
        assert "Garage Martin</a>" in page
        assert "1 à faire · 0 fait" in page
    assert "Delta" not in read(manager, f"/agenda/?qui=equipe-{team.id}")
    assert "Équipe Nord" not in read(signed_in(nadia), "/")
    typed = {"name": "Grand Nord", "people": [nadia.pk]}
    address = f"/equipe/equipes/{team.id}/"
    assert "Équipe changée." in manager.post(address, typed, follow=True).content.decode()
    page = manager.post(f"{address}dissoudre", follow=True).content.decode()
    assert "Équipe dissoute" in page
    assert teams_of(company) == []


@pytest.mark.usefixtures("on_monday")
def test_a_collector_reads_the_teams_and_changes_none(
    company: Company, nadia: User, paul: User
) -> None:
    team = named.form_team(company, name="Nord", manager=paul, people=[nadia.pk], by="Paul")
    client = signed_in(nadia)
    assert "Former une équipe" not in read(client, "/equipe/equipes/")
    assert client.post("/equipe/equipes/", {"name": "Sud"}).status_code == 403
    assert client.get(f"/equipe/equipes/{team.pk}/").status_code == 403
    again = signed_in(paul).post("/equipe/equipes/", {"name": "nord"})
    assert again.status_code == 422
    assert "une équipe s" in again.content.decode().lower()
    assert team_in(company, team.pk).name == "Nord"
