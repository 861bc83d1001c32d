"""Questions by mail to people without an account: answered, repeated once, then escalated."""

import datetime

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.disputes import operations
from encaisse.disputes.models import Dispute, Question, Step
from encaisse.disputes.operations import refusals
from encaisse.disputes.operations.asking import Answered, Asked
from encaisse.disputes.queries import asking, board
from encaisse.documents.operations import GivenFile
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.kernel.money import Money
from encaisse.letters.mail.mailboxes import Mailbox
from encaisse.letters.models import Letter
from encaisse.replies import operations as replies
from encaisse.replies.models import Reply
from tests import factories
from tests.disputes.conftest import AT, ON, ROUX, november
from tests.replies.mails import a_mail, a_report

BOX = Mailbox("imap.example", 993, "relances", "secret", address="relances@atelier.example")


def state(dispute: Dispute, day: datetime.date = ON) -> str:
    return str(board.row_of(dispute, on=day).state)


def kinds(dispute: Dispute | None) -> list[str]:
    return list(Step.objects.filter(dispute=dispute).values_list("kind", flat=True))


def test_a_question_leaves_by_mail_with_what_one_needs_to_answer(
    dispute: Dispute, question: Question
) -> None:
    letter = question.letter
    assert letter is not None
    assert (letter.to, letter.about) == ([ROUX], f"question:{question.pk}")
    for words in ("Quel prix était convenu ?", "Studio Lemoine", "1\u202f000,00", "FA-1", "13/11"):
        assert words in letter.text
    assert state(dispute) == "asked"
    assert mail.outbox == []


def test_the_address_of_a_department_is_asked(company: Company, dispute: Dispute) -> None:
    with pytest.raises(refusals.QuestionToNobody):
        operations.asking.ask(
            dispute, Asked(text="Livré ?", department="logistics"), on=ON, by="Nadia", at=AT
        )
    operations.arranging.keep_department(
        company, code="logistics", name="Logistique", person="Mme Quai", email="quai@x.example",
        by="Paul",
    )  # fmt: skip
    made = operations.asking.ask(
        dispute, Asked(text="Livré ?", department="logistics"), on=ON, by="Nadia", at=AT
    )
    assert (made.name, made.email, made.due_on) == ("Mme Quai", "quai@x.example", november(13))
    with pytest.raises(refusals.QuestionEmpty):
        operations.asking.ask(dispute, Asked(text=" "), on=ON, by="Nadia", at=AT)
    gone_by = Asked(text="Livré ?", department="logistics", due_on=november(1))
    with pytest.raises(refusals.DeadlineInThePast, match="Le 01/11/2026 est passé"):
        operations.asking.ask(dispute, gone_by, on=ON, by="Nadia", at=AT)


def test_an_answer_by_mail_is_filed_to_the_dispute_by_its_token(
    company: Company, dispute: Dispute, settings: Settings
) -> None:
    settings.REPLY_MAILBOXES = [BOX]
    asked = Asked(text="Quel prix ?", email=ROUX)
    question = operations.asking.ask(dispute, asked, on=ON, by="Nadia", at=AT)
    assert question.letter
    letter = question.letter
    written = a_mail("Le prix du devis : 700 €.", sender=f"P. Roux <{ROUX}>", to=letter.reply_to)
    written.add_attachment(b"Devis 12 : 700", maintype="text", subtype="plain", filename="d.txt")
    reply = replies.take_in(company, written.as_bytes(), at=AT)
    assert reply is not None
    question.refresh_from_db()
    assert (question.answered_on, question.answered_by) == (ON, "P. Roux")
    assert "devis" in question.answer
    assert state(dispute) == "to_decide"
    assert [each.name for each in asking.evidence(dispute)] == ["d.txt"]
    assert (reply.customer, reply.read_on) == (None, ON)
    assert "Studio Lemoine" in reply.outcome


def test_whoever_owns_the_dispute_is_told_by_mail(question: Question, nadia: User) -> None:
    operations.asking.answer(question, Answered(text="700 €."), by="P. Roux", on=ON, at=AT)
    letter = Letter.objects.get(about=f"dispute:{question.dispute_id}")
    assert letter.to == [nadia.email]
    assert "700 €." in letter.text


def test_a_robot_answers_nothing(company: Company, question: Question) -> None:
    assert question.letter
    robot = a_mail(
        "Je suis absent.", sender=ROUX, answers=question.letter.message_id,
        Auto_Submitted="auto-replied",
    )  # fmt: skip
    reply = replies.take_in(company, robot.as_bytes(), at=AT)
    question.refresh_from_db()
    assert question.answered_on is None
    assert reply is not None
    assert reply.read_on == ON


def test_a_second_mail_is_a_note(company: Company, question: Question) -> None:
    assert question.letter
    for number, text in enumerate(("700 €.", "Pardon, 710 €.")):
        written = a_mail(
            text, sender=ROUX, answers=question.letter.message_id, message_id=f"<r{number}@x>"
        )
        replies.take_in(company, written.as_bytes(), at=AT)
    question.refresh_from_db()
    assert question.answer == "700 €."
    assert kinds(question.dispute) == ["opened", "asked", "answered", "noted"]


def test_a_question_that_comes_back_is_told_to_a_manager(
    company: Company, question: Question
) -> None:
    paul = factories.a_user(company, Role.MANAGER, "Paul")
    assert question.letter
    Letter.objects.filter(pk=question.letter.pk).update(state="delivered", sent_at=AT)
    replies.take_in(company, a_report(ROUX, question.letter.message_id), at=AT)
    dunning.invoice_tasks.ask(company, on=ON)
    task = Task.objects.get(company=company)
    assert (task.kind, task.person) == ("unanswered", paul)
    assert kinds(question.dispute)[-1] == "undelivered"


def test_a_question_is_repeated_once_then_told_to_a_manager(
    company: Company, question: Question
) -> None:
    paul = factories.a_user(company, Role.MANAGER, "Paul")

    def chase(day: int) -> int:
        return operations.asking.chase(company, on=november(day), at=AT)

    assert [chase(day) for day in (13, 14, 14, 15, 16, 17)] == [0, 1, 0, 0, 1, 0]
    assert kinds(question.dispute) == ["opened", "asked", "reminded", "escalated"]
    assert Letter.objects.filter(subject__startswith="Rappel").count() == 1
    dunning.invoice_tasks.ask(company, on=november(16))
    task = Task.objects.get(company=company)
    assert (task.kind, task.person) == ("unanswered", paul)
    question.refresh_from_db()
    operations.asking.answer(question, Answered(text="700."), by="R.", on=november(17), at=AT)
    dunning.tasks.settle(company, on=november(17))
    task.refresh_from_db()
    assert task.end == "settled"


def test_a_dispute_past_its_deadline_is_a_task(company: Company, dispute: Dispute) -> None:
    dunning.invoice_tasks.ask(company, on=november(20))
    assert not Task.objects.exists()
    dunning.invoice_tasks.ask(company, on=november(21))
    task = Task.objects.get(company=company)
    assert (task.kind, task.customer) == ("dispute", dispute.customer)
    operations.deciding.move(dispute, due_on=november(30), on=november(21), by="Nadia")
    dunning.tasks.settle(company, on=november(21))
    task.refresh_from_db()
    assert task.end == "settled"


def test_an_answer_says_something_and_once(question: Question) -> None:
    def answer(answered: Answered) -> None:
        operations.asking.answer(question, answered, by="P. Roux", on=ON, at=AT)

    with pytest.raises(refusals.AnswerEmpty):
        answer(Answered())
    with pytest.raises(refusals.VerdictWithoutAmount):
        answer(Answered(verdict="partial"))
    answer(Answered(verdict="partial", owed=Money(70_000), files=[GivenFile("d.txt", b"Devis")]))
    with pytest.raises(refusals.QuestionAnswered):
        answer(Answered(text="Encore"))
    step = Step.objects.get(dispute=question.dispute, kind="answered")
    assert (step.cents, "accord partiel" in step.note) == (70_000, True)


def test_a_link_does_not_last(question: Question) -> None:
    late = question.expires_on + datetime.timedelta(days=1)
    with pytest.raises(refusals.LinkExpired) as refused:
        operations.asking.answer_by_link(question, Answered(text="Oui"), on=late, at=AT)
    assert "courriel" in str(refused.value)


def test_a_reply_of_another_company_answers_nothing(question: Question) -> None:
    stranger = factories.a_company("Delaunay Compta")
    assert question.letter
    written = a_mail("700 €.", sender=ROUX, answers=question.letter.message_id)
    replies.take_in(stranger, written.as_bytes(), at=AT)
    question.refresh_from_db()
    assert question.answered_on is None
    assert Reply.objects.get(company=stranger).read_on is None
