"""The import page: drop, follow, read what became of the file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.imports import operations, queries
from encaisse.imports.models import FileImport
from encaisse.receivables.models import Invoice
from tests import factories
from tests.imports import maker

pytestmark = pytest.mark.django_db
FEC = maker.text_of(maker.fec_rows(maker.live(1, [2024], customers=3), 2024)).encode()


@pytest.fixture
def company() -> Company:
    return factories.a_company()


def client_of(company: Company, role: Role = Role.COLLECTOR) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role))
    return client


def drop(client: Client, content: bytes) -> FileImport:
    files = [SimpleUploadedFile("552100554FEC20241231.txt", content)]
    answer = client.post("/imports/", {"dropped": files})
    assert answer.status_code == 302
    return FileImport.objects.latest("pk")


def work(row: FileImport) -> FileImport:
    """What the worker does with it."""
    waiting = queries.received(row.company_id, row.pk)
    if waiting:
        operations.take_received(waiting, at=timezone.now())
    row.refresh_from_db()
    return row


def seen(client: Client, row: FileImport) -> str:
    return client.get(f"/imports/{row.pk}/").content.decode()


def test_a_file_dropped_is_followed_until_it_is_taken(company: Company) -> None:
    nadia = client_of(company)
    row = drop(nadia, FEC)
    assert "Lecture du fichier" in seen(nadia, row)
    assert 'hx-trigger="every 1s"' in seen(nadia, row)
    assert work(row).state == "done"
    assert Invoice.objects.filter(company=company).exists()
    page = seen(nadia, row)
    assert "Solde des comptes 411 du fichier" in page
    assert "juste" in page
    assert "hx-trigger" not in page.split('id="report"')[1].split(">")[0]


def test_a_job_run_twice_takes_once(company: Company) -> None:
    row = work(drop(client_of(company), FEC))
    before = Invoice.objects.count()
    assert queries.received(company.pk, row.pk) is None
    work(row)
    assert Invoice.objects.count() == before


def test_the_same_file_dropped_again_says_so(company: Company) -> None:
    nadia = client_of(company)
    work(drop(nadia, FEC))
    again = work(drop(nadia, FEC))
    assert (again.state, again.taken) == ("done", 0)
    assert "déjà repris" in seen(nadia, again)


def test_a_refused_file_says_why(company: Company) -> None:
    nadia = client_of(company)
    row = work(drop(nadia, b"Bonjour"))
    assert row.state == "refused"
    assert "pas un FEC" in seen(nadia, row)
    assert not Invoice.objects.exists()


def test_readers_see_and_do_not_drop(company: Company) -> None:
    reader = client_of(company, Role.READER)
    assert "Reprendre des fichiers" not in reader.get("/imports/").content.decode()
    answer = reader.post("/imports/", {"dropped": [SimpleUploadedFile("a.txt", FEC)]})
    assert answer.status_code == 403


def test_another_company_sees_nothing(company: Company) -> None:
    row = drop(client_of(company), FEC)
    ines = client_of(factories.a_company("Autre"))
    assert ines.get(f"/imports/{row.pk}/").status_code == 404


def test_dropping_nothing_is_said_on_the_page(company: Company) -> None:
    answer = client_of(company).post("/imports/", {})
    assert "Choisissez un fichier" in answer.content.decode()


def test_a_file_too_large_is_refused_with_its_size(company: Company, settings: Settings) -> None:
    settings.UPLOAD_BYTES_MAX = {"/": 1_000_000}
    given = {"dropped": [SimpleUploadedFile("grand.txt", b"x" * 2_100_000)]}
    page = client_of(company).post("/imports/", given, follow=True).content.decode()
    assert "« grand.txt » fait 2 Mo" in page
    assert not FileImport.objects.exists()
