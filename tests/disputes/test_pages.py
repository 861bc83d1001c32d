"""The board, one dispute and its acts, opening one, the settings; the page without an account."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company, RefusedOpening
from encaisse.accounts.rules import OPENINGS_MAX, OPENINGS_WITHIN, Role
from encaisse.disputes import operations
from encaisse.disputes.models import Department, Dispute, Question
from encaisse.disputes.queries import asking
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def link(question: Question, today: datetime.date) -> str:
    Question.objects.filter(pk=question.pk).update(expires_on=today)
    question.refresh_from_db()
    return asking.path_of(question)


def test_the_board_shows_each_dispute_in_its_state(signed: Client, question: Question) -> None:
    page = signed.get("/litiges/").content.decode()
    assert "question posée" in page
    assert f"/litiges/{question.dispute_id}/" in page
    assert "FA-1" in page


def test_the_board_is_narrowed(signed: Client, dispute: Dispute) -> None:
    for asked, seen in (("cause=price", True), ("cause=quality", False), ("q=lemoine", True),
                        ("delai=a-temps&q=rien", False), ("etat=closed", False)):  # fmt: skip
        page = signed.get(f"/litiges/?{asked}").content.decode()
        assert (dispute.get_absolute_url() in page) is seen, asked


def test_the_board_swaps_what_a_reload_shows(signed: Client, dispute: Dispute) -> None:
    whole = signed.get("/litiges/?cause=price").content.decode()
    part = signed.get(
        "/litiges/?cause=price", headers={"HX-Request": "true", "HX-Target": "div#board"}
    ).content.decode()
    assert part.strip() in whole
    listed = signed.get(
        "/litiges/?vue=liste", headers={"HX-Request": "true", "HX-Target": "div#list"}
    ).content.decode()
    assert listed.strip().startswith('<div class="list" id="list"')


def test_the_list_is_exported(signed: Client, dispute: Dispute) -> None:
    answer = signed.get("/litiges/?vue=liste&export=xlsx")
    assert "spreadsheet" in answer.headers["Content-Type"]


def test_a_dispute_is_opened_on_what_is_ticked(
    signed: Client, lemoine: Customer, bill: Receivable, other: Receivable
) -> None:
    where = f"/clients/{lemoine.pk}/litige"
    assert (
        f'value="{bill.pk}" data-tick checked'
        in signed.get(f"{where}?facture={bill.invoice_id}").content.decode()
    )
    typed = {
        "receivable": str(bill.pk), "reason": "quality", "cents": "300", "note": "Rayé",
        "evidence": SimpleUploadedFile("photo.txt", b"Une rayure"),
    }  # fmt: skip
    answer = signed.post(where, typed)
    made = Dispute.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    part = made.parts.get()
    assert (part.receivable, part.cents, made.department) == (bill, 30_000, "quality")
    assert [each.name for each in asking.evidence(made)] == ["photo.txt"]


def test_opening_says_what_is_wrong(signed: Client, lemoine: Customer, bill: Receivable) -> None:
    answer = signed.post(f"/clients/{lemoine.pk}/litige", {"reason": "price"})
    assert answer.status_code == 422
    assert "rien à contester" in answer.content.decode()
    typed = {"receivable": str(bill.pk), "reason": "price", "note": "Cher", "due_on": "2020-01-02"}
    answer = signed.post(f"/clients/{bill.customer_id}/litige", typed)
    assert answer.status_code == 422
    assert "Le 02/01/2020 est passé" in answer.content.decode()
    assert 'value="2020-01-02"' in answer.content.decode()
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"geste": "question", "text": "Quel prix ?", "email": "r@x.example"}, "Question envoyée"),
        ({"geste": "avoir", "cents": "300"}, "Avoir demandé"),
        ({"geste": "accord", "owed": "700"}, "de nouveau réclamés"),
        ({"geste": "confirmer", "why": "Devis signé"}, "Facture confirmée"),
        ({"geste": "retirer", "why": "Erreur"}, "Litige retiré"),
        ({"geste": "confier", "department": "quality", "owner": ""}, "Litige confié"),
        ({"geste": "delai", "due_on": "2030-01-02"}, "Délai changé"),
        ({"geste": "note", "text": "Rappelé"}, "Note gardée"),
    ],
)
def test_each_act_says_that_it_is_done(
    signed: Client, dispute: Dispute, typed: dict[str, str], told: str
) -> None:
    page = signed.post(f"/litiges/{dispute.pk}/geste", typed, follow=True).content.decode()
    assert told in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"geste": "question", "text": ""}, "Écrivez la question"),
        ({"geste": "question", "text": "Qui ?"}, "À qui poser la question"),
        ({"geste": "avoir", "cents": "1001"}, "ne porte plus que sur"),
        ({"geste": "accord", "owed": ""}, "Dites combien le client doit"),
        ({"geste": "retirer", "why": ""}, "Dites pourquoi"),
        ({"geste": "delai", "due_on": "2020-01-02"}, "est passé"),
    ],
)
def test_each_act_says_what_is_wrong_where_it_was_typed(
    signed: Client, dispute: Dispute, typed: dict[str, str], told: str
) -> None:
    answer = signed.post(f"/litiges/{dispute.pk}/geste", typed)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_an_answer_given_by_telephone_is_noted(signed: Client, question: Question) -> None:
    typed = {"geste": "reponse", "question": str(question.pk), "text": "700 €"}
    signed.post(f"/litiges/{question.dispute_id}/geste", typed)
    question.refresh_from_db()
    assert question.answer == "700 €"


def test_a_manager_arranges_departments_and_deadlines(company: Company, client: Client) -> None:
    client.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    client.post("/litiges/reglages", {"code": "sales", "name": "Ventes", "email": "v@x.example"})
    client.post("/litiges/reglages", {"reason": "price", "days": "4", "department": "sales"})
    page = client.get("/litiges/reglages").content.decode()
    assert "v@x.example" in page
    assert Department.objects.get(company=company).name == "Ventes"
    wrong = client.post("/litiges/reglages", {"reason": "price", "days": "0"})
    assert wrong.status_code == 422


def test_the_customer_and_the_invoice_lead_to_opening_one(
    signed: Client, lemoine: Customer, bill: Receivable
) -> None:
    assert "?geste=litige" in signed.get(f"/clients/{lemoine.pk}/").content.decode()
    where = f"/clients/{lemoine.pk}/litige"
    assert where in signed.get(f"/factures/{bill.invoice_id}/").content.decode()


def test_somebody_without_an_account_answers_by_the_link(
    client: Client, question: Question, link: str
) -> None:
    shown = client.get(link)
    assert shown.status_code == 200
    assert "Quel prix était convenu ?" in shown.content.decode()
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert shown.headers["Cache-Control"] == "no-store"
    typed = {
        "verdict": "partial", "owed": "700", "text": "<script>alert(1)</script>",
        "file": SimpleUploadedFile("devis.txt", b"Devis 700"),
    }  # fmt: skip
    answer = client.post(link, typed, headers={"Origin": "null"})
    assert "Merci" in answer.content.decode()
    question.refresh_from_db()
    assert (question.verdict, question.verdict_cents) == ("partial", 70_000)
    assert question.dispute is not None
    assert [each.name for each in asking.evidence(question.dispute)] == ["devis.txt"]
    again = client.post(link, {"text": "Encore"})
    assert (again.status_code, "a reçu sa réponse" in again.content.decode()) == (422, False)
    question.refresh_from_db()
    assert "Encore" not in question.answer


def test_the_answer_is_shown_inert(signed: Client, question: Question, link: str) -> None:
    signed.post(link, {"text": "<script>alert(1)</script>"})
    page = signed.get(f"/litiges/{question.dispute_id}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_link_tells_of_nothing_else(
    client: Client, link: str, other: Receivable, company: Company
) -> None:
    factories.a_receivable(factories.a_customer(company, "Garage Martin"), number="FA-9")
    page = client.get(link).content.decode()
    assert "FA-2" not in page
    assert "Garage Martin" not in page
    assert "/clients/" not in page


def test_a_forged_link_is_no_page(client: Client, question: Question, link: str) -> None:
    other_end = "1/" if link[-2] == "0" else "0/"
    for wrong in (link[:-2] + other_end, link.replace(question.number, "0" * 32)):
        assert client.get(wrong).status_code == 404


def test_an_expired_link_takes_nothing(client: Client, question: Question, link: str) -> None:
    gone = timezone.localdate() - datetime.timedelta(days=1)
    Question.objects.filter(pk=question.pk).update(expires_on=gone)
    answer = client.post(link, {"text": "Trop tard"})
    assert answer.status_code == 422
    assert "plus valable" in answer.content.decode()
    question.refresh_from_db()
    assert question.answered_on is None


def test_who_tries_links_waits_whichever_process_answers_while_the_true_one_opens(
    client: Client, question: Question, link: str
) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        forged = [link.replace(question.number, f"{n:032}") for n in range(OPENINGS_MAX + 1)]
        answers = [client.get(wrong).status_code for wrong in forged]
        assert (answers[0], answers[-2], answers[-1]) == (404, 404, 429)
        assert RefusedOpening.objects.filter(address="127.0.0.1").count() == OPENINGS_MAX
        assert Client(REMOTE_ADDR="192.0.2.9").get(forged[-1]).status_code == 404
        assert client.get(link).status_code == 200
    with time_machine.travel(timezone.now() + OPENINGS_WITHIN, tick=False):
        assert client.get(forged[-1]).status_code == 404


def test_a_file_too_large_is_refused(
    client: Client, question: Question, link: str, settings: object
) -> None:
    settings.UPLOAD_BYTES_MAX = {"/repondre/": 100, "/": 100}  # type: ignore[attr-defined]
    answer = client.post(link, {"text": "x", "file": SimpleUploadedFile("g.bin", b"0" * 5_000)})
    assert answer.status_code == 422
    question.refresh_from_db()
    assert question.answered_on is None


def test_a_question_leads_to_its_dispute(signed: Client, question: Question) -> None:
    page = signed.get(f"/litiges/questions/{question.pk}").content.decode()
    assert "Studio Lemoine" in page
    assert question.dispute is not None
    operations.withdraw(question.dispute, why="Erreur", on=question.asked_on, by="Nadia")
    assert "Clos" in signed.get(f"/litiges/{question.dispute_id}/").content.decode()
