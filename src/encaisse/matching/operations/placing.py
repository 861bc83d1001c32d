"""Bank lines become payments of whom they concern, or take one back; a person decides of the rest.

Nothing is lost by a decision: ``undo`` puts the line back where it waited.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations, queries
from encaisse.matching.operations import batches, learning
from encaisse.matching.operations.settling import (
    KNOWN,
    PAYMENT,
    RETURNED,
    WAITS,
    Placed,
    bring_back,
    settle,
    spread,
)
from encaisse.parties.operations import hold_group
from encaisse.payments import operations as payments
from encaisse.payments import queries as paid

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit
    from encaisse.receivables.models import Receivable

__all__ = [
    "CLAIMANTS", "KNOWN", "PAYMENT", "RETURNED", "WAITS", "Look", "NothingToReturn",
    "NothingToUndo", "Placed", "attribute", "match_standing", "place_waiting", "split", "spread",
    "undo",
]  # fmt: skip


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


REASON_MAX = 200
# Upper capabilities that may know a line as theirs (our own direct debits): each gives, for a
# company, what looks at a line first and says what became of it.
Look = Callable[["BankLine", str], Placed | None]
CLAIMANTS: list[Callable[[Company], Look]] = []


def place_waiting(company: Company, *, by: str) -> dict[str, Placed]:
    """Place every line that waits, now that more may be known, but those in doubt; what became of
    each, by its key. An act that writes the journal before it places holds every customer first:
    within one transaction the batches take theirs in turn."""
    looks = [claimant(company) for claimant in CLAIMANTS]
    waiting, became = [], {}
    for line in paid.waiting_lines(company).filter(doubt=""):
        claimed = _claimed(line, looks, by=by)
        if claimed:
            became[line.key] = claimed
        else:
            waiting.append(line)
    judged = [*zip(waiting, queries.answers(company, waiting), strict=True)]
    return became | batches.place(company, judged, by=by)


@transaction.atomic
def attribute(line: BankLine, customer: Customer, *, by: str) -> Placed:
    """A person says whom the line concerns: whoever paid is known again."""
    hold_group(customer.pk)
    payments.hold_line(line)
    placed = settle(line, customer, by=by)
    if placed is None:
        raise NothingToReturn(customer=customer.name)
    learning.learn(line, customer, by=by)
    return placed


@transaction.atomic
def split(
    line: BankLine, customer: Customer, parts: Sequence[tuple[Receivable, int]], *, by: str
) -> Credit:
    """A person says what the line pays, part by part; without parts it stays on the account."""
    hold_group(customer.pk)
    payments.hold_line(line)
    if line.cents < 0:
        raise NothingToReturn(customer=customer.name)
    credit, reason = paid.recorded_before(line, customer.pk), ""
    if credit:
        payments.settle_line(line, credit)
        reason = _decided_of(line)
    else:
        credit = payments.record_line(line, customer, by=by)
    spread(credit, parts, by=by, reason=reason)
    learning.learn(line, customer, by=by)
    return credit


@transaction.atomic
def undo(line: BankLine, *, by: str) -> None:
    """What was decided of the line was wrong: it waits again, what it paid is open. What was said
    otherwise stands: the payments of a list that gave way to the line; of a payment that it was
    taken for, what the books or a person had matched."""
    if line.set_aside:
        payments.put_line_back(line, by=by)
        return
    credit = line.credit
    if credit is None or line.cents < 0 or credit.charges_cents or credit.returned_on:
        raise NothingToUndo
    hold_group(credit.customer_id)
    if not payments.hold_settled(line):
        raise NothingToUndo
    is_brought, reason = paid.is_brought(line), _decided_of(line)
    for allocation in queries.live_allocations_of_credit(credit):
        if is_brought or allocation.reason == reason:
            operations.unmatch(allocation, on=allocation.on, by=by)
    credit.refresh_from_db()
    payments.put_line_back(line, by=by)
    bring_back(line, by=by)


def _decided_of(line: BankLine) -> str:
    """Why a part of a payment known otherwise is what a person decided of that line."""
    return f"Décidé du relevé du {line.on:%d/%m/%Y} : {line.label}"[:REASON_MAX]


def match_standing(company: Company, *, by: str) -> int:
    """Match the payments of which some stands, as far as the rules are certain; how many were. All
    are judged at once; those that are certain again, as the books stand in their turn."""
    threshold = queries.policy_of(company).threshold
    standing = list(queries.standing_payments(company))
    matched = 0
    for credit, answer in zip(standing, queries.answers_near(company, (), standing), strict=True):
        if any(match.is_certain(threshold) for match in answer.matches):
            matched += _confirm(credit, threshold=threshold, by=by)
    return matched


@transaction.atomic
def _confirm(credit: Credit, *, threshold: int, by: str) -> bool:
    hold_group(credit.customer_id)
    credit.refresh_from_db()
    best = queries.proposal(credit, on=credit.on)
    if best is None or not best.is_certain(threshold):
        return False
    operations.confirm(credit, on=credit.on, by=by)
    return True


def _claimed(line: BankLine, looks: Sequence[Look], *, by: str) -> Placed | None:
    """What those above say of the line; nothing when somebody settles it at this moment."""
    with contextlib.suppress(payments.BankLineSettled):
        return next((found for look in looks if (found := look(line, by))), None)
    return None
