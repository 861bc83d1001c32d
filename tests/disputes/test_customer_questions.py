"""Questions about a customer, without a dispute: to who follows it, answered by mail or by link."""

import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.agenda.queries.listing import agenda
from encaisse.audit.models import Entry
from encaisse.disputes import operations
from encaisse.disputes.models import Dispute, Question
from encaisse.disputes.operations.asking import Answered, Asked
from encaisse.disputes.queries import asking
from encaisse.documents.operations import GivenFile
from encaisse.documents.queries import about
from encaisse.letters.models import Letter
from encaisse.parties.models import Customer
from encaisse.parties.operations import following
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from tests import factories
from tests.disputes.conftest import AT, ON, ROUX, november
from tests.replies.mails import a_mail


@pytest.fixture(autouse=True)
def calm() -> None:
    """Nobody has asked for anything yet this minute."""
    cache.clear()


@pytest.fixture
def seller(company: Company, lemoine: Customer) -> None:
    """P. Roux sells to Studio Lemoine."""
    roux = following.meet(company, "P. Roux", email=ROUX, by="Nadia")
    following.follow(lemoine, roux, department="sales", by="Nadia")


@pytest.fixture
def asked(lemoine: Customer, bill: Receivable, seller: None, nadia: User) -> Question:
    """What Nadia asks of sales about the customer."""
    given = Asked(text="Qui décide chez eux ?", department="sales", due_on=november(13))
    return operations.asking.ask(lemoine, given, on=ON, by="Nadia", at=AT, asker=nadia)


def verbs(customer: Customer) -> list[str]:
    found = Entry.objects.filter(customer_id=customer.pk, verb__startswith="question.")
    return list(found.order_by("id").values_list("verb", flat=True))


def test_the_department_asked_is_who_follows_the_customer_there(
    asked: Question, lemoine: Customer
) -> None:
    assert (asked.name, asked.email, asked.dispute, asked.whose) == ("P. Roux", ROUX, None, lemoine)
    assert asked.letter
    for words in ("Qui décide chez eux ?", "Studio Lemoine", "1\u202f000,00", "01/10/2026"):
        assert words in asked.letter.text
    assert "conteste" not in asked.letter.text
    assert verbs(lemoine) == ["question.asked"]


def test_a_question_about_a_dispute_goes_to_who_follows_the_customer_too(
    dispute: Dispute, seller: None
) -> None:
    given = Asked(text="Quel prix ?", department="sales")
    made = operations.asking.ask(dispute, given, on=ON, by="Nadia", at=AT)
    assert (made.name, made.email) == ("P. Roux", ROUX)


def test_its_answer_by_mail_is_kept_with_the_customer_and_told_to_who_asked(
    company: Company, asked: Question, lemoine: Customer, nadia: User
) -> None:
    assert asked.letter
    written = a_mail("La gérante.", sender=ROUX, answers=asked.letter.message_id)
    written.add_attachment(b"Note", maintype="text", subtype="plain", filename="note.txt")
    reply = replies.take_in(company, written.as_bytes(), at=AT)
    asked.refresh_from_db()
    assert (asked.answered_on, asked.answer) == (ON, "La gérante.")
    assert reply is not None
    assert reply.outcome == "Réponse à une question : gardée avec le compte de Studio Lemoine."
    kept = about(company, asking.subject_of_question(asked))
    assert [each.name for each in kept] == ["note.txt"]
    news = Letter.objects.get(about=f"customer:{lemoine.pk}")
    assert news.to == [nadia.email]
    assert "La gérante." in news.text
    assert verbs(lemoine) == ["question.asked", "question.answered"]


def test_it_is_repeated_once_and_told_then_waits_in_the_agenda(
    company: Company, asked: Question, lemoine: Customer, nadia: User
) -> None:
    def lines(day: int) -> list[tuple[str, int | None]]:
        items = agenda(company, on=november(day)).items
        return [(each.source, each.person_id) for each in items if each.kind == "question"]

    def chase(day: int) -> int:
        return operations.asking.chase(company, on=november(day), at=AT)

    assert [chase(day) for day in (13, 14, 15, 16, 17)] == [0, 1, 0, 1, 0]
    assert verbs(lemoine) == ["question.asked", "question.reminded", "question.escalated"]
    assert (lines(13), lines(14)) == ([], [(f"question:{asked.pk}", nadia.pk)])
    operations.asking.answer(asked, Answered(text="La gérante."), by="R.", on=november(17), at=AT)
    assert lines(17) == []


def test_a_question_that_nobody_got_is_in_the_agenda_at_once(
    company: Company, asked: Question
) -> None:
    operations.asking.not_delivered(asked, why="boîte inconnue", on=november(11))
    found = [each for each in agenda(company, on=november(11)).items if each.kind == "question"]
    assert [(each.source, each.due_on) for each in found] == [
        (f"question:{asked.pk}", november(11))
    ]


def test_its_link_shows_the_customer_and_takes_words_only(
    client: Client, asked: Question, lemoine: Customer
) -> None:
    asked.expires_on = datetime.date(2100, 1, 1)
    asked.save()
    link = asking.path_of(asked)
    shown = client.get(link)
    page = shown.content.decode()
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    assert "Studio Lemoine" in page
    assert "Votre avis" not in page
    assert "FA-1" not in page
    typed = {"text": "La gérante.", "verdict": "credit_note", "owed": "12"}
    assert "Merci" in client.post(link, typed).content.decode()
    asked.refresh_from_db()
    assert (asked.answer, asked.verdict, asked.verdict_cents) == ("La gérante.", "", None)


def test_one_asks_and_notes_an_answer_on_the_page_of_the_customer(
    signed: Client, lemoine: Customer, seller: None, nadia: User
) -> None:
    where = f"/clients/{lemoine.pk}/questions"
    page = signed.get(where).content.decode()
    assert "P. Roux, Commercial" in page
    typed = {"geste": "question", "text": "Qui décide ?", "whom": ROUX, "due_on": "2100-01-02"}
    assert "Question envoyée à P. Roux" in signed.post(where, typed, follow=True).content.decode()
    made = Question.objects.get()
    assert (made.email, made.customer, made.asker) == (ROUX, lemoine, nadia)
    told = {"geste": "reponse", "question": made.pk, "text": "La gérante."}
    assert "Réponse gardée" in signed.post(where, told, follow=True).content.decode()
    wrong = signed.post(where, {"geste": "question", "text": "Qui ?"})
    assert (wrong.status_code, "À qui poser" in wrong.content.decode()) == (422, True)
    opened = signed.get(f"/litiges/questions/{made.pk}")
    assert opened.headers["Location"] == where


def test_who_only_reads_asks_nothing(client: Client, company: Company, lemoine: Customer) -> None:
    client.force_login(factories.a_user(company, Role.READER, "Léa"))
    where = f"/clients/{lemoine.pk}/questions"
    assert "Envoyer la question" not in client.get(where).content.decode()
    assert client.post(where, {"geste": "question", "text": "Qui ?"}).status_code == 403


def test_files_of_an_answer_are_kept_with_the_customer(company: Company, asked: Question) -> None:
    given = Answered(files=[GivenFile("organigramme.txt", b"La gerante")])
    operations.asking.answer(asked, given, by="P. Roux", on=ON, at=AT)
    kept = about(company, asking.subject_of_question(asked))
    assert [each.name for each in kept] == ["organigramme.txt"]
