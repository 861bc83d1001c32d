"""From the offer on its page to the statement of the bank: paid in time, then paid too late."""

import datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.differences.models import Difference
from encaisse.early_payment_discounts.models import DiscountOffer
from encaisse.early_payment_discounts.operations import settling
from encaisse.imports import operations as imports
from encaisse.imports.operations import GivenFile
from encaisse.letters import operations as letters
from encaisse.letters.models import Letter
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.early_payment_discounts.conftest import LAST, NUMBERS, left, march
from tests.imports import bank
from tests.imports.bank import Line
from tests.letters.servers import Server, running

MAIL = "compta@garage.example"
NINE = datetime.time(9, tzinfo=datetime.UTC)


def at(day: int) -> datetime.datetime:
    return datetime.datetime.combine(march(day), NINE)


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company(email="compta@atelier-martin.example", iban=bank.IBAN)


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


@pytest.fixture
def offer(
    nadia: Client, garage: Customer, bills: list[Receivable], settings: Settings
) -> DiscountOffer:
    """Offered on 2 March through the 11th, and delivered to a real server."""
    settings.EMAIL_HOST = "127.0.0.1"
    ticked = "&".join(f"creance={bill.pk}" for bill in bills)
    with time_machine.travel(at(2), tick=False):
        nadia.post(f"/clients/{garage.pk}/escompte/offrir?{ticked}&taux=2&dernier={LAST}")
        made = DiscountOffer.objects.get()
        nadia.post(f"{made.get_absolute_url()}geste", {"geste": "envoyer", "to": MAIL})
        with running(Server()) as server:
            settings.EMAIL_PORT = server.port
            assert letters.send(Letter.objects.get(), at=at(2)) == "delivered"
    (sent,) = server.received
    text = sent.get_content().replace("\u202f", " ").replace("\u00a0", " ")
    assert "1 470,00 €, au lieu de 1 500,00 €" in text
    return made


def brought(company: Company, *lines: Line, read: int) -> None:
    """A statement of the bank, read that day."""
    given = GivenFile("releve.txt", bank.statement(*lines))
    imports.take_file(company, given, by="Nadia", at=at(read))


def a_transfer(cents: int, day: int, numbers: str) -> Line:
    return Line(cents, march(day), "VIR SEPA GARAGE MARTIN", details=(("LCC", numbers),))


def seen(client: Client, where: str, day: int) -> str:
    with time_machine.travel(at(day), tick=False):
        page = client.get(where).content.decode()
    return unescape(page).replace("\u202f", " ").replace("\u00a0", " ")


def test_paid_in_time_it_is_settled_with_its_cause(
    company: Company, nadia: Client, offer: DiscountOffer, bills: list[Receivable]
) -> None:
    brought(company, a_transfer(147_000, 11, " ".join(NUMBERS)), read=13)
    assert left(bills) == [0, 0]
    given = Difference.objects.order_by("id")
    assert [(one.cents, one.cause, one.on) for one in given] == [
        (2_000, "discount_taken", LAST), (1_000, "discount_taken", LAST),
    ]  # fmt: skip
    page = seen(nadia, offer.get_absolute_url(), 13)
    for words in ("prise", "escompte pris", "30,00 € d'escompte pris"):
        assert words in page
    account = seen(nadia, f"/clients/{offer.customer_id}/ecarts", 13)
    assert "Escompte déduit : offert jusqu'au 11/03/2026" in account


def test_paid_late_the_rest_stays_owed(
    company: Company, nadia: Client, offer: DiscountOffer, bills: list[Receivable]
) -> None:
    brought(
        company, a_transfer(98_000, 12, NUMBERS[0]), a_transfer(49_000, 12, NUMBERS[1]), read=13
    )
    assert left(bills) == [2_000, 1_000]
    assert not Difference.objects.exists()
    assert "sans suite" in seen(nadia, offer.get_absolute_url(), 13)


def test_paid_in_two_lines_of_a_statement_the_clock_settles_it(
    company: Company, offer: DiscountOffer, bills: list[Receivable]
) -> None:
    lines = (a_transfer(40_000, 4, NUMBERS[0]), a_transfer(58_000, 9, NUMBERS[0]))
    brought(company, *lines, read=10)
    settling.watch(company, on=march(10))
    assert left(bills) == [0, 50_000]
    assert Difference.objects.get().cents == 2_000
