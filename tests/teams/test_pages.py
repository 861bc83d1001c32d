"""The team on the screen: a story of a portfolio handed over, absences, roles."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.parties.models import Customer
from encaisse.teams.models import Absence, Handover
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]

ON = datetime.date(2026, 11, 23)


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)):
        yield


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
def garage(company: Company, nadia: User) -> Customer:
    customer = factories.a_customer(company, collector=nadia)
    factories.a_receivable(customer)
    dunning.tasks.ask(customer, "call", due_on=ON, reason="Rappeler", on=ON, by="Paul")
    return customer


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_a_portfolio_handed_over_changes_two_agendas_until_it_is_undone(
    nadia: User, ines: User, paul: User, garage: Customer
) -> None:
    manager = signed_in(paul)
    assert f"/equipe/{nadia.pk}/" in read(manager, "/equipe/")
    assert "Garage Martin" in read(manager, f"/equipe/{nadia.pk}/")
    typed = {"client": garage.pk, "taker": ines.pk, "note": "Secteur nord"}
    page = manager.post(f"/equipe/{nadia.pk}/", typed, follow=True).content.decode()
    assert "1 client confié à Inès." in page
    assert "Secteur nord" in page
    assert "Garage Martin" in read(signed_in(ines), "/agenda/")
    assert "Garage Martin" not in read(signed_in(nadia), "/agenda/")
    handover = Handover.objects.get()
    page = manager.post(f"/equipe/passations/{handover.pk}/defaire", follow=True).content.decode()
    assert "Les clients de Nadia lui sont rendus." in page
    assert "défaite par Paul" in page
    assert "Garage Martin" in read(signed_in(nadia), "/agenda/")


def test_a_whole_portfolio_needs_no_tick(
    nadia: User, ines: User, paul: User, garage: Customer
) -> None:
    manager = signed_in(paul)
    typed = {"tout": "oui", "taker": ines.pk}
    page = manager.post(f"/equipe/{nadia.pk}/", typed, follow=True).content.decode()
    assert "1 client confié à Inès." in page


def test_customers_of_nobody_are_given_to_somebody(
    company: Company, ines: User, paul: User
) -> None:
    factories.a_customer(company, name="Studio Lemoine")
    manager = signed_in(paul)
    assert "1 client n&#x27;est suivi par personne" in read(manager, "/equipe/")
    assert "Studio Lemoine" in read(manager, "/equipe/personne/")
    typed = {"tout": "oui", "taker": ines.pk}
    page = manager.post("/equipe/personne/", typed, follow=True).content.decode()
    assert "1 client confié à Inès." in page
    handover = Handover.objects.get()
    page = manager.post(f"/equipe/passations/{handover.pk}/defaire", follow=True).content.decode()
    assert "ne sont de nouveau suivis par personne" in page


def test_what_is_missing_is_said(nadia: User, ines: User, paul: User, garage: Customer) -> None:
    manager, address = signed_in(paul), f"/equipe/{nadia.pk}/"
    page = manager.post(address, {"taker": ines.pk}, follow=True).content.decode()
    assert "Cochez au moins un client" in page
    page = manager.post(address, {"client": garage.pk}, follow=True).content.decode()
    assert "Choisissez une personne." in page


def test_an_absence_gives_the_lines_to_the_replacement(
    nadia: User, ines: User, garage: Customer
) -> None:
    client = signed_in(nadia)
    typed = {
        "person": nadia.pk, "replacement": ines.pk, "first_on": "2026-11-23",
        "last_on": "2026-11-27", "note": "Congés",
    }  # fmt: skip
    page = client.post("/equipe/absences", typed, follow=True).content.decode()
    assert "Inès remplace Nadia ces jours-là." in page
    assert "du 23/11/2026 au 27/11/2026" in page
    assert "Garage Martin" not in read(client, "/agenda/")
    assert "à la place de Nadia" in read(signed_in(ines), "/agenda/")
    absence = Absence.objects.get()
    page = client.post(f"/equipe/absences/{absence.pk}/retour", follow=True).content.decode()
    assert "Nadia reprend ses lignes." in page
    assert "Garage Martin" in read(client, "/agenda/")


def test_wrong_days_are_said_in_place(nadia: User, ines: User) -> None:
    typed = {
        "person": nadia.pk, "replacement": ines.pk, "first_on": "2026-11-20",
        "last_on": "2026-11-27",
    }  # fmt: skip
    answer = signed_in(nadia).post("/equipe/absences", typed)
    assert answer.status_code == 422
    assert "Une absence va d&#x27;un jour à un autre" in answer.content.decode()


def test_a_collector_says_their_own_absence_only(nadia: User, ines: User, paul: User) -> None:
    typed = {
        "person": paul.pk, "replacement": ines.pk, "first_on": "2026-11-23",
        "last_on": "2026-11-27",
    }  # fmt: skip
    assert signed_in(nadia).post("/equipe/absences", typed).status_code == 422
    assert signed_in(paul).post("/equipe/absences", typed).status_code == 302
    absence = Absence.objects.get()
    assert signed_in(nadia).post(f"/equipe/absences/{absence.pk}/retour").status_code == 403


def test_a_collector_hands_nothing_over(nadia: User, ines: User, garage: Customer) -> None:
    client = signed_in(nadia)
    assert "Confier les clients cochés" not in read(client, f"/equipe/{nadia.pk}/")
    typed = {"client": garage.pk, "taker": ines.pk}
    assert client.post(f"/equipe/{nadia.pk}/", typed).status_code == 403
