"""Questions: one by its link or by its mail, those that wait, those about a customer, whom they
may be put to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from encaisse.disputes.models import Dispute, Question
from encaisse.disputes.queries import subject_of
from encaisse.disputes.queries.services import people, services
from encaisse.documents.queries import about
from encaisse.documents.rules.subjects import Subject
from encaisse.matching import queries as matching
from encaisse.parties.queries import followers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from encaisse.accounts.models import Company, User
    from encaisse.documents.models import Document
    from encaisse.matching.queries import OpenReceivable
    from encaisse.parties.models import Customer

WHOLE = (
    "company", "customer__company", "dispute__company", "dispute__customer", "dispute__owner",
    "asker",
)  # fmt: skip


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
    found = Question.objects.select_related(*WHOLE)
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
    found = Question.objects.filter(number=number).select_related(*WHOLE)
    question = found.first()
    if question is None or not constant_time_compare(seal, _seal(question)):
        return None
    return question


def unanswered(company: Company) -> list[Question]:
    """What waits for its answer, on customers and on disputes that nobody ended, the oldest
    first."""
    found = Question.objects.filter(
        company=company, answered_on=None, dispute__settled_on=None
    ).select_related(*WHOLE)
    return list(found.order_by("due_on", "id"))


def with_unanswered() -> list[int]:
    """The companies in which somebody owes an answer."""
    found = Question.objects.filter(answered_on=None).order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def held(question: Question) -> Question:
    """The same, held until the end of the transaction."""
    locked = Question.objects.select_for_update(of=("self",)).select_related(*WHOLE)
    return locked.get(pk=question.pk)


def on_customer(customer: Customer) -> list[Question]:
    """What was asked about a customer without a dispute, the latest first."""
    found = Question.objects.filter(customer=customer).select_related(*WHOLE)
    return list(found.order_by("-id"))


def on_customers(company: Company) -> QuerySet[Question]:
    """The same of all its customers."""
    return Question.objects.filter(company=company, dispute=None).select_related(*WHOLE)


def asked_on_customer(viewer: User, question_id: int) -> Question:
    """A question about a customer of a company of the viewer; else it does not exist."""
    found = Question.objects.filter(company__memberships__user=viewer, dispute=None)
    one = found.filter(pk=question_id).first()
    if one is None:
        raise Http404
    return one


def question_on(customer: Customer, question_id: int) -> Question:
    """A question about that customer; else it does not exist."""
    found = Question.objects.filter(customer=customer, pk=question_id).first()
    if found is None:
        raise Http404
    return found


def subject_of_question(question: Question) -> Subject:
    """What its files are kept with: the dispute, else the customer."""
    if question.dispute is not None:
        return subject_of(question.dispute)
    customer = question.whose
    return Subject("customer", customer.pk, customer.name, customer.pk)


def late_of(customer: Customer, *, on: date) -> list[OpenReceivable]:
    """What the customer owes past its day, the oldest first."""
    items = matching.open_items(customer.company, on, customer_id=customer.pk).receivables
    found = [each for each in items if each.days_late(on)]
    return sorted(found, key=lambda each: (each.due_on, each.id))


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody to ask: ``what`` they are for the customer, or nothing."""

    name: str
    email: str
    what: str = ""

    @property
    def shown(self) -> str:
        """« Julie Renaud, Commercial »."""
        return f"{self.name}, {self.what}" if self.what else self.name


def whom(customer: Customer) -> list[Whom]:
    """Whom one may ask about a customer: those who follow it, then the other members."""
    names = {each.code: each.name for each in services(customer.company)}
    found = [
        Whom(str(each.colleague), each.colleague.address, names.get(each.department, ""))
        for each in followers_of(customer)
    ]
    found += [Whom(str(each), each.email) for each in people(customer.company)]
    by_address = {each.email.lower(): each for each in reversed(found) if each.email}
    return [each for each in found if by_address.get(each.email.lower()) is each]


def followed_in(customer: Customer, department: str) -> Whom | None:
    """Who follows the customer in that department and can be written to."""
    for each in followers_of(customer):
        if each.department == department and each.colleague.address:
            return Whom(str(each.colleague), each.colleague.address)
    return None


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
