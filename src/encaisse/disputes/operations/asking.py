"""Questions put by mail to people who need no account, about a dispute or about a customer,
repeated once, then told to a manager; their answers, by mail or by link."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.disputes.models import Dispute, Question, StepKind, Verdict
from encaisse.disputes.operations.refusals import (
    AnswerEmpty,
    DeadlineInThePast,
    LinkExpired,
    QuestionAnswered,
    QuestionEmpty,
    QuestionToNobody,
    VerdictWithoutAmount,
)
from encaisse.disputes.operations.telling import tell_question
from encaisse.disputes.operations.wording import answered_mail, asking_mail
from encaisse.disputes.queries import asking, board
from encaisse.disputes.queries.services import service
from encaisse.disputes.rules import ANSWER_DAYS, LINK_LASTS, Next, about_question, next_of
from encaisse.documents import operations as documents
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.letters import operations as letters
from encaisse.letters.queries import check_mail, why_mail_waits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from encaisse.accounts.models import Company, User
    from encaisse.letters.mail.rendering import Rendered
    from encaisse.letters.models import Letter
    from encaisse.parties.models import Customer

EVIDENCE = "exchange"
NAME_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as a person puts it: to a ``department``, or to somebody by name and address."""

    text: str
    department: str = ""
    name: str = ""
    email: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer: words, what is to be decided, files."""

    text: str = ""
    verdict: str = Verdict.WORDS
    owed: Money | None = None
    files: Sequence[documents.GivenFile] = ()


@transaction.atomic
def ask(
    about: Dispute | Customer, asked: Asked, *, on: date, by: str, at: datetime,
    asker: User | None = None,
) -> Question:  # fmt: skip
    """Put a question by mail about a dispute, or about a customer; the answer comes back there.
    ``asker``: who is told of it when no dispute has an owner."""
    question = put(about, asked, on=on, by=by, asker=asker)
    check_mail(question.company)
    question.letter = _send(question, asking_mail(question, on=on), at=at, by=by)
    question.save(update_fields=["letter"])
    return question


@transaction.atomic
def put(
    about: Dispute | Customer, asked: Asked, *, on: date, by: str, asker: User | None = None
) -> Question:
    """The same without its mail: put otherwise."""
    if not asked.text.strip():
        raise QuestionEmpty
    dispute = about if isinstance(about, Dispute) else None
    customer = None if isinstance(about, Dispute) else about
    whose = about.customer if isinstance(about, Dispute) else about
    name, email = _addressee(asked, whose)
    due_on = asked.due_on or on + timedelta(days=ANSWER_DAYS)
    if due_on < on:
        raise DeadlineInThePast(due=french_day(due_on), on=french_day(on))
    question = Question.objects.create(
        company=whose.company, dispute=dispute, customer=customer, asker=asker,
        department=asked.department, name=name[:NAME_MAX], email=email, text=asked.text.strip(),
        asked_on=on, asked_by=by, due_on=due_on, expires_on=due_on + timedelta(days=LINK_LASTS),
        number=uuid.uuid4().hex,
    )  # fmt: skip
    tell_question(
        question, StepKind.ASKED, on=on, by=by, note=f"{name} : {question.text}",
        why=question.text, to=email,
    )  # fmt: skip
    return question


@transaction.atomic
def answer(
    question: Question, answered: Answered, *, by: str, on: date, at: datetime
) -> Question:  # fmt: skip
    """The answer, whatever its way; whoever follows the dispute is told by mail."""
    question = asking.held(question)
    if question.answered_on is not None:
        raise QuestionAnswered(on=french_day(question.answered_on))
    _check(answered)
    question.answered_on, question.answered_by = on, by[:200]
    question.answer, question.verdict = answered.text.strip(), answered.verdict
    question.verdict_cents = answered.owed.cents if answered.owed else None
    question.save(
        update_fields=["answered_on", "answered_by", "answer", "verdict", "verdict_cents"]
    )
    told = _told(question, answered)
    tell_question(
        question, StepKind.ANSWERED, on=on, by=by, note=told, amount=answered.owed,
        verdict=answered.verdict,
    )  # fmt: skip
    for file in answered.files:
        documents.receive(
            question.company, file, kind=EVIDENCE, by=by, on=on,
            subjects=[asking.subject_of_question(question)],
        )  # fmt: skip
    _tell_owner(question, told, at=at)
    return question


def answer_by_link(
    question: Question, answered: Answered, *, on: date, at: datetime
) -> Question:  # fmt: skip
    """The same by its link, while that lasts."""
    if question.expires_on < on:
        raise LinkExpired(on=french_day(question.expires_on))
    return answer(question, answered, by=question.name, on=on, at=at)


@transaction.atomic
def take_mail(question: Question, text: str, *, sender: str, on: date, at: datetime) -> bool:
    """A person answered by mail; a second mail is a note of the dispute, or of the customer's
    journal. Whether it is the answer that was waited for."""
    question = asking.held(question)
    if question.answered_on is None and text.strip():
        answer(question, Answered(text=text), by=sender, on=on, at=at)
        return True
    tell_question(question, StepKind.NOTED, on=on, by=sender, note=text.strip())
    return False


@transaction.atomic
def not_delivered(question: Question, *, why: str, on: date) -> None:
    """The question could not be given to whom it was put: a manager is told now."""
    question = asking.held(question)
    if question.answered_on is not None:
        return
    told = f"{question.email} : {why}" if why else question.email
    tell_question(question, StepKind.UNDELIVERED, on=on, by=BY_ITSELF, note=told)
    question.escalated_on = question.escalated_on or on
    question.save(update_fields=["escalated_on"])
    enqueue("dunning.settle_tasks", question.company_id)


def chase(company: Company, *, on: date, at: datetime) -> int:
    """Repeat once the questions whose day has passed, then tell a manager. Returns how many."""
    done = 0
    over = {row.id for row in board.rows(company, on=on) if row.state == "closed"}
    for question in asking.unanswered(company):
        if question.dispute_id not in over:
            done += _chase(question, on=on, at=at)
    if done:
        enqueue("dunning.settle_tasks", company.pk)
    return done


@transaction.atomic
def _chase(question: Question, *, on: date, at: datetime) -> bool:
    question = asking.held(question)
    what = next_of(question.due_on, question.reminded_on, question.escalated_on, on)
    if question.answered_on is not None or what == Next.NOTHING:
        return False
    who = f"{question.name} ({question.email})"
    if what == Next.REMIND:
        if why_mail_waits(question.company):
            return False
        _send(question, asking_mail(question, on=on, again=True), at=at, by=BY_ITSELF)
        question.reminded_on = on
        tell_question(question, StepKind.REMINDED, on=on, by=BY_ITSELF, note=who)
    else:
        question.escalated_on = on
        tell_question(question, StepKind.ESCALATED, on=on, by=BY_ITSELF, note=who)
    question.save(update_fields=["reminded_on", "escalated_on"])
    return True


def _check(answered: Answered) -> None:
    if not answered.text.strip() and not answered.verdict and not answered.files:
        raise AnswerEmpty
    needs = answered.verdict == Verdict.PARTIAL
    if needs and (answered.owed is None or answered.owed.cents <= 0):
        raise VerdictWithoutAmount


def _told(question: Question, answered: Answered) -> str:
    said = str(question.get_verdict_display()) if answered.verdict else ""
    if answered.owed is not None and answered.verdict == Verdict.PARTIAL:
        said = f"{said}, {answered.owed} dus"
    names = ", ".join(each.name for each in answered.files)
    return " · ".join(filter(None, [said, answered.text.strip(), names]))


def _addressee(asked: Asked, customer: Customer) -> tuple[str, str]:
    """Whom it is put to: the person named, who follows the customer in that department, or whoever
    stands for the department."""
    found = service(customer.company, asked.department) if asked.department else None
    mine = asking.followed_in(customer, asked.department) if asked.department else None
    if asked.email.strip() or mine is None:
        email = asked.email.strip() or (found.email if found else "")
        name = asked.name.strip() or (found and (found.person or found.name)) or email
    else:
        name, email = asked.name.strip() or mine.name, mine.email
    if not email:
        raise QuestionToNobody
    return name, email


def _send(question: Question, message: Rendered, *, at: datetime, by: str) -> Letter:
    """In a thread of its own: it is no word to the customer."""
    letter = letters.prepare(
        question.company, message, to=[question.email], at=at, reply_to=question.company.email,
        thread=_thread(question),
        along=letters.Alongside(about=about_question(question.pk), by=by),
    )  # fmt: skip
    enqueue("letters.send", question.company_id, letter_ids=[letter.pk])
    return letter


def _tell_owner(question: Question, told: str, *, at: datetime) -> None:
    """A mail to whoever owns the dispute, else to who asked; without either, the page says it."""
    dispute, company = question.dispute, question.company
    owner = question.asker if dispute is None else dispute.owner
    if owner is None or why_mail_waits(company):
        return
    about = f"customer:{question.whose.pk}" if dispute is None else f"dispute:{dispute.pk}"
    letter = letters.prepare(
        company, answered_mail(question, told), to=[owner.email], at=at, reply_to=company.email,
        thread=_thread(question), along=letters.Alongside(about=about, by=BY_ITSELF),
    )  # fmt: skip
    enqueue("letters.send", company.pk, letter_ids=[letter.pk])


def _thread(question: Question) -> str:
    if question.dispute_id is None:
        return f"question-{question.pk}"
    return f"dispute-{question.dispute_id}"


BY_ITSELF = "Encaisse"
