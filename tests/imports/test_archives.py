"""A ZIP of any mix of files: inspected, then each of them taken and said."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from encaisse.accounts.models import Company
from encaisse.imports import operations
from encaisse.imports.models import FileImport
from encaisse.imports.opening.archive import ArchiveRefused, files_of
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules import recognition
from encaisse.payments.models import BankLine
from tests import factories
from tests.imports import bank, camt, papers, variants
from tests.imports.bank import Line
from tests.imports.papers import Paper
from tests.imports.test_commands import run

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
STATEMENT = bank.statement(Line(50_00))


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in files.items():
            archive.writestr(name.replace("_", "."), inside)
    return content.getvalue()


MIXED = packed(
    releve_txt=STATEMENT,
    facture_xml=papers.ubl(Paper()),
    photo_png=b"\x89PNG\r\n\x1a\n" + b"\0" * 9,
)


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban=bank.IBAN)


def taken(company: Company, content: bytes) -> FileImport:
    row = operations.receive(company, GivenFile("lot.zip", content), by="Nadia", at=AT)
    operations.take_received(row, at=AT)
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_each_file_of_an_archive_is_taken_and_said(company: Company) -> None:
    row = taken(company, MIXED)
    assert (row.kind, row.state, row.refused) == ("archive", "done", 1)
    told = " ".join(row.report["warnings"])
    assert "« releve.txt » : cfonb120, 1 lignes prises" in told
    assert "« facture.xml » : ubl" in told
    assert "« photo.png » : Ce fichier n'est ni un texte" in row.report["refused"][0]["reason"]
    assert BankLine.objects.count() == 1
    operations.take_received(row, at=AT)
    assert FileImport.objects.count() == 4


@pytest.mark.django_db
def test_an_archive_of_nothing_of_ours_is_refused(company: Company) -> None:
    row = taken(company, packed(photo_png=b"\x89PNG\r\n\x1a\n" + b"\0" * 9))
    assert row.state == "refused"


def test_camt_messages_alone_are_one_file() -> None:
    message = camt.message(camt.stated(camt.entry(1), total=1))
    assert not recognition.is_mixed(camt.archive(a=message, b=message))
    assert recognition.is_mixed(camt.archive(a=message, b=STATEMENT))
    assert not recognition.is_mixed(variants.xlsx_of([]))


HOSTILE = {
    "nested": (packed(a_txt=STATEMENT, b_zip=packed(c_txt=b"x")), "est lui-même une archive"),
    "crowd": (packed(**{f"f{rank}_txt": b"x" for rank in range(201)}), "200 au plus"),
    "bomb": (packed(a_txt=b"0" * 30_000_000), "grossit"),
    "broken": (MIXED[:-30], "ne s'ouvre pas"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_that_may_do_harm_is_refused(name: str) -> None:
    content, said = HOSTILE[name]
    with pytest.raises(ArchiveRefused, match=said):
        files_of(content)


@pytest.mark.django_db
def test_a_nested_archive_is_said_on_its_import(company: Company) -> None:
    row = taken(company, HOSTILE["nested"][0])
    assert (row.state, FileImport.objects.count()) == ("refused", 1)
    assert "archive" in row.report["refused"][0]["reason"]


@pytest.mark.django_db
def test_the_command_lists_the_files_under_the_archive(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lot.zip"
    path.write_bytes(MIXED)
    run("import", str(path), "--company", company.code, "--dry-run", "--json")
    files = json.loads(capsys.readouterr().out)["files"]
    assert [(Path(one["path"]).name, one["kind"]) for one in files] == [
        ("releve.txt", "cfonb120"), ("facture.xml", "ubl"), ("photo.png", None),
    ]  # fmt: skip
