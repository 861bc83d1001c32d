"""Bank lines that wait: a person says whom they concern, on the page or by the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.imports import operations, queries
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine
from tests import factories
from tests.imports import bank
from tests.imports.bank import Line

pytestmark = pytest.mark.django_db
UNKNOWN = Line(322_00, label="VIR SEPA M DUPONT", reference="X-1")


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban=bank.IBAN)


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company, "Garage Martin")


@pytest.fixture
def line(company: Company) -> BankLine:
    given = GivenFile("releve.txt", bank.statement(UNKNOWN))
    operations.take_file(company, given, by="Nadia", at=timezone.now())
    return BankLine.objects.get()


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, Role.COLLECTOR))
    return client


def test_a_statement_dropped_shows_what_it_brought(
    nadia: Client, company: Company, martin: Customer
) -> None:
    paid = Line(100_00, label="VIR GARAGE MARTIN")
    content = bank.statement(UNKNOWN, paid, Line(-5_00, label="FRAIS"))
    nadia.post("/imports/", {"dropped": [SimpleUploadedFile("releve.txt", content)]})
    row = FileImport.objects.get()
    received = queries.received(company.pk, row.pk)
    assert received
    operations.take_received(received, at=timezone.now())
    page = nadia.get(f"/imports/{row.pk}/").content.decode()
    for words in ("VIR GARAGE MARTIN", "Garage Martin", "à attribuer", "Solde de clôture", "Débit"):
        assert words in page
    assert 'href="/lettrage/"' in nadia.get("/imports/").content.decode()
    assert "VIR GARAGE MARTIN" in nadia.get("/lettrage/").content.decode()


def test_the_page_of_before_leads_to_the_matching_page(nadia: Client, line: BankLine) -> None:
    assert nadia.get("/imports/a-attribuer/").headers["Location"] == "/lettrage/"
    where = nadia.get(f"/imports/a-attribuer/{line.pk}/").headers["Location"]
    assert where == f"/lettrage/lignes/{line.pk}/"
