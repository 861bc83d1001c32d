"""Invoices and receivables as their viewers may see them, and the search of both kinds of things
that people look for: customers and invoices."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.documents.rules.subjects import Filed, Subject
from encaisse.parties.models import Customer
from encaisse.parties.queries import customer_called
from encaisse.parties.rules import as_sought
from encaisse.receivables.models import Invoice, Receivable

FOUND_MAX = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What answers to a few words, the nearest names first."""

    customers: list[Customer]
    invoices: list[Invoice]


def invoice_for(viewer: User, invoice_id: int) -> Invoice:
    """The invoice, if the viewer belongs to its company; else it does not exist."""
    found = (
        Invoice.objects.select_related("company", "customer")
        .filter(company__memberships__user=viewer, pk=invoice_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def receivable_for(viewer: User, receivable_id: int) -> Receivable:
    """The receivable, if the viewer belongs to its company; else it does not exist."""
    found = (
        Receivable.objects.select_related("company", "customer", "invoice")
        .filter(company__memberships__user=viewer, pk=receivable_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def receivables_for(viewer: User, keys: Iterable[str]) -> list[Receivable]:
    """Each of them once, as they are named; one that the viewer may not see does not exist."""
    wanted = [int(key) for key in dict.fromkeys(keys)]
    seen = Receivable.objects.select_related("company", "customer", "invoice").filter(
        company__memberships__user=viewer
    )
    found = seen.in_bulk(wanted)
    if len(found) < len(wanted):
        raise Http404
    return [found[key] for key in wanted]


def invoices(company: Company) -> QuerySet[Invoice]:
    """The invoices of the company, the latest first, with what they carry."""
    return (
        Invoice.objects.filter(company=company)
        .select_related("customer")
        .prefetch_related("receivables")
        .order_by("-issued_on", "-id")
    )


def still_open(found: QuerySet[Invoice], *, is_open: bool) -> QuerySet[Invoice]:
    """Those with something left to pay, or those without."""
    left = Receivable.objects.filter(invoice=OuterRef("pk"), open_cents__gt=0)
    return found.filter(Exists(left) if is_open else ~Exists(left))


def invoice_numbered(company: Company, number: str) -> Invoice | None:
    """The invoice that bears the number now: the latest, cancelled ones last."""
    return (
        Invoice.objects.filter(company=company, number=number)
        .order_by(F("cancelled_on").desc(nulls_first=True), "-issued_on", "-id")
        .first()
    )


def search(viewer: User, company: Company, text: str, *, most: int = FOUND_MAX) -> Found:
    """Customers whose name bears every word (accents and capitals are free) or whose account or
    SIREN is the text; invoices whose number bears it."""
    text = text.strip()
    if not text:
        return Found([], [])
    mine = Q(company=company, company__memberships__user=viewer)
    return Found(_customers(mine, text, most), _invoices(mine, text, most))


def _customers(mine: Q, text: str, most: int) -> list[Customer]:
    named = Q()
    for word in as_sought(text).split():
        named &= Q(sought__contains=word)
    known = Q(code__contains=text.upper()) | Q(siren=text.replace(" ", ""))
    return list(Customer.objects.filter(mine, named | known).order_by("name", "id")[:most])


def _invoices(mine: Q, text: str, most: int) -> list[Invoice]:
    numbered = Q(number__contains=text) | Q(number__contains=text.upper())
    found = Invoice.objects.filter(mine, numbered).select_related("customer")
    return list(found.order_by("-issued_on", "-id")[:most])


def _customers_filed(company: Company, ids: Collection[int]) -> list[Subject]:
    """Customers as documents name them; open while they owe something."""
    owing = Receivable.objects.filter(customer=OuterRef("pk"), open_cents__gt=0)
    found = Customer.objects.filter(company=company, pk__in=ids).order_by("id")
    rows = found.annotate(owes=Exists(owing)).values_list("pk", "name", "owes")
    return [Subject("customer", key, name, key, owes) for key, name, owes in rows]


def _invoices_filed(company: Company, ids: Collection[int]) -> list[Subject]:
    """Invoices as documents name them; open while something of them is."""
    owing = Receivable.objects.filter(invoice=OuterRef("pk"), open_cents__gt=0)
    found = Invoice.objects.filter(company=company, pk__in=ids).order_by("id")
    rows = found.annotate(owes=Exists(owing)).values_list(
        "pk", "number", "customer__name", "customer", "owes"
    )
    return [
        Subject("invoice", key, f"{number} · {name}", customer, owes)
        for key, number, name, customer, owes in rows
    ]


def _customer_filed(company: Company, text: str) -> Subject | None:
    found = customer_called(company, text)
    return _customers_filed(company, [found.pk])[0] if found else None


def _invoice_filed(company: Company, text: str) -> Subject | None:
    found = invoice_numbered(company, text.strip())
    return _invoices_filed(company, [found.pk])[0] if found else None


FILED_CUSTOMERS = Filed(known=_customers_filed, called=_customer_filed)
FILED_INVOICES = Filed(known=_invoices_filed, called=_invoice_filed)
