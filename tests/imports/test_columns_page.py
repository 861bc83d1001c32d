"""Correcting the columns of a table: tried at once, kept for every file of the same header."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.imports import operations
from encaisse.imports.models import FileImport, ImportMapping
from encaisse.imports.operations import GivenFile
from encaisse.receivables.models import Invoice
from tests import factories
from tests.imports import sheets
from tests.imports.sheets import Rows

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = date(2026, 2, 1)
# Names that tell nothing: who, what, when, how much.
ODD: Rows = (("Alpha", "Bravo", "Charlie", "Delta"), ("Garage Martin", "FA1", DAY, 100.0))
MEANINGS = ["customer_name", "number", "issued_on", "open"]
POSTED = {"kind": "open_items", "sheet": "0", "header": "0", "place": "open_items|0|0",
          "meaning": MEANINGS}  # fmt: skip


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company, client: Client) -> Client:
    client.force_login(factories.a_user(company))
    return client


def received(company: Company, rows: Rows, name: str = "export.csv") -> FileImport:
    given = GivenFile(name, sheets.text(rows))
    row = operations.receive(company, given, by="Nadia", at=AT)
    operations.take_received(row, at=AT)
    row.refresh_from_db()
    return row


def test_a_table_that_nobody_understands_is_learned_once(company: Company, nadia: Client) -> None:
    row = received(company, ODD)
    assert row.state == "refused"
    address = f"/imports/{row.pk}/colonnes/"
    page = nadia.get(address).content.decode()
    assert "Alpha" in page
    assert "Garage Martin" in page
    tried = nadia.post(address, POSTED, headers={"HX-Request": "true"}).content.decode()
    assert "Garage Martin, FA1" in tried
    assert not ImportMapping.objects.exists()
    nadia.post(address, POSTED | {"keep": "1"})
    again = FileImport.objects.order_by("-id")[0]
    operations.take_received(again, at=AT)
    assert Invoice.objects.get().number == "FA1"
    assert Entry.objects.filter(verb="layout.kept").count() == 1
    other = received(company, (ODD[0], ("Studio", "FA2", DAY, 50.0)), "autre.csv")
    assert (other.state, other.report["columns"]["reasons"]) == (
        "done", ["Colonnes enregistrées pour cette source."],
    )  # fmt: skip


def test_a_wrong_guess_is_corrected_and_what_is_in_the_books_says_how(
    company: Company, nadia: Client
) -> None:
    rows: Rows = (
        ("Client", "N° pièce", "Date", "Solde", "Reste"), ("Garage", "FA1", DAY, 900.0, 100.0)
    )  # fmt: skip
    row = received(company, rows)
    assert row.state == "done"
    meanings = ["customer_name", "number", "issued_on", "", "open"]
    address = f"/imports/{row.pk}/colonnes/"
    answer = nadia.post(address, POSTED | {"meaning": meanings, "keep": "1"}, follow=True)
    assert "Défaites celui-ci pour le relire." in answer.content.decode()
    nadia.post(f"/imports/{row.pk}/defaire/")
    again = operations.receive_again(row, by="Nadia", at=AT)
    operations.take_received(again, at=AT)
    assert Invoice.objects.get().receivables.get().open_cents == 10000


def test_columns_that_give_nothing_are_not_kept(company: Company, nadia: Client) -> None:
    row = received(company, ODD)
    address = f"/imports/{row.pk}/colonnes/"
    page = nadia.post(address, POSTED | {"meaning": ["", "", "", ""], "keep": "1"})
    assert "n&#x27;est pas reconnu" in page.content.decode()
    assert not ImportMapping.objects.exists()


def test_a_statement_is_learned_likewise(company: Company, nadia: Client) -> None:
    row = received(company, (("A", "B", "C"), (DAY, "VIR GARAGE", 12.5), (DAY, "VIR BIS", 7.0)))
    posted = {"kind": "bank_sheet", "sheet": "0", "header": "0", "place": "bank_sheet|0|0",
              "meaning": ["on", "label", "amount"], "keep": "1"}  # fmt: skip
    nadia.post(f"/imports/{row.pk}/colonnes/", posted)
    again = FileImport.objects.order_by("-id")[0]
    operations.take_received(again, at=AT)
    again.refresh_from_db()
    assert (again.kind, again.taken) == ("bank_sheet", 2)


def test_odd_posts_are_read_as_usual_values(company: Company, nadia: Client) -> None:
    row = received(company, ODD)
    odd = {"kind": "x", "sheet": "99", "header": "-3", "decimal": "%", "meaning": ["z"] * 900}
    assert nadia.post(f"/imports/{row.pk}/colonnes/", odd).status_code == 200
    nadia.force_login(factories.a_user(company, Role.READER))
    assert nadia.get(f"/imports/{row.pk}/colonnes/").status_code == 403
