"""Which receivables the customer's page shows, in which order; both stay after a gesture."""

import datetime

import pytest
from django.test import Client
from django.utils.timezone import localdate

from encaisse.accounts.models import Company
from encaisse.disputes import operations as disputes
from encaisse.dunning import operations as dunning
from encaisse.home.queries.page import customer_page
from encaisse.home.queries.window import Kept, View, Window
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.promises import operations as promises
from encaisse.promises.models import Promise
from tests import factories
from tests.home.pages import swap, without_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    company = factories.a_company()
    dunning.default_scenario(company, by="Paul")
    return company


@pytest.fixture
def garage(company: Company) -> Customer:
    """Five receivables: three late, of which one in dispute, a part of one, one promised."""
    garage = factories.a_customer(company)
    days = {"FA-1": -40, "FA-2": -30, "FA-3": -20, "FA-4": 10, "FA-5": 20}
    made = {
        number: factories.a_receivable(
            garage, cents=100_00 * rank, number=number,
            due_on=localdate() + datetime.timedelta(days=count),
        )
        for rank, (number, count) in enumerate(days.items(), start=1)
    }  # fmt: skip
    on = localdate()
    disputes.declare([made["FA-1"]], reason="price", on=on, by="Nadia")
    disputes.declare([made["FA-2"]], reason="price", on=on, by="Nadia", amount=Money(10_00))
    promises.promise([made["FA-3"]], by_on=on + datetime.timedelta(days=5), on=on, by="Nadia")
    return garage


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def window(garage: Customer, **asked: str) -> Window:
    return customer_page(garage, on=localdate(), view=View.read(asked)).window


def numbers(found: Window) -> list[str]:
    return [line.receivable.invoice.number for line in found.lines]


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("", ["FA-1", "FA-2", "FA-3", "FA-4", "FA-5"]),
        ("echues", ["FA-1", "FA-2", "FA-3"]),
        ("a-echoir", ["FA-4", "FA-5"]),
        ("en-litige", ["FA-1", "FA-2"]),
        ("promises", ["FA-3"]),
        ("inconnu", ["FA-1", "FA-2", "FA-3", "FA-4", "FA-5"]),
    ],
)
def test_each_kind_shows_its_own_and_says_how_many(
    garage: Customer, kept: str, shown: list[str]
) -> None:
    found = window(garage, etat=kept)
    assert numbers(found) == shown
    assert found.total == len(shown)
    assert found.counts == {
        Kept.ALL: 5, Kept.LATE: 3, Kept.COMING: 2, Kept.DISPUTED: 2, Kept.PROMISED: 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ("echeance", ["FA-1", "FA-2", "FA-3", "FA-4", "FA-5"]),
        ("-echeance", ["FA-5", "FA-4", "FA-3", "FA-2", "FA-1"]),
        ("-montant", ["FA-5", "FA-4", "FA-3", "FA-2", "FA-1"]),
        ("montant", ["FA-1", "FA-2", "FA-3", "FA-4", "FA-5"]),
        ("-facture", ["FA-5", "FA-4", "FA-3", "FA-2", "FA-1"]),
        ("n'importe", ["FA-1", "FA-2", "FA-3", "FA-4", "FA-5"]),
    ],
)
def test_they_are_put_in_order(garage: Customer, order: str, shown: list[str]) -> None:
    assert numbers(window(garage, tri=order)) == shown


def test_a_head_turns_its_order_and_an_amount_begins_with_the_largest(garage: Customer) -> None:
    heads = window(garage, etat="echues").heads
    assert heads["montant"].query == "?etat=echues&tri=-montant"
    assert heads["echeance"].query == "?etat=echues&tri=-echeance"
    assert heads["echeance"].direction == "ascending"
    assert window(garage, tri="-montant").heads["montant"].query == "?tri=montant"


def test_one_kind_alone_offers_no_choice(company: Company) -> None:
    alone = factories.a_customer(company)
    factories.a_receivable(alone, due_on=localdate() - datetime.timedelta(days=3))
    assert window(alone).tabs == []
    assert [tab.is_current for tab in window(alone, etat="en-litige").tabs] == [False, False, True]


@pytest.mark.parametrize("number", ["0", "99", "-1", "deux", "99999"])
def test_a_page_that_does_not_exist_is_the_nearest(garage: Customer, number: str) -> None:
    assert window(garage, page=number).view.number == 1


def test_what_is_shown_stays_after_a_gesture_and_equals_a_reload(
    nadia: Client, garage: Customer
) -> None:
    where = f"/clients/{garage.pk}/?etat=echues&tri=-montant"
    nadia.defaults["HTTP_HX_CURRENT_URL"] = f"http://testserver{where}"
    typed = {"geste": "promesse", "by_on": (localdate() + datetime.timedelta(days=9)).isoformat()}
    part = swap(nadia, f"/clients/{garage.pk}/geste", typed | {"confirmed": "on"})
    assert Promise.objects.count() == 2
    assert "FA-4" not in part
    assert part.index("FA-2") < part.index("FA-1")
    whole = nadia.get(where).content.decode()
    assert without_tokens(part) in without_tokens(whole)


def test_what_is_refused_comes_back_with_what_was_shown(nadia: Client, garage: Customer) -> None:
    nadia.defaults["HTTP_HX_CURRENT_URL"] = f"http://testserver/clients/{garage.pk}/?etat=a-echoir"
    answer = nadia.post(f"/clients/{garage.pk}/geste", {"geste": "litige", "reason": "price"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "FA-4" in said
    assert "FA-1" not in said.partition('id="rows"')[2].partition("</table>")[0]


def test_an_act_elsewhere_on_the_page_keeps_it_too(nadia: Client, garage: Customer) -> None:
    shown = {"HX-Current-URL": f"http://testserver/clients/{garage.pk}/?tri=-montant"}
    answer = nadia.post(f"/clients/{garage.pk}/bloquer", {"reason": "à voir"}, headers=shown)
    assert answer["Location"] == f"/clients/{garage.pk}/?tri=-montant"


def test_the_address_of_another_page_is_not_followed(nadia: Client, garage: Customer) -> None:
    shown = {"HX-Current-URL": "https://ailleurs.example/piege/?tri=-montant"}
    answer = nadia.post(f"/clients/{garage.pk}/bloquer", {"reason": "à voir"}, headers=shown)
    assert answer["Location"] == f"/clients/{garage.pk}/"
