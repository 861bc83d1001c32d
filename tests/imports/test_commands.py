"""`encaisse import` and `encaisse open-items`, as scripts use them."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encaisse.accounts.models import Company
from encaisse.imports import commands
from encaisse.imports.models import FileImport
from encaisse.parties.models import Customer
from encaisse.receivables.models import Invoice
from tests.imports import maker, variants

pytestmark = pytest.mark.django_db
LIFE = maker.live(2, [2024], customers=4)
ROWS = maker.fec_rows(LIFE, 2024)


@pytest.fixture
def fec(tmp_path: Path) -> Path:
    path = tmp_path / "552100554FEC20241231.txt"
    path.write_bytes(maker.text_of(ROWS).encode())
    return path


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(words)
    return int(args.handler(args))


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    run(*words, "--json")
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_the_company_is_created_and_it_is_said(
    fec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", str(fec), "--company", "Atelier Neuf") == 0
    assert "Société créée : Atelier Neuf." in capsys.readouterr().err
    assert Company.objects.get(name="Atelier Neuf").code == "atelier-neuf"


def test_the_document_has_the_promised_keys(fec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = printed(capsys, "import", str(fec), "--company", "Atelier")
    assert (document["company"], document["dry_run"]) == ("Atelier", False)
    (file,) = document["files"]
    assert {"path", "kind", "taken", "ignored", "refused", "movements", "documents", "checks"} <= {
        *file
    }
    assert file["kind"] == "fec"
    assert file["path"] == str(fec)
    assert {"lines", "entries", "first_on", "last_on", "balance_411"} == {*file["fec"]}
    check = next(check for check in file["checks"] if check["name"] == "balance_411")
    assert check["ok"]
    assert check["found"] == file["fec"]["balance_411"]


def test_open_items_add_up_to_the_balance(fec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = printed(capsys, "import", str(fec), "--company", "Atelier")
    items = printed(capsys, "open-items", "--company", "atelier", "--on", "2024-12-31")
    (total,) = items["totals"]
    expected = sum(maker.balance(LIFE, code, date(2024, 12, 31)) for code in _codes())
    assert total["balance"] == total["open"] - total["unallocated"] == expected
    assert total["open"] == sum(item["open"] for item in items["receivables"])
    assert all(item["due_estimated"] for item in items["receivables"])
    assert taken["files"][0]["refused"] == []
    assert run("open-items", "--company", "Atelier", "--on", "2024-12-31") == 0


def _codes() -> set[str]:
    return {item.customer for item in LIFE.items}


def test_a_dry_run_writes_nothing(fec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = printed(capsys, "import", str(fec), "--company", "Atelier", "--dry-run")
    assert document["files"][0]["taken"] == len(ROWS)
    assert not Company.objects.exists()


@pytest.mark.parametrize("damage", variants.DAMAGED)
def test_a_damaged_file_leaves_the_database_as_it_was(
    damage: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fichier.txt"
    path.write_bytes(variants.DAMAGED[damage]([dict(row) for row in ROWS]))
    assert run("import", str(path), "--company", "Atelier", "--json") == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["taken"] == 0
    assert file["refused"][0]["line"] is None
    assert not any(model.objects.exists() for model in (Company, Customer, Invoice, FileImport))


def test_a_missing_file_does_not_stop_the_others(
    fec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", str(fec.with_name("absent.txt")), str(fec), "--company", "A") == 1
    assert Invoice.objects.exists()
    assert "introuvable" in capsys.readouterr().out


def test_open_items_are_listed_with_their_customer_and_total(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(
        b"Code client;Nom;Facture;Echeance;Solde\nC1;Garage;FA-1;04/02/2026;1000,50\n"
        b"Total;;;;1000,50\n"
    )
    document = printed(capsys, "import", str(path), "--company", "A", "--dry-run")
    (file,) = document["files"]
    assert (file["kind"], file["taken"], file["refused"]) == ("open_items", 1, [])
    (one,) = file["documents"]
    assert (one["number"], one["type"], one["due_on"]) == ("FA-1", "invoice", "2026-02-04")
    assert (one["amount_due"], one["currency"]) == (100050, "EUR")
    assert one["customer"] == {"code": "C1", "name": "Garage"}
    assert file["checks"][0]["ok"]


def test_an_aged_balance_without_invoices_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "balance.csv"
    path.write_bytes(b"Client;Total\nA;12\n")
    document = printed(capsys, "import", str(path), "--company", "A", "--as", "aged_balance")
    assert document["files"][0]["kind"] == "aged_balance"
    assert "une balance âgée" in document["files"][0]["refused"][0]["reason"]
