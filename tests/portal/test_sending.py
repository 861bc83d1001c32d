"""A link sent by mail; the mail that proposes a plan brings its reader to the customer's page."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.kernel.refusal import Refusal
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Contact, Customer
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.portal import operations
from encaisse.portal.models import PortalLink
from encaisse.portal.operations import lending
from encaisse.portal.rules import MARK
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import DAY, NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public")]

PUBLIC = "https://encaisse.example"


@pytest.fixture
def public(settings: Settings) -> None:
    settings.PUBLIC_ADDRESS, settings.EMAIL_HOST = PUBLIC, "127.0.0.1"


@pytest.fixture
def petit(customer: Customer) -> Contact:
    return parties.add_contact(
        customer=customer, name="Mme Petit", by="Nadia", email="petit@garage.example"
    )


def opened_by(letter: Letter) -> Client:
    """Somebody who followed the link of the mail as it leaves."""
    text = lending.fill(letter.company, letter.text)(letter.text)
    found = re.search(rf"{PUBLIC}(/espace/l/[A-Za-z0-9_-]{{43}})\b", text)
    assert found is not None
    client = Client()
    assert client.get(found[1])["Location"] == "/espace/"
    return client


@time_machine.travel(NOON, tick=False)
def test_a_person_receives_a_link_that_opens(petit: Contact) -> None:
    link = operations.send(petit.customer, at=NOON, by="Nadia", contact=petit)
    letter = Letter.objects.get()
    assert (letter.to, link.contact) == (["petit@garage.example"], petit)
    assert letter.subject == f"Votre espace client chez {petit.company.name}"
    assert "Il ouvre jusqu'au 18/02/2027." in letter.text
    assert MARK.search(letter.text), "what is kept has no secret"
    assert "FA-1" in opened_by(letter).get("/espace/").content.decode()
    entry = Entry.objects.get(verb="portal.sent")
    assert (entry.actor, entry.facts["to"]) == ("Nadia", "petit@garage.example")


def test_a_customer_abroad_reads_english(customer: Customer) -> None:
    customer.email, customer.language = "ap@garage.example", "en"
    customer.save()
    operations.send(customer, at=NOON, by="Nadia")
    letter = Letter.objects.get()
    assert letter.subject.startswith("Your account page at ")
    assert letter.text.startswith("Hello,")


def refused(customer: Customer, contact: Contact | None = None) -> str:
    with pytest.raises(Refusal) as caught:
        operations.send(customer, at=NOON, by="Nadia", contact=contact)
    assert not PortalLink.objects.exists()
    assert not Letter.objects.exists()
    return str(caught.value)


def test_without_an_address_that_works_nothing_leaves(petit: Contact) -> None:
    customer = petit.customer
    told = f"Aucun courriel qui fonctionne pour {customer.name}"
    assert refused(customer).startswith(told)
    parties.mark_refusing(
        customer.company, petit.email, why="refused", reason="550", on=DAY, by="Encaisse"
    )
    assert refused(customer, petit).startswith("Aucun courriel qui fonctionne pour Mme Petit")


def test_a_real_company_says_how_it_is_reached(petit: Contact, settings: Settings) -> None:
    settings.PUBLIC_ADDRESS = ""
    with pytest.raises(operations.LinkWithoutAddress, match="créez un lien"):
        operations.send(petit.customer, at=NOON, by="Nadia", contact=petit, here="http://here/")


def test_the_demonstration_is_reached_from_here(settings: Settings) -> None:
    settings.PUBLIC_ADDRESS, settings.MAILBOX_PORT = "", 2525
    company = factories.a_company(is_demonstration=True)
    customer = factories.a_customer(company, email="compta@garage.example")
    operations.send(customer, at=NOON, by="Nadia", here="http://127.0.0.1:8000/")
    assert "http://127.0.0.1:8000/espace/l/espace-" in Letter.objects.get().text


def test_it_is_sent_from_the_customer_s_page(client: Client, petit: Contact) -> None:
    client.force_login(factories.a_user(petit.company, Role.COLLECTOR))
    page = reverse("home:customer", args=[petit.customer_id])
    send = reverse("portal:send", args=[petit.customer_id])
    assert send in client.get(page).content.decode()
    answer = client.post(send, {"contact": petit.pk, "depuis": "fiche"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Lien envoyé à Mme Petit." in answer.content.decode()
    assert Letter.objects.get().to == [petit.email]
    refused = client.post(send, {}, follow=True)
    assert "Aucun courriel qui fonctionne" in refused.content.decode()


def propose(customer: Customer, to: str) -> Letter:
    late = Receivable.objects.get(customer=customer, invoice__number="FA-1")
    first = DAY + datetime.timedelta(days=15)
    offer = proposing.Offer(expires_on=first)
    parts = [Part(first, 60_000), Part(first + datetime.timedelta(days=30), 60_000)]
    proposal = proposing.propose([late], parts, offer, on=DAY, by="Nadia")
    proposing.send(proposal, to=to, on=DAY, by="Nadia", at=NOON)
    return Letter.objects.get()


@time_machine.travel(NOON, tick=False)
def test_the_mail_of_a_plan_brings_to_where_it_is_accepted(petit: Contact) -> None:
    letter = propose(petit.customer, "Petit@garage.example")
    assert "Pour l'accepter, au plus tard le" in letter.text
    shown = opened_by(letter).get("/espace/").content.decode()
    assert "Un échéancier vous est proposé" in shown
    assert PortalLink.objects.get().contact == petit


def test_a_stranger_s_mail_has_no_link(petit: Contact) -> None:
    petit.customer.email = "compta@garage.example"
    petit.customer.save()
    letter = propose(petit.customer, "autre@ailleurs.example")
    assert "espace" not in letter.text
    assert "retournez-nous le document joint, signé" in letter.text
    assert not PortalLink.objects.exists()


def test_the_customer_s_own_address_has_one_even_without_a_person(customer: Customer) -> None:
    customer.email = "compta@garage.example"
    customer.save()
    letter = propose(customer, "Compta@Garage.example")
    assert MARK.search(letter.text)
    assert PortalLink.objects.get().contact is None
