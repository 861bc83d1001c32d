"""The invoice's page: its receivables, what paid them and why, what the law adds."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.dunning.models import Proposal
from encaisse.home.queries import claims as claiming
from encaisse.home.queries.claims import Claims
from encaisse.home.queries.terms import Beyond, of_receivables
from encaisse.kernel.period import Period
from encaisse.late_charges import queries as late_charges
from encaisse.late_charges.models import Claim, InvoiceTerms
from encaisse.late_charges.queries import Counted
from encaisse.law.estimate import Estimate
from encaisse.matching.models import Allocation
from encaisse.receivables.models import Invoice, Receivable

MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Segment:
    """Some days that bear one rate on one open amount."""

    period: Period
    base_cents: int
    rate: Decimal
    interest_cents: int
    article: str
    source: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A receivable of the invoice, what the law adds to it and how it is counted; ``beyond`` when
    the law does not allow so late a due date."""

    receivable: Receivable
    claims: Claims
    segments: list[Segment]
    beyond: Beyond | None


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One invoice on one day."""

    lines: list[Line]
    allocations: list[Allocation]
    claims: Claims
    estimate: Estimate | None
    moves: list[Claim]
    terms: InvoiceTerms | None
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
    counted = late_charges.counted(
        invoice.company_id, on=on, invoice_ids=[invoice.pk], currency=invoice.currency
    )
    receivables = list(invoice.receivables.order_by("rank", "id"))
    beyond = of_receivables(invoice, receivables)
    by_receivable = claiming.by_receivable(counted.claims, [each.pk for each in receivables])
    return InvoicePage(
        lines=[
            Line(
                receivable,
                by_receivable.get(receivable.pk, claiming.NOTHING),
                _segments(counted, receivable),
                beyond.get(receivable.pk),
            )
            for receivable in receivables
        ],
        allocations=_allocations(invoice),
        claims=claiming.summed(counted.claims, invoice.currency),
        estimate=counted.estimate,
        terms=late_charges.terms_of(invoice),
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


def _segments(counted: Counted, receivable: Receivable) -> list[Segment]:
    """The interest day by day, as far as rates are known."""
    mine = counted.segments.filter(pl.col("receivable_id") == receivable.pk)
    return [
        Segment(
            period=Period(row["first"], row["last"]),
            base_cents=row["base_cents"],
            rate=Decimal(row["rate_millionths"]) / MILLIONTHS,
            interest_cents=row["interest_cents"],
            article=row["article"],
            source=row["source"],
            is_certain=row["is_certain"],
        )
        for row in mine.iter_rows(named=True)
    ]
