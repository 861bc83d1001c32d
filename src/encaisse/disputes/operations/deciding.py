"""To whom a dispute goes, by when; the credit note asked for; what money and credit notes close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.disputes.models import Dispute, DisputedPart, Step, StepKind
from encaisse.disputes.operations.refusals import (
    CreditAboveContested,
    CreditNotPositive,
    DeadlineInThePast,
    DisputeAlreadyEnded,
    NoteEmpty,
    NothingContested,
    UnknownDepartment,
)
from encaisse.disputes.operations.telling import record, tell
from encaisse.disputes.queries import board
from encaisse.disputes.queries.services import service
from encaisse.disputes.queries.standing import contested_of, latest_allocation
from encaisse.disputes.rules import share
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company, User

BY_ITSELF = "Encaisse"


@transaction.atomic
def assign(
    dispute: Dispute, *, department: str, owner: User | None, on: date, by: str
) -> Dispute:  # fmt: skip
    """It is that department's, and that colleague's if one is named."""
    dispute = _held(dispute)
    found = service(dispute.company, department)
    if department and found is None:
        raise UnknownDepartment(named=department)
    dispute.department, dispute.owner = department, owner
    dispute.save(update_fields=["department", "owner"])
    told = " · ".join(filter(None, [found.name if found else "", str(owner or "")]))
    record(dispute, "dispute.assigned", by, on, told)
    tell(dispute, StepKind.ASSIGNED, on=on, by=by, note=told)
    return dispute


@transaction.atomic
def move(dispute: Dispute, *, due_on: date, on: date, by: str, why: str = "") -> Dispute:
    """It is to be settled by another day."""
    dispute = _held(dispute)
    if due_on < on:
        raise DeadlineInThePast(due=french_day(due_on), on=french_day(on))
    before, dispute.due_on = dispute.due_on, due_on
    dispute.save(update_fields=["due_on"])
    told = f"Pour le {french_day(due_on)}" + (f" : {why.strip()}" if why.strip() else "")
    was = before.isoformat() if before else None
    record(dispute, "dispute.deadline", by, on, told, before=was, after=due_on.isoformat())
    tell(dispute, StepKind.MOVED, on=on, by=by, note=told)
    return dispute


@transaction.atomic
def note(dispute: Dispute, *, text: str, on: date, by: str) -> Step:
    """Something to remember, of a dispute that stands or ended."""
    if not text.strip():
        raise NoteEmpty
    record(dispute, "dispute.noted", by, on, text.strip())
    return tell(dispute, StepKind.NOTED, on=on, by=by, note=text.strip())


@transaction.atomic
def ask_credit(
    dispute: Dispute, *, amount: Money | None, on: date, by: str, why: str = ""
) -> Dispute:  # fmt: skip
    """The customer is right for so much, else for all that is contested: a credit note is awaited,
    and closes the dispute when it is allocated. What is not to be credited is asked again."""
    parties.hold(dispute.customer_id)
    dispute = _held(dispute)
    contested = _contested(dispute, on)
    left = sum(contested.values())
    currency = dispute.parts.all()[0].receivable.currency
    if not left:
        raise NothingContested(on=french_day(on))
    asked = Money(left, currency) if amount is None else amount
    if asked.cents <= 0:
        raise CreditNotPositive
    if asked.cents > left:
        raise CreditAboveContested(asked=asked, most=Money(left, currency))
    kind = StepKind.PARTIAL if asked.cents < left else StepKind.CREDIT_ASKED
    _contest_only(dispute, share(asked.cents, contested.items()), on)
    record(dispute, "dispute.credit_asked", by, on, why.strip(), cents=asked.cents, of=left)
    tell(dispute, kind, on=on, by=by, note=why.strip(), amount=asked)
    return dispute


@transaction.atomic
def agree(dispute: Dispute, *, owed: Money, on: date, by: str, why: str = "") -> Dispute:
    """The customer owes so much of what is contested; a credit note is awaited for the rest."""
    left = sum(_contested(dispute, on).values())
    rest = Money(left - owed.cents, owed.currency)
    if owed.cents < 0 or rest.cents < 0:
        raise CreditAboveContested(asked=owed, most=Money(left, owed.currency))
    return ask_credit(dispute, amount=rest, on=on, by=by, why=why)


def watch(company: Company, *, on: date) -> int:
    """Tell what money and credit notes did to the disputes since they were last looked at: closed,
    reopened, credited in part. What a dispute contests never waits for it. Returns how many."""
    told = 0
    for each in board.changed(company, on=on):
        with transaction.atomic():
            Dispute.objects.select_for_update().get(pk=each.dispute.pk)
            amount = None if each.cents is None else Money(each.cents, each.currency)
            if each.kind == StepKind.REOPENED:
                record(each.dispute, "dispute.reopened", BY_ITSELF, each.on, each.why)
            elif each.cents is None:
                record(each.dispute, "dispute.closed", BY_ITSELF, each.on, each.why)
            tell(
                each.dispute, each.kind, on=each.on, by=BY_ITSELF, note=each.why, amount=amount
            )  # fmt: skip
        told += 1
    return told


def _held(dispute: Dispute) -> Dispute:
    """The dispute, locked; refused when somebody ended it."""
    locked = Dispute.objects.select_for_update(of=("self",)).select_related("company", "customer")
    found = locked.get(pk=dispute.pk)
    if found.settled_on is not None:
        raise DisputeAlreadyEnded(on=french_day(found.settled_on))
    return found


def _contested(dispute: Dispute, on: date) -> dict[int, int]:
    """What it contests of each receivable that day, the oldest due date first."""
    mine = contested_of(dispute, on=on)
    owed = sorted(
        (part.receivable for part in dispute.parts.filter(until=None).order_by("id")),
        key=lambda each: (each.due_on, each.pk),
    )
    return {each.pk: mine[each.pk] for each in owed if mine.get(each.pk)}


def _contest_only(dispute: Dispute, shares: dict[int, int], on: date) -> None:
    """From that day it contests only these."""
    after = latest_allocation(shares)
    dispute.parts.filter(until=None).update(until=on)
    DisputedPart.objects.bulk_create(
        DisputedPart(
            company_id=dispute.company_id, dispute=dispute, receivable_id=key, cents=cents,
            since=on, after=after,
        )
        for key, cents in shares.items()
    )  # fmt: skip
