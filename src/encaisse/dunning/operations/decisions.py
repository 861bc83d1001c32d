"""What people decide of a receivable, of an instalment of its plan, of an invoice or a customer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Q

from encaisse.audit import operations as audit
from encaisse.dunning.models import (
    Assignment,
    Block,
    Demand,
    Message,
    MessageState,
    Proposal,
    ProposalState,
    Scenario,
)
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.payment_plans.queries import left_of

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.payment_plans.models import Installment
    from encaisse.receivables.models import Invoice, Receivable

    Followed = Receivable | Installment


class SkipWithoutReason(Refusal):
    """No step is skipped without saying why."""

    code = "skip_without_reason"
    sentence = "Dites pourquoi l'étape est sautée."


class StepAlreadyTaken(Refusal):
    """Nothing to skip."""

    code = "step_already_taken"
    sentence = "L'étape {level} de {receivable} est déjà faite."


class NothingToIgnore(Refusal):
    """No proposal of that level."""

    code = "nothing_to_ignore"
    sentence = "Aucune étape {level} n'est proposée pour {receivable}."


class UnknownStep(Refusal):
    """The scenario has no such level."""

    code = "unknown_step"
    sentence = "Le scénario « {scenario} » n'a pas d'étape {level}."


class BlockAlreadyOver(Refusal):
    """It would hold nothing, and let its author believe the contrary."""

    code = "block_already_over"
    sentence = "Un blocage jusqu'au {until} serait déjà fini le {on} : donnez un jour à venir."


class NotLateYet(Refusal):
    """Nothing but courtesy goes out on or before the due date."""

    code = "not_late_yet"
    sentence = "{receivable} n'est pas en retard le {on} : rien ne peut partir."


@transaction.atomic
def skip(followed: Followed, *, level: int, why: str, by: str, on: date) -> None:
    """Count a step as taken on that day, without sending anything."""
    if not why.strip():
        raise SkipWithoutReason
    live = _proposals(followed, level)
    if live.filter(state__in=[ProposalState.DELIVERED, ProposalState.SKIPPED]).exists():
        raise StepAlreadyTaken(level=level, receivable=str(followed))
    _leave_messages(live.filter(state__in=[ProposalState.PENDING, ProposalState.UNCLEAR]))
    Proposal.objects.create(
        company_id=followed.company_id,
        **_borne(followed),
        level=level,
        state=ProposalState.SKIPPED,
        open_cents=_open_cents(followed, on),
        days_late=(on - followed.due_on).days,
        reason=why,
        on=on,
        taken_on=on,
    )
    _record(followed, by, "dunning.skipped", {"level": level}, why, on=on)


@transaction.atomic
def ignore(followed: Followed, *, level: int, why: str, by: str, on: date) -> None:
    """Set a proposal aside: it is not sent, and the next run proposes it again."""
    states = [ProposalState.PENDING, ProposalState.UNCLEAR, ProposalState.FAILED]
    proposed = _proposals(followed, level).filter(state__in=states)
    if not proposed.exists():
        raise NothingToIgnore(level=level, receivable=str(followed))
    _leave_messages(proposed)
    _record(followed, by, "dunning.ignored", {"level": level}, why, on=on)


@transaction.atomic
def force(
    followed: Followed, *, level: int, by: str, on: date, scenario: Scenario | None = None
) -> None:
    """Ask for a step whatever the calendar: the run of that day shows it. Another scenario than the
    one in force becomes the invoice's."""
    if on <= followed.due_on:
        raise NotLateYet(receivable=str(followed), on=french_day(on))
    borne = _borne(followed)
    if scenario is not None:
        if not scenario.steps.filter(level=level, is_courtesy=False).exists():
            raise UnknownStep(scenario=scenario.name, level=level)
        choose(scenario, invoice=borne["receivable"].invoice, by=by, on=on)
    Demand.objects.create(company_id=followed.company_id, **borne, level=level, on=on, by=by)
    _record(followed, by, "dunning.forced", {"level": level}, on=on)


@transaction.atomic
def block(target: Customer | Invoice, *, until: date | None, why: str, by: str, on: date) -> Block:
    """No reminder, through ``until``; without end when None."""
    if until is not None and until < on:
        raise BlockAlreadyOver(until=french_day(until), on=french_day(on))
    blocked = Block.objects.create(
        company_id=target.company_id, since=on, until=until, reason=why, **_named(target)
    )
    last = until.isoformat() if until else None
    _record(target, by, "dunning.blocked", {"until": last}, why, on=on)
    return blocked


@transaction.atomic
def unblock(target: Customer | Invoice, *, by: str, on: date) -> None:
    """Lift what blocks this customer or invoice; its steps go on from that day."""
    standing = Block.objects.filter(lifted_on=None, **_named(target)).filter(
        Q(until=None) | Q(until__gte=on)
    )
    if standing.update(lifted_on=on):
        _record(target, by, "dunning.unblocked", {}, on=on)


@transaction.atomic
def choose(
    scenario: Scenario | None,
    *,
    by: str,
    customer: Customer | None = None,
    invoice: Invoice | None = None,
    on: date | None = None,
) -> None:
    """The scenario of one customer or invoice, over the company's; None goes back to it. ``on``:
    the day of the choice, when it is not that of its writing."""
    target = customer or invoice
    if target is None:
        raise ValueError("a customer or an invoice")
    if scenario is None:
        Assignment.objects.filter(**_named(target)).delete()
    else:
        Assignment.objects.update_or_create(
            **_named(target), defaults={"company_id": target.company_id, "scenario": scenario}
        )
    name = scenario.name if scenario else None
    _record(target, by, "scenario.chosen", {"scenario": name}, on=on)


def _named(target: Customer | Invoice) -> dict[str, Any]:
    return {target._meta.model_name or "": target}


def _borne(followed: Followed) -> dict[str, Any]:
    """How proposals and demands name it: an instalment is kept on a receivable of its plan."""
    if followed._meta.model_name == "installment":
        return {"receivable": cast("Installment", followed).receivable, "installment": followed}
    return {"receivable": followed, "installment": None}


def _open_cents(followed: Followed, on: date) -> int:
    if followed._meta.model_name == "installment":
        return left_of(cast("Installment", followed), on=on)
    return cast("Receivable", followed).open_cents


def _proposals(followed: Followed, level: int):  # type: ignore[no-untyped-def]
    return Proposal.objects.select_for_update(of=("self",)).filter(**_borne(followed), level=level)


def _leave_messages(proposals) -> None:  # type: ignore[no-untyped-def]
    """The proposals leave their messages; a message left without any is set aside."""
    messages = list(proposals.values_list("message_id", flat=True))
    proposals.update(state=ProposalState.IGNORED)
    alive = [ProposalState.PENDING, ProposalState.UNCLEAR, ProposalState.DELIVERED]
    Message.objects.filter(
        pk__in=messages, state__in=[MessageState.WAITING, MessageState.TASK, MessageState.RELEASED,
                                    MessageState.UNCLEAR, MessageState.FAILED],
    ).exclude(proposals__state__in=alive).update(state=MessageState.IGNORED)  # fmt: skip


def _record(
    target: Customer | Invoice | Followed,
    by: str,
    verb: str,
    facts: dict[str, object],
    reason: str = "",
    *,
    on: date | None = None,
) -> None:
    kind = target._meta.model_name
    customer_id = target.pk if kind == "customer" else _customer_id(target)
    audit.record(
        company=target.company, actor=by, verb=verb, subject=f"{kind}:{target.pk}",
        reason=reason, facts=facts, customer_id=customer_id, on=on,
    )  # fmt: skip


def _customer_id(target: Any) -> int | None:
    bearer = target.receivable if target._meta.model_name == "installment" else target
    return getattr(bearer, "customer_id", None)
