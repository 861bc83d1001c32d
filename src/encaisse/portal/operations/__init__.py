"""Issuing a link to the portal, sending it, lending it to mails, revoking it, noting a visit;
``acting`` is what customers do there, ``coding`` the codes that some acts need,
``accepting`` a plan proposed, ``arranging`` what the company decides. Each is recorded."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from encaisse.audit import operations as audit
from encaisse.jobs.queue import enqueue
from encaisse.letters import operations as letters
from encaisse.letters.queries import check_mail
from encaisse.parties.rules import thread_of
from encaisse.portal import queries
from encaisse.portal.models import PortalLink
from encaisse.portal.operations import accepting, acting, arranging, coding, lending
from encaisse.portal.operations.refusals import (
    CodeExpired,
    CodeLocked,
    CodeUsed,
    CodeWrong,
    ContactOfAnother,
    InInsolvency,
    InstallmentsOut,
    LinkAlreadyRevoked,
    LinkDaysOut,
    LinkWithoutAddress,
    NoAddressForLink,
    NoCodeByMail,
    NoContactProposed,
    NoKnownAddress,
    NothingLate,
    PaidDaysOut,
    PaidInTheFuture,
    PaymentAddressWrong,
    PlanChanged,
    PromiseBeyond,
    ProofRefused,
    ProofTooLarge,
    PseudoCustomerHasNoPortal,
    RequestClosed,
    RequestWithoutWords,
    TooManyActs,
    TooManyCodes,
)  # fmt: skip
from encaisse.portal.rules import (
    VISIT_EVERY,
    digest_of,
    mark_of,
    new_token,
)

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Contact, Customer
    from encaisse.payment_plans.models import PlanProposal


IN_A_MAIL = "Encaisse, dans un courriel"

__all__ = [
    "CodeExpired", "CodeLocked", "CodeUsed", "CodeWrong", "ContactOfAnother", "InInsolvency",
    "InstallmentsOut", "LinkAlreadyRevoked", "LinkDaysOut", "LinkWithoutAddress",
    "NoAddressForLink", "NoCodeByMail", "NoContactProposed", "NoKnownAddress", "NothingLate",
    "PaidDaysOut", "PaidInTheFuture", "PaymentAddressWrong", "PlanChanged", "PromiseBeyond",
    "ProofRefused", "ProofTooLarge", "PseudoCustomerHasNoPortal", "RequestClosed",
    "RequestWithoutWords", "TooManyActs", "TooManyCodes", "accepting", "acting", "arranging",
    "coding", "issue", "lend", "lend_for_plan", "lending", "revoke", "send",
    "visit",
]  # fmt: skip


@transaction.atomic
def issue(
    customer: Customer, *, at: datetime, by: str, contact: Contact | None = None, seed: str = ""
) -> tuple[PortalLink, str]:
    """A new link, and its token: said this once, not kept; made of a seed, it can be made again."""
    if customer.is_pseudo:
        raise PseudoCustomerHasNoPortal(customer=customer.name)
    if contact is not None and contact.customer_id != customer.pk:
        raise ContactOfAnother(contact=contact.name, customer=customer.name)
    token = lending.token_of(seed) if seed else new_token()
    link = PortalLink.objects.create(
        company_id=customer.company_id, customer=customer, contact=contact,
        digest=digest_of(token), seed=seed, issued_by=by, issued_at=at,
        expires_at=at + timedelta(days=queries.policy_of(customer.company).link_days),
    )  # fmt: skip
    _record(link, "portal.issued", by, contact=contact.pk if contact else None)
    return link, token


@transaction.atomic
def lend(
    company: Company, customer_id: int, at: datetime, *, contact: Contact | None = None
) -> str:
    """The path of the customer's page for a mail, to nobody or to a person there, marked; the link
    of an earlier mail while it opens long enough. Empty for a till."""
    customer = queries.customer_of(company, customer_id)
    if customer.is_pseudo:
        return ""
    link = queries.lent_to(customer, contact, at=at)
    if link is None:
        link, _token = issue(customer, at=at, by=IN_A_MAIL, contact=contact, seed=uuid.uuid4().hex)
    return reverse("portal:enter", args=[mark_of(link.digest)])


def lend_for_plan(proposal: PlanProposal, to: str, at: datetime) -> str:
    """Where whoever has that address accepts the plan, when it is the customer's own or that of one
    of its contacts: a stranger's mail opens nothing."""
    customer, company = proposal.customer, proposal.company
    contact = queries.contact_at(customer, to)
    is_own = bool(to.strip()) and to.strip().lower() == customer.email.strip().lower()
    if not settings.PUBLIC_ADDRESS or not (contact or is_own):
        return ""
    path = lend(company, customer.pk, at, contact=contact)
    return path and f"{settings.PUBLIC_ADDRESS}{path}"


@transaction.atomic
def send(
    customer: Customer, *, at: datetime, by: str, contact: Contact | None = None, here: str = ""
) -> PortalLink:
    """A new link leaves by mail, to that person or to the customer, in the customer's language.
    What is kept of the mail has no secret. ``here``: how the sender reaches this installation,
    enough for the demonstration, whose customers are nobody."""
    company = customer.company
    address = contact.email if contact else customer.email
    if not queries.works(company, address):
        raise NoAddressForLink(name=contact.name if contact else customer.name)
    known = settings.PUBLIC_ADDRESS or (here.rstrip("/") if company.is_demonstration else "")
    if not known:
        raise LinkWithoutAddress
    check_mail(company)
    link, _token = issue(customer, at=at, by=by, contact=contact, seed=uuid.uuid4().hex)
    path = reverse("portal:enter", args=[mark_of(link.digest)])
    letter = letters.prepare(
        company, lending.mail_of(link, f"{known}{path}"), to=[address], at=at,
        reply_to=company.email, thread=thread_of(customer.pk),
        along=letters.Alongside(about=f"portal_link:{link.pk}", by=by),
    )  # fmt: skip
    enqueue("letters.send", company.pk, letter_ids=[letter.pk])
    _record(link, "portal.sent", by, contact=contact.pk if contact else None, to=address)
    return link


@transaction.atomic
def revoke(link: PortalLink, *, at: datetime, by: str) -> PortalLink:
    """From now on the link opens nothing, and whoever came by it is out."""
    link = PortalLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is not None:
        raise LinkAlreadyRevoked
    link.revoked_at, link.revoked_by = at, by
    link.save(update_fields=["revoked_at", "revoked_by"])
    _record(link, "portal.revoked", by)
    return link


def visit(link: PortalLink, *, at: datetime) -> None:
    """Somebody read the page: noted at most every so many minutes."""
    if link.visited_at is None or link.visited_at + VISIT_EVERY <= at:
        PortalLink.objects.filter(pk=link.pk).update(visited_at=at)


def _record(link: PortalLink, verb: str, by: str, **facts: object) -> None:
    audit.record(
        company=link.company, actor=by, verb=verb, subject=f"portal_link:{link.pk}",
        facts={"expires_on": link.expires_at.date().isoformat(), **facts},
        customer_id=link.customer_id,
    )  # fmt: skip
