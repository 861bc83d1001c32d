"""Proposals as their viewers may see them, and what they say: on the page, on paper, by mail, on
the customer's own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.payment_plans.models import Answer, PlanProposal, ProposedReceivable
from encaisse.payment_plans.rules.proposing import State, state_of
from encaisse.web.formats import plural

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.receivables.models import Receivable

# Who can show a proposal to its customer gives here the address at which it is accepted, for a mail
# to that address written at that instant.
LINKS: list[Callable[[PlanProposal, str, datetime], str]] = []


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph of the agreement: its title and its words."""

    title: str
    text: str


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
    found = _whole(PlanProposal.objects.filter(company=company, answer="", approved_on=None))
    waits = found.exclude(beyond="").filter(expires_on__gte=on)
    return list(waits.order_by("proposed_on", "id"))


def link_of(proposal: PlanProposal, *, to: str, at: datetime) -> str:
    """Where whoever has that address accepts it; empty when there is nowhere."""
    return next((link for give in LINKS if (link := give(proposal, to, at))), "")


def agreement_of(proposal: PlanProposal) -> Agreement:
    """What the customer is asked to accept, whole: a mention more or less is another proposal."""
    parts = list(proposal.installments.all())
    currency = proposal.currency
    interest = sum(part.interest_cents for part in parts)

    def told(cents: int) -> str:
        return str(Money(cents, currency))

    return Agreement(
        title="Échéancier de paiement et reconnaissance de dette",
        creditor=proposal.company.name,
        debtor=proposal.customer.name,
        invoices=tuple(
            (part.receivable.invoice.number, french_day(part.receivable.due_on), told(part.cents))
            for part in proposal.parts.all()
        ),
        installments=tuple(
            (
                french_day(part.due_on), told(part.cents), told(part.interest_cents),
                told(part.cents + part.interest_cents),
            )
            for part in parts
        ),
        principal=told(proposal.cents),
        interest=told(interest),
        total=told(proposal.cents + interest),
        bears_interest=interest > 0,
        clauses=tuple(_clauses(proposal, interest)),
        expires_on=proposal.expires_on,
    )  # fmt: skip


def is_accepted(proposal: PlanProposal) -> bool:
    """Whether it became a plan."""
    return proposal.answer == Answer.ACCEPTED


def _clauses(proposal: PlanProposal, interest: int) -> Iterable[Clause]:
    creditor, debtor = proposal.company.name, proposal.customer.name
    principal = Money(proposal.cents, proposal.currency)
    yield Clause(
        "Reconnaissance de dette",
        f"{debtor} reconnaît devoir à {creditor} la somme de {principal} en principal, au titre "
        "des factures énumérées ci-dessus, et n'en conteste ni l'existence ni le montant. Cette "
        "reconnaissance interrompt la prescription (Code civil, article 2240).",
    )
    count = len(proposal.installments.all())
    paid = plural(
        count,
        "versement, au plus tard le jour indiqué",
        "versements, chacun au plus tard le jour indiqué",
    )
    yield Clause(
        "Paiement",
        f"{debtor} s'engage à payer cette somme en {paid}. Tant qu'il respecte l'échéancier, "
        f"{creditor} ne réclame pas le paiement immédiat du solde. L'échéancier n'emporte pas "
        "novation : les factures, leurs garanties et la réserve de propriété demeurent.",
    )
    yield Clause("Intérêts de retard", _interest(proposal, interest))
    yield Clause("Déchéance du terme", _acceleration(proposal))
    yield Clause(
        "Durée de la proposition",
        f"Sans acceptation le {french_day(proposal.expires_on)} au plus tard, la proposition est "
        "caduque et ne peut être opposée à aucune des parties.",
    )


def _interest(proposal: PlanProposal, interest: int) -> str:
    waived = Money(proposal.waived_cents, proposal.currency)
    if not interest and not proposal.waived_cents:
        return "Aucun intérêt n'est ajouté aux versements. Ceux que la loi accorde sont réservés."
    borne = Money(interest, proposal.currency)
    told = f"Les versements comprennent {borne} d'intérêts de retard. " if interest else ""
    if not proposal.waived_cents:
        return (
            told + "Ils sont comptés jusqu'au jour de chaque versement, aux taux connus à ce jour."
        )
    return (
        f"{told}{proposal.company.name} renonce à {waived} d'intérêts de retard si tous les "
        "versements sont faits à leur date ; sinon ils restent dus."
    )


def _acceleration(proposal: PlanProposal) -> str:
    if not proposal.missed_max:
        return (
            f"À défaut de paiement d'un versement, {proposal.company.name} peut, après mise en "
            "demeure, mettre fin à l'échéancier : le solde redevient alors immédiatement exigible."
        )
    missed = plural(proposal.missed_max, "versement", "versements")
    days = plural(proposal.grace_days, "jour", "jours")
    how = (
        "de plein droit et sans autre formalité"
        if proposal.is_automatic
        else f"si {proposal.company.name} le demande par écrit"
    )
    return (
        f"Lorsque {missed} resteront impayés {days} après leur date, le solde redeviendra "
        f"immédiatement exigible, {how}, avec les intérêts de retard."
        if proposal.missed_max > 1
        else f"Lorsqu'un versement restera impayé {days} après sa date, le solde redeviendra "
        f"immédiatement exigible, {how}, avec les intérêts de retard."
    )


def _whole(found: QuerySet[PlanProposal]) -> QuerySet[PlanProposal]:
    return (
        found.select_related("company", "customer__company", "plan", "document", "letter")
        .prefetch_related(
            "parts__receivable__invoice", "parts__receivable__customer__company", "installments"
        )
        .order_by("-proposed_on", "-id")
    )
