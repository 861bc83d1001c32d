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
from encaisse.payments.models import BankLine, Credit
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


def test_a_person_says_whom_the_line_concerns(
    nadia: Client, line: BankLine, martin: Customer
) -> None:
    where = f"/imports/a-attribuer/{line.pk}/"
    factories.a_receivable(martin, cents=322_00, number="FA26-0001")
    assert "Garage Martin, FA26-0001" in nadia.get(where).content.decode()
    wrong = nadia.post(f"{where}client/", {"customer": "Personne"})
    assert wrong.status_code == 422
    assert "Aucun client de ce nom" in wrong.content.decode()
    right = nadia.post(f"{where}client/", {"customer": "garage martin"})
    assert right.status_code == 302
    assert Credit.objects.get().customer == martin
    assert "attribuée" in nadia.get(where).content.decode()
    again = nadia.post(f"{where}client/", {"customer": martin.code})
    assert "déjà traitée" in again.content.decode()


def test_a_line_is_set_aside_on_the_page(nadia: Client, line: BankLine) -> None:
    where = f"/imports/a-attribuer/{line.pk}/"
    assert nadia.post(f"{where}ecarter/", {"reason": ""}).status_code == 422
    assert nadia.post(f"{where}ecarter/", {"reason": "Apport"}).status_code == 302
    assert "Apport" in nadia.get(where).content.decode()
    assert "Rien à attribuer" in nadia.get("/imports/a-attribuer/").content.decode()
