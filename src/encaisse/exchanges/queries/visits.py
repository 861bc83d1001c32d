"""Visits as their viewers may see them, and as calendars write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.documents.rules.subjects import Subject
from encaisse.dunning.queries.tasks import members
from encaisse.exchanges.models import Visit, VisitState
from encaisse.exchanges.rules.calendar import Attendee, Meeting, entry, start_of
from encaisse.exchanges.rules.inviting import title_of
from encaisse.letters.mail.message import sender_address
from encaisse.letters.models import Letter
from encaisse.parties.queries import refusing_among

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Contact, Customer


def visit_for(viewer: User, visit_id: int) -> Visit:
    """The visit, if the viewer belongs to its company; else it does not exist."""
    found = Visit.objects.select_related(
        "company", "customer__company", "task", "visitor", "contact", "promise", "dispute"
    )
    visit = found.filter(company__memberships__user=viewer, pk=visit_id).first()
    if visit is None:
        raise Http404
    return visit


def visits(company: Company) -> QuerySet[Visit]:
    """All the visits of the company, the latest first."""
    found = Visit.objects.filter(company=company).select_related("customer", "visitor")
    return found.order_by("-on", "-at", "-id")


def to_come(company: Company) -> int:
    """How many visits are planned."""
    return Visit.objects.filter(company=company, state=VisitState.PLANNED).count()


def is_planned(visit: Visit) -> bool:
    """Whether it is still to come: neither told nor called off."""
    return visit.state == VisitState.PLANNED


def invitations(visit: Visit) -> list[Letter]:
    """The mails that told of it, with what became of them."""
    found = Letter.objects.filter(company=visit.company_id, about=f"visit:{visit.pk}")
    return list(found.defer("html", "images").order_by("id"))


def visitors(company: Company) -> list[tuple[str, str]]:
    """Who may go."""
    return [(str(each.pk), str(each)) for each in members(company)]


def contacts(customer: Customer) -> list[tuple[str, str]]:
    """Whom one may meet."""
    return [(str(each.pk), each.name) for each in customer.contacts.order_by("name", "id")]


def contact_of(customer: Customer, contact_id: str) -> Contact | None:
    """One of the customer's contacts, or nobody."""
    if not contact_id.isdecimal():
        return None
    return customer.contacts.filter(pk=int(contact_id)).first()


def meeting_of(visit: Visit, *, at: datetime) -> Meeting:
    """The visit as a calendar tells it, at the hour of the company's place."""
    company = visit.customer.company
    start = start_of(visit.on, visit.at.hour, visit.at.minute, company.timezone)
    return Meeting(
        uid=visit.uid,
        sequence=visit.sequence,
        title=title_of(company.name, visit.customer.name),
        place=visit.address,
        start=start,
        minutes=visit.minutes,
        stamp=at,
        organizer=Attendee(company.name, company.email or sender_address()),
        invited=tuple(_invited(visit)),
        note=visit.purpose,
        is_cancelled=visit.state == VisitState.CANCELLED,
    )


def file_of(visit: Visit, *, at: datetime) -> bytes:
    """The entry that one keeps for oneself."""
    return entry(meeting_of(visit, at=at), method="PUBLISH")


def subject_of_customer(customer: Customer) -> Subject:
    """The customer as documents name it."""
    return Subject("customer", customer.pk, customer.name, customer.pk)


def _invited(visit: Visit) -> list[Attendee]:
    """The visitor, and the contact when invited and not refusing our mails."""
    people = [Attendee(str(visit.visitor), visit.visitor.email)] if visit.visitor else []
    contact = visit.contact
    if visit.invites and contact is not None and contact.email:
        refusing = refusing_among(visit.customer.company, [contact.email])
        if contact.email.lower() not in refusing:
            people.append(Attendee(contact.name, contact.email))
    return people
