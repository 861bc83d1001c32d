"""Who pays for others sees their invoices and pays them; nobody else sees anything more."""

import datetime

import pytest
import time_machine
from django.test import Client

from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.documents.queries import subject_for
from encaisse.insolvency import operations as insolvency
from encaisse.parties.models import Customer
from encaisse.portal.models import PortalRequest
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit, paper_place, place_of, text_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + bytes(64)
OCTOBER = datetime.date(2026, 10, 20)


def a_child(parent: Customer, name: str, **facts: object) -> Customer:
    told: dict[str, object] = {"parent": parent, "pays_for_itself": False}
    return factories.a_customer(parent.company, name, **(told | facts))


@pytest.fixture
def etoile(customer: Customer) -> Customer:
    """Garage Martin pays for it."""
    child = a_child(customer, "Garage de l'Étoile")
    factories.a_receivable(child, cents=30_000, due_on=OCTOBER, number="FE-1")
    return child


def bill(customer: Customer) -> Receivable:
    return Receivable.objects.get(customer=customer)


def a_paper(receivable: Receivable) -> Document:
    given = documents.GivenFile("facture.pdf", PDF + str(receivable.pk).encode())
    subject = subject_for(receivable.company, "invoice", receivable.invoice_id)
    return documents.receive(
        receivable.company, given, kind="invoice", by="Nadia", on=DAY, subjects=[subject]
    )


def shown(client: Client, place: str = "/espace/") -> str:
    return text_of(client, place).replace("&#x27;", "'")


@time_machine.travel(NOON, tick=False)
def test_a_payer_sees_whose_each_invoice_is_and_pays_all_at_once(
    customer: Customer, etoile: Customer
) -> None:
    grandchild = a_child(etoile, "Motos de l'Étoile")
    factories.a_receivable(grandchild, cents=5_000, due_on=OCTOBER, number="FM-1")
    told = shown(a_visit(customer))
    for words in ("FA-1", "FE-1", "Garage de l'Étoile", "FM-1", "Motos de l'Étoile"):
        assert words in told
    assert "1 550,00 €" in told, "what is late of all three, on one transfer"
    assert "leurs factures portent leur nom" in told


@time_machine.travel(NOON, tick=False)
def test_a_payer_reads_and_pays_an_invoice_of_another_and_says_nothing_of_it(
    customer: Customer, etoile: Customer
) -> None:
    client, owed = a_visit(customer), bill(etoile)
    paper = a_paper(owed)
    told = shown(client, place_of(owed, of=customer))
    for words in ("FE-1", "300,00 €", "<svg", "facture.pdf", "Garage de l'Étoile"):
        assert words in told
    for act in ("Je conteste", "Je m'engage", "J'ai déjà payé", "duplicata"):
        assert act not in told
    assert client.get(paper_place(paper, customer)).content == PDF + str(owed.pk).encode()
    for act in ("say_paid", "contest", "engage", "duplicate"):
        assert client.post(place_of(owed, act, of=customer)).status_code == 404
    assert not PortalRequest.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_whoever_is_paid_for_sees_its_own_alone(customer: Customer, etoile: Customer) -> None:
    sister = a_child(customer, "Carrosserie Blanc")
    factories.a_receivable(sister, cents=7_000, due_on=OCTOBER, number="FB-1")
    client = a_visit(etoile)
    told = shown(client)
    assert "FE-1" in told
    for other in (customer, sister):
        assert other.name not in told
        for owed in Receivable.objects.filter(customer=other):
            assert owed.invoice.number not in told
            assert client.get(place_of(owed, of=etoile)).status_code == 404
            assert client.get(paper_place(a_paper(owed), etoile)).status_code == 404


@time_machine.travel(NOON, tick=False)
def test_a_child_that_pays_for_itself_and_strangers_are_not_shown(customer: Customer) -> None:
    company = factories.a_company("Delaunay Compta")
    others = (
        a_child(customer, "Carrosserie Blanc", pays_for_itself=True),
        factories.a_customer(customer.company, "Studio Lemoine"),
        factories.a_customer(company, "Librairie Verne"),
    )
    client = a_visit(customer)
    for other in others:
        owed = factories.a_receivable(other, cents=7_000, due_on=OCTOBER)
        told = shown(client)
        assert other.name not in told
        assert owed.invoice.number not in told
        assert client.get(place_of(owed, of=customer)).status_code == 404
        assert client.get(paper_place(a_paper(owed), customer)).status_code == 404


@time_machine.travel(NOON, tick=False)
def test_it_is_over_the_day_the_child_pays_for_itself(customer: Customer, etoile: Customer) -> None:
    client, owed = a_visit(customer), bill(etoile)
    assert client.get(place_of(owed, of=customer)).status_code == 200
    etoile.pays_for_itself = True
    etoile.save()
    assert client.get(place_of(owed, of=customer)).status_code == 404
    assert "FE-1" not in shown(client)


@time_machine.travel(NOON, tick=False)
def test_nothing_is_asked_of_a_payer_for_one_in_insolvency(
    customer: Customer, etoile: Customer
) -> None:
    insolvency.open_proceeding(etoile, kind="redressement_judiciaire", on=DAY, by="Nadia")
    client = a_visit(customer)
    assert "FE-1" not in shown(client)
    assert client.get(place_of(bill(etoile), of=customer)).status_code == 404


@time_machine.travel(NOON, tick=False)
def test_a_payer_that_owes_nothing_itself_asks_for_no_instalments(company_pays: Client) -> None:
    told = shown(company_pays)
    assert "FE-2" in told
    assert "Payer en plusieurs fois" not in told


@pytest.fixture
def company_pays(customer: Customer) -> Client:
    """A holding without an invoice of its own."""
    holding = factories.a_customer(customer.company, "Holding Martin")
    child = a_child(holding, "Garage du Lac")
    factories.a_receivable(child, cents=9_000, due_on=OCTOBER, number="FE-2")
    with time_machine.travel(NOON, tick=False):
        return a_visit(holding)
