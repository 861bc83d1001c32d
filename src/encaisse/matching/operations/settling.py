"""One bank line of a customer: the payment that it brings, is about, or takes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.matching import operations, queries, rules
from encaisse.matching.models import Allocation, MatchingSource
from encaisse.matching.operations import learning
from encaisse.parties import queries as parties
from encaisse.parties.operations import hold_group
from encaisse.payments import operations as payments
from encaisse.payments import queries as paid

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit
    from encaisse.receivables.models import Receivable

PAYMENT, KNOWN, RETURNED, WAITS = "payment", "known", "returned", "waiting"


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a bank line: the payment that it brought, or nothing yet."""

    code: str
    customer: str = ""
    credit: Credit | None = None


WAITING = Placed(WAITS)


def whose(line: BankLine, answer: rules.Answer, *, threshold: int) -> int | None:
    """The customer of whom the line is, when that is clear. Our own payment that came back is no
    customer's: a person says whose it is."""
    if line.cents > 0 and line.returned:
        return None
    best = answer.best
    is_sure = best is not None and best.is_certain(threshold)
    return best.customer_id if best and is_sure else answer.customer_id


@transaction.atomic
def place(line: BankLine, answer: rules.Answer, *, threshold: int, by: str) -> Placed:
    """What the line means, as it was judged; a payer that shows itself is learned."""
    customer_id = whose(line, answer, threshold=threshold)
    if customer_id is None:
        return WAITING
    customer = parties.customers(line.company).get(pk=customer_id)
    placed = settle(line, customer, by=by, found=answer.best) or WAITING
    if placed.code == PAYMENT and answer.shows(customer_id, threshold):
        learning.learn(line, customer, by=by)
    return placed


def settle(
    line: BankLine, customer: Customer, *, by: str, found: rules.Match | None = None
) -> Placed | None:
    """What the line means for that customer's account; None when it takes back nothing known."""
    hold_group(customer.pk)
    if line.cents < 0:
        return _take_back(line, customer, by=by)
    before = paid.recorded_before(line, customer.pk)
    if before:
        payments.settle_line(line, before)
        return Placed(KNOWN, customer.name, before)
    replaced = _in_place_of_several(line, customer, by=by)
    if replaced:
        return Placed(KNOWN, customer.name, replaced)
    credit = operations.receive_line(line, customer, by=by, found=found)
    return Placed(PAYMENT, customer.name, credit)


def _in_place_of_several(line: BankLine, customer: Customer, *, by: str) -> Credit | None:
    """A list of open items supposed a payment for each invoice, and one transfer paid them all: the
    payments supposed give way to it, and it pays what they paid."""
    supposed = paid.supposed_before(line, customer.pk)
    named = [_is_named(credit, line) for credit in supposed]
    ranks = rules.several_of(line.cents, [credit.face_cents for credit in supposed], named)
    if not ranks:
        return None
    parts = []
    for credit in (supposed[rank] for rank in ranks):
        for allocation in queries.live_allocations_of_credit(credit):
            operations.unmatch(
                allocation, on=allocation.on, by=by, reason=line.label,
                source=MatchingSource.GAVE_WAY,
            )  # fmt: skip
            parts.append((allocation.receivable, allocation.cents))
        credit.refresh_from_db()
        payments.give_way(credit, line, by=by)
    received = payments.record_line(line, customer, by=by)
    spread(received, parts, by=by, source=MatchingSource.SUM)
    return received


def bring_back(line: BankLine, *, by: str) -> None:
    """The payments that gave way to the line pay again what they paid, from the same days, but what
    was paid otherwise since."""
    for credit in payments.come_back(line, by=by):
        for made in queries.gave_way(credit):
            owed = made.receivable
            room = (
                queries.room_of_receivable(owed, made.on) if queries.is_live(owed, made.on) else 0
            )
            cents = min(room, made.cents)
            if cents > 0:
                operations.allocate(
                    credit, owed, cents=cents, on=made.on, by=by,
                    source=made.source, reason=made.reason,
                )  # fmt: skip


def _take_back(line: BankLine, customer: Customer, *, by: str) -> Placed | None:
    """The payment that came back: the one that paid what the line names, or the only one of that
    amount."""
    candidates = paid.returnable(line, customer.pk)
    named = [credit for credit in candidates if _is_named(credit, line)]
    found = named or candidates
    if len(found) != 1:
        return None
    operations.return_payment(found[0], on=line.on, by=by, reason=line.label)
    payments.settle_line(line, found[0])
    return Placed(RETURNED, customer.name, found[0])


def _is_named(credit: Credit, line: BankLine) -> bool:
    """By its reference, by an invoice that it paid, or end to end as it was sent."""
    texts = (line.reference, line.said, line.end_to_end)
    numbers = (credit.reference, *queries.invoices_paid(credit))
    return any(rules.is_named(number, texts) for number in numbers)


@transaction.atomic
def spread(
    credit: Credit,
    parts: Sequence[tuple[Receivable, int]],
    *,
    by: str,
    source: str = MatchingSource.CHOSEN,
    reason: str = "",
) -> list[Allocation]:
    """So much of the credit to each of these, from the first day that both are there."""
    return [
        operations.allocate(
            credit, receivable, cents=cents, on=max(credit.on, receivable.invoice.issued_on),
            by=by, source=source, reason=reason,
        )
        for receivable, cents in parts
    ]  # fmt: skip
