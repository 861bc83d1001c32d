"""Payment terms on the customer's and the invoice's pages, and where they go beyond the law."""

from datetime import date
from html import unescape

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.parties.models import Customer
from encaisse.receivables.models import DueSource
from tests import factories

pytestmark = pytest.mark.django_db
ISSUED = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _in_november() -> object:
    with time_machine.travel("2026-11-20", tick=False):
        yield


@pytest.fixture
def atelier() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(client: Client, atelier: Company) -> Client:
    client.force_login(factories.a_user(atelier))
    return client


@pytest.fixture
def garage(atelier: Company) -> Customer:
    return factories.a_customer(atelier)


def seen(nadia: Client, address: str) -> str:
    return " ".join(unescape(nadia.get(address, follow=True).content.decode()).split())


def noted(nadia: Client, garage: Customer, terms: str, kind: str = "company") -> tuple[int, str]:
    typed = {"kind": kind, "payment_terms": terms, "email": "", "phone": "", "siren": ""}
    answer = nadia.post(f"/clients/{garage.pk}/coordonnees", typed, follow=True)
    return answer.status_code, " ".join(unescape(answer.content.decode()).split())


def test_terms_are_noted_in_words(nadia: Client, garage: Customer) -> None:
    status, page = noted(nadia, garage, "45 jours puis fin de mois")
    assert status == 200
    assert "conditions : 45 jours, fin de mois" in page
    assert "dépasse" not in page
    form = nadia.get(f"/clients/{garage.pk}/modifier/fiche").content.decode()
    assert '<option value="fin de mois, 45 jours">' in form
    garage.refresh_from_db()
    assert garage.payment_terms == "45 jours, fin de mois"


def test_without_terms_the_company_s_hold(nadia: Client, garage: Customer) -> None:
    assert "conditions de la société : 30 jours" in seen(nadia, f"/clients/{garage.pk}/")


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ("45 jours fin de mois", "se compte de deux façons"),
        ("bientôt", "n'est pas une condition de règlement connue"),
        ("le 31/05/2026", "ne vaut que pour une facture"),
        ("50 % comptant, 60 % à 30 jours", "elles doivent faire 100 %"),
    ],
)
def test_terms_that_say_nothing_sure_are_said_beside_the_field(
    nadia: Client, garage: Customer, terms: str, sentence: str
) -> None:
    status, page = noted(nadia, garage, terms)
    assert status == 422
    assert sentence in page
    garage.refresh_from_db()
    assert garage.payment_terms == ""


@pytest.mark.parametrize(
    ("terms", "kind", "told", "article"),
    [
        ("90 jours", "company", "dépasse de 30 jours", "C. com. L441-10, I"),
        ("60 jours, fin de mois", "company", "dépasse de 30 jours", "C. com. L441-10, I"),
        ("45 jours", "public", "dépasse de 15 jours", "CCP R2192-10"),
    ],
)
def test_terms_beyond_the_law_are_told_with_their_article(
    nadia: Client, garage: Customer, terms: str, kind: str, told: str, article: str
) -> None:
    _, page = noted(nadia, garage, terms, kind)
    assert told in page
    assert article in page


@pytest.mark.parametrize(
    ("terms", "kind"),
    [
        ("60 jours", "company"),
        ("45 jours, fin de mois", "company"),
        ("fin de mois, 45 jours", "company"),
        ("30 jours", "public"),
        ("365 jours", "consumer"),
    ],
)
def test_terms_within_the_law_are_not_remarked(
    nadia: Client, garage: Customer, terms: str, kind: str
) -> None:
    assert "maximum légal" not in noted(nadia, garage, terms, kind)[1]


@pytest.mark.parametrize(
    ("due_on", "terms", "told"),
    [
        pytest.param(date(2026, 3, 21), "", "", id="60 days"),
        pytest.param(date(2026, 3, 31), "", "", id="45 days end of month, perhaps written"),
        pytest.param(date(2026, 4, 20), "", "dépasse de 20 jours", id="beyond every reading"),
        pytest.param(date(2026, 3, 31), "60 jours, fin de mois", "dépasse de 10 jours", id="no"),
        pytest.param(date(2026, 3, 31), "45 jours, fin de mois", "", id="written"),
    ],
)
def test_an_invoice_due_later_than_the_law_allows_says_so(
    nadia: Client, atelier: Company, due_on: date, terms: str, told: str
) -> None:
    customer = factories.a_customer(atelier, payment_terms=terms)
    owed = factories.a_receivable(customer, issued_on=ISSUED, due_on=due_on)
    page = seen(nadia, f"/factures/{owed.invoice_id}/")
    assert ("maximum légal" in page) is bool(told)
    assert told in page


def test_a_date_learned_from_habit_is_no_term(nadia: Client, garage: Customer) -> None:
    owed = factories.a_receivable(garage, issued_on=ISSUED, due_on=date(2026, 6, 1), estimated=True)
    assert owed.due_source == DueSource.LEARNED
    assert "maximum légal" not in seen(nadia, f"/factures/{owed.invoice_id}/")


def test_an_invoice_of_a_day_whose_law_is_not_known_says_nothing(
    nadia: Client, garage: Customer
) -> None:
    owed = factories.a_receivable(garage, issued_on=date(2008, 1, 1), due_on=date(2008, 12, 1))
    assert "maximum légal" not in seen(nadia, f"/factures/{owed.invoice_id}/")
