"""Offers as their viewers may see them: where they stand, what they ask, what was taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.early_payment_discounts import rules
from encaisse.early_payment_discounts.models import DiscountOffer, OfferedReceivable
from encaisse.early_payment_discounts.rules import Cut, Debt, State
from encaisse.matching import queries as matched
from encaisse.matching.models import Allocation
from encaisse.payments.models import CreditKind
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import User
    from encaisse.law.costs import YearlyRates
    from encaisse.parties.models import Customer

LATE_STATEMENT = timedelta(days=60)
"""How long after its last day money of these days may still be brought by a statement."""


@dataclass(frozen=True, slots=True)
class Row:
    """An offer in the list: what was due, less what, what is asked, what was taken."""

    id: int
    customer_id: int
    customer: str
    state: str
    on: date
    last_on: date
    count: int
    cents: int
    discount: int
    asked: int
    taken: int
    annual: Decimal
    currency: str


def offer_for(viewer: User, offer_id: int) -> DiscountOffer:
    """The offer, if the viewer belongs to its company; else it does not exist."""
    found = _whole(DiscountOffer.objects.filter(company__memberships__user=viewer, pk=offer_id))
    offer = found.first()
    if offer is None:
        raise Http404
    return offer


def offers(company: Company) -> QuerySet[DiscountOffer]:
    """The offers of the company, the newest first."""
    return _whole(DiscountOffer.objects.filter(company=company))


def awaiting(customer_id: int, *, on: date) -> list[DiscountOffer]:
    """What a customer may still take: sent, and not over."""
    found = _whole(DiscountOffer.objects.filter(customer=customer_id, withdrawn_on=None))
    standing = found.filter(sent_on__lte=on, last_on__gte=on).order_by("last_on", "id")
    return [each for each in standing if state(each, on=on) == State.OPEN]


def to_approve(company: Company, *, on: date) -> list[DiscountOffer]:
    """What waits for a manager, the oldest first."""
    open_ones = DiscountOffer.objects.filter(
        company=company, approved_on=None, withdrawn_on=None, last_on__gte=on
    )
    waits = open_ones.exclude(beyond="")
    if not waits.exists():  # most days: what follows is long to plan
        return []
    return list(_whole(waits).order_by("offered_on", "id"))


def state(offer: DiscountOffer, *, on: date) -> State:
    """Where it stands that day."""
    return rules.state_of(
        taken=[part.is_taken for part in offer.parts.all()], last_on=offer.last_on, on=on,
        sent_on=offer.sent_on, withdrawn_on=offer.withdrawn_on,
        waits=bool(offer.beyond) and offer.approved_on is None,
    )  # fmt: skip


def standing_over(receivables: Iterable[Receivable], *, on: date) -> DiscountOffer | None:
    """An offer over one of these receivables that is not over."""
    parts = OfferedReceivable.objects.filter(
        receivable__in=list(receivables), difference=None, offer__withdrawn_on=None,
        offer__last_on__gte=on,
    )  # fmt: skip
    part = parts.select_related("offer").order_by("id").first()
    return part.offer if part else None


def owed(customer: Customer, *, on: date) -> list[Receivable]:
    """What may be paid early: open, and due after that day; the first due first."""
    found = Receivable.objects.filter(
        customer=customer, open_cents__gt=0, due_on__gt=on, invoice__is_draft=False,
        invoice__cancelled_on=None,
    )  # fmt: skip
    return list(found.select_related("invoice", "customer__company").order_by("due_on", "id"))


def debts(receivables: Iterable[Receivable], *, on: date) -> list[Debt]:
    """What is open of these that day, with their names."""
    chosen = list(receivables)
    if not chosen:
        return []
    customer = chosen[0].customer
    items = matched.open_items(customer.company, on, customer_id=customer.pk).receivables
    known = {item.id: item.open_cents for item in items}
    return [Debt(each.invoice.number, known.get(each.pk, 0), each.due_on) for each in chosen]


def parts_of(offer: DiscountOffer) -> list[OfferedReceivable]:
    """What an offer bears on as it stands now, the first due first."""
    return list(_parts().filter(offer=offer).order_by("due_on", "id"))


def part_again(part_id: int) -> OfferedReceivable:
    """The same as it stands now."""
    return _parts().get(pk=part_id)


def cut_of(part: OfferedReceivable) -> Cut:
    """What is asked of one receivable."""
    days = (part.due_on - part.offer.last_on).days
    return Cut(part.cents, part.discount_cents, days)


def cost_of(offer: DiscountOffer) -> YearlyRates:
    """What the offer costs a year."""
    return rules.annual_cost([cut_of(part) for part in offer.parts.all()])


def taken_cents(offer: DiscountOffer) -> int:
    """What was given up of it so far."""
    return sum(
        part.difference.cents for part in offer.parts.all() if part.difference and part.is_taken
    )


def part_paid_by(allocation: Allocation) -> OfferedReceivable | None:
    """What was offered on the receivable for money of that day, if nobody took it yet."""
    credit = allocation.credit
    if credit.kind != CreditKind.PAYMENT:
        return None
    found = _parts().filter(receivable=allocation.receivable_id, difference=None)
    in_time = found.filter(offer__sent_on__lte=credit.on, offer__last_on__gte=credit.on)
    stood = Q(offer__withdrawn_on=None) | Q(offer__withdrawn_on__gte=credit.on)
    return in_time.filter(stood).order_by("-id").first()


def parts_taken(receivable_id: int) -> list[OfferedReceivable]:
    """The offers over a receivable that were taken and stand."""
    found = _parts().filter(receivable=receivable_id, difference__undone_on=None)
    return list(found.exclude(difference=None).order_by("id"))


def paid_in_time(part: OfferedReceivable) -> int:
    """How much of the receivable was paid by money received while the offer stood."""
    return int(_in_time(part).aggregate(cents=Sum("cents"))["cents"] or 0)


def last_payment(part: OfferedReceivable) -> Allocation | None:
    """The latest of the allocations that paid it in time and stand."""
    found = _in_time(part).filter(cents__gt=0, reversed_by=None).select_related("credit")
    return found.order_by("-on", "-id").first()


def unsettled(company: Company, *, on: date) -> list[OfferedReceivable]:
    """What was offered, is not taken, and may have been paid since: little is left of it."""
    found = _parts().filter(
        offer__company=company, difference=None, offer__sent_on__lte=on,
        offer__last_on__gte=on - LATE_STATEMENT, receivable__open_cents__gt=0,
        receivable__open_cents__lte=F("discount_cents"),
    )  # fmt: skip
    return list(found.order_by("id"))


def over(company: Company, *, on: date) -> list[DiscountOffer]:
    """The offers whose last day has passed and of which the end was not told."""
    found = offers(company).filter(last_on__lt=on, told_on=None, withdrawn_on=None)
    return list(found.order_by("id"))


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def with_offers() -> list[int]:
    """The companies that made offers."""
    found = DiscountOffer.objects.order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def rows(company: Company, *, on: date) -> list[Row]:
    """All the offers of a company, the newest first, in a fixed number of queries."""
    return [_row(each, on) for each in offers(company)]


def _row(offer: DiscountOffer, on: date) -> Row:
    parts = list(offer.parts.all())
    cents, discount = (
        sum(part.cents for part in parts), sum(part.discount_cents for part in parts)
    )  # fmt: skip
    return Row(
        id=offer.pk, customer_id=offer.customer_id, customer=offer.customer.name,
        state=state(offer, on=on), on=offer.offered_on, last_on=offer.last_on, count=len(parts),
        cents=cents, discount=discount, asked=cents - discount, taken=taken_cents(offer),
        annual=cost_of(offer).simple, currency=offer.currency,
    )  # fmt: skip


def _in_time(part: OfferedReceivable) -> QuerySet[Allocation]:
    offer = part.offer
    return Allocation.objects.filter(
        receivable=part.receivable_id, credit__kind=CreditKind.PAYMENT,
        credit__on__gte=offer.sent_on,
        credit__on__lte=min(offer.last_on, offer.withdrawn_on or offer.last_on),
    )  # fmt: skip


def _parts() -> QuerySet[OfferedReceivable]:
    return OfferedReceivable.objects.select_related(
        "offer__company", "offer__customer", "receivable__invoice", "receivable__customer",
        "difference",
    )  # fmt: skip


def _whole(found: QuerySet[DiscountOffer]) -> QuerySet[DiscountOffer]:
    return (
        found.select_related("company", "customer__company", "letter")
        .prefetch_related("parts__offer", "parts__receivable__invoice", "parts__difference")
        .order_by("-offered_on", "-id")
    )
