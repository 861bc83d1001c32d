"""A file in doubt is shown before it is taken: taken, left, corrected or read again by a person."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.imports import operations, queries
from encaisse.imports.models import FileImport, SourceFile
from encaisse.imports.operations import reviewing
from encaisse.imports.operations.reviewing import ImportDecided
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine
from encaisse.receivables.models import Invoice
from tests import factories
from tests.api.conftest import a_caller
from tests.imports import bank, camt, maker, ofx, sheets
from tests.imports.bank import Line
from tests.imports.sheets import Rows
from tests.imports.test_sources import Passes

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
HEADER = ("Code client", "Nom", "N° pièce", "Date", "Échéance", "Solde")
GARAGE = ("C01", "Garage Martin", "FA-1", date(2026, 1, 5), date(2026, 2, 4), 1000.0)
STUDIO = ("C02", "Studio Lemoine", "FA-2", date(2026, 1, 9), date(2026, 2, 8), 36.5)
WRONG = ("C02", "Studio Lemoine", "FA-3", "31/02/2026", date(2026, 2, 8), 12.0)


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban=bank.IBAN)


@pytest.fixture
def nadia(company: Company, client: Client) -> Client:
    client.force_login(factories.a_user(company))
    return client


def work(company: Company, row: FileImport | None = None) -> FileImport:
    """What the worker does with a file, the latest one by itself."""
    row = row or FileImport.objects.filter(company=company).latest("pk")
    waiting = queries.received(company.pk, row.pk)
    if waiting:
        operations.take_received(waiting, at=AT)
    return FileImport.objects.get(pk=row.pk)


def dropped(client: Client, company: Company, content: bytes, name: str = "e.csv") -> FileImport:
    client.post("/imports/", {"dropped": [SimpleUploadedFile(name, content)]})
    return work(company)


def listed(*rows: object) -> bytes:
    found: Rows = (HEADER, *rows)  # type: ignore[arg-type]
    return sheets.text(found)


def test_a_list_of_guessed_columns_is_shown_then_taken(nadia: Client, company: Company) -> None:
    row = dropped(nadia, company, listed(GARAGE, STUDIO))
    assert (row.state, row.taken) == ("review", 0)
    assert not Invoice.objects.exists()
    assert not Customer.objects.exists()
    page = nadia.get(f"/imports/{row.pk}/").content.decode()
    for words in ("Rien n'est encore pris", "déduit de leurs noms", "Garage Martin", "FA-1",
                  "1 036,50", "Prendre", "Corriger les colonnes", "Laisser"):  # fmt: skip
        assert words in page.replace("&#x27;", "'").replace("\u202f", " ").replace("\xa0", " ")
    assert "e.csv" in nadia.get("/imports/").content.decode().split("À vérifier", 1)[1]
    assert "fichier est à vérifier" in nadia.get("/").content.decode()
    nadia.post(f"/imports/{row.pk}/prendre/")
    row = work(company)
    assert (row.state, row.taken, row.decided_by) == ("done", 2, "Nadia")
    assert Invoice.objects.count() == 2
    assert Entry.objects.get(verb="file.imported").actor == "Nadia"


def test_the_next_file_read_the_same_way_is_taken_at_once(nadia: Client, company: Company) -> None:
    first = dropped(nadia, company, listed(GARAGE))
    nadia.post(f"/imports/{first.pk}/prendre/")
    work(company)
    second = dropped(nadia, company, listed(GARAGE, STUDIO))
    assert (second.state, second.taken) == ("done", 2)


def test_what_is_certain_is_taken_at_once(nadia: Client, company: Company) -> None:
    fec = maker.text_of(maker.fec_rows(maker.live(1, [2024], customers=3), 2024)).encode()
    assert dropped(nadia, company, fec, "fec.txt").state == "done"
    assert dropped(nadia, company, bank.statement(Line(50_00)), "releve.txt").state == "done"


def test_refused_lines_are_shown_with_their_place_first(nadia: Client, company: Company) -> None:
    first = dropped(nadia, company, listed(GARAGE))
    nadia.post(f"/imports/{first.pk}/prendre/")
    work(company)
    row = dropped(nadia, company, listed(GARAGE, STUDIO, WRONG))
    assert row.state == "review"
    page = nadia.get(f"/imports/{row.pk}/").content.decode()
    assert "Une ligne est refusée" in page
    assert "Date « 31/02/2026 » illisible." in page
    assert Invoice.objects.count() == 1


def test_a_file_left_brings_nothing_and_may_be_taken_later(nadia: Client, company: Company) -> None:
    row = dropped(nadia, company, listed(GARAGE))
    page = nadia.post(f"/imports/{row.pk}/laisser/", follow=True).content.decode()
    assert "rien n&#x27;en est pris" in page
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("left", "Nadia")
    assert Entry.objects.filter(verb="file.left").count() == 1
    assert not Invoice.objects.exists()
    nadia.post(f"/imports/{row.pk}/relire/")
    again = work(company)
    assert (again.pk != row.pk, again.state) == (True, "review")
    nadia.post(f"/imports/{again.pk}/prendre/")
    assert work(company).state == "done"


def test_of_two_people_the_second_is_told(nadia: Client, company: Company) -> None:
    row = dropped(nadia, company, listed(GARAGE))
    stale = FileImport.objects.get(pk=row.pk)
    reviewing.take(row, by="Nadia", at=AT)
    with pytest.raises(ImportDecided, match=r"il est en attente \(décision de Nadia, le 01/06"):
        reviewing.leave(stale, by="Paul", at=AT)
    page = nadia.post(f"/imports/{row.pk}/laisser/", follow=True).content.decode()
    assert "n&#x27;attend plus de décision" in page
    assert work(company).state == "done"


def test_columns_corrected_are_shown_again_before_anything_is_taken(
    nadia: Client, company: Company
) -> None:
    rows: Rows = (("Client", "N° pièce", "Date", "Solde", "Reste"),
                  ("Garage", "FA1", date(2026, 2, 1), 900.0, 100.0))  # fmt: skip
    row = dropped(nadia, company, sheets.text(rows))
    posted = {
        "kind": "open_items", "sheet": "0", "header": "0", "place": "open_items|0|0", "keep": "1",
        "meaning": ["customer_name", "number", "issued_on", "", "open"],
    }  # fmt: skip
    nadia.post(f"/imports/{row.pk}/colonnes/", posted)
    row = work(company)
    assert (row.state, row.report["documents"][0]["amount_due"]) == ("review", 10000)
    nadia.post(f"/imports/{row.pk}/prendre/")
    work(company)
    assert Invoice.objects.get().receivables.get().open_cents == 10000


def test_the_preview_is_no_lock_and_says_when_it_is_old(nadia: Client, company: Company) -> None:
    row = dropped(nadia, company, listed(GARAGE))
    other = operations.GivenFile("autre.csv", listed(STUDIO, GARAGE), on=date(2026, 5, 1))
    operations.take_file(company, other, by="Paul", at=AT.replace(hour=10))
    page = nadia.get(f"/imports/{row.pk}/").content.decode()
    assert "« autre.csv » a été repris depuis cette lecture" in page
    nadia.post(f"/imports/{row.pk}/relire/", {"covers": "rows"})
    row = work(company, row)
    assert (row.state, row.report["listed"]["scope"]) == ("review", "rows")


def test_twins_in_doubt_are_shown_first(nadia: Client, company: Company) -> None:
    stated = camt.message(camt.stated(camt.entry(50_00), total=50_00))
    assert dropped(nadia, company, stated, "camt.xml").state == "done"
    other = ofx.file_of(ofx.statement(ofx.transaction(70_00, "VIR MARTIN")))
    row = dropped(nadia, company, other, "releve.ofx")
    assert row.state == "review"
    page = nadia.get(f"/imports/{row.pk}/").content.decode()
    assert "peut-être déjà venu" in page
    assert "VIR MARTIN" in page
    assert BankLine.objects.count() == 1


def test_readers_decide_nothing(nadia: Client, company: Company, client: Client) -> None:
    row = dropped(nadia, company, listed(GARAGE))
    client.force_login(factories.a_user(company, Role.READER, "Luc"))
    assert "Prendre" not in client.get(f"/imports/{row.pk}/").content.decode()
    for act in ("prendre", "laisser", "relire"):
        assert client.post(f"/imports/{row.pk}/{act}/").status_code == 403


def test_a_file_in_doubt_of_the_watched_folder_waits_there(
    nadia: Client, company: Company, settings: Settings, tmp_path: Path
) -> None:
    settings.WATCH_FOLDER = tmp_path
    place = tmp_path / company.code
    place.mkdir()
    (place / "liste.csv").write_bytes(listed(GARAGE))
    Passes(company)(2)
    row = FileImport.objects.get()
    assert (row.state, SourceFile.objects.get().fate) == ("review", "review")
    assert "à vérifier" in (place / "a-verifier" / "liste.csv.txt").read_text(encoding="utf-8")
    (place / "liste.csv").write_bytes(listed(GARAGE))
    Passes(company)(2)
    assert FileImport.objects.count() == 1
    nadia.post(f"/imports/{row.pk}/prendre/")
    work(company)
    assert SourceFile.objects.order_by("id")[0].fate == "taken"


def test_the_api_reviews_when_asked(company: Company) -> None:
    nadia = a_caller(company, Role.COLLECTOR)
    given = {"file": SimpleUploadedFile("l.csv", listed(GARAGE)), "review": "doubt"}
    headers = {"Authorization": f"Bearer {nadia.token}"}
    assert Client().post("/api/v1/imports", given, headers=headers).status_code == 202
    row = work(company)
    said = nadia.get(f"/imports/{row.pk}").said
    assert (said["state"], said["report"]["taken"]) == ("review", 1)
    assert said["doubts"] == [
        "Le sens des colonnes est déduit de leurs noms : vérifiez les premières lignes."
    ]
    nadia.post(f"/imports/{row.pk}/read-again", {"covers": "rows"})
    assert work(company).report["listed"]["scope"] == "rows"
    assert nadia.post(f"/imports/{row.pk}/take", {}).said["decided_by"]
    assert work(company).state == "done"
    late = nadia.post(f"/imports/{row.pk}/leave", {})
    assert (late.status, late.said["code"]) == (409, "import_decided")
