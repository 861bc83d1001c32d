"""What a customer does on its page, what comes of it, and what attacks get."""

import datetime
import io
import zipfile
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encaisse.accounts.rules import Role
from encaisse.agenda.queries.sources import said as said_lines
from encaisse.audit.models import Entry
from encaisse.disputes.models import Dispute
from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.documents.queries import subject_for
from encaisse.dunning.models import Block
from encaisse.home.queries.timeline import of_customer
from encaisse.insolvency import operations as insolvency
from encaisse.parties.models import Customer
from encaisse.portal import operations, queries
from encaisse.portal.models import PortalRequest
from encaisse.portal.rules import ACTS_A_DAY, PROOF_BYTES_MAX
from encaisse.promises.models import Promise
from encaisse.receivables.models import Invoice, Receivable
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit, paper_place, place_of, text_of

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PDF = b"%PDF-1.7\n" + bytes(64)


def late(customer: Customer) -> Receivable:
    return Receivable.objects.get(customer=customer, invoice__number="FA-1")


def a_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "a")
    return made.getvalue()


@time_machine.travel(NOON, tick=False)
def test_an_invoice_shows_how_to_pay_it_and_what_may_be_said(customer: Customer) -> None:
    shown = text_of(a_visit(customer), place_of(late(customer)))
    for told in ("FA-1", "1 200,00 €", "<svg", "J’ai déjà payé", "Je conteste", "Je m’engage"):
        assert told.replace("’", "'") in shown.replace("&#x27;", "'")


@time_machine.travel(NOON, tick=False)
def test_already_paid_with_its_proof_waits_for_somebody(customer: Customer) -> None:
    typed = {"cents": "1 200,00", "on": "2026-11-18", "reference": "VIR 42"}
    proof = SimpleUploadedFile("../avis.exe.pdf", PDF)
    answer = a_visit(customer).post(place_of(late(customer), "say_paid"), typed | {"proof": proof})
    assert answer["Location"] == "/espace/merci/paid"
    made = PortalRequest.objects.get()
    assert (made.kind, made.cents, made.on) == ("paid", 120_000, datetime.date(2026, 11, 18))
    assert made.document is not None
    assert "/" not in made.document.name
    told = of_customer(customer.company, customer, most=20)
    assert "Règlement annoncé sur l'espace client" in [event.text for event in told]
    line = next(said_lines(customer.company))
    assert (line.subject, line.cents) == ("Garage Martin", 120_000)
    entry = Entry.objects.get(verb="portal_request.paid")
    assert entry.actor == "client, par son espace"


@pytest.mark.parametrize("typed", ["99999999999999999999", "-3", "0", "douze"])
@pytest.mark.parametrize("act", ["say_paid", "contest", "engage"])
@time_machine.travel(NOON, tick=False)
def test_what_no_books_hold_is_refused_in_the_customers_words(
    customer: Customer, act: str, typed: str
) -> None:
    answer = a_visit(customer).post(place_of(late(customer), act), {"cents": typed})
    assert answer.status_code == 422
    assert "Écrivez un montant positif" in answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_reminders_wait_for_a_payment_told_once_and_only_for_the_whole(customer: Customer) -> None:
    client, place = a_visit(customer), place_of(late(customer), "say_paid")
    client.post(place, {"cents": "10", "on": "2026-11-18"})
    assert not Block.objects.exists()
    PortalRequest.objects.all().delete()
    for _time in range(2):
        client.post(place, {"cents": "1200", "on": "2026-11-18"})
    block = Block.objects.get()
    assert (block.invoice, block.until) == (late(customer).invoice, datetime.date(2026, 11, 27))
    nadia = Client()
    nadia.force_login(factories.a_user(customer.company, Role.COLLECTOR))
    shown = nadia.get(f"/clients/{customer.pk}/").content.decode()
    assert "avoir payé le 18/11/2026" in shown


@time_machine.travel(NOON, tick=False)
def test_reminders_do_not_wait_when_the_company_says_so(customer: Customer) -> None:
    operations.arranging.choose(
        customer.company, link_days=90, payment_address="", paid_days=0, by="Paul"
    )
    typed = {"cents": "1200", "on": "2026-11-18"}
    a_visit(customer).post(place_of(late(customer), "say_paid"), typed)
    assert PortalRequest.objects.exists()
    assert not Block.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_customer_contests_a_part_of_an_invoice(customer: Customer) -> None:
    typed = {"cause": "quantity", "cents": "200", "text": "Deux portes manquent."}
    answer = a_visit(customer).post(place_of(late(customer), "contest"), typed)
    assert answer["Location"] == "/espace/merci/dispute"
    dispute = Dispute.objects.get()
    assert (dispute.opened_by, dispute.note) == ("portal", "Deux portes manquent.")
    assert dispute.parts.get().cents == 20_000
    assert PortalRequest.objects.get().about == f"dispute:{dispute.pk}"


@time_machine.travel(NOON, tick=False)
def test_a_customer_promises_within_the_month_and_no_later(customer: Customer) -> None:
    client, place = a_visit(customer), place_of(late(customer), "engage")
    refused = client.post(place, {"by_on": "2027-03-01"})
    assert refused.status_code == 422
    assert "au plus tard" in refused.content.decode()
    assert not Promise.objects.exists()
    assert client.post(place, {"by_on": "2026-12-10"})["Location"] == "/espace/merci/promise"
    promise = Promise.objects.get()
    assert (promise.cents, promise.by_on) == (120_000, datetime.date(2026, 12, 10))
    again = client.post(place, {"by_on": "2026-12-15"})
    assert again.status_code == 422
    assert "Vous vous êtes déjà engagé pour cette facture" in again.content.decode()
    assert Promise.objects.count() == 1


@pytest.mark.parametrize(("asked", "cents"), [("USD", 50_000), ("EUR", 120_000), ("GBP", 120_000)])
@time_machine.travel(NOON, tick=False)
def test_instalments_are_asked_for_what_is_late_in_one_currency(
    customer: Customer, asked: str, cents: int
) -> None:
    dollars = factories.a_receivable(customer, cents=50_000, number="FA-9")
    Receivable.objects.filter(pk=dollars.pk).update(currency="USD")
    Invoice.objects.filter(pk=dollars.invoice_id).update(currency="USD")
    client = a_visit(customer)
    assert "/espace/delai?devise=USD" in text_of(client)
    client.post(f"/espace/delai?devise={asked}", {"count": "3", "first_on": "2026-12-01"})
    assert PortalRequest.objects.get().cents == cents


@time_machine.travel(NOON, tick=False)
def test_a_customer_told_of_no_account_may_still_ask_for_instalments(customer: Customer) -> None:
    customer.company.iban = ""
    customer.company.save()
    shown = text_of(a_visit(customer))
    assert "Pour connaître nos coordonnées bancaires, écrivez-nous." in shown
    assert "Payer en plusieurs fois" in shown
    insolvency.open_proceeding(customer, kind="redressement_judiciaire", on=DAY, by="Nadia")
    shown = text_of(a_visit(customer))
    assert "coordonnées bancaires" not in shown
    assert "Payer en plusieurs fois" not in shown


@time_machine.travel(NOON, tick=False)
def test_what_is_too_long_says_how_long_it_may_be(customer: Customer) -> None:
    typed = {"cents": "10", "on": "2026-11-18", "reference": "x" * 141}
    proof = SimpleUploadedFile(f"{'a' * 150}.pdf", PDF)
    answer = a_visit(customer).post(place_of(late(customer), "say_paid"), typed | {"proof": proof})
    shown = answer.content.decode()
    assert "trop long : 140 signes" in shown
    assert "Le nom de ce fichier est trop long : 150 signes" in shown


@time_machine.travel(NOON, tick=False)
def test_the_promise_is_opened_from_what_was_said(customer: Customer) -> None:
    a_visit(customer).post(place_of(late(customer), "engage"), {"by_on": "2026-12-10"})
    nadia = Client()
    nadia.force_login(factories.a_user(customer.company, Role.COLLECTOR))
    page = nadia.get(f"/espaces/demandes/{PortalRequest.objects.get().pk}/").content.decode()
    assert "Ouvrir la promesse" in page
    assert Promise.objects.get().get_absolute_url() in page


@time_machine.travel(NOON, tick=False)
def test_instalments_are_asked_for_within_limits_and_agree_nothing(customer: Customer) -> None:
    client = a_visit(customer)
    assert "Payer en plusieurs fois" in text_of(client, "/espace/delai")
    for wrong in ({"count": "40"}, {"first_on": "2027-06-01"}, {"count": "x"}):
        typed = {"count": "3", "first_on": "2026-12-01"} | wrong
        assert client.post("/espace/delai", typed).status_code == 422
    typed = {"count": "3", "first_on": "2026-12-01", "text": "Creux de trésorerie."}
    assert client.post("/espace/delai", typed)["Location"] == "/espace/merci/installments"
    made = PortalRequest.objects.get()
    assert (made.count, made.cents, made.words) == (3, 120_000, "Creux de trésorerie.")


@time_machine.travel(NOON, tick=False)
def test_a_customer_in_insolvency_neither_promises_nor_spreads(customer: Customer) -> None:
    insolvency.open_proceeding(customer, kind="redressement_judiciaire", on=DAY, by="Nadia")
    client = a_visit(customer)
    assert "Je m&#x27;engage" not in text_of(client, place_of(late(customer)))
    promised = client.post(place_of(late(customer), "engage"), {"by_on": "2026-12-10"})
    spread = client.post("/espace/delai", {"count": "3", "first_on": "2026-12-01"})
    for answer in (promised, spread):
        assert answer.status_code == 422
        assert "procédure collective" in answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_nothing_late_is_nothing_to_spread() -> None:
    client = a_visit(factories.a_customer(factories.a_company()))
    answer = client.post("/espace/delai", {"count": "3", "first_on": "2026-12-01"})
    assert "Rien n&#x27;est en retard" in answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_a_payment_is_not_made_tomorrow(customer: Customer) -> None:
    typed = {"cents": "10", "on": "2026-11-21"}
    answer = a_visit(customer).post(place_of(late(customer), "say_paid"), typed)
    assert "pas encore passé" in answer.content.decode()
    assert not PortalRequest.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.pdf", b"MZ" + bytes(64), id="a program"),
        pytest.param("a.png", b"<html><script>alert(1)</script></html>", id="a page"),
        pytest.param("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', id="a drawing"),
        pytest.param("a.pdf", a_zip(), id="an archive"),
        pytest.param("a.png", PNG + a_zip(), id="a picture that is an archive too"),
        pytest.param("a.pdf", PDF + a_zip(), id="a PDF that is an archive too"),
        pytest.param("a.png", PNG + b"<script>alert(1)</script>", id="a picture with a page"),
        pytest.param("a.jpg", b"\xff\xd8\xff\xe0" + PDF, id="a picture that is a PDF too"),
        pytest.param("a.pdf", b"  " + PDF, id="a PDF that begins late"),
        pytest.param("a.pdf", b"", id="nothing"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_file_that_is_no_proof_is_refused(customer: Customer, name: str, content: bytes) -> None:
    typed = {"cents": "10", "on": "2026-11-18", "proof": SimpleUploadedFile(name, content)}
    answer = a_visit(customer).post(place_of(late(customer), "say_paid"), typed)
    assert answer.status_code == 422
    assert "ni un PDF ni une image" in answer.content.decode()
    assert not Document.objects.exists()
    assert not PortalRequest.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_file_too_large_is_refused_and_not_kept(customer: Customer) -> None:
    large = SimpleUploadedFile("a.pdf", PDF + bytes(PROOF_BYTES_MAX))
    typed = {"cents": "10", "on": "2026-11-18", "proof": large}
    answer = a_visit(customer).post(place_of(late(customer), "say_paid"), typed)
    assert answer.status_code == 422
    assert not Document.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_another_s_invoice_and_documents_do_not_exist(customer: Customer) -> None:
    neighbour = factories.a_customer(customer.company, name="Studio Lemoine")
    stranger = factories.a_customer(factories.a_company("Delaunay Compta"))
    client = a_visit(customer)
    for other in (neighbour, stranger):
        theirs = factories.a_receivable(other)
        given = documents.GivenFile("facture.pdf", PDF + str(other.pk).encode())
        subject = subject_for(other.company, "invoice", theirs.invoice_id)
        paper = documents.receive(
            other.company, given, kind="invoice", by="Nadia", on=DAY, subjects=[subject]
        )
        assert client.get(place_of(theirs, of=customer)).status_code == 404
        assert client.get(paper_place(paper, customer)).status_code == 404
        for act in ("say_paid", "contest", "engage", "duplicate"):
            assert client.post(place_of(theirs, act, of=customer)).status_code == 404
    assert not PortalRequest.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_the_customer_s_own_invoice_is_given_as_a_file(customer: Customer) -> None:
    subject = subject_for(customer.company, "invoice", late(customer).invoice_id)
    given = documents.GivenFile("facture.pdf", PDF)
    paper = documents.receive(
        customer.company, given, kind="invoice", by="Nadia", on=DAY, subjects=[subject]
    )
    client = a_visit(customer)
    assert "facture.pdf" in text_of(client, place_of(late(customer)))
    answer = client.get(paper_place(paper, customer))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == PDF


@time_machine.travel(NOON, tick=False)
def test_a_document_shared_with_another_customer_is_shown_to_neither(customer: Customer) -> None:
    neighbour = factories.a_receivable(factories.a_customer(customer.company, name="Lemoine"))
    subjects = [
        subject_for(customer.company, "invoice", key)
        for key in (late(customer).invoice_id, neighbour.invoice_id)
    ]
    given = documents.GivenFile("releve.pdf", PDF)
    paper = documents.receive(
        customer.company, given, kind="invoice", by="Nadia", on=DAY, subjects=subjects
    )
    assert a_visit(customer).get(paper_place(paper, customer)).status_code == 404


@time_machine.travel(NOON, tick=False)
def test_the_statement_of_the_day_is_given_as_a_file(customer: Customer) -> None:
    client = a_visit(customer)
    paper, sheet = client.get("/espace/releve.pdf"), client.get("/espace/releve.xlsx")
    assert paper.content.startswith(b"%PDF-")
    assert paper["Content-Disposition"].startswith("attachment")
    assert sheet.content.startswith(b"PK")
    for answer in (paper, sheet):
        assert answer["Cache-Control"] == "no-store"


@time_machine.travel(NOON, tick=False)
def test_acts_are_counted_and_bounded(customer: Customer) -> None:
    client, place = a_visit(customer), place_of(late(customer), "duplicate")
    for _number in range(ACTS_A_DAY):
        assert client.post(place).status_code == 302
    refused = client.post(place)
    assert refused.status_code == 422
    assert "revenez demain" in refused.content.decode()
    assert PortalRequest.objects.count() == ACTS_A_DAY


@time_machine.travel(NOON, tick=False)
def test_following_a_link_of_an_act_does_nothing(customer: Customer) -> None:
    client = a_visit(customer)
    for act in ("say_paid", "contest", "engage", "duplicate"):
        assert client.get(place_of(late(customer), act)).status_code == 405
        assert client.head(place_of(late(customer), act)).status_code == 405
    assert not PortalRequest.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_revoked_visitor_does_nothing_more(customer: Customer) -> None:
    client = a_visit(customer)
    operations.revoke(queries.links_of(customer).get(), at=NOON, by="Paul")
    assert client.post(place_of(late(customer), "duplicate")).status_code == 404
    assert not PortalRequest.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_script_is_shown_as_text_wherever_the_company_reads_it(customer: Customer) -> None:
    script = "<script>alert(1)</script>"
    typed = {"cause": "other", "text": script}
    a_visit(customer).post(place_of(late(customer), "contest"), typed)
    made = PortalRequest.objects.get()
    nadia = Client()
    nadia.force_login(factories.a_user(customer.company, Role.COLLECTOR))
    dispute = Dispute.objects.get()
    for place in (
        f"/espaces/demandes/{made.pk}/", f"/clients/{customer.pk}/",
        f"/clients/{customer.pk}/fil", "/agenda/", "/", f"/litiges/{dispute.pk}/",
    ):  # fmt: skip
        answer = nadia.get(place)
        assert answer.status_code == 200
        assert script not in answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_a_collector_says_what_was_done_and_closes_the_request_once(customer: Customer) -> None:
    a_visit(customer).post(place_of(late(customer), "duplicate"))
    made = PortalRequest.objects.get()
    nadia, place = Client(), f"/espaces/demandes/{made.pk}/"
    nadia.force_login(factories.a_user(customer.company, Role.COLLECTOR))
    assert nadia.post(place, {"outcome": " "}).status_code == 422
    answer = nadia.post(place, {"outcome": "Renvoyée par courriel."})
    assert answer["Location"] == f"/agenda/suite/{customer.pk}?{urlencode({'retour': place})}"
    assert "Renvoyée par courriel." in nadia.get(place).content.decode()
    assert list(said_lines(customer.company)) == []
    with pytest.raises(operations.RequestClosed, match="déjà close : Renvoyée"):
        operations.acting.close(made, outcome="Encore", on=DAY, by="Nadia")
    with pytest.raises(operations.RequestWithoutWords, match="en quelques mots"):
        operations.acting.close(made, outcome=" ", on=DAY, by="Nadia")


@time_machine.travel(NOON, tick=False)
def test_refusals_are_english_for_who_reads_english(customer: Customer) -> None:
    customer.language = "en"
    customer.save()
    answer = a_visit(customer).post(place_of(late(customer), "engage"), {"by_on": "2027-03-01"})
    assert "This day is too far" in answer.content.decode()
    missing = a_visit(customer).post(place_of(late(customer), "contest"), {"cause": "other"})
    assert "This field is required." in missing.content.decode()
