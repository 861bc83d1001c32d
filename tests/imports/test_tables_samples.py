"""The tables of the samples folder: kinds, counts and totals, against a naive reader of each."""

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from encaisse.imports import operations
from encaisse.imports.bank_sheet.reading import read_bank_sheet
from encaisse.imports.open_items.reading import read_open_items
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules.recognition import kind_of
from encaisse.imports.table.refusals import TableUnknown
from encaisse.matching.queries import drift
from tests import factories

pytestmark = pytest.mark.samples

MOVEMENTS = {
    "empty_statement_en": [],
    "multi_currency": [(-3350, "USD"), (152500, "EUR")],
    "original_currency": [(152500, "EUR")],
    "sample_statement_en": [(-3350, "USD"), (152500, "EUR")],
    "sample_statement_en_empty_values": [(-57968, "USD"), (-54400, "USD"), (-108400, "USD")],
}


def test_each_french_list_says_the_truth(samples: Path) -> None:
    truth = json.loads((samples / "open_items" / "truth.json").read_text())
    expected = {
        (
            one["number"],
            one["code"],
            one["date"],
            one["due"],
            round(Decimal(str(one["open"])) * 100),
        )
        for one in truth
    }
    for path in sorted((samples / "open_items").glob("oi*")):
        content = path.read_bytes()
        assert kind_of(content) == "open_items", path.name
        file = read_open_items(content)
        found = {
            (one.number, one.customer.code, str(one.issued_on), str(one.due_on),
             one.sign * one.open_cents)
            for one in file.items
        }  # fmt: skip
        assert found == expected, path.name
        assert {one.customer.name for one in file.items} == {one["name"] for one in truth}
        assert not file.refused
        assert file.sums.expected() in {None, file.open_cents}


def test_a_history_in_american_days_is_read(samples: Path) -> None:
    path = next((samples / "open_items").glob("WA_*.csv"))
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    items = read_open_items(path.read_bytes()).items
    assert sum(one.total_cents for one in items) == sum(
        Decimal(row["InvoiceAmount"]) * 100 for row in rows
    )
    for item, row in zip(items, rows, strict=True):
        month, day, year = map(int, row["DueDate"].split("/"))
        assert item.due_on
        assert (item.due_on.year, item.due_on.month, item.due_on.day) == (year, month, day)
        assert (item.number, item.open_cents) == (row["invoiceNumber"], 0)


def test_an_export_of_sage_is_read_and_its_customers_alone_are_refused(samples: Path) -> None:
    file = read_open_items((samples / "open_items" / "factures_clients.csv").read_bytes())
    assert [one.open_cents // 100 for one in file.items] == [3480000, 2320000, 1240000, 4640000, 0]
    with pytest.raises(TableUnknown):
        read_open_items((samples / "open_items" / "clients.csv").read_bytes())


def test_each_statement_gives_its_movements(samples: Path) -> None:
    for path in sorted((samples / "bank_sheet").iterdir()):
        content = path.read_bytes()
        assert kind_of(content) == "bank_sheet", path.name
        file = read_bank_sheet(content)
        assert [(one.cents, one.currency) for one in file.movements] == MOVEMENTS[path.stem]
        assert all(check.expected == check.found for check in file.checks)
        assert not file.refused


def test_no_other_sample_is_taken_for_a_table(samples: Path) -> None:
    for folder in ("fec", "fec_variants", "fec_truth", "cfonb"):
        for path in sorted((samples / folder).iterdir()):
            if path.suffix != ".json":
                assert kind_of(path.read_bytes()) in {"fec", "cfonb120"}, path.name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["oi01_ebp_cp1252.csv", "oi08_clean.xlsx", "WA_Fn-UseC_-Accounts-Receivable.csv"]
)
def test_a_list_into_the_books_leaves_what_it_says(samples: Path, name: str) -> None:
    company = factories.a_company()
    given = GivenFile(name, (samples / "open_items" / name).read_bytes())
    at = datetime(2030, 1, 1, tzinfo=UTC)
    done = operations.take_file(company, given, by="test", at=at)
    assert done["taken"] == len(done["documents"])
    assert done["checks"]
    assert all(check["ok"] for check in done["checks"]), done["checks"]
    assert not drift(company)
