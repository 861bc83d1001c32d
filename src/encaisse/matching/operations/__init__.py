"""Matching credits with receivables, undoing it, and the acts that need both sides.

Each act first holds the customer (see ``parties.operations.hold``), or its group when other
customers of it may be concerned, so two acts on the same money never cross: before a bank line is
held and before anything is written, the journal included, which lets one act of a company in at a
time. Allocations are never changed: undoing adds a counter-entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.matching import queries, rules
from encaisse.matching.models import Allocation, MatchingSource
from encaisse.matching.operations import following
from encaisse.matching.operations.refusals import (
    AllocatedTooEarly,
    AllocationNotPositive,
    AllocationTooLarge,
    NothingToMatch,
    NotMatched,
    NotPayable,
    OtherCurrency,
    OtherCustomer,
    UnmatchedTooEarly,
)
from encaisse.parties import operations as parties
from encaisse.parties import queries as customers
from encaisse.payments import operations as payments
from encaisse.receivables import operations as receivables

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit
    from encaisse.receivables.models import Invoice, Receivable

Withdraw = Callable[[Allocation, date, str], bool]
WITHDRAWERS: list[Withdraw] = []
"""Those above who gave something up: each withdraws whole the act of which an allocation is a part,
and says whether there was one."""
Follow = Callable[["Credit", date, str], None]
FOLLOWERS: list[Follow] = []
"""Those above who follow instalments: each is told of a credit of which something is left once it
paid one, the interest agreed on top."""


@transaction.atomic
def allocate(
    credit: Credit, receivable: Receivable, *, cents: int, on: date, by: str,
    source: str = MatchingSource.CHOSEN, reason: str = "",
) -> Allocation:  # fmt: skip
    """From ``on``, so much of the credit pays the receivable."""
    _hold(credit, [receivable])
    _check(credit, receivable, cents, on)
    allocation = Allocation.objects.create(
        company_id=credit.company_id,
        credit=credit,
        receivable=receivable,
        cents=cents,
        on=on,
        source=source,
        reason=reason,
    )
    payments.spend(credit, cents=cents)
    receivables.settle(receivable, cents=cents)
    following.made(allocation, by)
    return allocation


@transaction.atomic
def allocate_to(
    credit: Credit, targets: Iterable[Receivable], *, on: date, by: str, reason: str = ""
) -> list[Allocation]:
    """What is left of the credit pays these receivables, in the order given."""
    targets = list(targets)
    _hold(credit, targets)
    made = []
    for receivable in targets:
        cents = min(queries.room_of_credit(credit, on), queries.room_of_receivable(receivable, on))
        if cents > 0:
            made.append(allocate(credit, receivable, cents=cents, on=on, by=by, reason=reason))
    return made


@transaction.atomic
def allocate_oldest_first(credit: Credit, *, on: date, by: str) -> list[Allocation]:
    """What is left of the credit pays the customer's receivables in due-date order."""
    parties.hold(credit.customer_id)
    parts = rules.share(queries.room_of_credit(credit, on), queries.payables(credit, on))
    found = rules.Match(tuple(parts), rules.OLDEST, str(MatchingSource.OLDEST.label), 0)
    return _apply(credit, found, on=on, by=by)


@transaction.atomic
def confirm(credit: Credit, *, on: date, by: str) -> list[Allocation]:
    """Apply what the rules propose for what is left of the credit, as it stands now."""
    parties.hold_group(credit.customer_id)
    proposed = queries.proposal(credit, on=on)
    if proposed is None:
        raise NothingToMatch(
            customer=credit.customer.name, currency=credit.currency, day=french_day(on)
        )
    return _apply(credit, proposed, on=on, by=by)


@transaction.atomic
def unmatch(
    allocation: Allocation,
    *,
    on: date,
    by: str,
    reason: str = "",
    source: str = MatchingSource.REVERSAL,
) -> Allocation:
    """Undo an allocation from ``on``, by a counter-entry. What a person gave up is no money: it is
    withdrawn whole, and nothing of it stands."""
    credit = allocation.credit
    parties.hold_group(credit.customer_id)
    _hold(credit, [allocation.receivable])
    _check_matched(allocation, on)
    if not any(withdraw(allocation, on, by) for withdraw in WITHDRAWERS):
        if not queries.is_given_up(credit):
            return _reverse(allocation, on, by, reason, source)
        cancel_credit(credit, on=on, by=by, reason=reason)
    return queries.reversal_of(allocation)


@transaction.atomic
def receive_payment(
    *,
    customer: Customer,
    reference: str,
    on: date,
    amount: Money,
    by: str,
    method: str = "",
    label: str = "",
    pays: Sequence[Receivable] = (),
) -> Credit:
    """Money received: recorded, then matched with what was chosen (``pays``), or by the rules when
    they are certain. Otherwise it stays unallocated, with a proposal (``queries.proposal``)."""
    parties.hold_group(customer.pk)
    credit = payments.record(
        customer=customer, reference=reference, on=on, amount=amount, by=by,
        method=method, label=label,
    )  # fmt: skip
    if pays:
        allocate_to(credit, pays, on=on, by=by)
        return credit
    return _match_if_certain(credit, by=by)


@transaction.atomic
def receive_line(
    line: BankLine, customer: Customer, *, by: str, found: rules.Match | None = None
) -> Credit:
    """The money of a bank line: that customer's, matched as found when that is certain and still
    stands, else by the rules when they are."""
    parties.hold_group(customer.pk)
    credit = payments.record_line(line, customer, by=by)
    return _match_if_certain(credit, by=by, found=found)


@transaction.atomic
def receive_credit_note(
    *,
    customer: Customer,
    reference: str,
    on: date,
    amount: Money,
    by: str,
    reason: str = "",
    pays: Sequence[Receivable] = (),
) -> Credit:
    """A credit note, put on the receivables it names in order; what is left stands."""
    parties.hold_group(customer.pk)
    credit = payments.record_credit_note(
        customer=customer, reference=reference, on=on, amount=amount, by=by, reason=reason,
    )  # fmt: skip
    allocate_to(credit, pays, on=on, by=by, reason=reason)
    return credit


@transaction.atomic
def write_off(
    targets: Sequence[Receivable],
    *,
    cents: int,
    on: date,
    reason: str,
    by: str,
    reference: str = "",
    kind: str = "write_off",
) -> Credit:
    """Give up so much of these receivables of a customer, in their order, saying why; ``kind``: as
    a loss, or as a difference."""
    amount = Money(cents, targets[0].currency)
    parties.hold_several(receivable.customer_id for receivable in targets)
    credit = payments.record_write_off(
        customer=targets[0].customer,
        reference=reference or str(targets[0]),
        on=on,
        amount=amount,
        reason=reason,
        by=by,
        kind=kind,
    )
    made = allocate_to(credit, targets, on=on, by=by, reason=reason)
    given_up = sum(allocation.cents for allocation in made)
    if given_up < cents:
        named = ", ".join(str(receivable) for receivable in targets)
        left = Money(given_up, amount.currency)
        raise AllocationTooLarge(asked=amount, left=left, of=f"sur {named}", day=french_day(on))
    return credit


@transaction.atomic
def return_payment(credit: Credit, *, on: date, by: str, reason: str = "") -> Credit:
    """The payment came back (impayé): what it paid is open again from that day."""
    parties.hold_group(credit.customer_id)
    credit.refresh_from_db()
    _undo(queries.live_allocations_of_credit(credit), on, by, reason)
    credit.refresh_from_db()
    return payments.return_payment(credit, on=on, by=by, reason=reason)


@transaction.atomic
def cancel_credit(credit: Credit, *, on: date, by: str, reason: str = "") -> Credit:
    """A credit note or a write-off is withdrawn: what it paid is open again from that day."""
    parties.hold_group(credit.customer_id)
    credit.refresh_from_db()
    _undo(queries.live_allocations_of_credit(credit), on, by, reason)
    credit.refresh_from_db()
    return payments.cancel_credit(credit, on=on, by=by, reason=reason)


@transaction.atomic
def cancel_invoice(
    invoice: Invoice, *, on: date, by: str, reason: str = "", notice_delivered: bool = False
) -> Invoice:
    """The invoice is worth nothing from that day: what paid it is unallocated again.

    Refused once a formal notice was delivered, which the caller knows."""
    parties.hold_group(invoice.customer_id)
    invoice.refresh_from_db()
    _undo(queries.live_allocations_of_invoice(invoice), on, by, reason)
    return receivables.cancel_invoice(
        invoice, on=on, by=by, reason=reason, notice_delivered=notice_delivered
    )


def _match_if_certain(credit: Credit, *, by: str, found: rules.Match | None = None) -> Credit:
    threshold = queries.policy_of(credit.company).threshold
    is_sure = found is None or found.is_certain(threshold)
    if found and is_sure and queries.stands(found, credit):
        _apply(credit, found, on=credit.on, by=by)
    elif is_sure:
        proposed = queries.proposals(credit, on=credit.on)
        chosen = rules.still(found, proposed) if found else next(iter(proposed), None)
        if chosen and (found or chosen).is_certain(threshold):
            _apply(credit, chosen, on=credit.on, by=by)
    return credit


def _apply(credit: Credit, found: rules.Match, *, on: date, by: str) -> list[Allocation]:
    targets = queries.receivables_by_id(part.receivable_id for part in found.parts)
    made = [
        allocate(
            credit, targets[part.receivable_id], cents=part.cents, on=on, by=by,
            source=found.source, reason=found.reason,
        )
        for part in found.parts
    ]  # fmt: skip
    if found.source == MatchingSource.INSTALLMENT and found.over_cents:
        for follow in FOLLOWERS:
            follow(credit, on, by)
    return made


def _undo(allocations: Iterable[Allocation], on: date, by: str, reason: str) -> None:
    """Undo each on that day, or on its own when it is later; what was given up with one of them may
    have been undone with it."""
    for allocation in allocations:
        if not queries.is_undone(allocation):
            _reverse(allocation, max(on, allocation.on), by, reason)


def _check_matched(allocation: Allocation, on: date) -> None:
    if allocation.cents < 0 or queries.is_undone(allocation):
        raise NotMatched
    if on < allocation.on:
        raise UnmatchedTooEarly(day=french_day(allocation.on))


def _reverse(
    allocation: Allocation,
    on: date,
    by: str,
    reason: str,
    source: str = MatchingSource.REVERSAL,
) -> Allocation:
    credit, receivable = allocation.credit, allocation.receivable
    _hold(credit, [receivable])
    _check_matched(allocation, on)
    counter_entry = Allocation.objects.create(
        company_id=allocation.company_id,
        credit=credit,
        receivable=receivable,
        cents=-allocation.cents,
        on=on,
        source=source,
        reason=reason,
        matching_code=allocation.matching_code,
        reverses=allocation,
    )
    payments.give_back(credit, cents=allocation.cents)
    receivables.reopen(receivable, cents=allocation.cents)
    following.undone(counter_entry, allocation, on, by)
    return counter_entry


def _hold(credit: Credit, targets: Iterable[Receivable]) -> None:
    """Hold the customers, then read again what may have moved before."""
    parties.hold_several({credit.customer_id, *(receivable.customer_id for receivable in targets)})
    credit.refresh_from_db()
    for receivable in targets:
        receivable.refresh_from_db()


def _check(credit: Credit, receivable: Receivable, cents: int, on: date) -> None:
    if cents <= 0:
        raise AllocationNotPositive
    _check_same(credit, receivable)
    _check_live(credit, receivable, on)
    for left, of in (
        (queries.room_of_credit(credit, on), f"de {credit.reference}"),
        (queries.room_of_receivable(receivable, on), f"sur {receivable}"),
    ):
        if cents > left:
            raise AllocationTooLarge(
                asked=Money(cents, credit.currency),
                left=Money(max(left, 0), credit.currency),
                of=of,
                day=french_day(on),
            )


def _check_same(credit: Credit, receivable: Receivable) -> None:
    if receivable.customer_id not in customers.group_of(credit.customer_id):
        raise OtherCustomer(
            reference=credit.reference,
            payer=credit.customer.name,
            owner=receivable.customer.name,
        )
    if credit.currency != receivable.currency:
        raise OtherCurrency(
            reference=credit.reference, paid=credit.currency, due=receivable.currency
        )


def _check_live(credit: Credit, receivable: Receivable, on: date) -> None:
    invoice = receivable.invoice
    if invoice.is_draft or invoice.cancelled_on:
        raise NotPayable(thing=f"La facture {invoice.number}")
    if credit.returned_on or credit.cancelled_on:
        raise NotPayable(thing=credit.reference)
    if on < invoice.issued_on:
        raise AllocatedTooEarly(
            thing=f"La facture {invoice.number}", day=french_day(invoice.issued_on)
        )
    if on < credit.on:
        raise AllocatedTooEarly(thing=f"La pièce {credit.reference}", day=french_day(credit.on))
