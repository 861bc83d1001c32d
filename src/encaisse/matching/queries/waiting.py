"""What waits for a person: bank lines of nobody, payments that pay nothing; what each may pay."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from encaisse.matching import rules
from encaisse.matching.models import Allocation
from encaisse.matching.queries.known import answers, proposals
from encaisse.matching.queries.near import Paid, answers_near, paid_before, received_near
from encaisse.parties import queries as parties
from encaisse.payments.models import BankLine, Credit, CreditKind
from encaisse.payments.queries import waiting_lines
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer


OFFERED = 3


@dataclass(frozen=True, slots=True)
class ShownPart:
    """So much to that receivable, by its number."""

    receivable: Receivable
    cents: int

    @property
    def number(self) -> str:
        return self.receivable.invoice.number


@dataclass(frozen=True, slots=True)
class Shown:
    """A match with its customer and its receivables."""

    match: rules.Match
    customer: Customer
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bank line, or a payment of which some stands, and what it may pay, the surest first.
    ``paid_before``: the invoice that it names and that another payment has paid, and when."""

    line: BankLine | None
    credit: Credit | None
    matches: tuple[rules.Match, ...] = ()
    shown: tuple[Shown, ...] = ()
    paid_before: Paid | None = None

    @property
    def key(self) -> str:
        """Its name in addresses: ``ligne-12``, ``reglement-7``."""
        return f"ligne-{self.line.pk}" if self.line else f"reglement-{self.paid.pk}"

    @property
    def offers(self) -> tuple[Shown, ...]:
        """The first that a person may take: of a payment, those that pay something."""
        return tuple(one for one in self.shown if one.parts or self.line)[:OFFERED]

    @property
    def on(self) -> date:
        return self.line.on if self.line else self.paid.on

    @property
    def cents(self) -> int:
        """What is to be placed: of a payment, what stands."""
        return self.line.cents if self.line else self.paid.open_cents

    @property
    def currency(self) -> str:
        return self.line.currency if self.line else self.paid.currency

    @property
    def label(self) -> str:
        return self.line.label if self.line else self.paid.label or self.paid.reference

    @property
    def counterparty(self) -> str:
        return self.line.counterparty if self.line else self.paid.customer.name

    @property
    def paid(self) -> Credit:
        """The payment, of what is no line."""
        if self.credit is None:
            raise ValueError(self)
        return self.credit


def standing_payments(company: Company) -> QuerySet[Credit]:
    """The payments of which some pays nothing yet, the oldest first."""
    found = Credit.objects.filter(company=company, kind=CreditKind.PAYMENT, open_cents__gt=0)
    return found.select_related("company", "customer").order_by("on", "id")


def asked_about(company: Company, customer_id: int | None = None) -> QuerySet[Credit]:
    """Those that nobody left on the account; of a customer, or all."""
    found = standing_payments(company).filter(is_left=False)
    return found if customer_id is None else found.filter(customer=customer_id)


def left_on_account(company: Company) -> QuerySet[Credit]:
    """Those that a person left on the account."""
    return standing_payments(company).filter(is_left=True)


def waiting_count(company: Company) -> int:
    """How many lines and payments wait."""
    return waiting_lines(company).count() + asked_about(company).count()


def waiting(company: Company) -> list[Waiting]:
    """All that waits, lines first, the oldest first; with what each may pay."""
    lines, credits_ = list(waiting_lines(company)), asked_about(company)
    found = chain(
        (
            (line, None, answer.matches)
            for line, answer in zip(lines, answers(company, lines), strict=True)
        ),
        ((None, credit, tuple(proposals(credit, on=credit.on))) for credit in credits_),
    )
    return _shown(list(found))


def waiting_first(company: Company, *, most: int, after: int = 0) -> list[Waiting]:
    """Some of what waits, lines first, the oldest first; with what each may pay."""
    lines = list(waiting_lines(company)[after : after + most])
    passed = max(after - waiting_lines(company).count(), 0) if len(lines) < most else 0
    credits_ = list(asked_about(company)[passed : passed + most - len(lines)])
    return _near(company, lines, credits_)


def payments_proposed(company: Company, credits_: Sequence[Credit]) -> list[Waiting]:
    """These payments, with what the rest of each may pay."""
    return _near(company, [], list(credits_))


def waiting_line(line: BankLine) -> Waiting:
    """One bank line, with what it may pay."""
    return _near(line.company, [line], [])[0]


def waiting_credit(credit: Credit) -> Waiting:
    """One payment, with what the rest of it may pay."""
    return _near(credit.company, [], [credit])[0]


def _near(company: Company, lines: list[BankLine], credits_: list[Credit]) -> list[Waiting]:
    things: list[tuple[BankLine | None, Credit | None]] = [(line, None) for line in lines]
    things += [(None, credit) for credit in credits_]
    told = answers_near(company, lines, credits_)
    found = _shown([(*thing, answer.matches) for thing, answer in zip(things, told, strict=True)])
    before = paid_before(company, received_near(lines, credits_))
    own = _numbers_paid(credits_)
    return [
        replace(one, paid_before=_another(paid, own.get(one.credit.pk, ()) if one.credit else ()))
        for one, paid in zip(found, before, strict=True)
    ]


def _another(paid: Sequence[Paid], own: Container[str]) -> Paid | None:
    """The first that another payment has paid."""
    return next((one for one in paid if one[0] not in own), None)


def _numbers_paid(credits_: Sequence[Credit]) -> dict[int, set[str]]:
    """The invoices that each of these payments pays itself."""
    rows = Allocation.objects.filter(credit__in=credits_).order_by("id")
    found: dict[int, set[str]] = {}
    for credit_id, number in rows.values_list("credit", "receivable__invoice__number"):
        found.setdefault(credit_id, set()).add(number)
    return found


def _shown(
    found: Sequence[tuple[BankLine | None, Credit | None, tuple[rules.Match, ...]]],
) -> list[Waiting]:
    """With the customers and receivables of the matches, read once for all."""
    matches = [match for _line, _credit, several in found for match in several]
    ids = {part.receivable_id for match in matches for part in match.parts}
    receivables = Receivable.objects.select_related("invoice", "customer").in_bulk(list(ids))
    customers = parties.customers_by_id({match.customer_id for match in matches})
    return [
        Waiting(line, credit, several, tuple(
            Shown(
                match,
                customers[match.customer_id],
                tuple(ShownPart(receivables[p.receivable_id], p.cents) for p in match.parts),
            )
            for match in several
        ))
        for line, credit, several in found
    ]  # fmt: skip
