"""What the columns of a table say, written down: by the command, over REST, on its page."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.imports import operations
from encaisse.imports.models import FileImport, ImportMapping
from encaisse.imports.operations import tables
from encaisse.imports.table.refusals import MappingWrong
from encaisse.receivables.models import Invoice, Receivable
from tests import factories
from tests.api.conftest import a_caller
from tests.imports import sheets
from tests.imports.sheets import Rows
from tests.imports.test_commands import run

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
HEADER = ("Alpha", "Bravo", "Charlie", "Delta")
ODD: Rows = (HEADER, ("Garage Martin", "FA1", "02/03/2026", "1.250"))
SAID = {
    "columns": {"alpha": "Nom du client", "Bravo": "number", "Charlie": "issued_on",
                "DELTA": "open"},
    "dates": "month", "decimal": ",",
}  # fmt: skip


@pytest.fixture
def company() -> Company:
    return factories.a_company()


def test_the_command_reads_by_it_and_keeps_it(company: Company, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(sheets.text(ODD))
    (tmp_path / "colonnes.json").write_text(json.dumps(SAID), encoding="utf-8")
    given = ["import", str(tmp_path / "export.csv"), "--company", company.name, "--mapping",
             str(tmp_path / "colonnes.json")]  # fmt: skip
    assert run(*given, "--dry-run") == 0
    assert not ImportMapping.objects.exists()
    assert run(*given) == 0
    claim = Receivable.objects.select_related("invoice").get()
    assert (claim.open_cents, claim.invoice.issued_on) == (1250_00, date(2026, 2, 3))
    assert ImportMapping.objects.get().name == "export.csv"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{", "n'est pas du JSON"),
        ("[]", "les clés attendues sont columns, dates, decimal, kind"),
        ('{"columns": {}}', "« columns » donne pour chaque nom"),
        ('{"kind": "fec", "columns": {"A": "open"}}', "« kind » est open_items ou bank_sheet"),
        ('{"columns": {"A": "solde magique"}}', "« solde magique », pour la colonne « A »"),
        ('{"columns": {"A": "open"}, "decimal": ";"}', "« decimal » une virgule ou un point"),
        ('{"columns": {"A": "open"}, "dates": []}', "« dates » est day ou month"),
    ],
)
def test_one_that_cannot_be_followed_is_refused_with_why(
    company: Company, tmp_path: Path, said: str, words: str
) -> None:
    (tmp_path / "export.csv").write_bytes(sheets.text(ODD))
    (tmp_path / "colonnes.json").write_text(said, encoding="utf-8")
    given = str(tmp_path / "export.csv"), "--company", company.name
    with pytest.raises(MappingWrong, match=words):
        run("import", *given, "--mapping", str(tmp_path / "colonnes.json"))
    assert not FileImport.objects.exists()


def test_a_file_without_these_columns_is_refused_whole(company: Company) -> None:
    given = operations.GivenFile("autre.csv", sheets.text((("A", "B", "C"), ("x", "y", "z"))),
                                 mapping=SAID)  # fmt: skip
    done = operations.take_file(company, given, by="Nadia", at=AT)
    assert "Aucune ligne de ce fichier ne porte les colonnes" in done["refused"][0]["reason"]


def test_over_rest_with_a_file_or_alone(company: Company) -> None:
    nadia = a_caller(company)
    headers = {"Authorization": f"Bearer {nadia.token}"}
    given = {"file": SimpleUploadedFile("e.csv", sheets.text(ODD)), "mapping": json.dumps(SAID)}
    assert Client().post("/api/v1/imports", given, headers=headers).status_code == 202
    operations.take_received(FileImport.objects.get(), at=AT)
    assert Invoice.objects.get().number == "FA1"
    (kept,) = nadia.get("/import-mappings").said["items"]
    assert (kept["dates"], kept["columns"]["open"]) == ("month", [3])
    renamed = nadia.ask("PATCH", f"/import-mappings/{kept['id']}", {"name": "Logiciel Sud"})
    assert renamed.said["name"] == "Logiciel Sud"
    assert nadia.ask("DELETE", f"/import-mappings/{kept['id']}").status == 204
    assert nadia.get("/import-mappings").said["items"] == []
    alone = SAID | {"name": "Sud", "header": list(HEADER)}
    assert nadia.post("/import-mappings", alone).said["columns"]["number"] == [1]
    wrong = nadia.post("/import-mappings", alone | {"columns": {"Écho": "open"}})
    assert (wrong.status, wrong.said["code"]) == (409, "mapping_elsewhere")
    assert a_caller(company, Role.READER).post("/import-mappings", alone).status == 403


def test_on_the_page_it_is_seen_renamed_forgotten(company: Company, client: Client) -> None:
    kept = tables.keep_described(company, SAID, HEADER, name="export.csv", by="Nadia", at=AT)
    client.force_login(factories.a_user(company))
    page = client.get("/imports/dispositions/").content.decode()
    assert "colonne 4 : Restant dû" in page
    where = f"/imports/dispositions/{kept.pk}/"
    empty = client.post(f"{where}renommer/", {"name": " "}, follow=True).content.decode()
    assert "Donnez un nom à cette disposition." in empty
    client.post(f"{where}renommer/", {"name": "Logiciel Sud"})
    assert "Logiciel Sud" in client.get("/imports/dispositions/").content.decode()
    client.post(f"{where}oublier/")
    assert "Aucune disposition retenue" in client.get("/imports/dispositions/").content.decode()
    verbs = Entry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["layout.renamed", "layout.forgotten"]
