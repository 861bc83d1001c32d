"""Messages: those of a run, of a customer, and what they list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.db.models.expressions import RawSQL

from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState, Run
from encaisse.letters.rules.pacing import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice


def messages_of(run: Run) -> list[Message]:
    """The messages that a run composed, in its order."""
    return list(run.messages.order_by("id"))


def domains_of(company: Company, message_ids: Iterable[int]) -> dict[int, str]:
    """The domain that each of these released mails goes to, in their order."""
    found = Message.objects.filter(
        company=company, pk__in=list(message_ids), state=MessageState.RELEASED, channel="mail"
    )
    told = found.order_by("id").values_list("pk", "to")
    return {pk: domain_of(people[0]["email"] if people else "") for pk, people in told}


def domains_waiting(company: Company) -> dict[str, int]:
    """How many released mails wait, by the domain that they go to."""
    found = Message.objects.filter(company=company, state=MessageState.RELEASED, channel="mail")
    domain = RawSQL("lower(split_part(\"to\" -> 0 ->> 'email', '@', 2))", [])
    named = found.order_by().annotate(domain=domain).values_list("domain")
    return {name or "": count for name, count in named.annotate(Count("pk"))}


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
