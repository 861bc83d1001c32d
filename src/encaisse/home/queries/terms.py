"""Where payment terms, and the due dates of an invoice, go beyond what the law allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from encaisse.kernel.days import add_months
from encaisse.kernel.period import Period
from encaisse.law.due_date import Part, beyond_limit, due_date, excess
from encaisse.law.payment_limits import Sale
from encaisse.law.payment_terms import PaymentTerms
from encaisse.law.rates import Debtor
from encaisse.law.reader import LawUnknown, Parameters
from encaisse.legal_values import queries as legal_values
from encaisse.parties.models import Customer, CustomerKind
from encaisse.parties.queries import agreed_terms
from encaisse.receivables.models import DueSource, Invoice, Receivable

MONTHS_LOOKED_AT = 12
DEBTORS = {
    CustomerKind.COMPANY: Debtor.BUSINESS,
    CustomerKind.PUBLIC: Debtor.PUBLIC,
    CustomerKind.CONSUMER: Debtor.CONSUMER,
}


@dataclass(frozen=True, slots=True)
class Beyond:
    """A due date that the law does not allow, for an invoice issued that day."""

    issued_on: date
    part: Part

    @property
    def sentence(self) -> str:
        """By how much; its article stands beside."""
        return excess(self.part)


def of_customer(customer: Customer, *, on: date) -> Beyond | None:
    """What the terms agreed take furthest, tried on each day of issue of the year up to ``on``."""
    terms, buyer = agreed_terms(customer).terms, DEBTORS[CustomerKind(customer.kind)]
    return _furthest(terms, buyer, on, legal_values.law())


def of_receivables(invoice: Invoice, receivables: Iterable[Receivable]) -> dict[int, Beyond]:
    """The receivables of an invoice due later than the law allows; what was only learned from
    habit is no term."""
    terms, law = agreed_terms(invoice.customer).terms, legal_values.law()
    sale = Sale(invoice.issued_on, buyer=DEBTORS[CustomerKind(invoice.customer.kind)])
    agreed = [each for each in receivables if each.due_source != DueSource.LEARNED]
    try:
        parts = [(each.pk, beyond_limit(each.due_on, sale, terms, law=law)) for each in agreed]
    except LawUnknown:
        return {}
    return {pk: Beyond(invoice.issued_on, part) for pk, part in parts if part}


@lru_cache(maxsize=500)
def _furthest(terms: PaymentTerms, buyer: Debtor, on: date, law: Parameters) -> Beyond | None:
    """Kept in memory: most customers share a few terms."""
    days = Period(add_months(on, -MONTHS_LOOKED_AT), on)
    found = [
        Beyond(issued_on, part)
        for issued_on in days
        for part in _parts(terms, Sale(issued_on, buyer=buyer), law)
        if part.excess_days
    ]
    return max(found, key=lambda each: (each.part.excess_days, each.issued_on), default=None)


def _parts(terms: PaymentTerms, sale: Sale, law: Parameters) -> tuple[Part, ...]:
    """The parts of an invoice; none where the law of its day is not known."""
    try:
        return due_date(terms, sale, law=law).parts
    except LawUnknown:
        return ()
