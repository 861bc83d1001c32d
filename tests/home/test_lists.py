"""The lists and the search."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.documents import operations as documents
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from tests import factories

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.date(2026, 1, 31)
FAR = datetime.date(2099, 1, 31)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


@pytest.fixture(autouse=True)
def books(company: Company) -> None:
    garage = factories.a_customer(company, "Garage Martin", code="411GARAGE")
    factories.a_receivable(garage, number="FA-1", due_on=LONG_AGO, cents=123_456)
    factories.a_receivable(garage, number="FA-2", due_on=FAR)
    paid = factories.a_receivable(garage, number="FA-3", due_on=LONG_AGO)
    paid.open_cents = 0
    paid.save()
    factories.a_customer(company, "Éditions Lemoine")


def links(page: str) -> set[str]:
    """The words that open something."""
    return {word.strip() for word in re.findall(r"<a [^>]*>([^<]+)</a>", page)}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param("", {"FA-1", "FA-2"}, id="the open ones, unless asked otherwise"),
        pytest.param("etat=overdue", {"FA-1"}, id="overdue"),
        pytest.param("etat=paid", {"FA-3"}, id="paid"),
        pytest.param("etat=all", {"FA-1", "FA-2", "FA-3"}, id="all"),
        pytest.param("age=not_due", {"FA-2"}, id="one age"),
        pytest.param("age=over_90", {"FA-1"}, id="another age"),
        pytest.param("q=FA-2", {"FA-2"}, id="by number"),
        pytest.param("du=week", set(), id="nothing due this week"),
    ],
)
def test_the_receivables_asked_for(nadia: Client, query: str, numbers: set[str]) -> None:
    page = nadia.get(f"/factures/?{query}").content.decode()
    assert links(page) & {"FA-1", "FA-2", "FA-3"} == numbers


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("", {"Garage Martin", "Éditions Lemoine"}, id="all"),
        pytest.param("doit=overdue", {"Garage Martin"}, id="with something overdue"),
        pytest.param("doit=settled", {"Éditions Lemoine"}, id="owing nothing"),
        pytest.param("nature=public", set(), id="public bodies"),
    ],
)
def test_the_customers_asked_for(nadia: Client, query: str, shown: set[str]) -> None:
    page = nadia.get(f"/clients/?{query}").content.decode()
    assert links(page) & {"Garage Martin", "Éditions Lemoine"} == shown


@pytest.mark.parametrize("address", ["/clients/", "/factures/"])
def test_each_list_leaves_as_a_spreadsheet(nadia: Client, address: str) -> None:
    assert nadia.get(address, {"export": "xlsx"}).content.startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("garage", "Garage Martin", id="a name"),
        pytest.param("editions", "Éditions Lemoine", id="a name without its accent"),
        pytest.param("411gar", "Garage Martin", id="an account"),
        pytest.param("FA-2", "FA-2", id="a number"),
        pytest.param("1 234,56", "FA-1", id="an amount"),
        pytest.param("rien de tel", "Rien ne correspond", id="nothing"),
    ],
)
def test_the_search_finds(nadia: Client, words: str, found: str) -> None:
    assert found in nadia.get("/recherche", {"q": words}).content.decode()


def test_the_search_finds_a_telephone_number_however_it_is_typed(
    nadia: Client, company: Company
) -> None:
    garage = Customer.objects.get(company=company, name="Garage Martin")
    parties.add_contact(customer=garage, name="Mme Petit", phone="04 65 71 00 12", by="Nadia")
    for typed in ("0465710012", "+33 4 65 71 00 12", "04.65.71.00.12", "0033465710012"):
        assert "Garage Martin" in nadia.get("/recherche", {"q": typed}).content.decode(), typed
    assert "Rien ne correspond" in nadia.get("/recherche", {"q": "04 65 71 00"}).content.decode()


def test_the_search_finds_a_document_by_its_words(nadia: Client, company: Company) -> None:
    kept = documents.keep(
        company=company, name="bon-77.txt", content="Livré sur le quai d'Écully.".encode(),
        on=timezone.localdate(), kind="delivery_note", by="Nadia",
    )  # fmt: skip
    stranger = factories.a_company("Ailleurs")
    documents.keep(
        company=stranger, name="autre.txt", content="Livré au quai d'Écully, ailleurs.".encode(),
        on=timezone.localdate(), kind="delivery_note", by="Nadia",
    )  # fmt: skip
    documents.read_words(kept)
    for words in ("quai ecully", "bon-77.txt"):
        page = nadia.get("/recherche", {"q": words}).content.decode()
        assert "bon-77.txt" in page, words
        assert "autre.txt" not in page


def test_suggestions_are_the_part_of_the_page(nadia: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#search-results"}
    part = nadia.get("/recherche", {"q": "garage"}, headers=headers).content.decode()
    assert "Garage Martin" in part
    assert "<html" not in part
