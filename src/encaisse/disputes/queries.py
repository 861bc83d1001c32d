"""Disputes as their viewers may see them, and what is contested on a day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.disputes.models import Dispute, DisputedPart, Reason
from encaisse.disputes.rules import Contested
from encaisse.documents.rules.subjects import Filed, Subject
from encaisse.matching import queries as matching
from encaisse.receivables.models import Receivable

REASONS = tuple(Reason.values)
REASON_CHOICES = [(code, str(label)) for code, label in Reason.choices]

# What dunning holds. Rows: receivable_id, hold, since, until, reason, currency, cents (null: the
# whole receivable).
HELD = """
SELECT part.receivable_id, 'disputed' AS hold, d.opened_on AS since, NULL::date AS until,
       d.reason, NULL::text AS currency, part.cents
FROM disputes_dispute d JOIN disputes_disputedpart part ON part.dispute_id = d.id
WHERE d.company_id = %(company)s AND d.opened_on <= %(on)s
  AND (d.settled_on IS NULL OR d.settled_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR d.customer_id = ANY (%(customers)s::bigint[]))
"""


def dispute_for(viewer: User, dispute_id: int) -> Dispute:
    """The dispute, if the viewer belongs to its company; else it does not exist."""
    found = _whole(Dispute.objects.filter(company__memberships__user=viewer, pk=dispute_id)).first()
    if found is None:
        raise Http404
    return found


def disputes(company: Company, *, is_open: bool | None = None) -> QuerySet[Dispute]:
    """The disputes of the company, the latest first: those open now, those ended, or all."""
    found = Dispute.objects.filter(company=company)
    if is_open is not None:
        found = found.filter(settled_on__isnull=is_open)
    return _whole(found)


def of_customer(customer_id: int, *, on: date) -> list[Dispute]:
    """What a customer contests on a day, the latest first."""
    return list(_whole(_standing(Dispute.objects.filter(customer=customer_id), on)))


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
    standing = _standing(Dispute.objects.filter(customer=customer), on)
    parts = DisputedPart.objects.filter(dispute__in=standing).order_by("id")
    for key, cents in parts.values_list("receivable_id", "cents"):
        whole = owed.get(key, 0)
        taken[key] = min(taken.get(key, 0) + (whole if cents is None else cents), whole)
    return [
        Contested(each.pk, each.due_on, owed.get(each.pk, 0), taken.get(each.pk, 0))
        for each in receivables
    ]


def _standing(found: QuerySet[Dispute], on: date) -> QuerySet[Dispute]:
    ended_later = Q(settled_on=None) | Q(settled_on__gt=on)
    return found.filter(ended_later, opened_on__lte=on)


def _whole(found: QuerySet[Dispute]) -> QuerySet[Dispute]:
    return (
        found.select_related("company", "customer", "owner")
        .prefetch_related("parts__receivable__invoice")
        .order_by("-opened_on", "-id")
    )


def _filed(company: Company, ids: Collection[int]) -> list[Subject]:
    """Disputes as documents name them; open until they are settled."""
    found = Dispute.objects.filter(company=company, pk__in=ids).select_related("customer")
    return [
        Subject(
            "dispute",
            each.pk,
            f"{each.get_reason_display()} · {each.customer.name}",
            each.customer_id,
            each.settled_on is None,
        )
        for each in found.order_by("id")
    ]


def _called(company: Company, text: str) -> Subject | None:
    """A dispute has no name: its number in the API is all there is to type."""
    found = _filed(company, [int(text)]) if text.isascii() and text.isdigit() else []
    return found[0] if found else None


FILED = Filed(known=_filed, called=_called)
