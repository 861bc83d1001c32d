"""Messages: those of a run, of a customer, and what they list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Max

from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState, Run
from encaisse.letters.rules.pacing import domains_of as domains_among
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice

WAITING = """
SELECT domain, count(*) FROM dunning_message message CROSS JOIN LATERAL (
  SELECT DISTINCT lower(split_part(one ->> 'email', '@', 2)) AS domain
  FROM jsonb_array_elements(message."to") one
) goes WHERE company_id = %s AND state = 'released' AND channel = 'mail' GROUP BY domain
"""


def messages_of(run: Run) -> list[Message]:
    """The messages that a run composed, in its order."""
    return list(run.messages.order_by("id"))


def domains_of(company: Company, message_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The domains that each of these released mails goes to, in their order."""
    found = Message.objects.filter(
        company=company, pk__in=list(message_ids), state=MessageState.RELEASED, channel="mail"
    )
    told = found.order_by("id").values_list("pk", "to")
    return {pk: domains_among(each["email"] for each in people) for pk, people in told}


def domains_waiting(company: Company) -> dict[str, int]:
    """How many released mails wait, by the domains that they go to."""
    found = rows_out(WAITING, [company.pk], schema={"domain": pl.String, "mails": pl.UInt32})
    return dict(found.iter_rows())


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
