"""Disputes as their viewers may see them, and what is contested on a day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.accounts.queries import role_in
from encaisse.accounts.rules import may_collect
from encaisse.disputes import rules
from encaisse.disputes.models import Dispute, Reason
from encaisse.disputes.queries.standing import AWAITED, HELD, contested_cents, contested_parts
from encaisse.disputes.rules import Contested
from encaisse.documents.rules.subjects import Filed, Subject
from encaisse.matching import queries as matching
from encaisse.parties.models import Customer
from encaisse.parties.queries import follows
from encaisse.receivables.models import Invoice, Receivable

__all__ = [
    "AWAITED", "FILED", "HELD", "REASONS", "REASON_CHOICES", "closed", "company", "contested",
    "dispute_for", "disputes", "invoice_in", "is_open", "may_open", "of_customer", "owed",
    "standing_over", "subject_of",
]  # fmt: skip

REASONS = tuple(Reason.values)
REASON_CHOICES = [(code, str(label)) for code, label in Reason.choices]


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def dispute_for(viewer: User, dispute_id: int) -> Dispute:
    """The dispute, if the viewer belongs to its company; else it does not exist."""
    found = _whole(Dispute.objects.filter(company__memberships__user=viewer, pk=dispute_id)).first()
    if found is None:
        raise Http404
    return found


def may_open(viewer: User, customer: Customer) -> bool:
    """Whether the viewer may open a dispute with the customer: collectors, and who follows it."""
    role = role_in(viewer, customer.company)
    is_mine = not may_collect(role) and follows(viewer, customer.pk)
    return rules.may_open(role, follows=is_mine)


def invoice_in(dispute: Dispute, invoice_id: int) -> Invoice:
    """An invoice of that dispute; else it does not exist."""
    parts = dispute.parts.filter(receivable__invoice=invoice_id).order_by("id")
    part = parts.select_related("receivable__invoice").first()
    if part is None:
        raise Http404
    return part.receivable.invoice


def disputes(
    company: Company, *, on: date | None = None, is_open: bool | None = None
) -> QuerySet[Dispute]:
    """The disputes of the company, the latest first: those open that day that
    nobody ended, the others, or all."""
    found = Dispute.objects.filter(company=company)
    if is_open is not None and on is not None:
        left = contested_cents(company, on=on)
        stands = Q(settled_on=None, pk__in=[key for key, cents in left.items() if cents])
        found = found.filter(stands if is_open else ~stands)
    return _whole(found)


def is_open(dispute: Dispute, *, on: date) -> bool:
    """Whether it still contests something that day: ended by nobody, neither paid nor credited."""
    return dispute.pk not in closed([dispute], on=on)


def closed(disputes: Sequence[Dispute], *, on: date) -> set[int]:
    """Those of these disputes, all of one company, that contest nothing any more."""
    if not disputes:
        return set()
    customers = sorted({each.customer_id for each in disputes})
    left = contested_cents(disputes[0].company, on=on, customers=customers)
    return {each.pk for each in disputes if not left.get(each.pk)}


def of_customer(customer_id: int, *, on: date) -> list[Dispute]:
    """What a customer contests on a day, the latest first."""
    found = list(_whole(_standing(Dispute.objects.filter(customer=customer_id), on)))
    over = closed(found, on=on)
    return [each for each in found if each.pk not in over]


def standing_over(receivables: Iterable[Receivable], *, on: date) -> list[Dispute]:
    """The disputes that stand on these receivables, the first opened first."""
    touched = Dispute.objects.filter(parts__receivable__in=list(receivables)).distinct()
    return list(_standing(touched, on).order_by("opened_on", "id"))


def contested(receivables: Sequence[Receivable], *, on: date) -> list[Contested]:
    """What is open of each of one customer's receivables that day, and what of it is contested."""
    customer = receivables[0].customer
    items = matching.open_items(customer.company, on, customer_id=customer.pk).receivables
    owed = {item.id: item.open_cents for item in items}
    taken: dict[int, int] = {}
    parts = contested_parts(customer.company, on=on, customers=[customer.pk])
    for key, cents in parts.select("receivable", "cents").iter_rows():
        taken[key] = min(taken.get(key, 0) + cents, owed.get(key, 0))
    return [
        Contested(each.pk, each.due_on, owed.get(each.pk, 0), taken.get(each.pk, 0))
        for each in receivables
    ]


def owed(customer: Customer) -> list[Receivable]:
    """What is open of a customer, the oldest due first: what may be contested."""
    found = Receivable.objects.filter(customer=customer, open_cents__gt=0)
    rows = found.exclude(invoice__is_draft=True).select_related("invoice", "customer__company")
    return list(rows.order_by("due_on", "id"))


def _standing(found: QuerySet[Dispute], on: date) -> QuerySet[Dispute]:
    ended_later = Q(settled_on=None) | Q(settled_on__gt=on)
    return found.filter(ended_later, opened_on__lte=on)


def _whole(found: QuerySet[Dispute]) -> QuerySet[Dispute]:
    return (
        found.select_related("company", "customer", "owner")
        .prefetch_related("parts__receivable__invoice")
        .order_by("-opened_on", "-id")
    )


def subject_of(dispute: Dispute) -> Subject:
    """The dispute as documents name it; open until somebody ends it."""
    title = f"{dispute.get_reason_display()} · {dispute.customer.name}"
    return Subject("dispute", dispute.pk, title, dispute.customer_id, dispute.settled_on is None)


def _filed(company: Company, ids: Collection[int]) -> list[Subject]:
    """Disputes as documents name them."""
    found = Dispute.objects.filter(company=company, pk__in=ids).select_related("customer")
    return [subject_of(each) for each in found.order_by("id")]


def _called(company: Company, text: str) -> Subject | None:
    """A dispute has no name: its number in the API is all there is to type."""
    found = _filed(company, [int(text)]) if text.isascii() and text.isdigit() else []
    return found[0] if found else None


FILED = Filed(known=_filed, called=_called)
