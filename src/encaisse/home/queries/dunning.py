"""Where a customer stands in its reminders: scenario, blocks, what waits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Q
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.dunning import rules
from encaisse.dunning.models import Block, Message, MessageState, Scenario, Task
from encaisse.dunning.queries import board, explaining, tasks
from encaisse.parties.models import Customer
from encaisse.parties.queries import payer_of

LEAVING = (MessageState.RELEASED, MessageState.SENDING, MessageState.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a run of the day would do with a receivable, and why."""

    receivable_id: int
    goes: bool
    level: int | None
    step_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The customer's reminders as they stand on a day."""

    blocks: list[Block]
    messages: list[Message]
    tasks: list[Task]


def standing(customer: Customer, *, on: date) -> Standing:
    """Blocks in force, messages on their way, what people have to do. What holds the receivables
    is read again only when a message waits."""
    live = Q(until=None) | Q(until__gte=on)
    mine = Q(customer=customer) | Q(invoice__customer=customer)
    waits = Message.objects.filter(customer=customer, state=MessageState.WAITING).exists()
    waiting = (
        board.to_approve(customer.company, on=on, customer=customer)
        if waits
        else Message.objects.none()
    )
    return Standing(
        blocks=list(
            Block.objects.filter(live, mine, lifted_on=None)
            .select_related("invoice")
            .order_by("since", "id")
        ),
        messages=list(
            Message.objects.filter(
                Q(state__in=LEAVING) | Q(pk__in=waiting.values("pk")), customer=customer
            ).order_by("-id")[:10]
        ),
        tasks=tasks.open_of(customer.pk),
    )


def decided(customer: Customer, *, on: date) -> tuple[pl.DataFrame, Mapping[int, rules.Scenario]]:
    """The decision for each of the customer's open receivables, and the scenarios by number."""
    payer = customer.pk if customer.pays_for_itself else payer_of(customer.pk)
    found, scenarios = explaining.account_in_scenarios(customer.company, payer, on=on)
    return found.filter(pl.col("customer") == customer.pk), scenarios


def decisions(found: pl.DataFrame, receivable_ids: Collection[int]) -> dict[int, Decision]:
    """Those of these receivables, as the page shows them."""
    rows = found.filter(pl.col("receivable").is_in(list(receivable_ids)))
    return {row["receivable"]: _decision(row) for row in rows.iter_rows(named=True)}


def nearest(found: pl.DataFrame) -> Decision | None:
    """The decision that counts first: a step that goes today, else the next to come."""
    first = found.sort(
        pl.col("hold").is_not_null(),
        pl.col("step_on").fill_null(date.max),
        -pl.col("next_level").fill_null(0).cast(pl.Int64),
        maintain_order=True,
    ).head(1)
    return None if first.is_empty() else _decision(first.row(0, named=True))


def _decision(row: dict[str, Any]) -> Decision:
    return Decision(
        receivable_id=row["receivable"],
        goes=row["hold"] is None,
        level=row["next_level"],
        step_on=row["step_on"],
        reason=row["reason"],
    )


def scenario_for(company: Company, scenario_id: int) -> Scenario:
    """One of the company's scenarios; else it does not exist."""
    found = Scenario.objects.filter(company=company, pk=scenario_id).first()
    if found is None:
        raise Http404
    return found
