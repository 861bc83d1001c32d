"""Who sees which invoice, and what answers to a few words."""

import pytest
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.parties import queries as parties
from encaisse.receivables import queries
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def atelier() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(atelier: Company) -> User:
    return factories.a_user(atelier)


def test_what_you_may_not_see_does_not_exist(atelier: Company) -> None:
    ines = factories.a_user(factories.a_company("Autre"), name="Ines")
    receivable = factories.a_receivable(factories.a_customer(atelier))
    for fetch, key in (
        (parties.customer_for, receivable.customer_id),
        (queries.invoice_for, receivable.invoice_id),
        (queries.receivable_for, receivable.pk),
    ):
        with pytest.raises(Http404):
            fetch(ines, key)


def test_several_are_read_once_each_in_the_order_they_are_named(atelier: Company) -> None:
    customer, nadia = factories.a_customer(atelier), factories.a_user(atelier)
    first, second = factories.a_receivable(customer), factories.a_receivable(customer)
    named = [str(second.pk), str(first.pk), str(second.pk)]
    assert queries.receivables_for(nadia, named) == [second, first]
    elsewhere = factories.a_receivable(factories.a_customer(factories.a_company("Autre")))
    with pytest.raises(Http404):
        queries.receivables_for(nadia, [str(first.pk), str(elsewhere.pk)])


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("etoile", ["Garage de l'Étoile"]),
        ("GARAGE", ["Garage Martin", "Garage de l'Étoile"]),
        ("étoile garage", ["Garage de l'Étoile"]),
        ("c00", ["Garage Martin", "Garage de l'Étoile"]),
        ("552 100 554", ["Garage Martin"]),
        ("100 %", []),
        ("", []),
    ],
)
def test_customers_answer_to_words(
    atelier: Company, nadia: User, words: str, names: list[str]
) -> None:
    factories.a_customer(atelier, "Garage de l'Étoile", code="C001")
    factories.a_customer(atelier, "Garage Martin", code="C002", siren="552100554")
    factories.a_customer(factories.a_company("Autre"), "Garage voisin", code="C003")
    found = queries.search(nadia, atelier, words)
    assert sorted(customer.name for customer in found.customers) == sorted(names)


@pytest.mark.parametrize("words", ["FA-2026-0412", "fa-2026", "0412"])
def test_invoices_answer_to_a_part_of_their_number(
    atelier: Company, nadia: User, words: str
) -> None:
    factories.a_receivable(factories.a_customer(atelier), number="FA-2026-0412")
    assert [str(invoice) for invoice in queries.search(nadia, atelier, words).invoices] == [
        "FA-2026-0412"
    ]
