"""The pages of the reminders, as Nadia uses them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


@pytest.fixture
def message(company: Company) -> Message:
    """A reminder that waits for approval."""
    operations.default_scenario(company, by="Paul")
    customer = factories.a_customer(company, name="Garage Martin", email="compta@garage.example")
    late = timezone.localdate() - timedelta(days=10)
    factories.a_receivable(customer, due_on=late, number="FA-2291")
    operations.run(company, on=timezone.localdate(), by="Nadia", at=timezone.now())
    return Message.objects.get()


def test_the_run_of_the_day_is_asked_for_on_the_page(nadia: Client, company: Company) -> None:
    late = timezone.localdate() - timedelta(days=10)
    customer = factories.a_customer(company, name="Garage Martin", email="compta@garage.example")
    factories.a_receivable(customer, due_on=late)
    answer = nadia.post(reverse("dunning:start"), follow=True)
    assert "1 relance proposée." in answer.content.decode()
    assert "Garage Martin" in answer.content.decode()
    again = nadia.post(reverse("dunning:start"), follow=True)
    assert "0 relance proposée." in again.content.decode()


def test_the_board_says_why(nadia: Client, message: Message) -> None:
    board = nadia.get(reverse("dunning:run")).content.decode()
    assert "Garage Martin" in board
    where = reverse("dunning:message", args=[message.pk])
    lines = nadia.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "10 jours de retard" in lines
    assert "FA-2291" in lines
    assert "<html" not in lines


def test_the_exact_message_is_shown(nadia: Client, message: Message) -> None:
    page = nadia.get(reverse("dunning:message", args=[message.pk])).content.decode()
    assert "FA-2291/1" in page
    drawn = nadia.get(reverse("dunning:message_html", args=[message.pk]))
    assert "FA-2291" in drawn.content.decode()
    assert "default-src 'none'" in drawn["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("posted", "state"),
    [
        ({"all": "1"}, MessageState.RELEASED),
        ({"act": "approve"}, MessageState.RELEASED),
        ({"act": "aside"}, MessageState.IGNORED),
    ],
)
def test_nadia_decides(
    nadia: Client, message: Message, posted: dict[str, str], state: MessageState
) -> None:
    nadia.post(reverse("dunning:decide"), posted | {"message": message.pk})
    message.refresh_from_db()
    assert message.state == state


def test_the_button_of_one_line_sends_that_one_only(
    nadia: Client, company: Company, message: Message
) -> None:
    late = timezone.localdate() - timedelta(days=10)
    other = factories.a_customer(company, name="Studio Lemoine", email="studio@client.example")
    factories.a_receivable(other, due_on=late)
    operations.run(company, on=timezone.localdate(), by="Nadia", at=timezone.now())
    both = list(Message.objects.order_by("id").values_list("pk", flat=True))
    nadia.post(reverse("dunning:decide"), {"message": both, "only": message.pk})
    states = dict(Message.objects.values_list("customer__name", "state"))
    assert states == {"Garage Martin": "released", "Studio Lemoine": "waiting"}


def test_an_unclear_sending_is_settled_by_a_person(nadia: Client, message: Message) -> None:
    operations.record_delivery(message, outcome="unclear", on=timezone.localdate(), by="x")
    nadia.post(reverse("dunning:record", args=[message.pk]), {"outcome": "delivered"})
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


def test_what_is_held_is_grouped_with_its_remedy(nadia: Client, company: Company) -> None:
    operations.default_scenario(company, by="Paul")
    late = timezone.localdate() - timedelta(days=10)
    factories.a_receivable(factories.a_customer(company, name="Introuvable"), due_on=late)
    operations.run(company, on=timezone.localdate(), by="Nadia", at=timezone.now())
    held = nadia.get(reverse("dunning:run"), {"etat": "held", "motif": "no_contact"})
    assert "Complétez le courriel" in held.content.decode()
    assert "Introuvable" in held.content.decode()


def test_a_reader_sees_and_decides_nothing(company: Company, message: Message) -> None:
    client = Client()
    client.force_login(factories.a_user(company, Role.READER, "Lise"))
    assert "Garage Martin" in client.get(reverse("dunning:run")).content.decode()
    assert client.post(reverse("dunning:decide"), {"all": "1"}).status_code == 403


def test_scenarios_are_told_in_words(nadia: Client, message: Message) -> None:
    told = nadia.get(reverse("dunning:scenarios")).content.decode()
    assert "5 jours avant l" in told
    assert "45 jours après l" in told
