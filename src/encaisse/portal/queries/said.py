"""What customers said on their page, and what they may see and speak of there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.documents import queries as documents
from encaisse.matching import queries as matching
from encaisse.portal.models import PortalCode, PortalLink, PortalRequest, RequestKind
from encaisse.portal.queries.account import shown_to
from encaisse.portal.queries.owing import unasked_of
from encaisse.receivables.models import Invoice, Receivable

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.documents.models import Document
    from encaisse.matching.queries import OpenReceivable
    from encaisse.parties.models import Customer

TERMS = "terms"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def shown_receivable(customer: Customer, receivable_id: int) -> Receivable:
    """A receivable of the customer's own, or of one it pays for: to be seen and paid. Acts take
    the customer's own alone."""
    found = Receivable.objects.filter(
        pk=receivable_id, customer__in=shown_to(customer), company_id=customer.company_id,
        invoice__is_draft=False,
    )  # fmt: skip
    receivable = found.select_related("invoice", "customer__company", "company").first()
    if receivable is None:
        raise Http404
    return receivable


def receivable_of(customer: Customer, receivable_id: int) -> Receivable:
    """One of the customer's own receivables, of an invoice that was issued; else it does not
    exist."""
    own = Receivable.objects.filter(customer=customer, company_id=customer.company_id)
    found = own.filter(pk=receivable_id, invoice__is_draft=False)
    receivable = found.select_related("invoice", "customer__company", "company").first()
    if receivable is None:
        raise Http404
    return receivable


def open_of(customer: Customer, *, on: date) -> dict[int, OpenReceivable]:
    """What is open of each of the customer's receivables that day."""
    items = matching.open_items(customer.company, on, customer_id=customer.pk)
    return {item.id: item for item in items.receivables}


def late_of(customer: Customer, *, on: date) -> list[OpenReceivable]:
    """What is late of the customer's, but for what a plan spreads."""
    planned = unasked_of(customer.company, [customer.pk], on=on).planned
    mine = open_of(customer, on=on).values()
    return [each for each in mine if each.due_on < on and each.id not in planned]


def late_cents(customer: Customer, receivable: Receivable, *, on: date) -> int:
    """What is asked of the receivable's invoice that day: all that is late of it, else the
    receivable itself."""
    mine = open_of(customer, on=on).values()
    late = [x for x in mine if x.invoice_id == receivable.invoice_id and x.due_on < on]
    return sum(x.open_cents for x in late or mine if late or x.id == receivable.pk)


def was_told_paid(receivable: Receivable) -> bool:
    """Whether somebody said on the portal that this invoice was paid."""
    told = PortalRequest.objects.filter(kind=RequestKind.PAID)
    return told.filter(receivable__invoice_id=receivable.invoice_id).exists()


def papers_of(customer: Customer, invoice_ids: Collection[int]) -> list[Document]:
    """The documents of these invoices that the customer may see: what may be sent to it, unless it
    concerns somebody else too."""
    found = documents.papers_about(customer.company, customer.pk, invoice_ids)
    others = documents.concerning_others(found, customer.pk)
    return [each for each in found if each.kind != TERMS and each.pk not in others]


def paper_of(customer: Customer, document_id: int) -> Document:
    """One of the documents of the customer's invoices, or of those it pays for; else it does not
    exist."""
    for each in shown_to(customer).values():
        invoices = Invoice.objects.filter(customer=each, is_draft=False)
        ids = list(invoices.order_by("id").values_list("id", flat=True))
        found = next((paper for paper in papers_of(each, ids) if paper.pk == document_id), None)
        if found is not None:
            return found
    raise Http404


def hold(link: PortalLink) -> None:
    """What is said by one link is said one after the other, until the transaction ends."""
    PortalLink.objects.select_for_update().get(pk=link.pk)


def acts_since_a_day(link: PortalLink, *, at: datetime) -> int:
    """How much was said by this link within a day."""
    return PortalRequest.objects.filter(link=link, made_at__gt=at - DAY).count()


def codes_within_an_hour(link: PortalLink, *, at: datetime) -> int:
    """How many codes were sent by this link within an hour."""
    return PortalCode.objects.filter(link=link, sent_at__gt=at - HOUR).count()


def code_of(link: PortalLink, code_id: int) -> PortalCode:
    """One of the codes sent to whoever has this link; else it does not exist."""
    found = PortalCode.objects.filter(link=link, pk=code_id)
    code = found.select_related("company", "link").first()
    if code is None:
        raise Http404
    return code


def requests(company: Company) -> QuerySet[PortalRequest]:
    """What customers said, the latest first."""
    found = PortalRequest.objects.filter(company=company)
    return found.select_related("customer", "receivable__invoice", "document").order_by(
        "-made_at", "-id"
    )


def waiting(company: Company) -> QuerySet[PortalRequest]:
    """What nobody has dealt with yet, the first said first."""
    return requests(company).filter(closed_on=None).order_by("made_at", "id")


def request_for(viewer: User, company: Company, request_id: int) -> PortalRequest:
    """The request, if it is the company's and the viewer belongs there; else it does not exist."""
    own = requests(company).filter(company__memberships__user=viewer, pk=request_id)
    found = own.select_related("company", "link").first()
    if found is None:
        raise Http404
    return found
