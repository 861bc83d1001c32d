"""The signed paper of a plan: given on the page or over REST, found again with the customer; what
is no paper is refused, and nothing is half-done."""

import datetime
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.documents.models import Attachment, Document
from encaisse.home.queries.timeline import of_customer
from encaisse.parties.models import Customer
from encaisse.payment_plans.models import Plan, PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import a_caller
from tests.api.test_documents import give

PDF = b"%PDF-1.7\n" + bytes(64)
MEGABYTE = 1024 * 1024
YES = {"geste": "accepter", "name": "Mme Petit", "evidence": ""}


@pytest.fixture
def offered(bills: list[Receivable]) -> PlanProposal:
    """Given by hand today, answered within ten days."""
    today = timezone.localdate()
    parts = [Part(today + datetime.timedelta(days=30 * rank), 50_000) for rank in (1, 2)]
    offer = proposing.Offer(expires_on=today + datetime.timedelta(days=10))
    made = proposing.propose(bills, parts, offer, on=today, by="Nadia")
    return proposing.hand(made, on=today, by="Nadia")


@pytest.fixture
def nadia(client: Client, company: Company) -> Client:
    client.force_login(factories.a_user(company))
    return client


def answered(nadia: Client, offered: PlanProposal, name: str, content: bytes) -> tuple[int, str]:
    where = f"/echeanciers/propositions/{offered.pk}/geste"
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    answer = nadia.post(where, YES | {"signed": file}, follow=True)
    return answer.status_code, html.unescape(answer.content.decode())


def test_the_signed_paper_is_found_again_with_the_customer(
    nadia: Client, offered: PlanProposal, garage: Customer, company: Company
) -> None:
    status, told = answered(nadia, offered, "accord signé.pdf", PDF)
    assert status == 200
    assert "Échéancier convenu : chaque versement est suivi à sa date." in told
    offered.refresh_from_db()
    assert (offered.answered_by, offered.plan) == ("Mme Petit", Plan.objects.get())
    kept = offered.document
    assert kept is not None
    assert f"/documents/{kept.pk}/" in nadia.get(offered.get_absolute_url()).content.decode()
    listed = nadia.get(f"/documents/client/{garage.pk}/").content.decode()
    assert "accord signé.pdf" in listed
    given = nadia.get(f"/documents/{kept.pk}/telecharger")
    assert given.content == PDF
    told_of = of_customer(company, garage, most=20)
    assert [one for one in told_of if "accord signé.pdf" in f"{one}"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("accord.pdf", b"<html><script>1</script>", "« accord.pdf » n'est ni un PDF ni une image"),
        ("accord.exe", b"MZ" + bytes(64), "« accord.exe » n'est ni un PDF ni une image"),
        ("vide.pdf", b"", "Le fichier soumis est vide."),
        ("lourd.pdf", PDF + bytes(2 * MEGABYTE), "« lourd.pdf » fait 2 Mo : c'est trop"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_half_done(
    nadia: Client, offered: PlanProposal, settings: Settings,
    name: str, content: bytes, sentence: str,
) -> None:  # fmt: skip
    limits = settings.UPLOAD_BYTES_MAX
    settings.UPLOAD_BYTES_MAX = limits | {"/echeanciers/": MEGABYTE}
    before = [one.kind for one in Document.objects.all()]
    status, told = answered(nadia, offered, name, content)
    assert (status, sentence in told) == (422, True)
    assert 'value="Mme Petit"' in told
    assert not Plan.objects.exists()
    assert [one.kind for one in Document.objects.all()] == before
    offered.refresh_from_db()
    assert (offered.answered_on, offered.document) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_over_rest_the_paper_is_given_then_named(company: Company, offered: PlanProposal) -> None:
    caller = a_caller(company, Role.COLLECTOR)
    where = f"/payment-plans/proposals/{offered.pk}/accept"
    for name, content in (("accord.txt", b"bon pour accord"), ("accord.pdf", PDF)):
        assert give(caller, name, content, kind="contract").status_code == 201
    words, paper = Document.objects.filter(name__startswith="accord").order_by("id")
    refused = caller.post(where, {"name": "Mme Petit", "document": str(words.pk)})
    assert (refused.status, refused.said["code"]) == (409, "plan_signed_not_paper")
    assert caller.post(where, {"name": "Mme Petit"}).said["code"] == (
        "plan_acceptance_without_evidence"
    )
    assert not Plan.objects.exists()
    done = caller.post(where, {"name": "Mme Petit", "document": str(paper.pk)})
    assert done.said["state"] == "accepted"
    offered.refresh_from_db()
    assert offered.document == paper
    assert Attachment.objects.filter(document=paper, customer_id=offered.customer_id).exists()
