"""What the rules are told: of one credit and its customer's debts, or of a whole company."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from encaisse.matching import rules
from encaisse.matching.models import Allocation, LearnedPayer, MatchingPolicy
from encaisse.matching.queries.rooms import room_of_credit, room_of_receivable
from encaisse.parties import queries as parties
from encaisse.payments.models import Credit, CreditKind
from encaisse.receivables.models import Receivable
from encaisse.store.frames import copy_out

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import Company
    from encaisse.payments.models import BankLine

# What upper capabilities know beside the debts (instalments, claims): each registers a function of
# the company, the customers (all when None) and the day, which completes what the rules are told.
Teller = Callable[["Company", Sequence[int] | None, date, rules.Beside], None]
TELLERS: list[Teller] = []

OPEN = """
SELECT r.id, r.customer_id, i.number, r.due_on, r.open_cents, r.currency, i.issued_on
FROM receivables_receivable r JOIN receivables_invoice i ON i.id = r.invoice_id
WHERE r.company_id = %(company)s AND r.open_cents > 0
  AND NOT i.is_draft AND i.cancelled_on IS NULL
"""
LATELY_PAID = """
SELECT i.customer_id, i.number FROM receivables_invoice i
WHERE i.company_id = %(company)s AND i.issued_on >= %(since)s AND i.kind = 'invoice'
  AND NOT i.is_draft AND NOT EXISTS (
    SELECT FROM receivables_receivable r WHERE r.invoice_id = i.id AND r.open_cents > 0)
"""
LATELY_DAYS = 400


def policy_of(company: Company) -> rules.Policy:
    """What the company chose, or what is usual."""
    kept = MatchingPolicy.objects.filter(company=company).order_by("id").first()
    if kept is None:
        return rules.Policy()
    rates = (int(kept.discount_rate * 10_000),) if kept.discount_rate else ()
    return rules.Policy(kept.threshold, kept.tolerance_cents, rates)


def answers(company: Company, lines: Sequence[BankLine]) -> list[rules.Answer]:
    """What each of these bank lines may pay."""
    if not lines:
        return []
    known = company_known(company, on=max(line.on for line in lines))
    return rules.answers(map(received, lines), known)


def company_known(company: Company, *, on: date) -> rules.Known:
    """All that is open in the company, its customers' names, and the payers learned."""
    told = {"company": company.pk, "since": lately(on)}
    related = rules.families(links(company))
    return rules.Known(
        rules.book_of(
            copy_out(OPEN, told, schema=rules.OPEN),
            copy_out(LATELY_PAID, told, schema=rules.NUMBERED),
        ),
        payers(company),
        policy_of(company),
        beside(company, None, on),
        related.pays_for,
        related.group,
    )


def lately(on: date) -> date:
    """Invoices issued since may still be quoted once paid."""
    return date.fromordinal(on.toordinal() - LATELY_DAYS)


def payers(company: Company, learned: QuerySet[LearnedPayer] | None = None) -> rules.Payers:
    """Whom a bank line of the company may name; ``learned``: those of them, else all."""
    if learned is None:
        learned = LearnedPayer.objects.filter(company=company)
    known = parties.customers(company).values_list("pk", "name", "code")
    return rules.payers_of(
        ((pk, name) for pk, name, _code in known),
        learned.order_by("id").values_list("kind", "value", "customer_id"),
        ((pk, code) for pk, _name, code in known),
    )


def received(line: BankLine) -> rules.Received:
    """A bank line as the rules read it."""
    return rules.Received(
        line.cents, line.on, said(line), line.counterparty, line.counterparty_iban,
        line.currency, name=line.reference,
    )  # fmt: skip


def proposals(credit: Credit, *, on: date) -> Sequence[rules.Match]:
    """What the rest of the credit may pay from ``on``, the likeliest first; nothing when it came
    back or was cancelled."""
    left = 0 if credit.returned_on or credit.cancelled_on else room_of_credit(credit, on)
    if left <= 0:
        return ()
    customers = parties.group_of(credit.customer_id)
    own = tuple(parties.paid_by(credit.customer_id))
    known = rules.Known(
        rules.book_of_payables(_payables(customers, credit.currency, on)),
        rules.Payers(),
        policy_of(credit.company),
        beside(credit.company, customers, on),
        pays_for={credit.customer_id: own},
        group={credit.customer_id: tuple(customers)},
    )
    line = credit.bank_lines.filter(cents__gt=0).order_by("id").first()
    text = f"{credit.label} {said(line)}" if line else credit.label
    asked = rules.Received(
        left, on, text, currency=credit.currency, customer_id=credit.customer_id,
        name=credit.reference,
    )  # fmt: skip
    return rules.answer(asked, known).matches


def proposal(credit: Credit, *, on: date) -> rules.Match | None:
    """What the rules would have the rest of the credit pay from ``on``; None when nothing."""
    return next((match for match in proposals(credit, on=on) if match.parts), None)


def payables(credit: Credit, on: date) -> list[rules.Payable]:
    """What the credit may pay from ``on``: of its customer and those for whom it pays, in the same
    currency, in due-date order."""
    return _payables(parties.paid_by(credit.customer_id), credit.currency, on)


def _payables(customers: Sequence[int], currency: str, on: date) -> list[rules.Payable]:
    found = list(
        Receivable.objects.filter(
            customer_id__in=customers,
            currency=currency,
            open_cents__gt=0,
            invoice__is_draft=False,
            invoice__cancelled_on=None,
            invoice__issued_on__lte=on,
        )
        .select_related("invoice")
        .order_by("due_on", "id")
    )
    # Only what was unmatched later can have been less open before than it is now.
    wavering = set(
        Allocation.objects.filter(receivable__in=found, cents__lt=0, on__gt=on).values_list(
            "receivable_id", flat=True
        )
    )
    priced = (
        (each, room_of_receivable(each, on) if each.pk in wavering else each.open_cents)
        for each in found
    )
    return [
        rules.Payable(
            each.pk, each.invoice.number, each.due_on, cents, each.customer_id, each.currency,
            each.invoice.issued_on,
        )
        for each, cents in priced
        if cents > 0
    ]  # fmt: skip


def beside(company: Company, customers: Sequence[int] | None, on: date) -> rules.Beside:
    """Standing credit notes, and what upper capabilities tell."""
    told = rules.Beside()
    notes = Credit.objects.filter(
        company=company, kind=CreditKind.CREDIT_NOTE, open_cents__gt=0, on__lte=on
    )
    if customers is not None:
        notes = notes.filter(customer_id__in=customers)
    for customer_id, cents in notes.order_by("on", "id").values_list("customer_id", "open_cents"):
        told.credits[customer_id] = (*told.credits.get(customer_id, ()), cents)
    for tell in TELLERS:
        tell(company, customers, on, told)
    return told


def links(company: Company) -> Iterable[tuple[int, int, bool]]:
    """Each customer that has a parent: itself, the parent, whether it pays for itself."""
    children = parties.customers(company).filter(parent__isnull=False).order_by("id")
    return children.values_list("pk", "parent_id", "pays_for_itself")


def said(line: BankLine | None) -> str:
    """All that the bank tells and that may name an invoice."""
    if line is None:
        return ""
    told = (line.said or line.label, line.reference, line.end_to_end, line.creditor_reference)
    return " ".join(dict.fromkeys(text for text in told if text))
