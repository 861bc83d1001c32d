"""A list of open items says who sells to whom, until a person says otherwise."""

from datetime import UTC, date, datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.imports import operations
from encaisse.imports.listing.facts import Scope
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile, undoing
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer, Follower
from tests import factories
from tests.imports import sheets

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
HEADER = ("Code client", "Nom", "N° pièce", "Date", "Échéance", "Solde", "Commercial")
NAMES = {"C1": "Garage Martin", "C2": "Studio Lemoine", "C3": "Mairie de Sorbiers"}


def take(company: Company, on: date, **sold: str) -> None:
    """A list of that day: one open invoice by customer, and who sells to each."""
    rows = [
        (code, NAMES[code], f"FA-{code}", date(2026, 2, 1), date(2026, 3, 3), 100.0, name)
        for code, name in sold.items()
    ]
    content = sheets.text([(f"Échéancier clients au {on:%d/%m/%Y}",), HEADER, *rows])
    given = GivenFile("liste.csv", content, scope=Scope.LEDGER)
    operations.take_file(company, given, by="Nadia", at=AT)


def sellers(company: Company) -> dict[str, str]:
    found = Follower.objects.filter(company=company, department="sales")
    return {each.customer.code: each.colleague.name for each in found.order_by("id")}


def test_a_list_says_who_sells_to_whom_until_a_person_says_otherwise() -> None:
    company = factories.a_company()
    julie = factories.a_user(company, name="Julie Renaud")
    take(company, MARCH, C1="julie renaud", C2="Marc Petit", C3="12")
    assert sellers(company) == {"C1": "julie renaud", "C2": "Marc Petit"}
    assert Follower.objects.get(customer__code="C1").colleague.person == julie
    studio = Customer.objects.get(company=company, code="C2")
    anna = parties.following.meet(company, "Anna <anna@atelier.example>", by="Paul")
    parties.following.follow(studio, anna, department="sales", by="Paul")
    take(company, APRIL, C1="Marc Petit", C2="Marc Petit", C3="Marc Petit")
    assert sellers(company) == {"C1": "Marc Petit", "C2": "Anna", "C3": "Marc Petit"}


def test_undoing_a_list_gives_each_customer_back_to_whom_it_had() -> None:
    company = factories.a_company()
    take(company, MARCH, C1="Julie Renaud", C2="Marc Petit")
    before = sellers(company)
    take(company, APRIL, C1="Marc Petit", C2="Marc Petit", C3="Marc Petit")
    april = FileImport.objects.order_by("-id")[0]
    undoing.undo(april, by="Nadia", at=AT)
    assert sellers(company) == before == {"C1": "Julie Renaud", "C2": "Marc Petit"}


def test_a_list_whose_word_a_person_changed_since_is_not_undone() -> None:
    company = factories.a_company()
    take(company, MARCH, C1="Julie Renaud")
    anna = parties.following.meet(company, "Anna", by="Paul")
    garage = Customer.objects.get(company=company, code="C1")
    parties.following.follow(garage, anna, department="sales", by="Paul")
    with pytest.raises(undoing.ChangedSince, match="suivis de clients"):
        undoing.undo(FileImport.objects.get(), by="Nadia", at=AT)
