"""Giving up what is left of a debt, keeping a few cents paid too much, converting a payment.

Each act makes ordinary rows (credits, debits, allocations), so what is open on any day stays exact;
undoing withdraws them all from a day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.differences import queries, rules
from encaisse.differences.models import Difference, DifferenceLimit, Way
from encaisse.differences.rules import Cause, Limits, Quoted
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.payments import operations as payments
from encaisse.receivables import operations as receivables

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.accounts.rules import Role
    from encaisse.matching.models import Allocation
    from encaisse.payments.models import Credit
    from encaisse.receivables.models import Receivable

NAME_MAX = 120


class NothingInExcess(Refusal):
    """Nothing of the money stands unallocated."""

    code = "nothing_in_excess"
    sentence = "Il ne reste rien à affecter de {reference}."


class SameCurrency(Refusal):
    """Money of the invoice's currency is allocated, not converted."""

    code = "conversion_same_currency"
    sentence = "{reference} et {receivable} sont en {currency} : affectez le règlement."


class NotTheCustomers(Refusal):
    """One gives up one customer's debts at a time."""

    code = "difference_of_several_customers"
    sentence = "Choisissez des créances d'un seul client et d'une seule devise."


class DifferenceUndone(Refusal):
    """It was undone before."""

    code = "difference_undone"
    sentence = "« {difference} » est déjà défait depuis le {day}."


class UndoneTooEarly(Refusal):
    """Nothing is undone before its day."""

    code = "difference_undone_too_early"
    sentence = "« {difference} » date du {day} : il ne peut être défait avant."


@transaction.atomic
def give_up(
    targets: Sequence[Receivable],
    *,
    cents: int,
    cause: Cause,
    on: date,
    by: str,
    words: str = "",
    limits: Limits | None = None,
) -> Difference:
    """So much of these receivables will not be paid: a loss, or a difference. ``limits`` are the
    person's (``queries.limits_for``); None: without limit."""
    if len({(each.customer_id, each.currency) for each in targets}) != 1:
        raise NotTheCustomers
    parties.hold(targets[0].customer_id)
    amount = Money(cents, targets[0].currency)
    before = queries.given_up_before(targets, cause)
    rules.require_within(limits, cause, amount, before)
    reason = rules.told(cause, words)
    subject = ", ".join(str(each) for each in targets)[:NAME_MAX]
    credit = matching.write_off(
        targets, cents=cents, on=on, reason=reason, by=by, reference=subject,
        kind=rules.kind_of(cause),
    )  # fmt: skip
    return _kept(
        Way.GIVEN_UP, credit, amount, cause=cause, on=on, by=by, reason=reason, subject=subject,
        credit=credit,
    )  # fmt: skip


@transaction.atomic
def keep_excess(
    payment: Credit,
    *,
    cause: Cause,
    on: date,
    by: str,
    words: str = "",
    limits: Limits | None = None,
) -> Difference:
    """What is left of the money is kept, as a gain: a debit uses it up."""
    rules.require_excess(cause)
    parties.hold(payment.customer_id)
    payment.refresh_from_db()
    amount = Money(payment.open_cents, payment.currency)
    if not amount:
        raise NothingInExcess(reference=payment.reference)
    rules.require_within(limits, cause, amount, queries.kept_before(payment))
    reason = rules.told(cause, words)
    debit = _used_up(payment, amount, f"Écart {payment.reference}", reason, on=on, by=by)
    return _kept(
        Way.KEPT, payment, amount, cause=cause, on=on, by=by, reason=reason,
        subject=payment.reference, payment=payment, debit=debit.invoice,
    )  # fmt: skip


@transaction.atomic
def convert(
    payment: Credit,
    receivable: Receivable,
    *,
    rate: Quoted,
    on: date,
    by: str,
    booked: Quoted | None = None,
    settles: bool = False,
    limits: Limits | None = None,
) -> Difference:
    """Money of one currency pays a receivable in another, at the rate that a person gives, with
    where it was read; ``booked``: that of the invoice's day. With ``settles`` what it leaves open,
    or is worth beyond, is an exchange difference; else what it leaves stays open, and money worth
    more than what is due is refused."""
    parties.hold_group(payment.customer_id)
    payment.refresh_from_db()
    receivable.refresh_from_db()
    paid, due = _both(payment, receivable)
    found = rules.converted(paid, due, rate.rate)
    if found.over and not settles:
        worth = found.pays + found.over
        raise rules.PaidMoreThanDue(paid=paid, worth=worth, due=due)
    gap = found.short if found.short else found.over
    if settles:
        before = queries.given_up_before([receivable], Cause.EXCHANGE)
        rules.require_within(limits, Cause.EXCHANGE, gap, before)
    quoted = _quoted(rate, booked, rules.exchange_result(paid, found, booked, settles=settles))
    reason = _converted_at(paid, due, rate)
    debit = _used_up(payment, paid, f"Conversion {payment.reference}", reason, on=on, by=by)
    converted = _converted(payment, receivable, found.pays, reason, on=on, by=by)
    short = found.short if settles else Money(0, due.currency)
    credit = _exchange_left(receivable, short, reason, on=on, by=by) if short else None
    return _kept(
        Way.CONVERTED, payment, gap if settles else Money(0, due.currency), cause=Cause.EXCHANGE,
        on=on, by=by, reason=reason, subject=f"{payment.reference} → {receivable}",
        payment=payment, debit=debit.invoice, converted=converted, credit=credit,
        over_cents=found.over.cents, **quoted,
    )  # fmt: skip


@transaction.atomic
def undo(difference: Difference, *, on: date, by: str) -> Difference:
    """From ``on`` it never was: what it closed is open again, what it used up is unallocated."""
    parties.hold_group(difference.customer_id)
    difference.refresh_from_db()
    if difference.undone_on:
        raise DifferenceUndone(difference=difference, day=french_day(difference.undone_on))
    if on < difference.on:
        raise UndoneTooEarly(difference=difference, day=french_day(difference.on))
    reason = f"Défait : {difference.reason}"[:NAME_MAX]
    for credit in (difference.credit, difference.converted):
        if credit and not credit.cancelled_on:
            matching.cancel_credit(credit, on=on, by=by, reason=reason)
    if difference.debit and not difference.debit.cancelled_on:
        matching.cancel_invoice(difference.debit, on=on, by=by, reason=reason)
    difference.undone_on, difference.undone_by = on, by
    difference.save(update_fields=["undone_on", "undone_by"])
    audit.record(
        company=difference.company, actor=by, verb="difference.undone", on=on,
        subject=f"difference:{difference.pk}", reason=difference.reason,
        facts={"cents": difference.cents, "currency": difference.currency},
        customer_id=difference.customer_id,
    )  # fmt: skip
    return difference


def withdraw(allocation: Allocation, on: date, by: str) -> bool:
    """The difference of which that allocation is a part is undone whole; whether there is one."""
    found = queries.standing_of(allocation)
    if found:
        undo(found, on=on, by=by)
    return found is not None


def close_rest(viewer: User, receivable: Receivable, cause: str, payment: Credit) -> int:
    """What a payment leaves of a receivable is given up on its day, within the viewer's limits; the
    key by which ``reopen`` knows it."""
    found = give_up(
        [receivable], cents=receivable.open_cents, cause=Cause(cause), by=str(viewer),
        on=max(payment.on, receivable.invoice.issued_on),
        limits=queries.limits_for(viewer, receivable.company),
    )  # fmt: skip
    return found.pk


def reopen(viewer: User, key: int, company: Company) -> None:
    """What was given up with a payment is owed again, as if it never was."""
    difference = queries.difference_for(viewer, company, key)
    undo(difference, on=difference.on, by=str(viewer))


@transaction.atomic
def change_limits(
    company: Company,
    role: Role,
    *,
    loss_cents: int | None,
    difference_cents: int | None,
    by: str,
) -> None:
    """How much a role may give up for one invoice; None: without limit."""
    before = queries.limits_of(company, role)
    if (before.loss_cents, before.difference_cents) == (loss_cents, difference_cents):
        return
    told = {"loss_cents": loss_cents, "difference_cents": difference_cents}
    DifferenceLimit.objects.update_or_create(company=company, role=role, defaults=told)
    audit.record(
        company=company, actor=by, verb="difference.limits_changed",
        subject=f"company:{company.pk}",
        facts={
            "role": str(role),
            "loss_cents": [before.loss_cents, loss_cents],
            "difference_cents": [before.difference_cents, difference_cents],
        },
    )  # fmt: skip


def _both(payment: Credit, receivable: Receivable) -> tuple[Money, Money]:
    """What is left of the money, what is open of the debt."""
    if payment.currency == receivable.currency:
        raise SameCurrency(
            reference=payment.reference, receivable=receivable, currency=payment.currency
        )
    if not payment.open_cents:
        raise NothingInExcess(reference=payment.reference)
    return Money(payment.open_cents, payment.currency), Money(
        receivable.open_cents, receivable.currency
    )


def _exchange_left(
    receivable: Receivable, short: Money, reason: str, *, on: date, by: str
) -> Credit:
    return matching.write_off(
        [receivable], cents=short.cents, on=on, by=by, kind=rules.kind_of(Cause.EXCHANGE),
        reason=rules.told(Cause.EXCHANGE, reason),
    )  # fmt: skip


def _quoted(rate: Quoted, booked: Quoted | None, gain: Money | None) -> dict[str, Any]:
    """Both rates as they are kept, and what the conversion gained when it is known."""
    return {
        "rate": rate.rate,
        "rate_source": rate.source,
        "booked_rate": booked.rate if booked else None,
        "booked_source": booked.source if booked else "",
        "gain_cents": gain.cents if gain is not None else None,
    }


def _converted_at(paid: Money, due: Money, quoted: Quoted) -> str:
    read_in = f" ({quoted.source})" if quoted.source else ""
    rate = quoted.rate
    told = f"Converti à 1 {paid.currency} = {queries.rate_shown(rate)} {due.currency}{read_in}"
    return told[:NAME_MAX]


def _converted(
    payment: Credit, receivable: Receivable, amount: Money, reason: str, *, on: date, by: str
) -> Credit:
    credit = payments.record_conversion(
        customer=payment.customer, reference=payment.reference, on=on, amount=amount,
        reason=reason, by=by,
    )  # fmt: skip
    matching.allocate(credit, receivable, cents=amount.cents, on=on, by=by, reason=reason)
    return credit


def _used_up(
    payment: Credit, amount: Money, name: str, reason: str, *, on: date, by: str
) -> Receivable:
    debit = receivables.record_debit(
        customer=payment.customer, number=name[:NAME_MAX], on=on, amount=amount, by=by,
        reason=reason,
    )  # fmt: skip
    matching.allocate(payment, debit, cents=amount.cents, on=on, by=by, reason=reason)
    return debit


def _kept(way: Way, of: Credit, amount: Money, **facts: Any) -> Difference:
    return Difference.objects.create(
        company_id=of.company_id,
        customer_id=of.customer_id,
        way=way,
        cents=amount.cents,
        currency=amount.currency,
        **facts,
    )
