"""The line of time of an invoice: what was said, noting one by hand, lifting what it entailed."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.documents.models import Attachment
from encaisse.life_cycle.models import Consequence, InvoiceStatus
from encaisse.receivables.models import Invoice
from tests import factories
from tests.api.conftest import a_caller
from tests.imports import papers
from tests.life_cycle.conftest import NUMBER, Say, reason

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def shown(client: Client, invoice: Invoice) -> str:
    return client.get(reverse("home:invoice", args=[invoice.pk])).content.decode()


def test_the_page_says_that_nobody_has_said_anything(nadia: Client, invoice: Invoice) -> None:
    page = shown(nadia, invoice)
    assert "Cycle de vie de la facture" in page
    assert "Aucun statut reçu" in page


def test_what_was_said_stands_in_its_order_with_what_it_entailed(
    nadia: Client, invoice: Invoice, say: Say
) -> None:
    say("207", status=reason("PU_ERR", "Prix &lt;convenu&gt;", "Créer un avoir partiel"))
    say("202", at="20261104093000")
    page = shown(nadia, invoice)
    assert page.index("Reçue par la plateforme") < page.index("En litige")
    assert "reçue le 04/11/2026" in page
    assert f"{papers.BUYER} (acheteur)" in page
    assert "Prix &lt;convenu&gt;" in page
    assert "Créer un avoir partiel" in page
    assert "Litige ouvert sur toute la facture." in page
    line = nadia.get(reverse("home:timeline", args=[invoice.customer_id])).content.decode()
    assert f"Facture {NUMBER} : en litige" in line


def test_a_status_is_noted_with_its_proof(nadia: Client, invoice: Invoice) -> None:
    typed = {
        "code": "202", "on": "2026-11-05", "said_by": "Mme Petit, au téléphone",
        "proof": SimpleUploadedFile("accuse.txt", b"Bien recu le 5."),
    }  # fmt: skip
    answer = nadia.post(reverse("life_cycle:note", args=[invoice.pk]), typed, follow=True)
    assert "Statut noté : reçue par la plateforme." in answer.content.decode()
    status = InvoiceStatus.objects.get()
    assert (status.source, status.on, status.by) == ("hand", date(2026, 11, 5), "Nadia")
    assert status.document is not None
    assert (status.document.name, status.document.kind) == ("accuse.txt", "proof")
    assert Attachment.objects.get(document=status.document).subject_id == invoice.pk


def test_what_it_entailed_is_lifted_with_a_reason(nadia: Client, invoice: Invoice) -> None:
    noted = {"code": "208", "on": str(localdate())}
    nadia.post(reverse("life_cycle:note", args=[invoice.pk]), noted)
    made = Consequence.objects.get()
    where = reverse("life_cycle:lift", args=[made.pk])
    nadia.post(where, {"why": ""})
    made.refresh_from_db()
    assert made.ended_on is None
    answer = nadia.post(where, {"why": "Bon envoyé"}, follow=True).content.decode()
    assert "Effet levé" in answer
    assert "Bon envoyé" in answer


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": "207", "on": "2026-11-05", "cents": "beaucoup"}, "Montant :"),
        ({"code": "207", "on": "2026-11-05", "cents": "-3"}, "doit être positif"),
        ({"code": "205", "on": "2026-10-05"}, "son statut ne peut dater du 05/10/2026"),
    ],
)
def test_what_would_not_do_is_told(
    nadia: Client, invoice: Invoice, typed: dict[str, str], words: str
) -> None:
    answer = nadia.post(reverse("life_cycle:note", args=[invoice.pk]), typed, follow=True)
    assert words in answer.content.decode()
    assert not InvoiceStatus.objects.exists()


def test_a_script_notes_reads_and_lifts(company: Company, invoice: Invoice, say: Say) -> None:
    script, reader = a_caller(company), a_caller(company, Role.READER)
    wanted = {"invoice": str(invoice.pk), "code": "207", "on": "2026-11-10", "cents": 50_00}
    assert reader.post("/invoice-statuses", wanted).status == 403
    made = script.post("/invoice-statuses", wanted, key="s1")
    assert (made.status, made.said["effect"], made.said["contested_cents"]) == (
        201, "disputed", 50_00,
    )  # fmt: skip
    assert script.post("/invoice-statuses", wanted, key="s1").said == made.said
    again = script.post("/invoice-statuses", wanted)
    assert (again.status, again.said["code"]) == (409, "invoice_status_known")
    say("205", invoice="INCONNUE")
    (waiting,) = script.get("/invoice-statuses?state=waiting").said["items"]
    assert (waiting["number"], waiting["invoice"]) == ("INCONNUE", None)
    (listed,) = script.get(f"/invoice-statuses?invoice={invoice.pk}").said["items"]
    assert listed == made.said
    lifted = script.post(f"/invoice-statuses/{made.said['id']}/lift", {"why": "Erreur"})
    assert (lifted.status, lifted.said["ended_why"]) == (200, "Erreur")
    stranger = a_caller(factories.a_company("Autre"))
    assert stranger.post(
        f"/invoice-statuses/{made.said['id']}/lift", {"why": "x"}
    ).status == 404  # fmt: skip
