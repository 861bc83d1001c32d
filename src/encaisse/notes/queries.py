"""Notes as their viewers may see them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404

from encaisse.accounts.models import User
from encaisse.notes.models import Mention, Note
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer


def notes(company: Company) -> QuerySet[Note]:
    """The notes of a company, the latest first."""
    found = Note.objects.filter(company=company).select_related("customer", "author")
    return found.prefetch_related("parts__receivable__invoice", "versions")


def of_customer(customer_id: int, *, most: int) -> list[Note]:
    """The pinned notes of a customer, then the latest. Three queries."""
    found = Note.objects.filter(customer=customer_id).prefetch_related(
        "parts__receivable__invoice", "versions"
    )
    return list(found.order_by("-is_pinned", "-at", "-id")[:most])


def panel(customer: Customer, viewer: User, *, most: int) -> dict[str, Any]:
    """What the notes of a customer show to a member of its company."""
    return {
        "notes": of_customer(customer.pk, most=most),
        "people": json.dumps([name for _key, name in people(customer.company)]),
        "viewer_id": viewer.pk,
    }


def note_for(viewer: User, note_id: int) -> Note:
    """The note, if the viewer belongs to its company; else it does not exist."""
    found = Note.objects.filter(company__memberships__user=viewer, pk=note_id)
    note = found.select_related("company", "customer__company", "author").first()
    if note is None:
        raise Http404
    return note


def people(company: Company) -> list[tuple[int, str]]:
    """Who may be mentioned: the members, by name."""
    found = User.objects.filter(memberships__company=company, is_active=True)
    return [(each.pk, str(each)) for each in found.order_by("full_name", "email", "id").distinct()]


def person(company: Company, user_id: int) -> User:
    """One of them."""
    return User.objects.get(memberships__company=company, pk=user_id)


def unread(viewer: User, company: Company, *, most: int) -> list[Note]:
    """The notes in which the viewer is mentioned and that are not read yet, the latest first."""
    mine = Mention.objects.filter(person=viewer, company=company, read_at=None)
    return list(notes(company).filter(pk__in=mine.values("note")).order_by("-at", "-id")[:most])


def receivables(customer_id: int, ids: Collection[int]) -> list[Receivable]:
    """Those of these receivables that are the customer's."""
    found = Receivable.objects.filter(customer=customer_id, pk__in=ids)
    return list(found.order_by("due_on", "id"))
