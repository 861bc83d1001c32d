"""To whom one may write, about which invoices, with which papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from encaisse.documents.models import Attachment, Kind
from encaisse.documents.queries import papers_about
from encaisse.exchanges.rules.writing import Copied
from encaisse.kernel.money import Money
from encaisse.parties.models import ContactRole
from encaisse.parties.queries import refusing_among
from encaisse.receivables.models import Invoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from encaisse.documents.models import Document
    from encaisse.parties.models import Customer

FIRST = {ContactRole.BILLING: 0, ContactRole.DUNNING: 1}
AFTER = len(FIRST)
COPIES = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE})


@dataclass(frozen=True, slots=True)
class Address:
    """A place to write to, whose it is; ``is_usual``: those of its accounts, or the first known."""

    email: str
    name: str
    is_usual: bool


def addresses_of(customer: Customer) -> list[Address]:
    """The people of its accounts first, then the others, then its own address; those that refuse
    our mails are left out. Two queries."""
    people = sorted(
        customer.contacts.exclude(email="").order_by("name", "id"),
        key=lambda each: FIRST.get(ContactRole(each.role), AFTER),
    )
    known = [(each.email, each.name, each.role == ContactRole.BILLING) for each in people]
    if customer.email:
        known.append((customer.email, customer.name, False))
    refusing = refusing_among(customer.company, [email for email, _name, _is in known])
    told: dict[str, tuple[str, str, bool]] = {}
    for email, name, is_usual in known:
        if email.lower() not in refusing:
            told.setdefault(email.lower(), (email, name, is_usual))
    has_usual = any(is_usual for _email, _name, is_usual in told.values())
    return [
        Address(email, name, is_usual or (not has_usual and rank == 0))
        for rank, (email, name, is_usual) in enumerate(told.values())
    ]


def invoices_named(customer: Customer, numbers: Iterable[int]) -> list[Invoice]:
    """Those of the customer, the oldest first; others do not exist. ``due_on``: their last day."""
    found = Invoice.objects.filter(customer=customer, pk__in=set(numbers), is_draft=False)
    return list(found.annotate(due_on=Max("receivables__due_on")).order_by("issued_on", "id"))


def copied(invoices: Iterable[Invoice]) -> list[Copied]:
    """What the message says of them."""
    return [
        Copied(
            each.number, each.issued_on, getattr(each, "due_on", None) or each.issued_on,
            Money(each.total_cents, each.currency),
        )
        for each in invoices
    ]  # fmt: skip


def papers_for(customer: Customer, invoices: Sequence[Invoice]) -> list[Document]:
    """What may go with the message: what is attached to these invoices, and the terms."""
    return papers_about(customer.company, customer.pk, [each.pk for each in invoices])


def without_copy(invoices: Sequence[Invoice], papers: Sequence[Document]) -> list[Invoice]:
    """The invoices of which no copy is kept: what proves their delivery is none."""
    copies = [each for each in papers if each.kind in COPIES]
    kept = Attachment.objects.filter(document__in=copies, subject_kind="invoice")
    known = set(kept.order_by().values_list("subject_id", flat=True))
    return [each for each in invoices if each.pk not in known]
