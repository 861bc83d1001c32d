"""A code by mail before a customer says who is to be written to."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.portal import operations
from encaisse.portal.models import PortalCode, PortalRequest
from encaisse.portal.rules.codes import CODES_AN_HOUR, TRIES_MAX
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit

pytestmark = pytest.mark.django_db

ASKED = {"name": "Mme Petit", "email": "petit@garage.example", "phone": ""}


@pytest.fixture
def known(customer: Customer, settings: Settings) -> Customer:
    """The customer, whose own address is known, of a company whose mail has somewhere to go."""
    settings.EMAIL_HOST = "127.0.0.1"
    customer.email = "compta@garage.example"
    customer.save()
    return customer


def asked(client: Client) -> str:
    """The page of the code that was sent."""
    return client.post("/espace/coordonnees", ASKED)["Location"]


def digits() -> str:
    """The code of the latest mail."""
    letter = Letter.objects.latest("id")
    found = re.search(r"\b\d{6}\b", letter.text)
    assert found is not None
    return found[0]


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 1_000_000:06}"


@time_machine.travel(NOON, tick=False)
def test_a_code_goes_to_the_known_address_and_a_person_accepts(known: Customer) -> None:
    client = a_visit(known)
    place = asked(client)
    assert Letter.objects.get().to == ["compta@garage.example"]
    assert "c•••@garage.example" in client.get(place).content.decode()
    assert not PortalRequest.objects.exists()
    assert client.post(place, {"code": digits()})["Location"] == "/espace/merci/contact"
    made = PortalRequest.objects.get()
    assert made.proposed == ASKED
    assert not known.contacts.exists()
    nadia = Client()
    nadia.force_login(factories.a_user(known.company, Role.COLLECTOR))
    nadia.post(f"/espaces/demandes/{made.pk}/contact")
    assert known.contacts.get().email == "petit@garage.example"
    made.refresh_from_db()
    assert made.closed_on == DAY


@time_machine.travel(NOON, tick=False)
def test_the_code_is_not_kept_in_clear(known: Customer) -> None:
    asked(a_visit(known))
    code = PortalCode.objects.get()
    assert digits() not in f"{code.digest} {code.number} {code.asked}"
    assert not Entry.objects.filter(facts__icontains=digits()).exists()


@time_machine.travel(NOON, tick=False)
def test_five_wrong_tries_lock_a_code_for_good(
    known: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    client = a_visit(known)
    place, right = asked(client), digits()
    for left in range(TRIES_MAX - 1, 0, -1):
        answer = client.post(place, {"code": wrong(right)})
        assert f"Essais restants : {left}." in answer.content.decode()
    assert "trop de fois" in client.post(place, {"code": wrong(right)}).content.decode()
    assert "trop de fois" in client.post(place, {"code": right}).content.decode()
    assert caplog.text.count(f"POST {place} refusé (") == TRIES_MAX + 1
    assert not PortalRequest.objects.exists()
    assert Entry.objects.filter(verb="portal.code_locked").count() == 1


def test_a_code_dies_after_ten_minutes(known: Customer) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = a_visit(known)
        place = asked(client)
        clock.move_to(NOON + datetime.timedelta(minutes=10))
        answer = client.post(place, {"code": digits()})
    assert "après dix minutes" in answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_a_code_serves_once(known: Customer, caplog: pytest.LogCaptureFixture) -> None:
    client = a_visit(known)
    place, right = asked(client), digits()
    client.post(place, {"code": right})
    assert "a déjà servi" in client.post(place, {"code": right}).content.decode()
    assert f"POST {place} refusé (" in caplog.text
    assert PortalRequest.objects.count() == 1


@time_machine.travel(NOON, tick=False)
def test_codes_are_bounded_by_link(known: Customer) -> None:
    client = a_visit(known)
    for _number in range(CODES_AN_HOUR):
        assert client.post("/espace/coordonnees", ASKED).status_code == 302
    assert "attendez une heure" in client.post("/espace/coordonnees", ASKED).content.decode()
    assert Letter.objects.count() == CODES_AN_HOUR


@time_machine.travel(NOON, tick=False)
def test_a_code_of_another_link_does_not_exist(known: Customer) -> None:
    place = asked(a_visit(known))
    other = a_visit(known)
    assert other.get(place).status_code == 404
    assert other.post(place, {"code": digits()}).status_code == 404
    assert not PortalRequest.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_without_a_known_address_nothing_is_sent(customer: Customer) -> None:
    answer = a_visit(customer).post("/espace/coordonnees", ASKED)
    assert "Nous ne connaissons pas votre courriel : appelez-nous." in answer.content.decode()
    assert not Letter.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_contact_s_link_sends_its_code_to_that_contact(known: Customer) -> None:
    contact = parties.add_contact(
        customer=known, name="M. Roux", email="roux@garage.example", by="Nadia"
    )
    link, _token = operations.issue(known, contact=contact, at=NOON, by="Nadia")
    visit = operations.acting.Visit(link, NOON, DAY)
    code = operations.coding.send(visit, purpose="contact", asked=ASKED)
    assert code.sent_to == "roux@garage.example"
    assert visit.by == "M. Roux (client, par son espace)"


@time_machine.travel(NOON, tick=False)
def test_only_a_person_proposed_is_taken_over(known: Customer) -> None:
    link, _token = operations.issue(known, at=NOON, by="Nadia")
    visit = operations.acting.Visit(link, NOON, DAY)
    receivable = factories.a_receivable(known)
    made = operations.acting.ask_duplicate(visit, receivable)
    with pytest.raises(operations.NoContactProposed, match="sur la fiche du client"):
        operations.acting.take_contact(made, on=DAY, by="Nadia")
