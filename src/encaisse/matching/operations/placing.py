"""Bank lines become payments of whom they concern, or take one back; a person decides of the rest.

Nothing is lost by a decision: ``undo`` puts the line back where it waited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations, queries, rules
from encaisse.matching.models import Allocation, MatchingSource
from encaisse.matching.operations import learning
from encaisse.parties import queries as parties
from encaisse.payments import operations as payments
from encaisse.payments import queries as paid

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit
    from encaisse.receivables.models import Receivable

PAYMENT, KNOWN, RETURNED, WAITS = "payment", "known", "returned", "waiting"


class NothingToReturn(Refusal):
    """A bank takes back what it gave."""

    code = "nothing_to_return"
    sentence = (
        "Aucun règlement de {customer} de ce montant n'est à reprendre, ou plusieurs : "
        "notez l'impayé depuis la fiche du client."
    )


class NothingToUndo(Refusal):
    """The line still waits, took a payment back, or its money paid claims since."""

    code = "nothing_to_undo"
    sentence = "Cette ligne n'a apporté aucun règlement qui puisse en être détaché."


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a bank line: the payment that it brought, or nothing yet."""

    code: str
    customer: str = ""
    credit: Credit | None = None


WAITING = Placed(WAITS)

# Upper capabilities that may know a line as theirs (our own direct debits): each gives, for a
# company, what looks at a line first and says what became of it.
Look = Callable[["BankLine", str], Placed | None]
CLAIMANTS: list[Callable[[Company], Look]] = []


def place_waiting(company: Company, *, by: str) -> dict[str, Placed]:
    """Place every line that waits, now that more may be known, but those in doubt; what became of
    each, by its key."""
    looks = [claimant(company) for claimant in CLAIMANTS]
    waiting, became = [], {}
    for line in paid.waiting_lines(company).filter(doubt=""):
        claimed = next((found for look in looks if (found := look(line, by))), None)
        if claimed:
            became[line.key] = claimed
        else:
            waiting.append(line)
    threshold = queries.policy_of(company).threshold
    for line, answer in zip(waiting, queries.answers(company, waiting), strict=True):
        became[line.key] = _place(line, answer, threshold=threshold, by=by)
    return became


@transaction.atomic
def attribute(line: BankLine, customer: Customer, *, by: str) -> Placed:
    """A person says whom the line concerns: whoever paid is known again."""
    payments.hold_line(line)
    placed = _settle(line, customer, by=by)
    if placed is None:
        raise NothingToReturn(customer=customer.name)
    learning.learn(line, customer, by=by)
    return placed


@transaction.atomic
def split(
    line: BankLine, customer: Customer, parts: Sequence[tuple[Receivable, int]], *, by: str
) -> Credit:
    """A person says what the line pays, part by part; without parts it stays on the account."""
    payments.hold_line(line)
    if line.cents < 0:
        raise NothingToReturn(customer=customer.name)
    credit = paid.recorded_before(line, customer.pk)
    if credit:
        payments.settle_line(line, credit)
    else:
        credit = payments.record_line(line, customer, by=by)
    spread(credit, parts, by=by)
    learning.learn(line, customer, by=by)
    return credit


@transaction.atomic
def spread(
    credit: Credit,
    parts: Sequence[tuple[Receivable, int]],
    *,
    by: str,
    source: str = MatchingSource.CHOSEN,
) -> list[Allocation]:
    """So much of the credit to each of these, from the first day that both are there."""
    return [
        operations.allocate(
            credit, receivable, cents=cents, on=max(credit.on, receivable.invoice.issued_on),
            by=by, source=source,
        )
        for receivable, cents in parts
    ]  # fmt: skip


@transaction.atomic
def undo(line: BankLine, *, by: str) -> None:
    """What was decided of the line was wrong: it waits again, what it paid is open."""
    if line.set_aside:
        payments.put_line_back(line, by=by)
        return
    credit = line.credit
    if credit is None or line.cents < 0 or credit.charges_cents or credit.returned_on:
        raise NothingToUndo
    for allocation in queries.live_allocations_of_credit(credit):
        operations.unmatch(allocation, on=allocation.on, by=by)
    credit.refresh_from_db()
    payments.put_line_back(line, by=by)


def match_standing(company: Company, *, by: str) -> int:
    """Match the payments of which some stands, as far as the rules are certain; how many were."""
    threshold = queries.policy_of(company).threshold
    matched = 0
    for credit in queries.standing_payments(company):
        best = queries.proposal(credit, on=credit.on)
        if best and best.is_certain(threshold):
            operations.confirm(credit, on=credit.on, by=by)
            matched += 1
    return matched


@transaction.atomic
def _place(line: BankLine, answer: rules.Answer, *, threshold: int, by: str) -> Placed:
    """Our own payment that came back is no customer's: a person says whose it is."""
    best = answer.best
    is_sure = best is not None and best.is_certain(threshold)
    customer_id = best.customer_id if best and is_sure else answer.customer_id
    if customer_id is None or (line.cents > 0 and line.returned):
        return WAITING
    customer = parties.customers(line.company).get(pk=customer_id)
    placed = _settle(line, customer, by=by, found=best) or WAITING
    if best and is_sure and best.source == rules.EXACT and placed.code == PAYMENT:
        learning.learn(line, customer, by=by)
    return placed


def _settle(
    line: BankLine, customer: Customer, *, by: str, found: rules.Match | None = None
) -> Placed | None:
    """What the line means for that customer's account; None when it takes back nothing known."""
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
            operations.unmatch(allocation, on=allocation.on, by=by, reason=line.label)
            parts.append((allocation.receivable, allocation.cents))
        credit.refresh_from_db()
        payments.give_way(credit, line, by=by)
    received = payments.record_line(line, customer, by=by)
    spread(received, parts, by=by, source=MatchingSource.SUM)
    return received


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
