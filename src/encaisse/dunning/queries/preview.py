"""A message shown before any is due: what a customer owes today, told by a template."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Sum

from encaisse.dunning.queries.claims import claims_of
from encaisse.kernel.money import Money
from encaisse.letters import queries as letters
from encaisse.letters.rules import Addressee, Credit, Line, MessageContext
from encaisse.matching import queries as matching
from encaisse.parties.models import Contact, Customer
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.matching.queries import OpenReceivable

EXAMPLES = 20
DAYS_TO_PAY = 8


def examples(company: Company, *, on: date) -> list[tuple[int, str]]:
    """Customers to try a template on: those who owe most that is overdue, else who owe at all."""
    owing = Receivable.objects.filter(
        company=company, open_cents__gt=0, customer__is_pseudo=False
    ).order_by()
    overdue = owing.filter(due_on__lt=on)
    ranked = (
        (overdue if overdue.exists() else owing)
        .values("customer_id", "customer__name")
        .annotate(owed=Sum("open_cents"))
        .order_by("-owed", "customer_id")
    )
    return [(row["customer_id"], row["customer__name"]) for row in ranked[:EXAMPLES]]


def preview_context(
    customer: Customer, *, on: date, receivables: Collection[int] = ()
) -> MessageContext:
    """What a message would tell this customer that day: these receivables, else all that is
    overdue, else all that is open, in the customer's currency, credits deducted."""
    currency = customer.currency
    items = matching.open_items(customer.company, on, customer_id=customer.pk)
    owed = [item for item in items.receivables if item.currency == currency]
    named = [item for item in owed if item.id in receivables]
    listed = named or [item for item in owed if item.due_on < on] or owed
    credits = tuple(
        Credit(item.reference, item.on, Money(item.open_cents, currency))
        for item in items.unallocated
        if item.currency == currency
    )
    lines = tuple(_line(item, on) for item in listed)
    total = Money.total((line.open for line in lines), currency)
    deducted = Money.total((credit.amount for credit in credits), currency)
    return MessageContext(
        company=letters.on_letterhead(letters.sender_of(customer.company), customer.company),
        customer=Addressee(customer.name, customer.code, customer.address, customer.country),
        day=on,
        lines=lines,
        total=total - deducted,
        contact=_contact(customer),
        credits=credits,
        claims=claims_of(
            customer.company_id,
            [item.id for item in listed],
            [item.invoice_id for item in listed],
            on=on,
            currency=currency,
        ),
        pay_by=on + timedelta(days=DAYS_TO_PAY),
        reference=lines[0].number if len(lines) == 1 else customer.code,
        space=letters.space_shown(),
    )


def _line(item: OpenReceivable, on: date) -> Line:
    return Line(
        number=item.invoice,
        issued_on=item.issued_on,
        due_on=item.due_on,
        days_late=item.days_late(on),
        face=Money(item.face_cents, item.currency),
        open=Money(item.open_cents, item.currency),
        estimated=item.due_estimated,
    )


def _contact(customer: Customer) -> str:
    """The dunning contact's name, else a billing contact's."""
    found = Contact.objects.filter(customer=customer, role__in=("dunning", "billing"))
    return str(found.order_by("-role", "id").values_list("name", flat=True).first() or "")
