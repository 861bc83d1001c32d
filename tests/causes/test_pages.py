"""Causes on the screen: confirmed by a key, changed, counted."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.causes import operations
from encaisse.causes.models import CauseChoice
from encaisse.disputes import operations as disputes
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]

BEFORE = datetime.date(2026, 11, 2)


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
def client(nadia: User) -> Client:
    client = Client()
    client.force_login(nadia)
    return client


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company)


@pytest.fixture
def contested(garage: Customer) -> Receivable:
    receivable = factories.a_receivable(garage, number="FA-2291")
    disputes.declare([receivable], reason="price", note="", on=BEFORE, by="Nadia")
    return receivable


def read(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_the_customer_s_page_proposes_a_cause_with_its_key(
    client: Client, garage: Customer, contested: Receivable
) -> None:
    assert f"/clients/{garage.pk}/retard" in read(client, f"/clients/{garage.pk}/")
    page = read(client, f"/clients/{garage.pk}/retard")
    assert "Litige sur le prix" in page
    assert "un litige est ouvert" in page
    assert 'data-key="w"' in page
    typed = {"cause": "price", "receivable": contested.pk}
    answer = client.post(f"/clients/{garage.pk}/causes", typed)
    assert answer.headers["Location"] == f"/clients/{garage.pk}/"
    assert CauseChoice.objects.get().by == "Nadia"
    page = read(client, f"/clients/{garage.pk}/retard")
    assert "confirmée" in page
    assert 'data-key="w"' not in page


def test_what_is_proposed_stands_ticked_and_chosen(
    client: Client, garage: Customer, contested: Receivable
) -> None:
    factories.a_receivable(garage, number="FA-2304", due_on=datetime.date(2026, 11, 10))
    page = read(client, f"/clients/{garage.pk}/causes?retour=agenda")
    assert f'value="{contested.pk}" data-tick checked' in page
    assert page.count("data-tick checked") == 1
    assert '<option value="price" selected>' in page


def test_another_cause_is_said_and_one_goes_back_to_the_agenda(
    client: Client, garage: Customer, contested: Receivable
) -> None:
    typed = {"cause": "cash", "receivable": contested.pk, "note": "Vu", "retour": "agenda"}
    answer = client.post(f"/clients/{garage.pk}/causes", typed)
    assert answer.headers["Location"] == "/agenda/"
    assert "Difficultés de trésorerie : cause retenue pour 1 créance" in read(client, "/agenda/")
    typed = {"cause": "", "receivable": contested.pk}
    page = client.post(f"/clients/{garage.pk}/causes", typed, follow=True).content.decode()
    assert "Cause proposée de nouveau pour 1 créance" in page


def test_all_that_is_proposed_of_a_cause_is_confirmed_at_once(
    client: Client, garage: Customer, contested: Receivable
) -> None:
    other = factories.a_receivable(garage)
    theirs = factories.a_receivable(garage)
    disputes.declare([other], reason="price", note="", on=BEFORE, by="Nadia")
    disputes.declare([theirs], reason="price", note="", on=BEFORE, by="Nadia")
    operations.choose(garage, "cash", [theirs.pk], on=BEFORE, by="Anne")
    factories.a_receivable(garage, number="FA-9")
    shown = read(client, f"/clients/{garage.pk}/retard")
    assert 'name="proposees" value="EUR"' in shown
    client.post(f"/clients/{garage.pk}/causes", {"cause": "price", "proposees": "EUR"})
    kept = CauseChoice.objects.filter(cause="price").values_list("receivable_id", flat=True)
    assert set(kept) == {contested.pk, other.pk}
    answer = client.post(f"/clients/{garage.pk}/causes", {"cause": "price", "proposees": "USD"})
    assert answer.status_code == 422


def test_nothing_ticked_is_said_in_place(
    client: Client, garage: Customer, contested: Receivable
) -> None:
    answer = client.post(f"/clients/{garage.pk}/causes", {"cause": "cash"})
    assert answer.status_code == 422
    assert "Cochez au moins une créance en retard de Garage Martin" in answer.content.decode()
    answer = client.post(f"/clients/{garage.pk}/causes", {"cause": "la lune"})
    assert "Choisissez une cause de la liste" in answer.content.decode()


def test_each_sum_opens_its_receivables(
    client: Client, company: Company, contested: Receivable
) -> None:
    factories.a_receivable(factories.a_customer(company, "Delta"), number="FA-7")
    page = read(client, "/causes/")
    assert "/causes/creances?cause=price&amp;devise=EUR" in page
    assert "/causes/creances?cause=inconnue&amp;devise=EUR" in page
    behind = read(client, "/causes/creances?cause=price&devise=EUR")
    assert "FA-2291" in behind
    assert "FA-7" not in behind
    assert "FA-7" in read(client, "/causes/creances?cause=inconnue")
    assert "FA-7" in read(client, "/causes/creances")


def test_the_list_alone_is_the_same_as_in_the_page(client: Client, contested: Receivable) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#list"}
    part = client.get("/causes/creances", headers=headers).content.decode()
    assert "<html" not in part
    assert "FA-2291" in part


def test_a_reader_sees_causes_and_says_none(
    company: Company, garage: Customer, contested: Receivable
) -> None:
    client = Client()
    client.force_login(factories.a_user(company, Role.READER, "Rémi"))
    page = read(client, f"/clients/{garage.pk}/retard")
    assert "Litige sur le prix" in page
    assert 'data-key="w"' not in page
    assert client.post(f"/clients/{garage.pk}/causes", {"cause": "cash"}).status_code == 403


def test_the_list_is_taken_away_as_a_spreadsheet(client: Client, contested: Receivable) -> None:
    for address in ("/causes/?export=xlsx", "/causes/creances?export=xlsx"):
        assert "spreadsheet" in client.get(address).headers["Content-Type"]
