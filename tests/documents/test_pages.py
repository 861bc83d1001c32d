"""Documents on screen: dropped, found, looked at, attached; the company wall."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.documents import operations, queries
from encaisse.documents.models import Document
from tests import factories
from tests.documents import papers
from tests.documents.conftest import client_of

pytestmark = pytest.mark.django_db


def dropped(name: str, content: bytes, **facts: str) -> dict[str, object]:
    """What the form of the page sends."""
    told = {"kind": "exchange", "dated_on": "2026-11-20", **facts}
    return {"dropped": [SimpleUploadedFile(name, content)], **told}


def drop(client: Client, name: str, content: bytes, where: str = "/documents/") -> Document:
    answer = client.post(where, dropped(name, content))
    assert answer.status_code == 302, answer.content.decode()
    return Document.objects.latest("pk")


def seen(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_dropped_on_a_customer_is_kept_listed_and_shown(
    nadia: Client, company: Company
) -> None:
    customer = factories.a_customer(company, name="Garage Martin")
    paper = papers.a_pdf()
    kept = drop(nadia, "Accord écrit.pdf", paper, f"/documents/client/{customer.pk}/")
    assert operations.content_of(kept) == paper
    assert (kept.media_type, kept.kind) == ("application/pdf", "exchange")
    assert "Accord écrit.pdf" in seen(nadia, "/documents/")
    assert "Garage Martin" in seen(nadia, "/documents/")
    page = seen(nadia, f"/documents/{kept.pk}/")
    assert f'sandbox src="/documents/{kept.pk}/apercu' in page
    assert "data:image/png;base64," in seen(nadia, f"/documents/{kept.pk}/apercu")
    assert "Accord écrit.pdf" in seen(nadia, f"/documents/client/{customer.pk}/")


def test_the_documents_of_an_invoice_show_with_its_customer_s(
    nadia: Client, company: Company
) -> None:
    invoice = factories.a_receivable(factories.a_customer(company)).invoice
    drop(nadia, "BL 12.txt", b"Livr\xc3\xa9", f"/documents/facture/{invoice.pk}/")
    assert "BL 12.txt" in seen(nadia, f"/documents/facture/{invoice.pk}/")
    assert "BL 12.txt" in seen(nadia, f"/documents/client/{invoice.customer_id}/")


def test_the_panel_comes_on_demand_and_costs_the_page_nothing(
    nadia: Client, company: Company
) -> None:
    customer = factories.a_customer(company)
    where = f"/documents/client/{customer.pk}/"
    page = seen(nadia, f"/clients/{customer.pk}/")
    assert f'hx-get="{where}"' in page
    assert f'<a href="{where}">' in page, "without script one follows a link"
    panel = nadia.get(where, headers={"HX-Request": "true"}).content.decode()
    assert panel.lstrip().startswith("<section")
    assert "<html" not in panel


def test_the_same_bytes_are_one_document_attached_twice(nadia: Client, company: Company) -> None:
    first, second = factories.a_customer(company), factories.a_customer(company, name="Lemoine")
    one = drop(nadia, "CGV.txt", b"Conditions", f"/documents/client/{first.pk}/")
    two = drop(nadia, "CGV bis.txt", b"Conditions", f"/documents/client/{second.pk}/")
    assert one == two
    assert one.attachments.count() == 2


def test_a_document_is_attached_and_detached_by_its_name(nadia: Client, company: Company) -> None:
    customer = factories.a_customer(company, name="Studio Lemoine")
    kept = drop(nadia, "note.txt", b"Note")
    nadia.post(f"/documents/{kept.pk}/rattacher", {"to": "client", "called": "studio lemoine"})
    (made,) = kept.attachments.all()
    assert (made.subject_kind, made.subject_id) == ("customer", customer.pk)
    refused = nadia.post(f"/documents/{kept.pk}/rattacher", {"to": "facture", "called": "FA-0"})
    assert refused.status_code == 422
    assert "Rien de ce nom" in refused.content.decode()
    nadia.post(f"/documents/{kept.pk}/detacher", {"attachment": made.pk})
    assert not kept.attachments.exists()


def test_a_reader_sees_and_does_not_add(nadia: Client, company: Company) -> None:
    kept = drop(nadia, "note.txt", b"Note")
    reader = client_of(company, Role.READER)
    page = seen(reader, f"/documents/{kept.pk}/")
    assert "Corriger la fiche" not in page
    assert "data-drop" not in seen(reader, "/documents/")
    assert reader.post("/documents/", dropped("a.txt", b"a")).status_code == 403


def test_another_company_s_document_does_not_exist(nadia: Client, company: Company) -> None:
    kept = drop(nadia, "note.txt", b"Note")
    ines = client_of(factories.a_company("Delaunay Compta"), Role.MANAGER)
    for where in ("", "apercu", "telecharger"):
        assert ines.get(f"/documents/{kept.pk}/{where}").status_code == 404
    customer = factories.a_customer(company)
    assert ines.get(f"/documents/client/{customer.pk}/").status_code == 404
    assert "note.txt" not in seen(ines, "/documents/")


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        pytest.param("livraison", True, id="a word of the text"),
        pytest.param("livrer palettes", True, id="words of the same family"),
        pytest.param("receptionnees", True, id="typed without accents"),
        pytest.param("bl-2291", True, id="a part of the name"),
        pytest.param("Garage Martin", True, id="the customer it is attached to"),
        pytest.param("avoir", False, id="a word that is not there"),
        pytest.param("palettes -livraison", False, id="a word that must not be there"),
    ],
)
def test_a_document_is_found_by_its_words(
    nadia: Client, company: Company, words: str, is_found: bool
) -> None:
    customer = factories.a_customer(company, name="Garage Martin")
    text = "Bon de livraison : douze palettes livrées et réceptionnées le 12 mai."
    kept = drop(nadia, "BL-2291.txt", text.encode(), f"/documents/client/{customer.pk}/")
    operations.read_words(kept)
    found = queries.documents(company).filter(queries.answering(company, words))
    assert found.exists() is is_found
    page = nadia.get("/documents/", {"q": words}).content.decode()
    assert ("BL-2291.txt" in page) is is_found


def test_the_list_narrows_and_exports(nadia: Client, company: Company) -> None:
    customer = factories.a_customer(company)
    drop(nadia, "seul.txt", b"Seul")
    drop(nadia, "lettre.txt", b"Lettre", f"/documents/client/{customer.pk}/")
    assert "seul.txt" in seen(nadia, "/documents/?a=rien")
    assert "lettre.txt" not in seen(nadia, "/documents/?a=rien")
    assert "lettre.txt" in seen(nadia, "/documents/?a=client&nature=exchange&periode=2026")
    assert "lettre.txt" not in seen(nadia, "/documents/?nature=invoice")
    assert nadia.get("/documents/?export=xlsx").content.startswith(b"PK")


def queries_of(client: Client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


def test_many_documents_cost_no_more_queries_than_one(nadia: Client, company: Company) -> None:
    customer = factories.a_customer(company)
    panel, page = f"/documents/client/{customer.pk}/", f"/clients/{customer.pk}/"
    places = ["/documents/", "/documents/?q=note", panel, page]
    without = queries_of(nadia, page)
    drop(nadia, "note 0.txt", b"0", panel)
    few = [queries_of(nadia, where) for where in places]
    for number in range(1, 30):
        drop(nadia, f"note {number}.txt", str(number).encode(), panel)
    assert [queries_of(nadia, where) for where in places] == few
    assert few[-1] <= without + 1, "the customer's page waits for no document"


def test_the_whole_list_of_a_thing_is_one_click_from_its_panel(
    nadia: Client, company: Company
) -> None:
    customer = factories.a_customer(company)
    for number in range(15):
        drop(nadia, f"n° {number}.txt", str(number).encode(), f"/documents/client/{customer.pk}/")
    drop(nadia, "autre.txt", b"autre")
    whole = f"/documents/?a=client&de={customer.pk}"
    assert whole.replace("&", "&amp;") in seen(nadia, f"/documents/client/{customer.pk}/")
    listed = seen(nadia, whole)
    assert "n° 0.txt" in listed
    assert "autre.txt" not in listed


def test_the_same_file_again_says_so_and_is_attached_to_what_was_asked(
    nadia: Client, company: Company
) -> None:
    customer = factories.a_customer(company)
    kept = drop(nadia, "Accord.txt", b"Accord")
    assert "Document conservé." in seen(nadia, "/documents/")
    where = f"/documents/client/{customer.pk}/"
    again = nadia.post(where, dropped("Copie.txt", b"Accord"), follow=True).content.decode()
    day = f"{localdate(kept.received_at):%d/%m/%Y}"
    assert f"Déjà conservé le {day} : « Accord.txt »." in again
    assert "Document conservé." not in again
    assert kept.attachments.get().subject_id == customer.pk


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2090-01-01"])
def test_a_day_that_no_paper_bears_is_refused(nadia: Client, company: Company, day: str) -> None:
    refused = nadia.post("/documents/", dropped("a.txt", b"a", dated_on=day))
    assert refused.status_code == 422
    assert "pas la date d" in refused.content.decode()
    kept = drop(nadia, "note.txt", b"Note")
    told = {"name": "note.txt", "kind": "other", "dated_on": day}
    assert nadia.post(f"/documents/{kept.pk}/decrire", told).status_code == 422
    with pytest.raises(operations.DocumentDayUnlikely):
        operations.check_day(date.fromisoformat(day), today=localdate())
