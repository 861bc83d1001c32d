"""A message leaves: recomputed, sent, and its outcome recorded.

Three outcomes: delivered, certainly failed (proposed again), unclear (never sent again by itself, a
person decides). A step counts as taken only when delivered.
"""

import json
from datetime import date
from typing import Any

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.dunning.operations.fees import claim_fees
from encaisse.dunning.queries.leaving import Leaving, leaving
from encaisse.kernel.refusal import Refusal

LEAVABLE = (MessageState.WAITING, MessageState.TASK, MessageState.RELEASED)
STEP = ("receivable_id", "level", "cycle", "installment_id")
OUTCOMES = {
    "delivered": (MessageState.DELIVERED, ProposalState.DELIVERED),
    "failed": (MessageState.FAILED, ProposalState.FAILED),
    "unclear": (MessageState.UNCLEAR, ProposalState.UNCLEAR),
}


class NotUnclear(Refusal):
    """Only an unclear sending is settled by a person."""

    code = "not_unclear"
    sentence = "L'envoi de cette relance n'est pas incertain."


@transaction.atomic
def record_delivery(message: Message, *, outcome: str, on: date, by: str) -> Leaving | None:
    """Record how a message left, recomputed that day. None when nothing leaves: it was empty, or
    had left already (a repeat counts once)."""
    message = _locked(message)
    if message.state == MessageState.UNCLEAR:
        settle_unclear(message, outcome=outcome, on=on, by=by)
        return None
    if message.state not in LEAVABLE:
        return None
    found = recompute(message, on)
    if found is not None:
        record_outcome(message, outcome=outcome, on=on, by=by)
    return found


@transaction.atomic
def settle_unclear(message: Message, *, outcome: str, on: date, by: str) -> None:
    """A person says what became of an unclear sending."""
    message = _locked(message)
    if message.state != MessageState.UNCLEAR:
        raise NotUnclear
    record_outcome(message, outcome=outcome, on=on, by=by)


def recompute(message: Message, on: date) -> Leaving | None:
    """Ask the rule again as the message leaves: what was paid or held meanwhile leaves it.

    None: the message was left empty, it is not sent."""
    found = leaving(message, on)
    _settle_steps(message, found)
    if found is None:
        message.state = MessageState.EMPTY
        message.save(update_fields=["state"])
        _record(message, "dunning.empty", [], on=on, by="encaisse")
        return None
    _rewrite(message, found.row.row(0, named=True))
    return found


def record_outcome(message: Message, *, outcome: str, on: date, by: str) -> None:
    """Delivered, failed or unclear: the message and its steps with it."""
    message.state, step_state = OUTCOMES[outcome]
    message.delivered_on = on if outcome == "delivered" else None
    message.save(update_fields=["state", "delivered_on"])
    steps = message.proposals.filter(state__in=[ProposalState.PENDING, ProposalState.UNCLEAR])
    taken = {pk: step for pk, *step in steps.values_list("pk", *STEP)}
    steps.update(state=step_state, taken_on=message.delivered_on)
    if outcome == "delivered":
        claim_fees(message, Proposal.objects.filter(pk__in=taken), on=on, by=by)
    _record(message, f"dunning.{outcome}", list(taken.values()), on=on, by=by)


def _record(message: Message, verb: str, steps: list[list[Any]], *, on: date, by: str) -> None:
    """``steps``: what the message carried, each by the fields of STEP."""
    audit.record(
        company=message.company, actor=by, verb=verb, subject=f"message:{message.pk}",
        reason=message.reason, customer_id=message.customer_id, on=on,
        facts={"level": message.level, "cents": message.total_cents, "steps": steps},
    )  # fmt: skip


def _locked(message: Message) -> Message:
    return (
        Message.objects.select_for_update(of=("self",)).select_related("company").get(pk=message.pk)
    )


def _settle_steps(message: Message, found: Leaving | None) -> None:
    """Each step with what is open as it leaves; those that do not leave are empty."""
    leaves = dict(found.steps.select("receivable", "open").iter_rows()) if found else {}
    steps = list(message.proposals.filter(state=ProposalState.PENDING))
    moved = [step for step in steps if leaves.get(step.key) != step.open_cents]
    for step in moved:
        if step.key in leaves:
            step.open_cents = leaves[step.key]
        else:
            step.state = ProposalState.EMPTY
    Proposal.objects.bulk_update(moved, ["open_cents", "state"])


def _rewrite(message: Message, row: dict[str, object]) -> None:
    """The message as it leaves: perhaps a lower level, another total, other people. What a person
    does stays by hand."""
    if message.state == MessageState.TASK:
        row = row | {"channel": message.channel}
    for name in ("level", "channel", "tone", "template_code"):
        setattr(message, name, row[name])
    message.total_cents = int(str(row["total"]))
    message.to = json.loads(str(row["to"]))
    message.listed = row["listed"]
    message.save(
        update_fields=["level", "channel", "tone", "template_code", "total_cents", "to", "listed"]
    )
