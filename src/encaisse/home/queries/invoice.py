"""The invoice's page: its receivables, what paid them and why, what the law adds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.dunning.models import Proposal
from encaisse.home.queries import claims as claiming
from encaisse.home.queries.claims import Claims
from encaisse.kernel.money import Money
from encaisse.late_charges import queries as late_charges
from encaisse.late_charges.models import Claim
from encaisse.law.late_interest import Debt, Imputation, Payment, Segment, late_interest
from encaisse.law.rates import Debtor, Regime
from encaisse.law.reader import LawUnknown
from encaisse.legal_values import queries as legal_values
from encaisse.matching.models import Allocation
from encaisse.parties.models import Customer, CustomerKind
from encaisse.receivables.models import Invoice, Receivable

DEBTORS = {
    CustomerKind.COMPANY: Debtor.BUSINESS,
    CustomerKind.PUBLIC: Debtor.PUBLIC,
    CustomerKind.CONSUMER: Debtor.CONSUMER,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A receivable of the invoice, what the law adds to it and how it is counted."""

    receivable: Receivable
    claims: Claims
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One invoice on one day."""

    lines: list[Line]
    allocations: list[Allocation]
    claims: Claims
    moves: list[Claim]
    reminders: list[Proposal]

    @property
    def open_cents(self) -> int:
        """What is left to pay."""
        return sum(line.receivable.open_cents for line in self.lines)


def allocation_for(company: Company, allocation_id: int) -> Allocation:
    """The allocation, with both its sides; else it does not exist."""
    found = Allocation.objects.filter(company=company, pk=allocation_id)
    allocation = found.select_related("credit__company", "receivable__invoice").first()
    if allocation is None:
        raise Http404
    return allocation


def invoice_page(invoice: Invoice, *, on: date) -> InvoicePage:
    """One invoice on one day, in a fixed number of queries."""
    claims = late_charges.claimable(invoice.company_id, on=on, invoice_ids=[invoice.pk])
    by_receivable = claiming.by_receivable(claims)
    allocations = _allocations(invoice)
    return InvoicePage(
        lines=[
            Line(
                receivable,
                by_receivable.get(receivable.pk, claiming.NOTHING),
                _segments(receivable, invoice.customer, allocations, on),
            )
            for receivable in invoice.receivables.order_by("rank", "id")
        ],
        allocations=allocations,
        claims=claiming.summed(claims, invoice.currency),
        moves=list(Claim.objects.filter(invoice=invoice).order_by("on", "id")),
        reminders=_reminders(invoice),
    )


def _allocations(invoice: Invoice) -> list[Allocation]:
    """What paid it, counter-entries included, in order of time."""
    return list(
        Allocation.objects.filter(receivable__invoice=invoice)
        .select_related("credit", "receivable", "reversed_by")
        .order_by("on", "id")
    )


def _reminders(invoice: Invoice) -> list[Proposal]:
    """The steps taken or proposed for it, the latest first."""
    return list(
        Proposal.objects.filter(receivable__invoice=invoice)
        .select_related("message", "receivable")
        .order_by("-on", "-id")
    )


def _segments(
    receivable: Receivable, customer: Customer, allocations: Iterable[Allocation], on: date
) -> tuple[Segment, ...]:
    """The interest day by day. Not told where money went back, nor where no rate is known: the
    claim says why."""
    paid: Counter[date] = Counter()
    for allocation in allocations:
        if allocation.receivable_id == receivable.pk and allocation.on < on:
            paid[allocation.on] += allocation.cents
    if min(paid.values(), default=0) < 0:
        return ()
    rate = (
        customer.penalty_rate
        if customer.penalty_rate is not None
        else (customer.company.penalty_rate)
    )
    is_public = customer.kind == CustomerKind.PUBLIC
    debt = Debt(
        principal=Money(receivable.face_cents, receivable.currency),
        due_on=receivable.due_on,
        debtor=DEBTORS[CustomerKind(customer.kind)],
        regime=Regime.DEFAULT if rate is None or is_public else Regime.CONTRACT,
        contract_rate=None if is_public else rate,
    )
    payments = [Payment(day, Money(cents, receivable.currency)) for day, cents in paid.items()]
    try:
        run = late_interest(
            debt,
            on=on,
            payments=payments,
            imputation=Imputation.PRINCIPAL_FIRST,
            law=legal_values.law(),
        )
    except LawUnknown:
        return ()
    return run.segments
