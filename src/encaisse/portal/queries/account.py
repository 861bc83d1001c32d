"""What one customer owes on a day, for itself and for those it pays for, and how to pay it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from encaisse.direct_debits import queries as direct_debits
from encaisse.insolvency import queries as insolvency
from encaisse.kernel.money import Money
from encaisse.late_charges import queries as late_charges
from encaisse.letters.rules import epc
from encaisse.matching import queries as matching
from encaisse.parties import queries as parties
from encaisse.portal.queries import customers_named, policy_of
from encaisse.portal.rules.policy import payment_address

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from encaisse.accounts.models import Company
    from encaisse.matching.queries import OpenReceivable
    from encaisse.parties.models import Customer
    from encaisse.portal.queries.owing import Unasked


END = 4  # signs of an account that are told


@dataclass(frozen=True, slots=True)
class Charges:
    """What lateness costs that day, beside the invoices."""

    interest: Money
    indemnity: Money
    fees: Money

    @property
    def total(self) -> Money:
        """All of it."""
        return self.interest + self.indemnity + self.fees


@dataclass(frozen=True, slots=True)
class Transfer:
    """How to pay a sum: what to type in a bank's application, or to scan."""

    amount: Money
    beneficiary: str
    iban: str
    bic: str
    reference: str
    code: str
    card: str


@dataclass(frozen=True, slots=True)
class Debited:
    """A sum that the bank is asked for: on which day, under which mandate, from the account that
    ends so."""

    on: date
    cents: int
    reference: str
    end: str


@dataclass(frozen=True, slots=True)
class Account:
    """What is owed in one currency. ``others``: those whose debt it is too, by number; ``debited``:
    by receivable, what a transfer need not pay."""

    currency: str
    late: tuple[OpenReceivable, ...]
    to_come: tuple[OpenReceivable, ...]
    late_total: Money
    to_come_total: Money
    credits: Money
    charges: Charges
    transfer: Transfer | None
    contested: Mapping[int, int]
    others: Mapping[int, str]
    debited: Mapping[int, Debited]


def shown_to(customer: Customer) -> dict[int, Customer]:
    """Whose debt a customer sees: its own, then that of those it pays for, by name; of these, those
    of whom nothing is asked are left out."""
    others = {*parties.paid_by(customer.pk)} - {customer.pk}
    asked = [each for each in customers_named(others) if not is_insolvent(each)]
    return {each.pk: each for each in [customer, *asked]}


def accounts_of(customer: Customer, unasked: Unasked, *, on: date) -> list[Account]:
    """What a customer is asked for on a day, by currency: its own debt, then that of those it pays
    for; nobody else's, nor what a plan spreads."""
    shown = shown_to(customer)
    found = [matching.open_items(customer.company, on, customer_id=key) for key in shown]
    items = matching.OpenItems(
        [each for one in found for each in one.receivables],
        [each for one in found for each in one.unallocated],
    )
    currencies = {each.currency for each in items.receivables}
    currencies |= {each.currency for each in items.unallocated}
    claims = late_charges.claimable(customer.company_id, on=on, customer_id=list(shown))
    currencies |= set(claims["currency"].unique())
    asked = [each for each in items.receivables if each.id not in unasked.planned]
    items = replace(items, receivables=asked)
    return [
        _account(shown, items, claims, currency, unasked.contested, on)
        for currency in sorted(currencies)
    ]


def debited_of(shown: Collection[int]) -> dict[int, Debited]:
    """By receivable, what the bank is asked for of these customers."""
    return {
        each.receivable_id: Debited(
            each.batch.collect_on, each.cents, each.mandate.reference, each.mandate.iban[-END:]
        )
        for each in direct_debits.on_their_way(shown)
    }


def mandate_of(customer: Customer, *, on: date) -> tuple[str, str] | None:
    """The mandate under which a customer is collected: its reference, the end of its account."""
    found = direct_debits.usable_mandate(customer, on=on)
    return (found.reference, found.iban[-END:]) if found else None


def _account(
    shown: Mapping[int, Customer],
    items: matching.OpenItems,
    claims: pl.DataFrame,
    currency: str,
    contested: Mapping[int, int],
    on: date,
) -> Account:
    customer, *others = shown.values()
    mine = [each for each in items.receivables if each.currency == currency]
    late = tuple(each for each in mine if each.due_on < on)
    to_come = tuple(each for each in mine if each.due_on >= on)
    credits_ = [each.open_cents for each in items.unallocated if each.currency == currency]
    late_total = Money(sum(each.open_cents for each in late), currency)
    debited = debited_of(shown)
    taken = sum(_not_transferred(each, contested, debited) for each in late)
    found = claims.filter(pl.col("currency") == currency)
    return Account(
        currency=currency,
        late=late,
        to_come=to_come,
        late_total=late_total,
        to_come_total=Money(sum(each.open_cents for each in to_come), currency),
        credits=Money(sum(credits_), currency),
        charges=_charges(found, currency),
        transfer=transfer_of(customer, late_total - Money(taken, currency)),
        contested=contested,
        others={each.pk: each.name for each in others},
        debited=debited,
    )


def _not_transferred(
    item: OpenReceivable, contested: Mapping[int, int], debited: Mapping[int, Debited]
) -> int:
    """What of a receivable is contested, or will be collected."""
    collected = debited[item.id].cents if item.id in debited else 0
    return min(item.open_cents, contested.get(item.id, 0) + collected)


def _charges(claims: pl.DataFrame, currency: str) -> Charges:
    interest, indemnity, fees = (
        Money(int(claims[f"{kind}_cents"].sum()), currency)
        for kind in ("interest", "indemnity", "fees")
    )
    return Charges(interest, indemnity, fees)


def transfer_of(customer: Customer, amount: Money, reference: str = "") -> Transfer | None:
    """How to pay the sum, by transfer or on the company's own payment page; the reference is the
    customer's when none is given."""
    company, template = customer.company, policy_of(customer.company).payment_address
    if amount.cents <= 0 or is_insolvent(customer) or not has_means(company):
        return None
    reference = reference or reference_of(customer)
    text = _payload(company, amount, reference)
    return Transfer(
        amount=amount, beneficiary=company.name, iban=epc.grouped(company.iban), bic=company.bic,
        reference=reference, code=epc.drawn(text) if text else "",
        card=payment_address(template, amount=amount, reference=reference),
    )  # fmt: skip


def reference_of(customer: Customer) -> str:
    """What a transfer for a customer's account says."""
    return f"{customer.code} {customer.name}"


def _payload(company: Company, amount: Money, reference: str) -> str:
    """What the bank's application reads; empty when no code can be drawn."""
    try:
        return epc.payload(
            name=company.name, iban=company.iban, bic=company.bic, amount=amount,
            remittance=reference,
        )  # fmt: skip
    except epc.NoQrCode:
        return ""


def has_means(company: Company) -> bool:
    """Whether a customer is told how to pay: an account or a payment page."""
    return bool(company.iban or policy_of(company).payment_address)


def is_insolvent(customer: Customer) -> bool:
    """Whether a proceeding is open: what was owed before its judgment is not paid any more
    (C. com. L622-7), so that nothing is asked here."""
    return insolvency.standing_against(customer) is not None
