"""What is done with disputes: declaring, settling, withdrawing here; ``deciding`` gives them to
somebody, asks for credit notes, watches them; ``asking`` puts questions by mail and takes the
answers; ``crediting`` begins the credit note; ``arranging`` keeps departments and deadlines. Each
is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.disputes import queries
from encaisse.disputes.models import Dispute, DisputedPart, Opener, Reason, StepKind
from encaisse.disputes.operations import arranging, asking, crediting, deciding
from encaisse.disputes.operations.refusals import (
    AlreadyDisputed,
    DeadlineInThePast,
    DisputeAboveOpen,
    DisputeAlreadyEnded,
    DisputeEndsTooEarly,
    DisputeNotPositive,
    DisputeOverSeveral,
    NothingInDispute,
    NothingToDispute,
    UnknownDepartment,
    WithdrawalWithoutReason,
)
from encaisse.disputes.operations.telling import record, tell
from encaisse.disputes.queries.services import habits, service
from encaisse.disputes.queries.standing import latest_allocation
from encaisse.disputes.rules import Contested, spread
from encaisse.documents import operations as documents
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.documents.models import Document
    from encaisse.receivables.models import Receivable

__all__ = [
    "AlreadyDisputed", "DisputeAboveOpen", "DisputeAlreadyEnded", "DisputeEndsTooEarly",
    "DisputeNotPositive", "DisputeOverSeveral", "Given", "NothingInDispute", "NothingToDispute",
    "UnknownDepartment", "WithdrawalWithoutReason", "add_evidence", "arranging", "asking",
    "confirm", "crediting", "deciding", "declare", "settle", "settle_all", "withdraw",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """To whom a dispute goes, by when, who opened it; what is left out is said by its cause.
    ``evidence``: documents kept already, or files as they were given."""

    department: str = ""
    owner: User | None = None
    due_on: date | None = None
    opened_by: str = Opener.COLLECTOR
    evidence: Sequence[Document | documents.GivenFile] = ()


USUAL = Given()
EVIDENCE = "proof"
OUTCOME_MAX = 250
CONFIRMED = "Facture confirmée."


@transaction.atomic
def declare(
    receivables: Sequence[Receivable],
    *,
    reason: str,
    on: date,
    by: str,
    amount: Money | None = None,
    note: str = "",
    given: Given = USUAL,
) -> Dispute:
    """The customer contests these receivables: so much, the oldest due date first, or the whole."""
    if len({(each.customer_id, each.currency) for each in receivables}) != 1:
        raise DisputeOverSeveral
    customer = receivables[0].customer
    parties.hold(customer.pk)
    parts = _parts(receivables, amount, on)
    _check(given, customer.company, on)
    habit = habits(customer.company)[Reason(reason)]
    department = given.department or habit.department
    dispute = Dispute.objects.create(
        company_id=customer.company_id, customer=customer, reason=Reason(reason), note=note.strip(),
        owner=given.owner, opened_on=on, department=department,
        due_on=given.due_on or on + timedelta(days=habit.days), opened_by=given.opened_by,
    )  # fmt: skip
    after = latest_allocation(parts)
    DisputedPart.objects.bulk_create(
        DisputedPart(
            company_id=customer.company_id, dispute=dispute, receivable_id=key, cents=cents,
            after=after,
        )
        for key, cents in parts.items()
    )  # fmt: skip
    facts = {"receivables": list(parts), "cents": amount.cents if amount else None}
    record(dispute, "dispute.declared", by, on, dispute.note, **facts)
    tell(dispute, StepKind.OPENED, on=on, by=by, note=dispute.note, amount=amount)
    _attach(dispute, given.evidence, on=on, by=by)
    return dispute


@transaction.atomic
def settle(dispute: Dispute, *, on: date, by: str, outcome: str = "") -> Dispute:
    """It is settled: from that day what was contested is asked again."""
    return _end(dispute, StepKind.SETTLED, outcome, on, by)


@transaction.atomic
def confirm(dispute: Dispute, *, on: date, by: str, why: str = "") -> Dispute:
    """The invoice is right: from that day it is asked again, its reminders go on where they
    stood."""
    return _end(dispute, StepKind.CONFIRMED, why.strip() or CONFIRMED, on, by)


@transaction.atomic
def add_evidence(
    dispute: Dispute, evidence: Sequence[Document | documents.GivenFile], *, on: date, by: str
) -> None:
    """Documents that tell what is contested, or why it should not be."""
    _attach(dispute, evidence, on=on, by=by)


@transaction.atomic
def withdraw(dispute: Dispute, *, why: str, on: date, by: str) -> Dispute:
    """It is taken back: declared by mistake, or the customer gives it up."""
    if not why.strip():
        raise WithdrawalWithoutReason
    return _end(dispute, StepKind.WITHDRAWN, why, on, by)


@transaction.atomic
def settle_all(
    receivables: Sequence[Receivable], *, on: date, by: str, outcome: str = ""
) -> list[Dispute]:
    """Settle every dispute that stands on these receivables; there is one at least."""
    standing = queries.standing_over(receivables, on=on)
    if not standing:
        named = " et ".join(str(each) for each in receivables)
        raise NothingInDispute(on=french_day(on), receivable=named)
    return [settle(each, on=on, by=by, outcome=outcome) for each in standing]


def _parts(
    receivables: Sequence[Receivable], amount: Money | None, on: date
) -> dict[int, int | None]:
    """What each receivable bears of the dispute; refused when there is not so much to contest."""
    owed = queries.contested(receivables, on=on)
    if not any(each.open_cents for each in owed):
        raise NothingToDispute(on=french_day(on))
    if not any(each.free_cents for each in owed):
        standing = queries.standing_over(receivables, on=on)
        over = queries.closed(standing, on=on)
        since = next(each.opened_on for each in standing if each.pk not in over)
        raise AlreadyDisputed(since=french_day(since))
    if amount is not None:
        _require_within(amount, owed, on)
    return spread(owed, amount.cents if amount else None)


def _require_within(amount: Money, owed: Sequence[Contested], on: date) -> None:
    if amount.cents <= 0:
        raise DisputeNotPositive
    most = Money(sum(each.free_cents for each in owed), amount.currency)
    if amount > most:
        raise DisputeAboveOpen(asked=amount, most=most, on=french_day(on))


def _check(given: Given, company: Company, on: date) -> None:
    if given.department and service(company, given.department) is None:
        raise UnknownDepartment(named=given.department)
    if given.due_on and given.due_on < on:
        raise DeadlineInThePast(due=french_day(given.due_on), on=french_day(on))


def _end(dispute: Dispute, kind: StepKind, outcome: str, on: date, by: str) -> Dispute:
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.settled_on is not None:
        raise DisputeAlreadyEnded(on=french_day(dispute.settled_on))
    if on < dispute.opened_on:
        raise DisputeEndsTooEarly(opened=french_day(dispute.opened_on), on=french_day(on))
    dispute.settled_on, dispute.outcome = on, outcome.strip()[:OUTCOME_MAX]
    dispute.save(update_fields=["settled_on", "outcome"])
    verb = "dispute.withdrawn" if kind == StepKind.WITHDRAWN else "dispute.settled"
    record(dispute, verb, by, on, dispute.outcome)
    tell(dispute, kind, on=on, by=by, note=dispute.outcome)
    enqueue("dunning.settle_tasks", dispute.company_id)
    return dispute


def _attach(
    dispute: Dispute, evidence: Sequence[Document | documents.GivenFile], *, on: date, by: str
) -> None:
    subject = queries.subject_of(dispute)
    for each in evidence:
        if isinstance(each, documents.GivenFile):
            documents.receive(
                dispute.company, each, kind=EVIDENCE, by=by, on=on, subjects=[subject]
            )
        else:
            documents.attach(each, subject, by=by)
