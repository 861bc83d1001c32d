"""What really happened in a company's books between two days, as a story needs it.

What came before the first day is taken for the receivables that were still open on it, or that
moved since: their money with its real days, the steps that they had taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Min, Model, Prefetch, Q, QuerySet, Sum

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.disputes.models import Dispute
from encaisse.dunning import rules
from encaisse.dunning.models import Assignment, Message, Proposal, Run
from encaisse.dunning.queries.scenarios import default_of, rates_of, scenarios_of
from encaisse.dunning.queries.segments import active, segment_of
from encaisse.insolvency.models import Insolvency
from encaisse.late_charges.models import Claim
from encaisse.life_cycle.models import Consequence
from encaisse.life_cycle.rules.codes import HELD
from encaisse.matching.models import Allocation
from encaisse.parties.models import Contact, Customer, RefusingAddress
from encaisse.payment_plans.models import InstallmentShare, Plan, PlanProposal
from encaisse.payments.models import Credit
from encaisse.promises.models import Promise
from encaisse.receivables.models import Invoice, Receivable

M = TypeVar("M", bound=Model)
TAKEN = ("delivered", "skipped")


@dataclass(frozen=True, slots=True)
class Books:
    """Rows as the tables keep them, in a fixed order."""

    company: Company
    first: date
    last: date
    scenarios: dict[int, rules.Scenario]
    default_id: int | None
    rates: dict[str, str]
    customers: list[Customer]
    invoices: list[Invoice]
    credits: list[Credit]
    allocations: list[Allocation]
    reversals: dict[int, Allocation]
    allotted: dict[int, int]
    claims: list[Claim]
    disputes: list[Dispute]
    promises: list[Promise]
    plans: list[Plan]
    offers: list[PlanProposal]
    shares: list[InstallmentShare]
    proceedings: list[Insolvency]
    entailed: list[Consequence]
    assignments: list[Assignment]
    runs: list[Run]
    segmented: list[dict[int, int]]
    messages: list[Message]
    proposals: list[Proposal]
    entries: list[Entry]
    first_ids: dict[str, int]
    refusing: dict[str, int]


def books_of(company: Company, first: date, last: date) -> Books:
    """Everything that the story of those days tells, both days included."""
    customers = _customers(company)
    receivables = _receivables(company, first, last, customers)
    credits = _credits(company, first, last, customers, receivables)
    allocations = _between(credits, receivables).filter(on__lte=last).order_by("on", "id")
    runs = list(Run.objects.filter(company=company, on__range=(first, last)).order_by("id"))
    return Books(
        company=company,
        first=first,
        last=last,
        scenarios=scenarios_of(company),
        default_id=getattr(default_of(company), "pk", None),
        rates={pair: str(rate) for pair, rate in rates_of(company).items()},
        customers=customers,
        invoices=_invoices(receivables),
        credits=credits,
        allocations=[each for each in allocations if each.cents > 0],
        reversals={each.reverses_id: each for each in allocations if each.reverses_id},
        allotted=_allotted(credits, receivables),
        claims=_by_day(Claim, company, "on", last),
        disputes=_by_day(Dispute, company, "opened_on", last, "parts"),
        promises=_by_day(Promise, company, "made_on", last, "parts"),
        plans=_by_day(Plan, company, "agreed_on", last, "parts", "installments__receivable"),
        offers=_by_day(PlanProposal, company, "sent_on", last, "parts"),
        shares=_by_day(InstallmentShare, company, "on", last),
        proceedings=_by_day(Insolvency, company, "judged_on", last),
        entailed=_entailed(company, last),
        assignments=list(Assignment.objects.filter(company=company).order_by("id")),
        runs=runs,
        segmented=_segmented(company, [run.on for run in runs]),
        messages=_messages(company, first, last),
        proposals=_proposals(receivables, last),
        entries=list(Entry.objects.filter(company=company).order_by("rank", "id")),
        first_ids=_first_ids(company),
        refusing=_refusing(company),
    )


def _messages(company: Company, first: date, last: date) -> list[Message]:
    found = Message.objects.filter(company=company, run__on__range=(first, last))
    return list(found.select_related("run").order_by("id"))


def _entailed(company: Company, last: date) -> list[Consequence]:
    """The invoices that a status held, with that status; disputes and promises are told alone."""
    found = Consequence.objects.filter(company=company, since__lte=last, kind__in=HELD)
    return list(found.select_related("status").order_by("since", "id"))


def _proposals(receivables: list[Receivable], last: date) -> list[Proposal]:
    told = [each.pk for each in receivables]
    found = Proposal.objects.filter(receivable__in=told, on__lte=last)
    return list(found.select_related("message").order_by("on", "id"))


def _refusing(company: Company) -> dict[str, int]:
    """The addresses that refused our mails one day, each with its rank."""
    found = RefusingAddress.objects.filter(company=company).order_by("id")
    addresses = dict.fromkeys(found.values_list("address", flat=True))
    return {address: rank for rank, address in enumerate(addresses, start=1)}


def _segmented(company: Company, days: list[date]) -> list[dict[int, int]]:
    """For each of these days the scenario of each customer's segment; nothing when the company has
    no segment. Segments are as they are now."""
    among = active(company)
    if not among:
        return []
    of_day = {on: segment_of(company, on, among=among) for on in set(days)}
    chosen = {on: found.drop_nulls("scenario") for on, found in of_day.items()}
    return [dict(chosen[on].select("customer", "scenario").iter_rows()) for on in days]


def _by_day(model: type[M], company: Company, began: str, last: date, *along: str) -> list[M]:
    """Those of the company that began by the last day, with what goes along."""
    found = model._default_manager.filter(company=company, **{f"{began}__lte": last})
    return list(found.prefetch_related(*along).order_by(began, "pk"))


def _customers(company: Company) -> list[Customer]:
    """Those who can be reminded: the tills and card accounts are left out."""
    contacts = Prefetch("contacts", Contact.objects.order_by("id"))
    found = Customer.objects.filter(company=company, is_pseudo=False)
    return list(found.prefetch_related(contacts).order_by("id"))


def _receivables(
    company: Company, first: date, last: date, customers: list[Customer]
) -> list[Receivable]:
    """Those of invoices issued in these days, and those still open at the start or moved since."""
    receivables = Receivable.objects.filter(company=company)
    moved = Allocation.objects.filter(company=company, on__gte=first).values("receivable")
    issued = Invoice.objects.filter(company=company)
    told = {
        *issued.filter(issued_on__gte=first).values_list("pk", flat=True),
        *issued.filter(cancelled_on__gte=first).values_list("pk", flat=True),
        *receivables.filter(open_cents__gt=0).values_list("invoice", flat=True),
        *receivables.filter(pk__in=moved).values_list("invoice", flat=True),
    }
    mine = receivables.filter(invoice__in=told, customer__in=[each.pk for each in customers])
    found = mine.filter(invoice__issued_on__lte=last)
    return list(found.select_related("invoice").order_by("id"))


def _invoices(receivables: Iterable[Receivable]) -> list[Invoice]:
    wanted = {each.invoice_id for each in receivables}
    ranked = Prefetch("receivables", Receivable.objects.order_by("rank"))
    found = Invoice.objects.filter(pk__in=wanted).prefetch_related(ranked)
    return list(found.order_by("issued_on", "id"))


def _credits(
    company: Company,
    first: date,
    last: date,
    customers: list[Customer],
    receivables: list[Receivable],
) -> list[Credit]:
    """What paid these receivables, and what still stood or came in those days."""
    paid = Allocation.objects.filter(receivable__in=[each.pk for each in receivables])
    moved = Allocation.objects.filter(company=company, on__gte=first)
    credits = Credit.objects.filter(company=company)
    lived = Q(on__gte=first) | Q(returned_on__gte=first) | Q(cancelled_on__gte=first)
    told = {
        *paid.values_list("credit", flat=True),
        *moved.values_list("credit", flat=True),
        *credits.filter(lived | Q(open_cents__gt=0)).values_list("pk", flat=True),
    }
    mine = credits.filter(pk__in=told, customer__in=[each.pk for each in customers])
    return list(mine.filter(on__lte=last).order_by("on", "id"))


def _between(credits: list[Credit], receivables: list[Receivable]) -> QuerySet[Allocation]:
    """What each of these credits pays of these receivables."""
    return Allocation.objects.filter(
        credit__in=[each.pk for each in credits], receivable__in=[each.pk for each in receivables]
    )


def _allotted(credits: list[Credit], receivables: list[Receivable]) -> dict[int, int]:
    """In all, to this day."""
    found = _between(credits, receivables).values_list("credit")
    return dict(found.annotate(cents=Sum("cents")).order_by("credit"))


def _first_ids(company: Company) -> dict[str, int]:
    """The first identifier of each sort: pseudonyms count from it, whatever the days told."""
    sorts = (Customer, Contact, Invoice, Credit)
    found = {
        model._meta.model_name or "": model._default_manager.filter(company=company).aggregate(
            first=Min("pk")
        )["first"]
        for model in sorts
    }
    return {name: first or 1 for name, first in found.items()}
