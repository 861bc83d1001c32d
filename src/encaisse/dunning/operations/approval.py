"""What a person lets go, or sets aside."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal

BATCH = 200


class NothingToApprove(Refusal):
    """None of these messages waits any more."""

    code = "nothing_to_approve"
    sentence = "Aucune de ces relances n'attend d'être approuvée."


@transaction.atomic
def approve(company: Company, message_ids: Iterable[int], *, by: str) -> list[int]:
    """Let these waiting messages go; the others are left as they are. Returns those released."""
    waiting = _waiting(company, message_ids)
    released = list(waiting.values_list("pk", flat=True))
    if not released:
        raise NothingToApprove
    Message.objects.filter(pk__in=released).update(state=MessageState.RELEASED, approved_by=by)
    audit.record(
        company=company, actor=by, verb="dunning.approved", subject=f"message:{released[0]}",
        facts={"messages": released},
    )  # fmt: skip
    enqueue_delivery(company, released)
    return released


def enqueue_delivery(company: Company, message_ids: list[int]) -> None:
    """Batches for the workers, in the transaction that releases the messages."""
    for start in range(0, len(message_ids), BATCH):
        batch = message_ids[start : start + BATCH]
        enqueue("dunning.deliver", company.pk, message_ids=batch)


@transaction.atomic
def set_aside(
    company: Company, message_ids: Iterable[int], *, why: str, by: str, on: date
) -> list[int]:
    """Send none of these waiting messages; the next run proposes their steps again."""
    aside = list(_waiting(company, message_ids).values_list("pk", flat=True))
    if not aside:
        raise NothingToApprove
    Message.objects.filter(pk__in=aside).update(state=MessageState.IGNORED)
    Proposal.objects.filter(message__in=aside, state=ProposalState.PENDING).update(
        state=ProposalState.IGNORED
    )
    audit.record(
        company=company, actor=by, verb="dunning.ignored", subject=f"message:{aside[0]}",
        reason=why, facts={"messages": aside, "on": on.isoformat()},
    )  # fmt: skip
    return aside


def _waiting(company: Company, message_ids: Iterable[int]):  # type: ignore[no-untyped-def]
    return (
        Message.objects.select_for_update()
        .filter(company=company, pk__in=list(message_ids), state=MessageState.WAITING)
        .order_by("pk")
    )
