"""What money received in time leaves is given up, and owed again when that money comes back; the
end of what nobody took is told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.differences import operations as differences
from encaisse.differences.rules import Cause
from encaisse.early_payment_discounts import queries, rules
from encaisse.early_payment_discounts.operations import held, record
from encaisse.early_payment_discounts.rules import State
from encaisse.kernel.days import french_day
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.early_payment_discounts.models import DiscountOffer, OfferedReceivable
    from encaisse.matching.models import Allocation

BY_ITSELF = "Encaisse"
WORDS = "offert jusqu'au {day} ; un avoir en corrige la TVA"


def settle(allocation: Allocation, by: str) -> None:
    """An allocation was made: if it pays in time what was asked, the rest is given up."""
    part = queries.part_paid_by(allocation)
    if part is not None:
        _settle(part, allocation, by)


@transaction.atomic
def reopen(allocation: Allocation, on: date, by: str) -> None:
    """An allocation was undone: what was given up is owed again if what was asked is not paid any
    more. The offer may be taken by other money received in time."""
    for part in queries.parts_taken(allocation.receivable_id):
        if queries.paid_in_time(part) >= part.asked_cents or part.difference is None:
            continue
        difference, part.difference = part.difference, None
        part.save(update_fields=["difference"])
        differences.undo(difference, on=max(on, difference.on), by=by)
        record(
            part.offer, "discount_offer.reopened", by, on, cents=difference.cents,
            receivable=part.receivable_id,
        )  # fmt: skip


def watch(company: Company, *, on: date) -> None:
    """What money brought in bulk has paid since, then the ends of what nobody took; twice is
    once."""
    for part in queries.unsettled(company, on=on):
        _look(part.pk, part.offer.customer_id)
    for made in queries.over(company, on=on):
        _tell_over(made, on)


@transaction.atomic
def _look(part_id: int, customer_id: int) -> None:
    parties.hold_group(customer_id)
    part = queries.part_again(part_id)
    allocation = queries.last_payment(part) if part.difference is None else None
    if allocation is not None:
        _settle(part, allocation, BY_ITSELF)


@transaction.atomic
def _settle(part: OfferedReceivable, allocation: Allocation, by: str) -> None:
    receivable, made = part.receivable, part.offer
    cents = rules.given_up(
        queries.cut_of(part), open_cents=receivable.open_cents,
        paid_cents=queries.paid_in_time(part),
    )  # fmt: skip
    if not cents:
        return
    on = max(allocation.on, receivable.invoice.issued_on)
    part.difference = differences.give_up(
        [receivable], cents=cents, cause=Cause.DISCOUNT_TAKEN, on=on, by=by,
        words=WORDS.format(day=french_day(made.last_on)),
    )  # fmt: skip
    part.save(update_fields=["difference"])
    record(
        made, "discount_offer.taken", by, on, cents=cents, receivable=receivable.pk,
        credit=allocation.credit_id,
    )  # fmt: skip


@transaction.atomic
def _tell_over(made: DiscountOffer, on: date) -> None:
    made = held(made)
    if made.told_on is not None:
        return
    made.told_on = on
    made.save(update_fields=["told_on"])
    if queries.state(made, on=on) == State.EXPIRED:
        record(made, "discount_offer.expired", BY_ITSELF, on, last_on=made.last_on.isoformat())
