"""Reminders that came back.

A mail that every address refused did not say anything to anybody: its message *failed*, its steps
are taken no more, the next run proposes them again by another way. Safe to run twice, and to kill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.dunning.operations.correcting import ask_to_correct
from encaisse.dunning.operations.delivery import STEP, record_outcome
from encaisse.dunning.operations.fees import give_up_fees
from encaisse.dunning.operations.sending import BY, UNDER_WAY, day_at, locked
from encaisse.dunning.queries import returning as queries
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from datetime import date, datetime

    from encaisse.accounts.models import Company


def take_back(company: Company, *, at: datetime) -> None:
    """The messages whose mail came back, then the tasks to correct addresses. Outside any
    transaction."""
    for message_id in queries.came_back(company):
        _take_back(company, message_id, at=at)
    ask_to_correct(company, on=day_at(company, at))


def refuse_address(
    company: Company, address: str, *, why: str, said: str, by: str, at: datetime
) -> None:
    """Nothing more is written there, for what ``by`` told of it."""
    on = day_at(company, at)
    parties.mark_refusing(company, address, why=why, reason=said, on=on, by=by)


@transaction.atomic
def record_return(message: Message, *, on: date, by: str) -> None:
    """A message delivered that came back: its steps are taken no more, the fees claimed with them
    are given up. A repeat counts once."""
    message = Message.objects.select_for_update(of=("self",)).select_related("company").get(
        pk=message.pk
    )  # fmt: skip
    if message.state != MessageState.DELIVERED or message.delivered_on is None:
        return
    delivered_on = message.delivered_on
    steps = message.proposals.filter(state=ProposalState.DELIVERED)
    taken = {pk: step for pk, *step in steps.values_list("pk", *STEP)}
    steps.update(state=ProposalState.FAILED, taken_on=None)
    message.state, message.delivered_on = MessageState.FAILED, None
    message.save(update_fields=["state", "delivered_on"])
    give_up_fees(Proposal.objects.filter(pk__in=taken), claimed_on=delivered_on, on=on, by=by)
    audit.record(
        company=message.company, actor=by, verb="dunning.returned", subject=f"message:{message.pk}",
        reason=message.letter.answer[:250] if message.letter else "",
        customer_id=message.customer_id, on=on,
        facts={
            "level": message.level, "cents": message.total_cents, "steps": list(taken.values()),
            "delivered_on": delivered_on.isoformat(),
        },
    )  # fmt: skip


@transaction.atomic(durable=True)
def _take_back(company: Company, message_id: int, *, at: datetime) -> None:
    message = locked(company, message_id)
    if not queries.has_come_back(message):
        return
    on = day_at(company, at)
    if message.state in UNDER_WAY:
        record_outcome(message, outcome="failed", on=on, by=BY)
    else:
        record_return(message, on=on, by=BY)
