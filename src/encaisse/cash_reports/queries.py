"""The receipts of invoices that go through a platform: what waits, what lacks, what was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.cash_reports.models import CashHabit, CashReport, InvoiceVat, VatChoice
from encaisse.cash_reports.rules import duty
from encaisse.cash_reports.rules.duty import Duty, Kind, Nature, Sale
from encaisse.cash_reports.rules.message import ADDRESS_SCHEME, INVOICE_TYPE, TYPES, Firm
from encaisse.cash_reports.rules.sharing import Part, by_rate, rate_of
from encaisse.imports.einvoices.reading import read_einvoices
from encaisse.invoicing.models import Issued
from encaisse.invoicing.rules.parties import HOME, OVERSEAS
from encaisse.invoicing.rules.regimes import HUNDRED, REGIMES
from encaisse.legal_values.queries import law as known_law
from encaisse.matching.models import Allocation
from encaisse.parties.models import CustomerKind
from encaisse.payments.models import CreditKind
from encaisse.receivables.models import InvoiceKind

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from encaisse.accounts.models import User
    from encaisse.imports.rules.einvoice import EInvoice
    from encaisse.receivables.models import Invoice

BILL = "bill"
MONEY = (CreditKind.PAYMENT, CreditKind.BILL, CreditKind.SET_OFF)
REVERSE_CHARGE = "AE"
MOST = 2_000
NEVER = (Nature.GOODS, Nature.DEBITS)


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of the VAT of an invoice, from its file, from a person, or by habit."""

    nature: Nature = Nature.UNKNOWN
    parts: tuple[Part, ...] = ()
    type_code: str = INVOICE_TYPE
    address: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A payment of a receivable, or what undoes it, that no message has told. ``corrects``: the
    message that it takes back."""

    allocation: Allocation
    duty: Duty
    said: Said
    credited: tuple[Part, ...] = ()
    corrects: CashReport | None = None

    @property
    def invoice(self) -> Invoice:
        """The invoice that is paid."""
        return self.allocation.receivable.invoice

    @property
    def on(self) -> date:
        """The day on which the money came; or went back."""
        return self.allocation.on if self.allocation.cents < 0 else self.allocation.credit.on


@dataclass(frozen=True, slots=True)
class Waiting:
    """What no message has told yet: to declare, lacking something, or with nothing to declare;
    ``more``: there is more than could be read at once."""

    declared: list[Fact]
    lacking: list[Fact]
    nothing: list[Fact]
    more: bool

    @property
    def total_cents(self) -> int:
        """What would be declared, in all currencies as they are."""
        return sum(fact.allocation.cents for fact in self.declared)


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def habit_of(company: Company) -> CashHabit:
    """What the company chose; nothing for one that never said."""
    return CashHabit.objects.filter(company=company).first() or CashHabit(company=company)


def with_habit() -> list[int]:
    """The companies whose receipts are declared."""
    found = CashHabit.objects.filter(since__isnull=False).order_by("company_id")
    return list(found.values_list("company_id", flat=True))


def waiting(company: Company) -> Waiting:
    """The payments of the company's invoices that no message has told, the oldest first."""
    habit = habit_of(company)
    if habit.since is None:
        return Waiting([], [], [], more=False)
    rows = list(_untold(company, habit)[: MOST + 1])
    kept = _moving(rows[:MOST])
    invoices = {row.receivable.invoice_id: row.receivable.invoice for row in kept}
    known, credited = _known(invoices, habit), _credited(invoices)
    told = {
        each.allocation_id: each
        for each in CashReport.objects.filter(
            allocation__in=[row.reverses_id for row in kept if row.reverses_id]
        )
    }
    piles: dict[Kind, list[Fact]] = defaultdict(list)
    for row in kept:
        invoice = row.receivable.invoice
        said, corrects = known[invoice.pk], told.get(row.reverses_id or 0)
        found = duty.DECLARED if corrects else _duty_of(row, said)
        fact = Fact(row, found, said, credited.get(invoice.pk, ()), corrects)
        piles[found.kind].append(fact)
    return Waiting(
        piles[Kind.DECLARE], piles[Kind.LACKS], piles[Kind.NOTHING], more=len(rows) > MOST
    )


def declared_of(invoice: Invoice) -> list[Part]:
    """What the messages of an invoice told at each rate."""
    found = CashReport.objects.filter(invoice=invoice).order_by("number")
    return [part for row in found for part in parts_of(row.parts)]


def reports(company: Company) -> QuerySet[CashReport]:
    """Every message made, the latest first."""
    found = CashReport.objects.filter(company=company)
    return found.select_related("invoice__customer", "document").order_by("-number", "-id")


def not_given(company: Company) -> QuerySet[CashReport]:
    """The messages that nobody has given to the platform, the oldest first."""
    return reports(company).filter(given_on=None).order_by("number", "id")


def reports_of(invoice: Invoice) -> list[CashReport]:
    """The messages of an invoice, in their order."""
    found = CashReport.objects.filter(invoice=invoice).select_related("document")
    return list(found.order_by("number"))


def report_for(viewer: User, company: Company, report_id: int) -> CashReport:
    """The message of a company that the viewer belongs to; else it does not exist."""
    found = reports(company).filter(company__memberships__user=viewer, pk=report_id).first()
    if found is None:
        raise Http404
    return found


def next_number(company: Company) -> int:
    """Messages are numbered without gaps."""
    latest = CashReport.objects.filter(company=company).order_by("-number").first()
    return latest.number + 1 if latest else 1


def first_of_each(facts: Iterable[Fact]) -> list[Fact]:
    """One receipt of each invoice: what it lacks is asked once."""
    found: dict[int, Fact] = {}
    for fact in facts:
        found.setdefault(fact.invoice.pk, fact)
    return list(found.values())


def rates(*, on: date) -> list[str]:
    """The VAT rates of the day, the highest first."""
    law = known_law()
    found = {
        rate_of(regime.rate_on(on, law) * HUNDRED)
        for regime in REGIMES.values()
        if regime.parameter
    }
    return sorted(found, key=Decimal, reverse=True)


def unread(company: Company) -> list[InvoiceVat]:
    """What the invoices issued here say of their VAT, of those that nothing is kept of yet."""
    known = InvoiceVat.objects.filter(company=company)
    found = Issued.objects.filter(
        company=company, invoice__isnull=False, issued_on__gte=habit_of(company).since
    ).exclude(invoice__in=known.values("invoice"))
    return [
        InvoiceVat(company=company, invoice_id=invoice_id, **read_vat(_own(xml)))
        for invoice_id, xml in found.order_by("id").values_list("invoice", "xml")[:MOST]
    ]


def read_vat(said: EInvoice) -> dict[str, Any]:
    """What an e-invoice says of its VAT, as it is kept."""
    parts = by_rate(
        Part(
            "" if each.category == REVERSE_CHARGE or each.rate is None else rate_of(each.rate),
            (each.base_cents or 0) + (each.vat_cents or 0),
        )
        for each in said.vat
    )
    return {
        "type_code": said.type_code[:10], "frame": said.frame[:10],
        "vat_point": said.vat_point[:10],
        "parts": [[part.rate, part.cents] for part in parts],
        "address": said.buyer.endpoint[:125], "scheme": said.buyer.scheme[:10],
    }  # fmt: skip


def firms(fact: Fact) -> tuple[Firm, Firm]:
    """The seller and the buyer, as a message names them."""
    seller, buyer = fact.allocation.company, fact.invoice.customer
    where = (fact.said.address, fact.said.scheme) if fact.said.scheme else ("", ADDRESS_SCHEME)
    return Firm(seller.name, seller.siren), Firm(buyer.name, buyer.siren, *where)


def _untold(company: Company, habit: CashHabit) -> QuerySet[Allocation]:
    """What no message told, but for what is plainly never to be: a company that sells goods, or
    abroad, would read it all its life."""
    found = Allocation.objects.filter(
        company=company, credit__kind__in=MONEY, is_proposal=False, cash_report=None,
        receivable__invoice__kind=InvoiceKind.INVOICE,
        receivable__invoice__issued_on__gte=habit.since,
        receivable__invoice__customer__country__in={HOME, *OVERSEAS},
        receivable__invoice__customer__is_pseudo=False,
    ).exclude(receivable__invoice__customer__kind=CustomerKind.CONSUMER)  # fmt: skip
    chosen = VatChoice.objects.filter(company=company)
    told = InvoiceVat.objects.filter(company=company)
    plain = told.filter(Q(frame__startswith="B") | Q(vat_point__in=duty.ON_ISSUE))
    for never in (
        chosen.filter(nature__in=NEVER), plain.exclude(invoice__in=chosen.values("invoice")),
    ):  # fmt: skip
        found = found.exclude(receivable__invoice__in=never.values_list("invoice", flat=True))
    if habit.nature in NEVER:
        speaking = (chosen, told, Issued.objects.filter(company=company, invoice__isnull=False))
        those = (Q(receivable__invoice__in=each.values("invoice")) for each in speaking)
        found = found.filter(reduce(or_, those))
    return found.select_related(
        "company", "credit", "receivable__invoice__customer", "receivable__invoice__company"
    ).order_by("id")


def _moving(rows: Sequence[Allocation]) -> list[Allocation]:
    """Without what was made and undone before anything was told."""
    here = {row.pk for row in rows}
    undone = {row.reverses_id for row in rows if row.reverses_id in here}
    return [row for row in rows if row.pk not in undone and row.reverses_id not in undone]


def _known(invoices: dict[int, Invoice], habit: CashHabit) -> dict[int, Said]:
    """What is known of the VAT of these invoices: three queries."""
    told = {row.invoice_id: row for row in InvoiceVat.objects.filter(invoice__in=invoices)}
    chosen = {row.invoice_id: row for row in VatChoice.objects.filter(invoice__in=invoices)}
    issued = Issued.objects.filter(invoice__in=set(invoices) - set(told))
    for invoice_id, xml in issued.values_list("invoice", "xml"):
        told[invoice_id or 0] = InvoiceVat(**read_vat(_own(xml)))
    return {
        pk: _said(invoice, told.get(pk), chosen.get(pk), habit) for pk, invoice in invoices.items()
    }


def _said(
    invoice: Invoice, told: InvoiceVat | None, chosen: VatChoice | None, habit: CashHabit
) -> Said:
    """A person's word first, then the file's, then the habit of the company."""
    nature = duty.nature_of(told.frame, told.vat_point) if told else Nature.UNKNOWN
    parts = parts_of(told.parts) if told else ()
    if chosen:
        nature, parts = Nature(chosen.nature), parts_of(chosen.parts) or parts
    if not parts and habit.rate:
        parts = (Part(habit.rate, invoice.total_cents),)
    code = told.type_code if told and told.type_code in TYPES else INVOICE_TYPE
    address, scheme = (told.address, told.scheme) if told else ("", "")
    return Said(nature or Nature(habit.nature), parts, code, address, scheme)


def parts_of(kept: Sequence[Sequence[Any]]) -> tuple[Part, ...]:
    """Parts as they are kept."""
    return tuple(Part(rate, cents) for rate, cents in kept)


def _credited(invoices: Iterable[int]) -> dict[int, tuple[Part, ...]]:
    """What the credit notes issued here took from each of these invoices, at each rate."""
    found: dict[int, list[Part]] = defaultdict(list)
    issued = Issued.objects.filter(corrects__in=list(invoices)).order_by("id")
    for invoice_id, xml in issued.values_list("corrects", "xml"):
        found[invoice_id or 0] += parts_of(read_vat(_own(xml))["parts"])
    return {pk: tuple(parts) for pk, parts in found.items()}


def _own(xml: str) -> EInvoice:
    """What was issued here, read as any e-invoice."""
    return read_einvoices(xml.encode()).invoices[0]


def _duty_of(row: Allocation, said: Said) -> Duty:
    customer, seller = row.receivable.invoice.customer, row.company
    found = duty.duty_of(
        Sale(
            nature=said.nature, parts=said.parts, seller_siren=seller.siren,
            buyer_siren=customer.siren, is_firm=customer.kind != CustomerKind.CONSUMER,
            is_french=customer.country == HOME or customer.country in OVERSEAS,
        )
    )  # fmt: skip
    if found.kind == Kind.NOTHING:
        return found
    if row.credit.kind == CreditKind.SET_OFF:
        return duty.SET_OFF
    is_bill = row.credit.kind == CreditKind.BILL or row.credit.method == BILL
    return duty.BILL if is_bill else found
