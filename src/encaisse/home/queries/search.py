"""Finding a customer, an invoice or a document from a few letters, a number, an amount."""

from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects

from encaisse.accounts.models import Company, User
from encaisse.documents import queries as documents
from encaisse.documents.models import Document
from encaisse.kernel.money import AmountNotUnderstood, Money
from encaisse.parties import queries as parties
from encaisse.parties.models import Customer
from encaisse.receivables import queries as receivables
from encaisse.receivables.models import Invoice, Receivable


@dataclass(frozen=True, slots=True)
class FoundInvoice:
    """An invoice and what is left to pay of it."""

    invoice: Invoice
    open_cents: int


@dataclass(frozen=True, slots=True)
class Found:
    """What answers to the words."""

    customers: list[Customer]
    invoices: list[FoundInvoice]
    documents: list[Document]

    def __bool__(self) -> bool:
        return bool(self.customers or self.invoices or self.documents)


def search(viewer: User, company: Company, words: str, *, most: int) -> Found:
    """Customers by name, account, SIREN or telephone; invoices by number, or by the amount of a due
    date; documents by what they say."""
    words = " ".join(words.split())
    called = parties.customers_by_phone(company, words, most=most)
    if called:
        return Found(called, [], [])
    found = receivables.search(viewer, company, words, most=most)
    invoices = found.invoices or _of_amount(company, words, most)
    prefetch_related_objects(invoices, "receivables")
    return Found(
        found.customers,
        [
            FoundInvoice(invoice, sum(due.open_cents for due in invoice.receivables.all()))
            for invoice in invoices
        ],
        documents.search(company, words, most=most),
    )


def _of_amount(company: Company, words: str, most: int) -> list[Invoice]:
    """Those due or open for exactly that much, when the words say an amount."""
    try:
        cents = Money.parse(words).cents
    except AmountNotUnderstood:
        return []
    exact = Q(face_cents=cents) | Q(open_cents=cents)
    found = Receivable.objects.filter(exact, company=company, invoice__is_draft=False)
    found = found.select_related("invoice__customer").order_by("-open_cents", "-due_on", "id")
    return list({due.invoice_id: due.invoice for due in found[:most]}.values())
