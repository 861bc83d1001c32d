"""Messages: those of a run, of a customer, and what they list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from encaisse.dunning.models import Message, Proposal, ProposalState, Run

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice


def messages_of(run: Run) -> list[Message]:
    """The messages that a run composed, in its order."""
    return list(run.messages.order_by("id"))


def messages_at(customer: Customer, level: int) -> list[Message]:
    """The messages proposed to a customer at a level, whatever became of them: one that lost its
    highest step as it left stays known by it."""
    proposed = Message.objects.filter(customer=customer).annotate(highest=Max("proposals__level"))
    return list(proposed.filter(highest=level).order_by("id"))


def was_reminded(invoice: Invoice) -> bool:
    """Whether a notice was delivered for this invoice: it is then withdrawn by a credit note."""
    return Proposal.objects.filter(
        receivable__invoice=invoice, state=ProposalState.DELIVERED, level__gt=0
    ).exists()
