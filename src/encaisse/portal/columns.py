"""The account of a customer as its page lists it, written in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from encaisse.kernel.money import Money
from encaisse.letters.rules.words import days_text
from encaisse.letters.rules.words import words_of as letters_words_of
from encaisse.portal.rules import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from encaisse.letters.rules.words import Words
    from encaisse.matching.queries import OpenReceivable
    from encaisse.portal.queries.account import Account, Debited, Transfer
    from encaisse.portal.queries.discounts import Discount
    from encaisse.portal.queries.owing import Running

INTEREST_LAW = "C. com. L441-10"
INDEMNITY_LAW = "C. com. L441-10, D441-5"


@dataclass(frozen=True, slots=True)
class Row:
    """A receivable, in words."""

    id: int
    invoice: str
    issued: str
    due: str
    late: str
    open: str
    face: str
    contested: str
    whose: str = ""
    debited: str = ""
    debiting: str = ""


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One kind of late charge: which word names it, how much, by which article."""

    word: str
    amount: str
    law: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """An account in one currency, in words."""

    currency: str
    late: tuple[Row, ...]
    late_total: str
    to_come: tuple[Row, ...]
    to_come_total: str
    credits: str
    charges: tuple[ChargeRow, ...]
    charges_total: str
    transfer: Transfer | None
    asked: str
    has_others: bool
    may_spread: bool


@dataclass(frozen=True, slots=True)
class DiscountRow:
    """A discount offered, in words."""

    numbers: str
    asked: str
    lead: str
    transfer: Transfer | None
    whose: str


def discounts(found: Iterable[Discount], *, language: str) -> list[DiscountRow]:
    """What may be paid early for less."""
    words = letters_words_of(language)
    return [
        DiscountRow(
            numbers=each.numbers, asked=words.money(each.asked), transfer=each.transfer,
            whose=each.whose,
            lead=words_of(language)["discount_lead"].format(
                asked=words.money(each.asked), due=words.money(each.due), numbers=each.numbers,
                day=words.day(each.last_on),
            ),
        )
        for each in found
    ]  # fmt: skip


def sheets(accounts: Iterable[Account], *, language: str, on: date) -> list[Sheet]:
    """What is owed, by currency; an account with nothing in it is left out."""
    words = letters_words_of(language)
    return [
        Sheet(
            currency=account.currency,
            late=tuple(_of(account, each, words, on) for each in account.late),
            late_total=words.money(account.late_total),
            to_come=tuple(_of(account, each, words, on) for each in account.to_come),
            to_come_total=words.money(account.to_come_total),
            credits=words.money(account.credits) if account.credits.cents else "",
            charges=_charges(account, words),
            charges_total=words.money(account.charges.total),
            transfer=account.transfer,
            asked=words.money(account.transfer.amount) if account.transfer else "",
            has_others=bool(account.others),
            may_spread=any(each.customer_id not in account.others for each in account.late),
        )
        for account in accounts
        if account.late or account.to_come or account.credits.cents or account.charges.total.cents
    ]


def day(value: date, *, language: str) -> str:
    """A day as the reader writes it."""
    return letters_words_of(language).day(value)


def money(amount: Money, *, language: str) -> str:
    """An amount as the reader writes it."""
    return letters_words_of(language).money(amount)


def owed(item: OpenReceivable | None, unasked: int) -> Money:
    """What is asked of what is open; nothing of what is paid."""
    return Money(item.open_cents - unasked, item.currency) if item else Money(0)


def less(owed: Money, cents: int) -> Money:
    """What is left to pay by transfer of what the bank is asked for in part."""
    return Money(max(owed.cents - cents, 0), owed.currency)


def row(
    item: OpenReceivable,
    contested: Mapping[int, int],
    debited: Debited | None,
    *,
    language: str,
    on: date,
) -> Row:
    """One receivable, in words."""
    return _row(item, letters_words_of(language), on, contested, debited=debited)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that stands, in words: what is asked of it now, since when or for which day."""

    numbers: str
    asked: str
    since: str
    is_late: bool
    left: str
    payments: tuple[tuple[str, str], ...]
    transfer: Transfer | None
    whose: str


def plan(found: Running, transfer: Transfer | None, *, whose: str, language: str, on: date) -> Plan:
    """What is still to pay of a plan; ``whose``: of another, for whom one pays."""
    words = letters_words_of(language)
    return Plan(
        numbers=found.numbers, asked=words.money(found.asked), since=words.day(found.since),
        is_late=found.since < on, left=words.money(found.left), transfer=transfer,
        whose=whose,
        payments=tuple((words.day(day), words.money(each)) for day, each in found.payments),
    )  # fmt: skip


def _of(account: Account, item: OpenReceivable, words: Words, on: date) -> Row:
    whose = account.others.get(item.customer_id, "")
    debited = account.debited.get(item.id)
    return _row(item, words, on, account.contested, whose=whose, debited=debited)


def _row(
    receivable: OpenReceivable,
    words: Words,
    on: date,
    contested: Mapping[int, int],
    *,
    whose: str = "",
    debited: Debited | None = None,
) -> Row:
    disputed = contested.get(receivable.id, 0)
    day = words.day(debited.on) if debited else ""
    is_to_come = debited is not None and debited.on >= on
    late, currency = receivable.days_late(on), receivable.currency
    is_partial = receivable.open_cents != receivable.face_cents
    return Row(
        id=receivable.id,
        invoice=receivable.invoice,
        issued=words.day(receivable.issued_on),
        due=words.day(receivable.due_on),
        late=days_text(late, words) if late > 0 else "",
        open=words.money(Money(receivable.open_cents, currency)),
        face=words.money(Money(receivable.face_cents, currency)) if is_partial else "",
        contested=words.money(Money(disputed, currency)) if disputed else "",
        whose=whose,
        debited=day if is_to_come else "",
        debiting="" if is_to_come else day,
    )


def _charges(account: Account, words: Words) -> tuple[ChargeRow, ...]:
    charges = account.charges
    found = (
        ("interest", charges.interest, INTEREST_LAW),
        ("indemnity", charges.indemnity, INDEMNITY_LAW),
        ("fees", charges.fees, ""),
    )
    return tuple(
        ChargeRow(word, words.money(amount), law) for word, amount, law in found if amount.cents
    )
