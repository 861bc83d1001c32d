"""Questions put by mail to people who need no account, repeated once, then told to a manager; their
answers, by mail or by link."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.disputes import queries
from encaisse.disputes.models import Question, StepKind, Verdict
from encaisse.disputes.operations.refusals import (
    AnswerEmpty,
    LinkExpired,
    QuestionAnswered,
    QuestionEmpty,
    QuestionToNobody,
    VerdictWithoutAmount,
)
from encaisse.disputes.operations.telling import record, tell
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

    from encaisse.accounts.models import Company
    from encaisse.disputes.models import Dispute
    from encaisse.letters.mail.rendering import Rendered
    from encaisse.letters.models import Letter

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
def ask(dispute: Dispute, asked: Asked, *, on: date, by: str, at: datetime) -> Question:
    """Put a question by mail; the answer comes back to the dispute."""
    question = put(dispute, asked, on=on, by=by)
    check_mail(dispute.company)
    question.letter = _send(question, asking_mail(question, _facts(question, on)), at=at, by=by)
    question.save(update_fields=["letter"])
    return question


@transaction.atomic
def put(dispute: Dispute, asked: Asked, *, on: date, by: str) -> Question:
    """The same without its mail: put otherwise."""
    if not asked.text.strip():
        raise QuestionEmpty
    found = service(dispute.company, asked.department) if asked.department else None
    email = asked.email.strip() or (found.email if found else "")
    if not email:
        raise QuestionToNobody
    name = asked.name.strip() or (found and (found.person or found.name)) or email
    due_on = max(asked.due_on or on + timedelta(days=ANSWER_DAYS), on)
    question = Question.objects.create(
        company_id=dispute.company_id, dispute=dispute, department=asked.department,
        name=name[:NAME_MAX], email=email, text=asked.text.strip(), asked_on=on, asked_by=by,
        due_on=due_on, expires_on=due_on + timedelta(days=LINK_LASTS), number=uuid.uuid4().hex,
    )  # fmt: skip
    record(dispute, "dispute.asked", by, on, question.text, to=email)
    tell(dispute, StepKind.ASKED, on=on, by=by, note=f"{name} : {question.text}")
    return question


@transaction.atomic
def answer(
    question: Question, answered: Answered, *, by: str, on: date, at: datetime
) -> Question:  # fmt: skip
    """The answer, whatever its way; whoever follows the dispute is told by mail."""
    question = _held(question)
    if question.answered_on is not None:
        raise QuestionAnswered(on=french_day(question.answered_on))
    _check(answered)
    question.answered_on, question.answered_by = on, by[:200]
    question.answer, question.verdict = answered.text.strip(), answered.verdict
    question.verdict_cents = answered.owed.cents if answered.owed else None
    question.save(
        update_fields=["answered_on", "answered_by", "answer", "verdict", "verdict_cents"]
    )
    dispute = question.dispute
    told = _told(question, answered)
    record(dispute, "dispute.answered", by, on, told, verdict=answered.verdict)
    tell(dispute, StepKind.ANSWERED, on=on, by=by, note=told, amount=answered.owed)
    for file in answered.files:
        documents.receive(
            dispute.company, file, kind=EVIDENCE, by=by, on=on,
            subjects=[queries.subject_of(dispute)],
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
    """A person answered by mail; a second mail is a note of the dispute. Whether it is the answer
    that was waited for."""
    question = _held(question)
    if question.answered_on is None and text.strip():
        answer(question, Answered(text=text), by=sender, on=on, at=at)
        return True
    record(question.dispute, "dispute.noted", sender, on, text.strip())
    tell(question.dispute, StepKind.NOTED, on=on, by=sender, note=text.strip())
    return False


@transaction.atomic
def not_delivered(question: Question, *, why: str, on: date) -> None:
    """The question could not be given to whom it was put: a manager is told now."""
    question = _held(question)
    if question.answered_on is not None:
        return
    told = f"{question.email} : {why}" if why else question.email
    record(question.dispute, "dispute.undelivered", BY_ITSELF, on, told)
    tell(question.dispute, StepKind.UNDELIVERED, on=on, by=BY_ITSELF, note=told)
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
    question = _held(question)
    what = next_of(question.due_on, question.reminded_on, question.escalated_on, on)
    if question.answered_on is not None or what == Next.NOTHING:
        return False
    who = f"{question.name} ({question.email})"
    if what == Next.REMIND:
        if why_mail_waits(question.company):
            return False
        _send(
            question, asking_mail(question, _facts(question, on), again=True), at=at, by=BY_ITSELF
        )
        question.reminded_on = on
        record(question.dispute, "dispute.reminded", BY_ITSELF, on, who)
        tell(question.dispute, StepKind.REMINDED, on=on, by=BY_ITSELF, note=who)
    else:
        question.escalated_on = on
        record(question.dispute, "dispute.escalated", BY_ITSELF, on, who)
        tell(question.dispute, StepKind.ESCALATED, on=on, by=BY_ITSELF, note=who)
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


def _facts(question: Question, on: date) -> board.Row:
    return board.row_of(question.dispute, on=on)


def _send(question: Question, message: Rendered, *, at: datetime, by: str) -> Letter:
    """In a thread of its own: it is no word to the customer."""
    letter = letters.prepare(
        question.company, message, to=[question.email], at=at, reply_to=question.company.email,
        thread=f"dispute-{question.dispute_id}",
        along=letters.Alongside(about=about_question(question.pk), by=by),
    )  # fmt: skip
    enqueue("letters.send", question.company_id, letter_ids=[letter.pk])
    return letter


def _tell_owner(question: Question, told: str, *, at: datetime) -> None:
    """A mail to whoever owns the dispute; without owner, the board says it."""
    owner, company = question.dispute.owner, question.company
    if owner is None or why_mail_waits(company):
        return
    letter = letters.prepare(
        company, answered_mail(question, told), to=[owner.email], at=at, reply_to=company.email,
        thread=f"dispute-{question.dispute_id}",
        along=letters.Alongside(about=f"dispute:{question.dispute_id}", by=BY_ITSELF),
    )  # fmt: skip
    enqueue("letters.send", company.pk, letter_ids=[letter.pk])


def _held(question: Question) -> Question:
    locked = Question.objects.select_for_update(of=("self",)).select_related(
        "company", "dispute__company", "dispute__customer", "dispute__owner"
    )
    return locked.get(pk=question.pk)


BY_ITSELF = "Encaisse"
