"""What a few lines and payments may pay, told what concerns them only: the answers are those of the
whole books, read in milliseconds before any number of open receivables.

Who may have paid, with its group; the owners of the numbers quoted; whoever owes exactly an amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from django.db import connection

from encaisse.matching import rules
from encaisse.matching.queries import known
from encaisse.payments.models import BankLine
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.payments.models import Credit

COMPANIES_REMEMBERED = 8
OF_AN_AMOUNT = 6
Paid = tuple[str, date]
_REMEMBERED: dict[int, tuple[object, rules.Payers]] = {}

# As many rows as there are names: whatever changes one of them changes this.
NAMES_AS_THEY_ARE = """
SELECT count(*), coalesce(sum(hashtextextended(id || name || code, 0)), 0)
FROM parties_customer WHERE company_id = %(company)s
UNION ALL
SELECT count(*), coalesce(sum(hashtextextended(kind || value, customer_id)), 0)
FROM matching_learnedpayer WHERE company_id = %(company)s
"""
# The digits of a number without its zeros: the same however the number is spelled. Others may have
# them; the rules tell them apart.
QUOTED = """
SELECT i.id, i.customer_id FROM receivables_invoice i
WHERE i.company_id = %(company)s AND NOT i.is_draft AND i.cancelled_on IS NULL
  AND i.number_digits = ANY (%(digits)s)
"""
OF_AMOUNT = """
SELECT id FROM (
  SELECT r.id, row_number() OVER (
    PARTITION BY r.open_cents ORDER BY r.customer_id, r.currency, r.due_on, r.id
  ) AS place
  FROM receivables_receivable r
  WHERE r.company_id = %(company)s AND r.open_cents > 0 AND r.open_cents = ANY (%(amounts)s)
) AS owed WHERE place <= %(most)s
"""
PAID_BEFORE = """
SELECT i.number, (
  SELECT max(a."on") FROM matching_allocation a
  JOIN receivables_receivable r ON r.id = a.receivable_id WHERE r.invoice_id = i.id
)
FROM receivables_invoice i
WHERE i.company_id = %(company)s AND i.number_digits = ANY (%(digits)s) AND i.kind = 'invoice'
  AND i.issued_on >= %(since)s AND NOT i.is_draft AND i.cancelled_on IS NULL AND NOT EXISTS (
    SELECT FROM receivables_receivable r WHERE r.invoice_id = i.id AND r.open_cents > 0)
ORDER BY i.issued_on, i.id
"""
CONCERNED = f"""
{known.OPEN} AND r.customer_id = ANY (%(customers)s) UNION {known.OPEN} AND r.id = ANY (%(ids)s)
"""
QUOTED_PAID = " AND i.id = ANY (%(invoices)s)"


def answers_near(
    company: Company, lines: Sequence[BankLine], credits_: Sequence[Credit] = ()
) -> list[rules.Answer]:
    """What each of these lines, then what stands of each of these payments, may pay now."""
    asked = received_near(lines, credits_)
    if not asked:
        return []
    return rules.answers(asked, _known_of(company, asked))


def matches_of(line: BankLine, customer_id: int) -> tuple[rules.Match, ...]:
    """What the line may pay, if it is that customer's."""
    asked = replace(known.received(line), customer_id=customer_id)
    return rules.answers([asked], _known_of(line.company, [asked]))[0].matches


def paid_before(company: Company, asked: Sequence[rules.Received]) -> list[list[Paid]]:
    """For each, the invoices that it names and that were paid already, with the day."""
    digits = {rules.digits_of(key) for one in asked for key in rules.sought(one)} - {""}
    if not digits:
        return [[] for _one in asked]
    on = max(one.on for one in asked)
    told: dict[str, int | date | list[str]] = {
        "company": company.pk, "digits": list(digits), "since": known.lately(on)
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PAID_BEFORE, told)
        found = [(number, day) for number, day in cursor.fetchall() if day]
    return [
        [one for one in found if rules.is_named(one[0], (each.name, each.said))] for each in asked
    ]


def received_near(lines: Sequence[BankLine], credits_: Sequence[Credit]) -> list[rules.Received]:
    """These lines, then what stands of these payments, as the rules read them."""
    return [*map(known.received, lines), *_standing(credits_)]


def _standing(credits_: Sequence[Credit]) -> Iterable[rules.Received]:
    """The rest of a payment, with what the bank said of it."""
    found = BankLine.objects.filter(credit__in=credits_, cents__gt=0).order_by("-id")
    lines = {line.credit_id: line for line in found}
    for credit in credits_:
        line = lines.get(credit.pk)
        yield rules.Received(
            credit.open_cents, credit.on, f"{credit.label} {known.said(line)}".strip(),
            currency=credit.currency, customer_id=credit.customer_id, name=credit.reference,
        )  # fmt: skip


def _known_of(company: Company, asked: Sequence[rules.Received]) -> rules.Known:
    """All that the rules would use of what the company knows."""
    payers = _payers(company)
    related = rules.families(known.links(company))
    named = {one: _payer_ids(one, payers) for one in asked}
    customers = {
        member
        for ids in named.values()
        for customer_id in ids
        for member in (
            customer_id, *related.pays_for.get(customer_id, ()), *related.group.get(customer_id, ())
        )
    }  # fmt: skip
    quoted = quoted_by(company, {key for one in asked for key in rules.sought(one)})
    customers.update(quoted.values())
    alone = _of_amount(company, {one.cents for one in asked})
    on = max(one.on for one in asked)
    return rules.Known(
        _book(company, customers, alone, quoted, on),
        payers,
        known.policy_of(company),
        known.beside(company, sorted(customers), on),
        related.pays_for,
        related.group,
    )


def _payer_ids(one: rules.Received, payers: rules.Payers) -> Sequence[int]:
    return payers.who(one).customers if one.customer_id is None else (one.customer_id,)


def _book(
    company: Company,
    customers: Iterable[int],
    alone: Sequence[int],
    quoted: Mapping[int, int],
    on: date,
) -> rules.Book:
    told = {
        "company": company.pk, "customers": list(customers), "ids": list(alone),
        "invoices": list(quoted), "since": known.lately(on),
    }  # fmt: skip
    paid = rows_out(known.LATELY_PAID + QUOTED_PAID, told, schema=rules.NUMBERED)
    return rules.book_of(rows_out(CONCERNED, told, schema=rules.OPEN), paid)


def quoted_by(company: Company, keys: Iterable[str]) -> dict[int, int]:
    """The invoices that these spellings of numbers may name, and their customers."""
    digits = {rules.digits_of(key) for key in keys} - {""}
    if not digits:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(QUOTED, {"company": company.pk, "digits": list(digits)})
        return dict(cursor.fetchall())


def _of_amount(company: Company, amounts: Iterable[int]) -> list[int]:
    """The receivables of exactly one of these amounts, a few of each."""
    sought = [cents for cents in amounts if cents > 0]
    if not sought:
        return []
    told = {"company": company.pk, "amounts": sought, "most": OF_AN_AMOUNT}
    return rows_out(OF_AMOUNT, told, schema={"id": pl.Int64})["id"].to_list()


def _payers(company: Company) -> rules.Payers:
    """The names of the company, read again as soon as one of them is another."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES_AS_THEY_ARE, {"company": company.pk})
        stamp = cursor.fetchall()
    before = _REMEMBERED.pop(company.pk, None)
    payers = before[1] if before and before[0] == stamp else known.payers(company)
    _REMEMBERED[company.pk] = stamp, payers
    if len(_REMEMBERED) > COMPANIES_REMEMBERED:
        _REMEMBERED.pop(next(iter(_REMEMBERED)), None)
    return payers
