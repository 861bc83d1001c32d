"""Questions: one by its link or by its mail, those that wait, what they made somebody do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from encaisse.disputes.models import Dispute, Question
from encaisse.disputes.queries import subject_of
from encaisse.documents.queries import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.accounts.models import Company, User
    from encaisse.documents.models import Document


def question_for(viewer: User, question_id: int) -> Question:
    """A question of a company of the viewer; else it does not exist."""
    found = Question.objects.filter(company__memberships__user=viewer, pk=question_id).first()
    if found is None:
        raise Http404
    return found


def question_in(dispute: Dispute, question_id: int) -> Question:
    """A question of that dispute; else it does not exist."""
    found = Question.objects.filter(dispute=dispute, pk=question_id).first()
    if found is None:
        raise Http404
    return found


def question_numbered(company: Company, question_id: int | None) -> Question | None:
    """The question that a mail of ours put."""
    if question_id is None:
        return None
    found = Question.objects.select_related("dispute__company", "dispute__customer")
    return found.filter(company=company, pk=question_id).first()


def link_of(question: Question) -> str:
    """The address at which it is answered without an account; empty when nobody outside can reach
    us."""
    public = settings.PUBLIC_ADDRESS
    return f"{public}{path_of(question)}" if public else ""


def path_of(question: Question) -> str:
    """The same, without the name of the machine."""
    return reverse("disputes:answer", args=[question.number, _seal(question)])


def question_linked(number: str, seal: str) -> Question | None:
    """The question of that link; None for one that we did not seal."""
    found = Question.objects.filter(number=number).select_related(
        "company", "dispute__company", "dispute__customer", "dispute__owner"
    )
    question = found.first()
    if question is None or not constant_time_compare(seal, _seal(question)):
        return None
    return question


def unanswered(company: Company) -> list[Question]:
    """What waits for its answer on disputes that nobody ended, the oldest first."""
    found = Question.objects.filter(
        company=company, answered_on=None, dispute__settled_on=None
    ).select_related("dispute__company", "dispute__customer", "dispute__owner")
    return list(found.order_by("due_on", "id"))


def with_unanswered() -> list[int]:
    """The companies in which somebody owes an answer."""
    found = Question.objects.filter(answered_on=None).order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def evidence(dispute: Dispute) -> list[Document]:
    """What is attached to a dispute."""
    return list(about(dispute.company, subject_of(dispute)))


def asked_before(company: Company, *, department: str = "") -> Sequence[tuple[str, str]]:
    """Those who were asked last, by name and address, to be asked again."""
    found = Question.objects.filter(Q(company=company))
    if department:
        found = found.filter(department=department)
    rows = found.order_by("-id").values_list("name", "email")[:50]
    return list(dict.fromkeys(rows))


def _seal(question: Question) -> str:
    return salted_hmac("encaisse.question", question.number, algorithm="sha256").hexdigest()[:40]
