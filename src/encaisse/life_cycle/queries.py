"""Statuses as their viewers may see them, which invoice each is about, and what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.disputes import queries as disputes
from encaisse.life_cycle.models import Consequence, Effect, InvoiceStatus, Source
from encaisse.life_cycle.rules.codes import HELD as HOLDING
from encaisse.life_cycle.rules.codes import REACHED, STATES, words_of
from encaisse.life_cycle.rules.standing import Said, is_same_invoice
from encaisse.matching import queries as matching
from encaisse.receivables.models import Invoice, InvoiceKind, Receivable

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import User

WAITING_MOST = 2_000

# What dunning holds: an invoice that its platform rejected, that its buyer refused or suspended.
# Rows: receivable_id, hold, since, until, reason, currency, cents (null: the whole).
HELD = """
SELECT r.id AS receivable_id, c.kind AS hold, c.since, NULL::date AS until,
       left(coalesce(nullif(s.reason, ''), nullif(s.reason_code, ''), 'sans motif'), 200) AS reason,
       NULL::text AS currency, NULL::bigint AS cents
FROM life_cycle_consequence c
JOIN life_cycle_invoicestatus s ON s.id = c.status_id
JOIN receivables_receivable r ON r.invoice_id = c.invoice_id
WHERE c.company_id = %(company)s AND c.kind IN ('suspended', 'refused', 'rejected')
  AND c.since <= %(on)s AND (c.ended_on IS NULL OR c.ended_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR r.customer_id = ANY (%(customers)s::bigint[]))
"""

# What a person has to do about an invoice, for as long as it stands and something of it is open.
# Rows: invoice_id, kind, since (the day it was learned), reason, reason_code, action.
AWAITED = """
SELECT c.invoice_id, c.kind, c.noted_on AS since, s.reason, s.reason_code, s.action
FROM life_cycle_consequence c
JOIN life_cycle_invoicestatus s ON s.id = c.status_id
JOIN receivables_invoice i ON i.id = c.invoice_id AND i.cancelled_on IS NULL
WHERE c.company_id = %(company)s AND c.kind IN ('suspended', 'refused', 'rejected')
  AND (c.ended_on IS NULL OR c.ended_on > %(on)s)
  AND EXISTS (SELECT FROM receivables_receivable r WHERE r.invoice_id = i.id AND r.open_cents > 0)
"""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that a person has to do about an invoice, and why."""

    invoice_id: int
    customer_id: int
    number: str
    kind: str
    since: date
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A status on the line of time of its invoice, and what it entailed; ``may_lift``: it still
    counts, and a person may lift it."""

    status: InvoiceStatus
    consequence: Consequence
    may_lift: bool

    @property
    def state(self) -> str:
        """The colour of its mark."""
        return STATES.get(self.status.code, "")

    @property
    def icon(self) -> str:
        """Its mark."""
        return self.state if self.state in {"disputed", "promised", "paid"} else "invoice"


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def consequence_for(viewer: User, consequence_id: int) -> Consequence:
    """What a status entailed, if the viewer belongs to its company; else it does not exist."""
    found = _whole(Consequence.objects.filter(company__memberships__user=viewer))
    consequence = found.filter(pk=consequence_id).first()
    if consequence is None:
        raise Http404
    return consequence


def entailed_for(viewer: User, status_id: int) -> Consequence:
    """What a status entailed, by the status."""
    found = _whole(Consequence.objects.filter(company__memberships__user=viewer))
    consequence = found.filter(status=status_id).first()
    if consequence is None:
        raise Http404
    return consequence


def entailed(status: InvoiceStatus) -> Consequence | None:
    """What a status entailed; None while its invoice is not known."""
    return getattr(status, "consequence", None)


def statuses(company: Company) -> QuerySet[InvoiceStatus]:
    """All that was said of the company's invoices and not withdrawn, the latest first."""
    found = InvoiceStatus.objects.filter(company=company, withdrawal=None)
    found = found.select_related("consequence__invoice")
    return found.order_by("-on", "-at", "-id")


def waiting(company: Company) -> QuerySet[InvoiceStatus]:
    """The statuses of invoices that nobody knows yet."""
    return statuses(company).filter(consequence=None)


def waits(company: Company) -> list[InvoiceStatus]:
    """Those that wait for their invoice, the oldest first."""
    found = InvoiceStatus.objects.filter(company=company, consequence=None, withdrawal=None)
    return list(found.order_by("on", "at", "id")[:WAITING_MOST])


def with_waiting() -> list[int]:
    """The companies in which a status waits for its invoice."""
    found = InvoiceStatus.objects.filter(consequence=None, withdrawal=None)
    found = found.order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def invoice_said(company: Company, number: str, issued_on: date | None) -> Invoice | None:
    """The invoice of that number, issued about that day; those that stand before the cancelled."""
    found = Invoice.objects.filter(
        company=company, number=number, kind=InvoiceKind.INVOICE, is_draft=False
    ).select_related("company", "customer")
    near = [each for each in found.order_by("-id") if is_same_invoice(each.issued_on, issued_on)]
    return min(near, key=lambda each: each.cancelled_on is not None, default=None)


def said_of(invoice: Invoice) -> list[Said]:
    """All the statuses of an invoice, as the rule takes them."""
    rows = InvoiceStatus.objects.filter(consequence__invoice=invoice).order_by("id")
    return [as_said(row) for row in rows]


def as_said(row: InvoiceStatus) -> Said:
    """A status as the rule takes it."""
    return Said(
        row.pk, row.code, row.on, row.at, row.cents, row.approved_cents, row.contested_cents
    )


def standing(invoice: Invoice, kind: str = "") -> list[Consequence]:
    """What the statuses of an invoice entailed and that still counts, of one kind or of all."""
    found = _whole(Consequence.objects.filter(invoice=invoice, ended_on=None)).exclude(kind="")
    found = found.filter(Q(dispute=None) | Q(dispute__settled_on=None))
    return list((found.filter(kind=kind) if kind else found).order_by("status_id"))


def line_of_time(invoice: Invoice) -> list[Told]:
    """What was said of an invoice, in the order of the days."""
    found = _whole(Consequence.objects.filter(invoice=invoice))
    rows = found.order_by("status__on", "status__at", "status__code", "status_id")
    return [Told(row.status, row, _may_lift(row)) for row in rows]


def of_customer(customer_id: int, *, most: int) -> list[Consequence]:
    """What was said of a customer's invoices, the latest first."""
    found = _whole(Consequence.objects.filter(invoice__customer=customer_id))
    return list(found.order_by("-status__on", "-status__at", "-status_id")[:most])


def received(invoice: Invoice) -> InvoiceStatus | None:
    """The first word that the invoice is at its buyer's: what proves that it was received."""
    found = InvoiceStatus.objects.filter(consequence__invoice=invoice, code__in=REACHED)
    return found.order_by("on", "at", "id").first()


def awaited(company: Company, *, on: date) -> list[Awaited]:
    """What people have to do about the invoices of a company, the oldest first."""
    asked = f"SELECT w.*, i.number, i.customer_id FROM ({AWAITED}) w JOIN receivables_invoice i"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{asked} ON i.id = w.invoice_id ORDER BY w.since, w.invoice_id, w.kind",
            {"company": company.pk, "on": on},
        )
        rows = cursor.fetchall()
    return [
        Awaited(
            invoice_id=invoice, customer_id=customer, number=number, kind=kind, since=since,
            words=" ; ".join(filter(None, [words_of(code, reason), action])),
        )
        for invoice, kind, since, reason, code, action, number, customer in rows
    ]  # fmt: skip


def with_awaited() -> list[int]:
    """The companies in which an invoice may ask something of a person."""
    found = Consequence.objects.filter(kind__in=HOLDING, ended_on=None).order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def open_receivables(invoice: Invoice) -> list[Receivable]:
    """What is left to pay of an invoice, the first due first."""
    found = Receivable.objects.filter(invoice=invoice, open_cents__gt=0)
    return list(found.select_related("invoice", "customer", "company").order_by("due_on", "id"))


def receivables(invoice: Invoice) -> list[Receivable]:
    """All that an invoice asks for, paid or not, the first due first."""
    found = Receivable.objects.filter(invoice=invoice)
    return list(found.select_related("invoice", "customer", "company").order_by("due_on", "id"))


def free_cents(invoice: Invoice, *, on: date) -> int:
    """What may still be contested of an invoice that day."""
    owed = disputes.contested(receivables(invoice), on=on)
    return sum(each.free_cents for each in owed)


def owed_cents(invoice: Invoice, *, on: date) -> int:
    """What was open of an invoice that day."""
    items = matching.open_items(invoice.company, on, customer_id=invoice.customer_id).receivables
    mine = {each.pk for each in receivables(invoice)}
    return sum(item.open_cents for item in items if item.id in mine)


def room_for(company: Company, digest: str) -> str:
    """Under what a status is kept: its digest, or the next one when it was told and withdrawn;
    nothing when it stands already."""
    known = InvoiceStatus.objects.filter(company=company).select_related("withdrawal")
    while before := known.filter(digest=digest).first():
        if not hasattr(before, "withdrawal"):
            return ""
        digest = hashlib.sha256(f"{digest} again".encode()).hexdigest()
    return digest


def brought_by(document_id: int) -> list[InvoiceStatus]:
    """What the messages of a file said, that was not withdrawn."""
    found = InvoiceStatus.objects.filter(
        document=document_id, source=Source.MESSAGE, withdrawal=None
    )
    return list(found.select_related("company").order_by("id"))


def entailed_all(invoice_id: int) -> list[Consequence]:
    """What each status of an invoice entailed, the first kept first."""
    return list(_whole(Consequence.objects.filter(invoice=invoice_id)).order_by("status_id"))


def _may_lift(row: Consequence) -> bool:
    if row.ended_on is not None or row.kind == Effect.NOTHING:
        return False
    if row.dispute is not None:
        return row.dispute.settled_on is None
    if row.promise is not None:
        return row.promise.withdrawn_on is None
    return row.kind in HOLDING


def _whole(found: QuerySet[Consequence]) -> QuerySet[Consequence]:
    return found.select_related(
        "company", "status__document", "invoice__customer", "invoice__company", "dispute", "promise"
    )
