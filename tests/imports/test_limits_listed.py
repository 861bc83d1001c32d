"""What customers may owe, as a list of open items says it."""

import pytest

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.imports import operations
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile, undoing
from encaisse.parties.models import Customer
from tests import factories
from tests.imports import sheets
from tests.imports.test_lists_taken import AT, HEADER, MARCH, line, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.mark.parametrize("called", ["Encours autorisé", "Plafond", "Limite de crédit"])
def test_a_list_may_say_what_each_customer_may_owe(company: Company, called: str) -> None:
    known = factories.a_customer(company, "Garage Martin", code="C1", credit_limit_cents=5_000)
    foreign = factories.a_customer(company, "Studio Lemoine", code="C2", currency="CHF")
    rows = [
        (*line("C1", "FA1", 1000.0), 3000.0), (*line("C1", "FA2", 400.0), 3000.0),
        (*line("C2", "FA3", 250.0), 800.0), (*line("C3", "FA4", 90.0), ""),
        (*line("C4", "FA5", 60.0), 0.0),
    ]  # fmt: skip
    title = (f"Échéancier clients au {MARCH:%d/%m/%Y}",)
    content = sheets.text([title, (*HEADER, called), *rows])
    operations.take_file(company, GivenFile("liste.csv", content), by="Paul", at=AT)
    assert opened(company, MARCH)["FA1"] == 100_000
    found = Customer.objects.filter(company=company).order_by("code")
    assert list(found.values_list("code", "credit_limit_cents")) == [
        ("C1", 300_000), ("C2", None), ("C3", None), ("C4", 0),
    ]  # fmt: skip
    told = Entry.objects.get(customer_id=known.pk, verb="customer.changed")
    assert (told.reason, told.facts) == ("liste.csv", {"credit_limit_cents": [5_000, 300_000]})
    assert not Entry.objects.filter(customer_id=foreign.pk, verb="customer.changed").exists()


def test_undoing_the_list_gives_the_former_limit_back(company: Company) -> None:
    factories.a_customer(company, "Garage Martin", code="C1", credit_limit_cents=5_000)
    rows = [(*line("C1", "FA1", 1000.0), 3000.0)]
    content = sheets.text([(*HEADER, "Encours autorisé"), *rows])
    given = GivenFile("liste.csv", content, on=MARCH)
    operations.take_file(company, given, by="Paul", at=AT)
    undoing.undo(FileImport.objects.get(), by="Paul", at=AT)
    assert Customer.objects.get(code="C1").credit_limit_cents == 5_000
