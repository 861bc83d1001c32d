"""The FECs of the samples folder: each one read, its balance kept, the truth files to the cent."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from encaisse.imports.fec.reading import read_fec
from encaisse.imports.opening.refusals import FileRefused
from tests.imports.reading import ledger_of, open_by_number

pytestmark = pytest.mark.samples


def _files(samples: Path, folder: str) -> list[Path]:
    return sorted(path for path in (samples / folder).iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("folder", ["fec", "fec_variants", "fec_truth"])
def test_each_file_is_read_and_keeps_its_balance(samples: Path, folder: str) -> None:
    for path in _files(samples, folder):
        if "header_only" in path.name:
            continue
        file = read_fec(path.read_bytes())
        assert file.refused == [], path.name
        assert ledger_of(file).found_cents == file.balance_cents, path.name


def test_what_is_no_fec_is_refused_with_a_sentence(samples: Path) -> None:
    for folder in ("xml_attacks", "cii", "camt", "mt940", "ofx", "open_items", "bank_sheet"):
        for path in _files(samples, folder)[::3]:
            with pytest.raises(FileRefused):
                read_fec(path.read_bytes())


def test_the_truth_is_found_to_the_cent(samples: Path) -> None:
    for path in _files(samples, "fec_truth"):
        truth = json.loads(path.with_suffix(".json").read_text())
        ledger = ledger_of(read_fec(path.read_bytes()))
        found = open_by_number(ledger)
        for invoice in truth["invoices"]:
            cents = int(Decimal(invoice["open"]) * 100)
            assert found.get((invoice["customer"], invoice["number"]), 0) == cents, invoice
        assert ledger.receivables["due_estimated"].all()
        assert dict(ledger.balances.rows()) == {
            code: int(Decimal(amount) * 100) for code, amount in truth["balances"].items()
        }
