"""Offering a discount, telling the customer of it, approving, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.early_payment_discounts import queries, rules
from encaisse.early_payment_discounts.models import DiscountOffer, OfferedReceivable
from encaisse.early_payment_discounts.operations.wording import offering_mail
from encaisse.early_payment_discounts.rules import WORDS, Reduction, State
from encaisse.early_payment_discounts.rules.limiting import NO_LIMIT, Limits, beyond
from encaisse.insolvency import queries as insolvency
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters
from encaisse.letters.queries import check_mail
from encaisse.parties import operations as parties
from encaisse.parties.rules import thread_of
from encaisse.payment_plans import queries as plans

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Receivable

BEYOND_MAX = 250
STANDING = (State.TO_APPROVE, State.READY, State.OPEN)


class OfferOverSeveral(Refusal):
    """An offer is made to one customer, in one currency."""

    code = "early_discount_over_several"
    sentence = "Cochez une facture au moins, d'un seul client et d'une seule devise."


class AlreadyOffered(Refusal):
    """One offer at a time over a receivable."""

    code = "early_discount_already_offered"
    sentence = "Une offre d'escompte du {on} porte déjà sur ces factures : retirez-la d'abord."


class OfferOverPlan(Refusal):
    """What is spread is paid as the plan says."""

    code = "early_discount_over_plan"
    sentence = (
        "Un échéancier du {on} étale ces factures : mettez-y fin d'abord, ou laissez-les de côté."
    )


class OfferOver(Refusal):
    """Approved, sent, taken, withdrawn, or too late."""

    code = "early_discount_over"
    sentence = "Cette offre n'en est plus là : {state}. Relisez-la, ou faites-en une nouvelle."


class OfferUnderProceeding(Refusal):
    """Who is in insolvency may not pay what it owed before the judgment (C. com. L622-7)."""

    code = "early_discount_under_proceeding"
    sentence = (
        "{customer} est en procédure collective depuis le {on} : ce qui était facturé ce jour-là "
        "ne se paie plus (C. com. L622-7). Laissez ces factures de côté."
    )


class OfferOutOfDate(Refusal):
    """Something was paid, credited or cancelled since the offer was prepared."""

    code = "early_discount_out_of_date"
    sentence = (
        "Le restant dû de {receivable} a changé depuis que l'offre est prête : retirez-la et "
        "faites-en une nouvelle."
    )


class OfferSent(Refusal):
    """It left before."""

    code = "early_discount_sent"
    sentence = "Cette offre est partie le {on}."


class OfferToApprove(Refusal):
    """A manager has not agreed yet."""

    code = "early_discount_to_approve"
    sentence = "Cette offre attend l'accord d'un responsable : {why}"


class OfferToNobody(Refusal):
    """A mail has an address."""

    code = "early_discount_to_nobody"
    sentence = (
        "À quelle adresse envoyer l'offre ? Écrivez un courriel, ou notez que vous l'avez dite "
        "vous-même."
    )


class WithdrawalWithoutReason(Refusal):
    """Whoever was offered something until a day counts on it."""

    code = "early_discount_withdrawn_without_reason"
    sentence = (
        "Cette offre engage jusqu'au {last} : dites pourquoi vous la retirez, et prévenez le "
        "client."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is offered: how much less, through what day; who asked for it, as one says it."""

    reduction: Reduction
    last_on: date
    asked_by: str = ""


@transaction.atomic
def offer(
    receivables: Sequence[Receivable], wanted: Wanted, *, on: date, by: str,
    limits: Limits = NO_LIMIT,
) -> DiscountOffer:  # fmt: skip
    """Prepare a discount on what is open of these receivables. Nothing leaves. ``limits``: what its
    author grants alone; beyond it waits for a manager."""
    customer, currency = one_debt(receivables)
    parties.hold(customer.pk)
    check_free(receivables, on=on)
    owed = queries.debts(receivables, on=on)
    cut = rules.cuts(owed, wanted.reduction, on=on, last_on=wanted.last_on, currency=currency)
    made = DiscountOffer.objects.create(
        company_id=customer.company_id, customer=customer, currency=currency,
        rate=wanted.reduction.rate, last_on=wanted.last_on, asked_by=wanted.asked_by.strip(),
        offered_on=on, offered_by=by[:200],
        beyond=" ".join(_beyond(limits, cut, wanted.reduction.rate, currency))[:BEYOND_MAX],
    )  # fmt: skip
    OfferedReceivable.objects.bulk_create(
        OfferedReceivable(
            company_id=customer.company_id, offer=made, receivable=each, due_on=each.due_on,
            cents=one.cents, discount_cents=one.discount_cents,
        )
        for each, one in zip(receivables, cut, strict=True)
    )  # fmt: skip
    discount = sum(one.discount_cents for one in cut)
    record(
        made, "discount_offer.made", by, on, made.asked_by,
        cents=sum(one.cents for one in cut), discount_cents=discount,
        last_on=wanted.last_on.isoformat(), annual_rate=str(rules.annual_cost(cut).simple),
    )  # fmt: skip
    return made


@transaction.atomic
def send(made: DiscountOffer, *, to: str, on: date, by: str, at: datetime) -> DiscountOffer:
    """The offer leaves by mail, in the customer's language: it stands from that day."""
    made = _ready(made, on)
    if not to.strip():
        raise OfferToNobody
    check_mail(made.company)
    made.letter = letters.prepare(
        made.company, offering_mail(made, by=by, at=at), to=[to.strip()], at=at,
        reply_to=made.company.email, thread=thread_of(made.customer_id),
        along=letters.Alongside(papers=[], about=f"discount_offer:{made.pk}", by=by),
    )  # fmt: skip
    enqueue("letters.send", made.company_id, letter_ids=[made.letter.pk])
    return _sent(made, on, by, to.strip())


@transaction.atomic
def announce(made: DiscountOffer, *, on: date, by: str) -> DiscountOffer:
    """The offer was told otherwise: by telephone, at a visit."""
    return _sent(_ready(made, on), on, by, "")


@transaction.atomic
def approve(made: DiscountOffer, *, on: date, by: str) -> DiscountOffer:
    """A manager agrees to what goes beyond: it may be sent."""
    made = held(made)
    _require(made, (State.TO_APPROVE,), on)
    made.approved_on, made.approved_by = on, by[:200]
    made.save(update_fields=["approved_on", "approved_by"])
    record(made, "discount_offer.approved", by, on, made.beyond)
    return made


@transaction.atomic
def withdraw(made: DiscountOffer, *, on: date, by: str, why: str = "") -> DiscountOffer:
    """It is offered no more. Once it left, a reason is required: the customer counts on it through
    its last day. Money received by the day of the withdrawal still takes it."""
    made = held(made)
    _require(made, STANDING, on)
    if made.sent_on is not None and not why.strip():
        raise WithdrawalWithoutReason(last=french_day(made.last_on))
    made.withdrawn_on, made.withdrawn_by, made.why = on, by[:200], why.strip()
    made.save(update_fields=["withdrawn_on", "withdrawn_by", "why"])
    record(made, "discount_offer.withdrawn", by, on, made.why)
    return made


def one_debt(receivables: Sequence[Receivable]) -> tuple[Customer, str]:
    """The customer and the currency of these receivables: an offer has one of each."""
    if len({(each.customer_id, each.currency) for each in receivables}) != 1:
        raise OfferOverSeveral
    return receivables[0].customer, receivables[0].currency


def check_free(receivables: Sequence[Receivable], *, on: date) -> None:
    """Refuse what an offer may not bear on that day: what is spread, what a judgment holds, what
    another offer bears on."""
    _check_payable(receivables, on)
    standing = queries.standing_over(receivables, on=on)
    if standing is not None:
        raise AlreadyOffered(on=french_day(standing.offered_on))


def _beyond(
    limits: Limits, cut: Sequence[rules.Cut], rate: Decimal | None, currency: str
) -> list[str]:
    cents, discount = sum(one.cents for one in cut), sum(one.discount_cents for one in cut)
    return beyond(
        limits, share=Decimal(discount) / cents if rate is None else rate,
        discount=Money(discount, currency), annual=rules.annual_cost(cut).simple,
    )  # fmt: skip


def _check_payable(receivables: Sequence[Receivable], on: date) -> None:
    plan = plans.standing_over(receivables, on=on)
    if plan is not None:
        raise OfferOverPlan(on=french_day(plan.agreed_on))
    customer = receivables[0].customer
    proceeding = insolvency.standing_against(customer)
    if proceeding and any(each.invoice.issued_on <= proceeding.judged_on for each in receivables):
        raise OfferUnderProceeding(customer=customer.name, on=french_day(proceeding.judged_on))


def _ready(made: DiscountOffer, on: date) -> DiscountOffer:
    made = held(made)
    found = queries.state(made, on=on)
    if found == State.OPEN and made.sent_on is not None:
        raise OfferSent(on=french_day(made.sent_on))
    if found == State.TO_APPROVE:
        raise OfferToApprove(why=made.beyond)
    _require(made, (State.READY,), on)
    parts = queries.parts_of(made)
    _check_payable([part.receivable for part in parts], on)
    for part in parts:
        if part.receivable.open_cents != part.cents:
            raise OfferOutOfDate(receivable=part.receivable.invoice.number)
    return made


def _require(made: DiscountOffer, wanted: Sequence[State], on: date) -> None:
    found = queries.state(made, on=on)
    if found not in wanted:
        raise OfferOver(state=WORDS[found])


def _sent(made: DiscountOffer, on: date, by: str, to: str) -> DiscountOffer:
    made.sent_on = on
    made.save(update_fields=["sent_on", "letter"])
    record(made, "discount_offer.sent", by, on, to=to)
    return made


def held(made: DiscountOffer) -> DiscountOffer:
    """The offer, held until the end of the transaction."""
    parties.hold(made.customer_id)
    locked = DiscountOffer.objects.select_for_update(of=("self",)).select_related(
        "company", "customer__company"
    )
    return locked.get(pk=made.pk)


def record(
    made: DiscountOffer, verb: str, by: str, on: date, why: str = "", **facts: object
) -> None:
    """A line of the journal, in the customer's thread."""
    audit.record(
        company=made.company, actor=by, verb=verb, subject=f"discount_offer:{made.pk}", reason=why,
        facts={"currency": made.currency, **facts}, customer_id=made.customer_id, on=on,
    )  # fmt: skip
