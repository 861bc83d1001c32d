"""Declaring a dispute, settling it, withdrawing it. Each is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.disputes import queries
from encaisse.disputes.models import Dispute, DisputedPart, Reason
from encaisse.disputes.rules import Contested, spread
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from encaisse.accounts.models import User
    from encaisse.receivables.models import Receivable


class NothingToDispute(Refusal):
    """A dispute is about something owed that day."""

    code = "nothing_to_dispute"
    sentence = "Rien n'est dû sur ces créances le {on} : il n'y a rien à contester."


class DisputeOverSeveral(Refusal):
    """A dispute is with one customer, in one currency."""

    code = "dispute_over_several"
    sentence = "Un litige porte sur des créances d'un seul client et d'une seule devise."


class DisputeNotPositive(Refusal):
    """A part is above zero; the whole is said by giving no amount."""

    code = "dispute_not_positive"
    sentence = "Le montant contesté doit être positif ; sans montant, tout est contesté."


class AlreadyDisputed(Refusal):
    """Everything open is contested already."""

    code = "already_disputed"
    sentence = (
        "Un litige ouvert le {since} porte déjà sur tout ce qui reste dû : réglez-le d'abord."
    )


class DisputeAboveOpen(Refusal):
    """More than what is owed and not contested yet."""

    code = "dispute_above_open"
    sentence = "{asked} contestés : il ne reste que {most} à contester le {on}."


class DisputeAlreadyEnded(Refusal):
    """Settled or withdrawn before."""

    code = "dispute_already_ended"
    sentence = "Ce litige a pris fin le {on}."


class DisputeEndsTooEarly(Refusal):
    """A dispute ends on the day it was opened, or later."""

    code = "dispute_ends_too_early"
    sentence = "Le litige est ouvert depuis le {opened} : il ne peut prendre fin le {on}."


class NothingInDispute(Refusal):
    """No dispute stands on these receivables."""

    code = "nothing_in_dispute"
    sentence = "Aucun litige n'est ouvert le {on} sur {receivable}."


class WithdrawalWithoutReason(Refusal):
    """What is taken back says why."""

    code = "dispute_withdrawal_without_reason"
    sentence = "Dites pourquoi le litige est retiré : erreur de saisie, client qui renonce…"


@transaction.atomic
def declare(
    receivables: Sequence[Receivable],
    *,
    reason: str,
    on: date,
    by: str,
    amount: Money | None = None,
    note: str = "",
    owner: User | None = None,
) -> Dispute:
    """The customer contests these receivables: so much, the oldest due date first, or the whole."""
    if len({(each.customer_id, each.currency) for each in receivables}) != 1:
        raise DisputeOverSeveral
    customer = receivables[0].customer
    parties.hold(customer.pk)
    parts = _parts(receivables, amount, on)
    dispute = Dispute.objects.create(
        company_id=customer.company_id, customer=customer, reason=Reason(reason), note=note.strip(),
        owner=owner, opened_on=on,
    )  # fmt: skip
    DisputedPart.objects.bulk_create(
        DisputedPart(
            company_id=customer.company_id, dispute=dispute, receivable_id=key, cents=cents
        )
        for key, cents in parts.items()
    )
    facts = {"receivables": list(parts), "cents": amount.cents if amount else None}
    _record(dispute, "dispute.declared", by, on, dispute.note, **facts)
    return dispute


@transaction.atomic
def settle(dispute: Dispute, *, on: date, by: str, outcome: str = "") -> Dispute:
    """It is settled: from that day what was contested is asked again."""
    return _end(dispute, "dispute.settled", outcome, on, by)


@transaction.atomic
def withdraw(dispute: Dispute, *, why: str, on: date, by: str) -> Dispute:
    """It is taken back: declared by mistake, or the customer gives it up."""
    if not why.strip():
        raise WithdrawalWithoutReason
    return _end(dispute, "dispute.withdrawn", why, on, by)


@transaction.atomic
def settle_all(
    receivables: Sequence[Receivable], *, on: date, by: str, outcome: str = ""
) -> list[Dispute]:
    """Settle every dispute that stands on these receivables; there is one at least."""
    standing = queries.standing_over(receivables, on=on)
    if not standing:
        named = " et ".join(str(each) for each in receivables)
        raise NothingInDispute(on=french_day(on), receivable=named)
    return [settle(each, on=on, by=by, outcome=outcome) for each in standing]


def _parts(
    receivables: Sequence[Receivable], amount: Money | None, on: date
) -> dict[int, int | None]:
    """What each receivable bears of the dispute; refused when there is not so much to contest."""
    owed = queries.contested(receivables, on=on)
    if not any(each.open_cents for each in owed):
        raise NothingToDispute(on=french_day(on))
    if not any(each.free_cents for each in owed):
        since = queries.standing_over(receivables, on=on)[0].opened_on
        raise AlreadyDisputed(since=french_day(since))
    if amount is not None:
        _require_within(amount, owed, on)
    return spread(owed, amount.cents if amount else None)


def _require_within(amount: Money, owed: Sequence[Contested], on: date) -> None:
    if amount.cents <= 0:
        raise DisputeNotPositive
    most = Money(sum(each.free_cents for each in owed), amount.currency)
    if amount > most:
        raise DisputeAboveOpen(asked=amount, most=most, on=french_day(on))


def _end(dispute: Dispute, verb: str, outcome: str, on: date, by: str) -> Dispute:
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.settled_on is not None:
        raise DisputeAlreadyEnded(on=french_day(dispute.settled_on))
    if on < dispute.opened_on:
        raise DisputeEndsTooEarly(opened=french_day(dispute.opened_on), on=french_day(on))
    dispute.settled_on, dispute.outcome = on, outcome.strip()
    dispute.save(update_fields=["settled_on", "outcome"])
    _record(dispute, verb, by, on, dispute.outcome)
    return dispute


def _record(dispute: Dispute, verb: str, by: str, on: date, why: str, **facts: object) -> None:
    audit.record(
        company=dispute.company, actor=by, verb=verb, subject=f"dispute:{dispute.pk}", reason=why,
        facts={"on": on.isoformat(), "cause": dispute.reason, **facts},
        customer_id=dispute.customer_id,
    )  # fmt: skip
