"""What the portal reads: links here; ``account`` what one customer owes; ``said`` what customers
said there."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.letters.queries.senders import letterhead_of
from encaisse.parties import queries as parties
from encaisse.parties.models import Customer
from encaisse.portal.models import PortalLink, PortalPolicy
from encaisse.portal.rules import digest_of, is_fresh, is_open

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Contact

TOKEN_MAX, LINKS_SHOWN = 100, 50


def links_of(customer: Customer) -> QuerySet[PortalLink]:
    """The links of a customer, the latest first."""
    return links(customer.company).filter(customer=customer)


def customer_for(viewer: User, company: Company, customer_id: int) -> Customer:
    """The customer, if it is the company's and the viewer belongs there; else it does not exist."""
    customer = parties.customer_for(viewer, customer_id)
    if customer.company_id != company.pk:
        raise Http404
    return customer


def customer_of(company: Company, customer_id: int) -> Customer:
    """The customer of a mail that leaves."""
    return Customer.objects.select_related("company").get(company=company, pk=customer_id)


def customers_named(ids: Collection[int]) -> list[Customer]:
    """These customers by name, with their company."""
    found = Customer.objects.filter(pk__in=ids).select_related("company")
    return list(found.order_by("name", "id"))


def lent_to(customer: Customer, contact: Contact | None, *, at: datetime) -> PortalLink | None:
    """The link that earlier mails gave to the customer, or to a person, while it serves again."""
    lent = links_of(customer).filter(revoked_at=None, contact=contact).exclude(seed="").first()
    if lent and is_fresh(issued_at=lent.issued_at, expires_at=lent.expires_at, at=at):
        return lent
    return None


def seeds_of(company: Company, digests: Collection[str]) -> dict[str, str]:
    """The seeds of these links of the company, those that were put in mails."""
    lent = PortalLink.objects.filter(company=company, digest__in=digests).exclude(seed="")
    return dict(lent.order_by("id").values_list("digest", "seed"))


def contacts_of(customer: Customer) -> list[Contact]:
    """The people of a customer, by name."""
    return list(customer.contacts.order_by("name", "id"))


def contact_of(customer: Customer, given: str) -> Contact | None:
    """The person chosen among the customer's; None when none is."""
    return next((each for each in contacts_of(customer) if str(each.pk) == given), None)


def contact_at(customer: Customer, address: str) -> Contact | None:
    """Who has that address among the customer's people."""
    known = (each for each in contacts_of(customer) if each.email_lower == address.lower())
    return next(known, None) if address else None


def works(company: Company, address: str) -> bool:
    """Whether mails to that address are not refused."""
    return bool(address) and not parties.refusing_among(company, [address])


def links(company: Company) -> QuerySet[PortalLink]:
    """Every link of the company, the latest first."""
    found = PortalLink.objects.filter(company=company).select_related("contact")
    return found.order_by("-issued_at", "-id")


def link_for(viewer: User, company: Company, link_id: int) -> PortalLink:
    """The link, if it is the company's and the viewer belongs there; else it does not exist."""
    own = PortalLink.objects.filter(company=company, company__memberships__user=viewer)
    found = own.filter(pk=link_id)
    link = found.select_related("company", "customer").first()
    if link is None:
        raise Http404
    return link


def link_of_token(token: str, *, at: datetime) -> PortalLink | None:
    """The link that this token opens at that instant, whatever its company."""
    if len(token) > TOKEN_MAX:
        return None
    return _opening(PortalLink.objects.filter(digest=digest_of(token)), at)


def link_of_visit(link_id: int, *, at: datetime) -> PortalLink | None:
    """The link that a visit came by, as long as it opens."""
    return _opening(PortalLink.objects.filter(pk=link_id), at)


def policy_of(company: Company) -> PortalPolicy:
    """What the company decided of its portal; the usual for one that never said."""
    return PortalPolicy.objects.filter(company=company).first() or PortalPolicy(company=company)


def logo_of(company: Company) -> str:
    """The logo of its letters, as a page shows it; empty without one."""
    content = bytes(letterhead_of(company).logo)
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}" if content else ""


def _opening(found: QuerySet[PortalLink], at: datetime) -> PortalLink | None:
    link = found.select_related("company", "customer__company", "contact").first()
    if link is None or not is_open(expires_at=link.expires_at, revoked_at=link.revoked_at, at=at):
        return None
    return link
