"""Garage Martin, who owes one invoice that is late and one that is not; a visit of its page."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.documents.queries import subject_for
from encaisse.parties.models import Customer
from encaisse.payment_plans.models import PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.portal import operations
from encaisse.portal.models import PortalCode
from encaisse.portal.queries.addresses import address_of
from encaisse.receivables.models import Receivable
from tests import factories

DAY = datetime.date(2026, 11, 20)
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
PDF = b"%PDF-1.7\n" + bytes(64)
NUMBERED = {
    "portal:receivable": "receivable_id", "portal:paper": "document_id",
    "portal:plan": "proposal_id", "portal:code": "code_id",
}  # fmt: skip
IBAN = "FR7630006000011234567890189"


@pytest.fixture
def customer() -> Customer:
    company = factories.a_company(iban=IBAN, email="compta@atelier.example")
    found = factories.a_customer(company)
    factories.a_receivable(found, cents=120_000, due_on=datetime.date(2026, 10, 31), number="FA-1")
    factories.a_receivable(found, cents=40_000, due_on=datetime.date(2026, 12, 15), number="FA-2")
    return found


def a_visit(customer: Customer, *, at: datetime.datetime = NOON) -> Client:
    """Somebody who followed a link of the customer's."""
    _link, token = operations.issue(customer, at=at, by="Nadia")
    client = Client()
    assert client.get(reverse("portal:enter", args=[token])).status_code == 302
    return client


def place_of(
    receivable: Receivable, page: str = "receivable", *, of: Customer | None = None
) -> str:
    """The address of an invoice on its customer's page, or on that of another."""
    seen_by = of or receivable.customer
    return address_of(seen_by, f"portal:{page}", receivable_id=receivable.pk)


def paper_place(paper: Document, of: Customer) -> str:
    """The address of a document on the customer's page."""
    return address_of(of, "portal:paper", document_id=paper.pk)


def text_of(client: Client, where: str = "/espace/") -> str:
    """A page as one reads it, its spaces plain."""
    shown = client.get(where).content.decode()
    return shown.replace("\u202f", " ").replace("\u00a0", " ")


def a_proposal(bill: Receivable) -> PlanProposal:
    parts, until = (Part(DAY.replace(month=12), bill.open_cents),), DAY.replace(day=30)
    made = proposing.propose([bill], parts, proposing.Offer(expires_on=until), on=DAY, by="Nadia")
    return proposing.hand(made, on=DAY, by="Nadia")


@pytest.fixture
def things(customer: Customer, settings: Settings) -> dict[str, int]:
    """One thing of each kind that an address of Garage Martin's numbers."""
    settings.EMAIL_HOST = "127.0.0.1"
    customer.email = "compta@garage.example"
    customer.save()
    return things_of(customer)


def things_of(customer: Customer) -> dict[str, int]:
    shown, planned = Receivable.objects.filter(customer=customer).order_by("due_on")
    paper = documents.receive(
        customer.company, documents.GivenFile("facture.pdf", PDF + str(customer.pk).encode()),
        kind="invoice", by="Nadia", on=DAY,
        subjects=[subject_for(customer.company, "invoice", shown.invoice_id)],
    )  # fmt: skip
    typed = {"name": "Mme Petit", "email": "petit@garage.example", "phone": ""}
    a_visit(customer).post("/espace/coordonnees", typed)
    code = PortalCode.objects.get(link__customer=customer)
    found = (shown.pk, paper.pk, a_proposal(planned).pk, code.pk)
    return dict(zip(NUMBERED, found, strict=True))
