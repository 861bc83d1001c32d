"""Proposals as their viewers may see them, and what they say: on the page, on paper, by mail, on
the customer's own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.kernel.money import Money
from encaisse.letters.rules.words import words_of
from encaisse.payment_plans.models import PlanProposal, ProposedReceivable
from encaisse.payment_plans.rules.agreeing import Clause, Facts, clauses, title_of
from encaisse.payment_plans.rules.proposing import State, state_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.receivables.models import Receivable

# Who can show a proposal to its customer gives here the address at which it is accepted, for a mail
# to that address written at that instant.
LINKS: list[Callable[[PlanProposal, str, datetime], str]] = []


@dataclass(frozen=True, slots=True)
class Agreement:
    """All that a customer accepts. ``invoices``: number, due day, amount; ``installments``: day,
    principal, interest, total; amounts and days as one reads them."""

    title: str
    creditor: str
    debtor: str
    invoices: tuple[tuple[str, str, str], ...]
    installments: tuple[tuple[str, str, str, str], ...]
    principal: str
    interest: str
    total: str
    bears_interest: bool
    clauses: tuple[Clause, ...]
    expires_on: date


def proposal_for(viewer: User, proposal_id: int) -> PlanProposal:
    """The proposal, if the viewer belongs to its company; else it does not exist."""
    found = _whole(PlanProposal.objects.filter(company__memberships__user=viewer, pk=proposal_id))
    proposal = found.first()
    if proposal is None:
        raise Http404
    return proposal


def proposals(company: Company) -> QuerySet[PlanProposal]:
    """The proposals of the company, the newest first."""
    return _whole(PlanProposal.objects.filter(company=company))


def awaiting(customer_id: int, *, on: date) -> list[PlanProposal]:
    """What was sent to a customer and waits for its answer: what it may accept."""
    found = _whole(PlanProposal.objects.filter(customer=customer_id, answer=""))
    return list(found.filter(sent_on__lte=on, expires_on__gte=on))


def state(proposal: PlanProposal, *, on: date) -> State:
    """Where it stands that day."""
    return state_of(
        sent_on=proposal.sent_on, expires_on=proposal.expires_on, answer=proposal.answer, on=on,
        waits=bool(proposal.beyond) and proposal.approved_on is None,
    )  # fmt: skip


def waiting_over(receivables: Iterable[Receivable], *, on: date) -> PlanProposal | None:
    """A proposal over one of these receivables that nobody answered."""
    parts = ProposedReceivable.objects.filter(receivable__in=list(receivables)).filter(
        proposal__answer="", proposal__expires_on__gte=on
    )
    part = parts.select_related("proposal").order_by("id").first()
    return part.proposal if part else None


def to_approve(company: Company, *, on: date) -> list[PlanProposal]:
    """What waits for a manager, the oldest first."""
    open_ones = PlanProposal.objects.filter(company=company, answer="", approved_on=None)
    waits = open_ones.exclude(beyond="").filter(expires_on__gte=on)
    if not waits.exists():  # most days: what follows is long to plan
        return []
    return list(_whole(waits).order_by("proposed_on", "id"))


def link_of(proposal: PlanProposal, *, to: str, at: datetime) -> str:
    """Where whoever has that address accepts it; empty when there is nowhere."""
    return next((link for give in LINKS if (link := give(proposal, to, at))), "")


def agreement_of(proposal: PlanProposal, *, language: str = "fr") -> Agreement:
    """What the customer is asked to accept, whole: a mention more or less is another proposal. The
    French text binds; another language is to be read only."""
    parts = list(proposal.installments.all())
    words, currency = words_of(language), proposal.currency
    interest = sum(part.interest_cents for part in parts)

    def told(cents: int) -> str:
        return words.money(Money(cents, currency))

    return Agreement(
        title=title_of(language),
        creditor=proposal.company.name,
        debtor=proposal.customer.name,
        invoices=tuple(
            (part.receivable.invoice.number, words.day(part.receivable.due_on), told(part.cents))
            for part in proposal.parts.all()
        ),
        installments=tuple(
            (
                words.day(part.due_on), told(part.cents), told(part.interest_cents),
                told(part.cents + part.interest_cents),
            )
            for part in parts
        ),
        principal=told(proposal.cents),
        interest=told(interest),
        total=told(proposal.cents + interest),
        bears_interest=interest > 0,
        clauses=clauses(_facts(proposal, interest, language), language=language),
        expires_on=proposal.expires_on,
    )  # fmt: skip


def _facts(proposal: PlanProposal, interest: int, language: str) -> Facts:
    words, currency = words_of(language), proposal.currency

    def told(cents: int) -> str:
        return words.money(Money(cents, currency)) if cents else ""

    return Facts(
        creditor=proposal.company.name, debtor=proposal.customer.name,
        principal=told(proposal.cents), interest=told(interest),
        waived=told(proposal.waived_cents), count=len(proposal.installments.all()),
        missed_max=proposal.missed_max, grace_days=proposal.grace_days,
        is_automatic=proposal.is_automatic, expires_on=words.day(proposal.expires_on),
    )  # fmt: skip


def _whole(found: QuerySet[PlanProposal]) -> QuerySet[PlanProposal]:
    return (
        found.select_related("company", "customer__company", "plan", "document", "letter")
        .prefetch_related(
            "parts__receivable__invoice", "parts__receivable__customer__company", "installments"
        )
        .order_by("-proposed_on", "-id")
    )
