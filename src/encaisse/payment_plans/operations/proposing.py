"""A plan proposed to a customer: made, sent, accepted, refused, withdrawn. Only accepted does it
become a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.documents.queries import subject_for
from encaisse.documents.rules.media import Media, sniffed
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters
from encaisse.letters import pdf
from encaisse.letters.queries import check_mail
from encaisse.parties import operations as parties
from encaisse.parties.rules import thread_of
from encaisse.payment_plans import queries
from encaisse.payment_plans.models import (
    Answer,
    PlanProposal,
    ProposedInstallment,
    ProposedReceivable,
)
from encaisse.payment_plans.operations import AlreadyPlanned, agree, one_debt
from encaisse.payment_plans.operations.wording import FILE, order, proposing_mail
from encaisse.payment_plans.queries import proposals, simulating
from encaisse.payment_plans.rules import Part, check
from encaisse.payment_plans.rules.limiting import NO_LIMIT, Limits, beyond
from encaisse.payment_plans.rules.proposing import WORDS, State, Terms, check_answer_day

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.documents.models import Document
    from encaisse.payment_plans.models import Plan
    from encaisse.receivables.models import Receivable

USUAL = Terms(missed_max=1)
BEYOND_MAX = 250
SIGNED = {Media.PDF, Media.PNG, Media.JPEG, Media.WEBP, Media.HEIC, Media.TIFF}
OPEN = (State.TO_APPROVE, State.READY, State.SENT)
# Who keeps what an acceptance means for the debt itself is told of it, in the same transaction.
ACCEPTED: list[Callable[[PlanProposal, date, str], None]] = []


class AlreadyProposed(Refusal):
    """One proposal at a time over a receivable."""

    code = "plan_already_proposed"
    sentence = (
        "Une proposition d'échéancier du {on} attend déjà une réponse sur ces créances : "
        "retirez-la d'abord."
    )


class ProposalOver(Refusal):
    """Answered, withdrawn, or too late."""

    code = "plan_proposal_over"
    sentence = "Cette proposition n'attend plus rien : {state}. Faites-en une nouvelle au besoin."


class ProposalToApprove(Refusal):
    """A manager has not agreed yet."""

    code = "plan_proposal_to_approve"
    sentence = "Cette proposition attend l'accord d'un responsable : {why}"


class ProposalNotSent(Refusal):
    """Nobody accepts what nobody showed."""

    code = "plan_proposal_not_sent"
    sentence = "Cette proposition n'est pas encore partie : envoyez-la ou remettez-la d'abord."


class ProposalSent(Refusal):
    """It left before."""

    code = "plan_proposal_sent"
    sentence = "Cette proposition est partie le {on}."


class ProposalToNobody(Refusal):
    """A mail has an address."""

    code = "plan_proposal_to_nobody"
    sentence = (
        "À quelle adresse envoyer la proposition ? Écrivez un courriel, ou remettez le document "
        "vous-même."
    )


class ProposalOutdated(Refusal):
    """What is owed is no longer what was proposed to be spread."""

    code = "plan_proposal_outdated"
    sentence = (
        "Il reste dû {now} sur ces factures, et non plus {before} comme dans la proposition : "
        "faites-en une nouvelle."
    )


class AcceptanceWithoutName(Refusal):
    """An agreement is somebody's."""

    code = "plan_acceptance_without_name"
    sentence = "Écrivez le nom de la personne qui accepte l'échéancier."


class AcceptanceWithoutEvidence(Refusal):
    """What is agreed must be shown one day."""

    code = "plan_acceptance_without_evidence"
    sentence = "Dites comment l'accord a été donné, ou joignez le document signé."


class SignedNotPaper(Refusal):
    """A paper that came back, and nothing else: a scan or a picture of it."""

    code = "plan_signed_not_paper"
    sentence = (
        "« {name} » n'est ni un PDF ni une image : joignez l'accord signé, numérisé ou "
        "photographié."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is offered: until when, the share of the interest given up, what happens if it is not
    kept."""

    expires_on: date
    waived_percent: int = 0
    terms: Terms = USUAL


@transaction.atomic
def propose(
    receivables: Sequence[Receivable], parts: Sequence[Part], offer: Offer, *, on: date, by: str,
    limits: Limits = NO_LIMIT,
) -> PlanProposal:  # fmt: skip
    """Prepare a plan over what is open of these receivables. Nothing leaves, nothing is held.
    ``limits``: what its author grants alone; beyond it waits for a manager."""
    customer, currency = one_debt(receivables)
    parties.hold(customer.pk)
    _check_free(receivables, on)
    owed = simulating.open_of(receivables, on=on)
    open_ = Money(sum(owed.values()), currency)
    check(parts, open_, on=on)
    share = offer.waived_percent
    above = beyond(limits, on=on, last_on=parts[-1].due_on, amount=open_, waived_percent=share)
    check_answer_day(offer.expires_on, on=on, first_on=parts[0].due_on)
    counted = simulating.simulate(receivables, parts, waived_percent=share, on=on)
    proposal = PlanProposal.objects.create(
        company_id=customer.company_id, customer=customer, currency=currency,
        cents=counted.principal_cents, waived_percent=share,
        waived_cents=counted.waived_cents, proposed_on=on, proposed_by=by[:200],
        expires_on=offer.expires_on, grace_days=offer.terms.grace_days,
        missed_max=offer.terms.missed_max, is_automatic=offer.terms.is_automatic,
        beyond=" ".join(above)[:BEYOND_MAX],
    )  # fmt: skip
    ProposedReceivable.objects.bulk_create(
        ProposedReceivable(
            company_id=customer.company_id, proposal=proposal, receivable_id=key, cents=cents
        )
        for key, cents in owed.items()
    )
    ProposedInstallment.objects.bulk_create(
        ProposedInstallment(
            company_id=customer.company_id, proposal=proposal, rank=rank, due_on=part.due_on,
            cents=part.cents, interest_cents=part.interest_cents,
        )
        for rank, part in enumerate(counted.parts, 1)
    )  # fmt: skip
    record(proposal, "payment_plan.proposed", by, on, cents=proposal.cents, installments=len(parts))
    return proposal


@transaction.atomic
def send(proposal: PlanProposal, *, to: str, on: date, by: str, at: datetime) -> PlanProposal:
    """The proposal leaves by mail, with the paper to sign. Its receivables are not reminded through
    the day of the answer."""
    proposal = _ready(proposal, on)
    to = to.strip()
    if not to:
        raise ProposalToNobody
    check_mail(proposal.company)
    paper = _paper(proposal, on)
    proposal.letter = letters.prepare(
        proposal.company, proposing_mail(proposal, to=to, at=at), to=[to], at=at,
        reply_to=proposal.company.email, thread=thread_of(proposal.customer_id),
        along=letters.Alongside(papers=[paper], about=f"plan_proposal:{proposal.pk}", by=by),
    )  # fmt: skip
    enqueue("letters.send", proposal.company_id, letter_ids=[proposal.letter.pk])
    return _sent(proposal, on, by, to)


@transaction.atomic
def hand(proposal: PlanProposal, *, on: date, by: str) -> PlanProposal:
    """The paper was given otherwise: by hand, by post, at a visit."""
    proposal = _ready(proposal, on)
    _paper(proposal, on)
    return _sent(proposal, on, by, "")


@transaction.atomic
def accept(
    proposal: PlanProposal, *, name: str, evidence: str, on: date, by: str = "",
    signed: documents.GivenFile | Document | None = None,
) -> Plan:  # fmt: skip
    """The customer accepts: the plan stands from that day. ``name``: who accepted; ``evidence``:
    how, as it will be shown one day; ``signed``: the paper that came back, or was kept."""
    proposal = held(proposal)
    found = proposals.state(proposal, on=on)
    if found == State.READY:
        raise ProposalNotSent
    require(proposal, State.SENT, on)
    if not name.strip():
        raise AcceptanceWithoutName
    if not evidence.strip() and signed is None:
        raise AcceptanceWithoutEvidence
    receivables = [part.receivable for part in proposal.parts.all()]
    now = simulating.total_open(receivables, on=on)
    if now.cents != proposal.cents:
        raise ProposalOutdated(now=now, before=Money(proposal.cents, proposal.currency))
    parts = [
        Part(part.due_on, part.cents, part.interest_cents) for part in proposal.installments.all()
    ]
    terms = Terms(proposal.grace_days, proposal.missed_max, proposal.is_automatic)
    plan = agree(receivables, parts, on=on, by=by or name, terms=terms)
    if signed is not None:
        proposal.document = _kept(proposal, signed, on=on, by=by or name)
    proposal.plan, proposal.evidence = plan, evidence.strip()
    _answered(proposal, Answer.ACCEPTED, name.strip(), on)
    record(proposal, "payment_plan.accepted", by or name, on, evidence.strip(), name=name.strip())
    for tell in ACCEPTED:
        tell(proposal, on, by or name)
    return plan


def _kept(
    proposal: PlanProposal, signed: documents.GivenFile | Document, *, on: date, by: str
) -> Document:
    """The paper that came back, among the customer's documents."""
    subject = subject_for(proposal.company, "customer", proposal.customer_id)
    if not isinstance(signed, documents.GivenFile):
        _require_paper(signed.name, signed.media_type)
        documents.attach(signed, subject, by=by)
        return signed
    if signed.content:
        _require_paper(signed.name, sniffed(signed.content))
    return documents.receive(
        proposal.company, signed, kind="contract", by=by, on=on, subjects=[subject]
    )


def _require_paper(name: str, media: str) -> None:
    if media not in SIGNED:
        raise SignedNotPaper(name=name)


@transaction.atomic
def refuse(proposal: PlanProposal, *, on: date, by: str, why: str = "") -> PlanProposal:
    """The customer says no: its receivables are reminded again."""
    proposal = held(proposal)
    require(proposal, State.SENT, on)
    _answered(proposal, Answer.REFUSED, by, on)
    record(proposal, "payment_plan.refused", by, on, why)
    return proposal


@transaction.atomic
def withdraw(proposal: PlanProposal, *, on: date, by: str, why: str = "") -> PlanProposal:
    """It is proposed no more."""
    proposal = held(proposal)
    if proposals.state(proposal, on=on) not in OPEN:
        require(proposal, State.SENT, on)
    _answered(proposal, Answer.WITHDRAWN, by, on)
    record(proposal, "payment_plan.withdrawn", by, on, why)
    return proposal


def _check_free(receivables: Sequence[Receivable], on: date) -> None:
    standing = queries.standing_over(receivables, on=on)
    if standing is not None:
        raise AlreadyPlanned(on=french_day(standing.agreed_on))
    waiting = proposals.waiting_over(receivables, on=on)
    if waiting is not None:
        raise AlreadyProposed(on=french_day(waiting.proposed_on))


def _ready(proposal: PlanProposal, on: date) -> PlanProposal:
    proposal = held(proposal)
    if proposals.state(proposal, on=on) == State.SENT and proposal.sent_on is not None:
        raise ProposalSent(on=french_day(proposal.sent_on))
    if proposals.state(proposal, on=on) == State.TO_APPROVE:
        raise ProposalToApprove(why=proposal.beyond)
    require(proposal, State.READY, on)
    return proposal


def require(proposal: PlanProposal, wanted: State, on: date) -> None:
    """Refuse unless it stands there that day."""
    found = proposals.state(proposal, on=on)
    if found != wanted:
        raise ProposalOver(state=WORDS[found])


def _sent(proposal: PlanProposal, on: date, by: str, to: str) -> PlanProposal:
    proposal.sent_on = on
    proposal.save(update_fields=["sent_on", "letter"])
    record(proposal, "payment_plan.sent", by, on, to=to)
    return proposal


def _paper(proposal: PlanProposal, on: date) -> Document:
    """The paper to sign, kept as it left."""
    drawn = order(proposal, on=on)
    content = pdf.render(drawn.template, drawn.data, title=drawn.title)
    paper = documents.keep(
        company=proposal.company, name=FILE.format(number=proposal.pk), content=content, on=on,
        kind="sent", by=proposal.proposed_by,
    )  # fmt: skip
    subject = subject_for(proposal.company, "customer", proposal.customer_id)
    documents.attach(paper, subject, by=proposal.proposed_by)
    return paper


def _answered(proposal: PlanProposal, answer: Answer, who: str, on: date) -> None:
    proposal.answer, proposal.answered_on, proposal.answered_by = answer, on, who[:200]
    proposal.save(
        update_fields=["answer", "answered_on", "answered_by", "plan", "evidence", "document"]
    )


def held(proposal: PlanProposal) -> PlanProposal:
    """The proposal, held until the end of the transaction."""
    parties.hold(proposal.customer_id)
    locked = PlanProposal.objects.select_for_update(of=("self",)).select_related(
        "company", "customer__company"
    )
    whole = locked.prefetch_related(
        "parts__receivable__invoice", "parts__receivable__customer__company", "installments"
    )
    return whole.get(pk=proposal.pk)


def record(
    proposal: PlanProposal, verb: str, by: str, on: date, why: str = "", **facts: object
) -> None:
    """A line of the journal, in the customer's thread."""
    audit.record(
        company=proposal.company, actor=by, verb=verb, subject=f"plan_proposal:{proposal.pk}",
        reason=why, facts={"currency": proposal.currency, **facts},
        customer_id=proposal.customer_id, on=on,
    )  # fmt: skip
