"""The link to a customer's own page in the mails that it receives."""

import datetime
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message
from encaisse.letters import operations as letters
from encaisse.letters.models import Letter, Template
from encaisse.parties.models import Customer
from encaisse.portal import operations, queries
from encaisse.portal.models import PortalLink
from encaisse.portal.rules import MARK, mark_of
from tests import factories
from tests.letters.servers import Server, running
from tests.portal.conftest import DAY, NOON

pytestmark = pytest.mark.django_db

PUBLIC = "https://encaisse.example"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.PUBLIC_ADDRESS = PUBLIC
    with running(Server()) as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


@pytest.fixture
def reminded(customer: Customer) -> Customer:
    """The customer, whose reminders give the address of its page."""
    customer.email = "compta@garage.example"
    customer.save()
    paul = factories.a_user(customer.company, Role.MANAGER, "Paul")
    dunning.default_scenario(customer.company, by="Paul")
    for template in Template.objects.filter(company=customer.company, channel="mail"):
        letters.change_template(
            template, subject=template.subject, body=template.body + "\n\n{{ espace }}", by=paul
        )
    return customer


def remind(customer: Customer) -> Letter:
    dunning.run(customer.company, on=DAY, by="Nadia", at=NOON)
    dunning.approve(customer.company, Message.objects.values_list("pk", flat=True), by="Nadia")
    dunning.deliver(customer.company, Message.objects.values_list("pk", flat=True), at=NOON)
    return Letter.objects.get()


def received(server: Server) -> str:
    (mail,) = server.received
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@time_machine.travel(NOON, tick=False)
def test_a_reminder_brings_the_customer_to_its_page(server: Server, reminded: Customer) -> None:
    letter = remind(reminded)
    found = re.search(rf"{PUBLIC}(/espace/l/[A-Za-z0-9_-]{{43}})\b", received(server))
    assert found is not None
    client = Client()
    assert client.get(found[1])["Location"] == "/espace/"
    assert "FA-1" in client.get("/espace/").content.decode()
    token = found[1].rpartition("/")[2]
    assert token not in letter.text + letter.html
    assert MARK.search(letter.text)
    kept = PortalLink.objects.values_list("digest", "seed").get()
    assert token not in kept


@time_machine.travel(NOON, tick=False)
def test_the_mark_that_is_kept_opens_nothing(server: Server, reminded: Customer) -> None:
    found = MARK.search(remind(reminded).text)
    assert found is not None
    assert Client().get(f"/espace/l/{found[0]}").status_code == 404


@time_machine.travel(NOON, tick=False)
def test_without_a_public_address_its_paragraph_is_left_out(
    server: Server, reminded: Customer, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = ""
    remind(reminded)
    assert "espace" not in received(server)
    assert not PortalLink.objects.exists()


def test_a_link_serves_again_for_half_of_its_time(customer: Customer) -> None:
    first = operations.lend(customer.company, customer.pk, NOON)
    later = NOON + datetime.timedelta(days=45)
    assert operations.lend(customer.company, customer.pk, later) == first
    late = later + datetime.timedelta(days=1)
    assert operations.lend(customer.company, customer.pk, late) != first


def test_a_link_revoked_is_given_no_more(customer: Customer) -> None:
    first = operations.lend(customer.company, customer.pk, NOON)
    operations.revoke(queries.links_of(customer).get(), at=NOON, by="Paul")
    assert operations.lend(customer.company, customer.pk, NOON) != first


def test_a_till_receives_none(customer: Customer) -> None:
    till = factories.a_customer(customer.company, name="Caisse", is_pseudo=True)
    assert operations.lend(customer.company, till.pk, NOON) == ""


def test_a_mark_of_another_company_is_not_filled(customer: Customer) -> None:
    stranger = factories.a_customer(factories.a_company("Delaunay Compta"))
    operations.lend(stranger.company, stranger.pk, NOON)
    mark = mark_of(PortalLink.objects.get().digest)
    assert operations.lending.fill(customer.company, mark)(mark) == mark
    assert operations.lending.fill(stranger.company, mark)(mark) != mark
