"""What became of each line: on the page, in a file, over REST."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.imports import operations, queries
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules.fates import Fate, as_csv
from tests import factories
from tests.api.conftest import a_caller
from tests.imports import bank, maker, sheets
from tests.imports.bank import Line
from tests.imports.sheets import Rows

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY, DUE = date(2026, 1, 5), date(2026, 2, 4)
LIST: Rows = (
    ("Code client", "Nom", "N° pièce", "Date", "Échéance", "Solde"),
    ("C01", "Garage Martin", "FA-1", DAY, DUE, 1000.0),
    ("C02", "Studio Lemoine", "FA-2", "31/02/2026", DUE, 12.0),
    ("C02", "=1+1", "FA-3", DAY, DUE, -10.5),
    ("C02", "=1+1", "FA-3", DAY, DUE, -10.5),
)


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban=bank.IBAN)


def taken(company: Company, content: bytes) -> FileImport:
    row = operations.receive(company, GivenFile("f", content), by="Nadia", at=AT)
    operations.take_received(row, at=AT)
    return FileImport.objects.get(pk=row.pk)


def told(row: FileImport) -> list[tuple[int | None, str, str, int | None]]:
    return [(one.line, one.fate, one.what, one.cents) for one in queries.fates_of(row)]


def test_each_line_of_a_list_with_what_it_became(company: Company, client: Client) -> None:
    row = taken(company, sheets.text(LIST))
    assert told(row) == [
        (2, "taken", "FA-1", 1000_00), (3, "refused", "", None), (4, "taken", "FA-3", -10_50),
        (5, "ignored", "", None),
    ]  # fmt: skip
    client.force_login(factories.a_user(company))
    page = client.get(f"/imports/{row.pk}/lignes/?sort_de=refused").content.decode()
    assert "Date « 31/02/2026 » illisible." in page
    assert "FA-1" not in page
    content = client.get(f"/imports/{row.pk}/lignes/?export=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[1] == ["2", "prise", "FA-1", "Garage Martin", "05/01/2026", "1000,00", "EUR", ""]
    assert rows[2][:2] == ["3", "refusée"]
    assert rows[3][3] == "'=1+1"
    assert rows[4][7] == "Même ligne que la ligne 4 : prise une seule fois."


def test_each_movement_of_a_statement(company: Company) -> None:
    factories.a_customer(company, "Garage Martin")
    lines = Line(100_00, label="VIR GARAGE MARTIN"), Line(-5_00, label="FRAIS")
    row = taken(company, bank.statement(*lines))
    (paid, fees) = queries.fates_of(row)
    assert (paid.fate, paid.customer, paid.cents) == ("taken", "Garage Martin", 100_00)
    assert (fees.fate, fees.what, fees.cents) == ("ignored", "FRAIS", -5_00)
    assert "Débit" in fees.reason


def test_the_customer_lines_of_a_fec(company: Company) -> None:
    rows = maker.fec_rows(maker.live(1, [2024], customers=3), 2024)
    row = taken(company, maker.text_of(rows).encode())
    found = queries.fates_of(row)
    assert sum(one.cents or 0 for one in found) == row.report["fec"]["balance_411"]
    assert {one.fate for one in found} == {"taken"}
    assert all(one.line and one.customer for one in found)


def test_over_rest_page_by_page(company: Company) -> None:
    row = taken(company, sheets.text(LIST))
    nadia = a_caller(company)
    first = nadia.get(f"/imports/{row.pk}/lines?limit=3").said
    assert [one["line"] for one in first["items"]] == [2, 3, 4]
    rest = nadia.get(f"/imports/{row.pk}/lines?limit=3&cursor={first['next']}").said
    assert ([one["line"] for one in rest["items"]], rest["next"]) == ([5], None)
    refused = nadia.get(f"/imports/{row.pk}/lines?fate=refused").said["items"]
    assert [(one["line"], one["fate"]) for one in refused] == [(3, "refused")]
    assert a_caller(factories.a_company("Autre")).get(f"/imports/{row.pk}/lines").status == 404


def test_amounts_under_a_unit_keep_their_sign() -> None:
    assert ";-0,05;EUR;" in as_csv([Fate(1, 2, "taken", cents=-5)])
