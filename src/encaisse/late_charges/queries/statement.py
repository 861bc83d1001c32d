"""The statement of account of a customer on a day, from the tables."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from django.db.models import Q

from encaisse.kernel import days
from encaisse.late_charges import rules
from encaisse.late_charges.models import Claim, ClaimMove
from encaisse.late_charges.queries.claims import books, claimable
from encaisse.late_charges.rules import statement as stating
from encaisse.late_charges.rules.doubts import Doubt, Run, doubts
from encaisse.late_charges.rules.rates import MILLIONTHS
from encaisse.late_charges.rules.statement import (
    Account,
    Act,
    Charge,
    Check,
    Due,
    Interest,
    Movement,
    Standing,
)
from encaisse.law.reader import Parameters, parameters
from encaisse.matching import queries as matching
from encaisse.matching.models import Allocation
from encaisse.parties.models import Customer
from encaisse.payments.models import CreditKind
from encaisse.receivables.models import Invoice, Receivable

INVOICES_MAX = 500
MONEY_KINDS = {CreditKind.PAYMENT, CreditKind.BILL}


@dataclass(frozen=True, slots=True)
class Choice:
    """An invoice that may be on the statement: something of it, or of its charges, is left."""

    id: int
    number: str
    issued_on: date
    open_cents: int
    currency: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of one customer: an account in each currency. ``left_out`` counts the
    invoices beyond ``INVOICES_MAX``, the most recent ones."""

    on: date
    accounts: tuple[Account, ...]
    choices: tuple[Choice, ...]
    doubts: tuple[Doubt, ...]
    remarks: tuple[str, ...]
    left_out: int
    principal_only: bool

    @property
    def holds(self) -> bool:
        """Whether the sums are the ledger's, in every currency."""
        return all(account.holds for account in self.accounts)

    @property
    def lines(self) -> int:
        """How many receivables are stated."""
        return sum(len(account.dues) for account in self.accounts)


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What matching and claims say by themselves, to be compared with the lines."""

    open_items: matching.OpenItems
    claims: pl.DataFrame


def statement(
    customer: Customer,
    *,
    on: date,
    invoice_ids: Collection[int] = (),
    principal_only: bool = False,
    law: Parameters = parameters,
) -> Statement:
    """What the customer owes at the end of the day, on these invoices, or on all of those that
    have something left. A fixed number of queries."""
    ledger = _Ledger(
        matching.open_items(customer.company, on, customer_id=customer.pk),
        claimable(customer.company_id, on=on, customer_id=customer.pk),
    )
    standing_ids = _with_something_left(ledger)
    wanted = set(invoice_ids) or standing_ids
    receivables = _receivables(customer, wanted | standing_ids, on)
    chosen = list(dict.fromkeys(r.invoice_id for r in receivables if r.invoice_id in wanted))
    kept = set(chosen[:INVOICES_MAX])
    stated = [receivable for receivable in receivables if receivable.invoice_id in kept]
    lines = _Lines.read(customer, stated, on, law, with_charges=not principal_only)
    return Statement(
        on=on,
        accounts=tuple(
            lines.account(currency, ledger, is_whole=standing_ids <= kept)
            for currency in dict.fromkeys(r.currency for r in stated)
        ),
        choices=_choices(receivables, ledger, kept),
        doubts=doubts(lines.dues, lines.interests, lines.runs, on=on),
        remarks=tuple(_remarks(lines)),
        left_out=len(chosen) - len(kept),
        principal_only=principal_only,
    )


def _with_something_left(ledger: _Ledger) -> set[int]:
    left = pl.col("interest_cents") + pl.col("indemnity_cents") + pl.col("fees_cents") > 0
    charged = ledger.claims.filter(left)["invoice_id"].to_list()
    return {receivable.invoice_id for receivable in ledger.open_items.receivables} | set(charged)


def _receivables(customer: Customer, invoice_ids: set[int], on: date) -> list[Receivable]:
    """Those that exist that day, the oldest due date first."""
    return list(
        Receivable.objects.filter(
            Q(invoice__cancelled_on=None) | Q(invoice__cancelled_on__gt=on),
            customer=customer,
            invoice_id__in=invoice_ids,
            invoice__is_draft=False,
            invoice__issued_on__lte=on,
        )
        .select_related("invoice")
        .order_by("due_on", "id")
    )


def _choices(
    receivables: Iterable[Receivable], ledger: _Ledger, kept: set[int]
) -> tuple[Choice, ...]:
    left: dict[int, int] = {}
    for item in ledger.open_items.receivables:
        left[item.invoice_id] = left.get(item.invoice_id, 0) + item.open_cents
    invoices: dict[int, Invoice] = {r.invoice_id: r.invoice for r in receivables}
    return tuple(
        Choice(
            invoice.pk,
            invoice.number,
            invoice.issued_on,
            left.get(invoice.pk, 0),
            invoice.currency,
            invoice.pk in kept,
        )
        for invoice in invoices.values()
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """Every line of the statement, all currencies together."""

    dues: tuple[Due, ...]
    movements: tuple[Movement, ...]
    interests: tuple[Interest, ...]
    charges: tuple[Charge, ...]
    acts: tuple[Act, ...]
    runs: Mapping[int, Run]
    with_charges: bool

    @classmethod
    def read(
        cls,
        customer: Customer,
        stated: list[Receivable],
        on: date,
        law: Parameters,
        *,
        with_charges: bool,
    ) -> "_Lines":
        movements = _movements(stated, on)
        dues = _dues(stated, movements, on)
        if not with_charges:
            return cls(dues, movements, (), (), (), {}, with_charges=False)
        ids = list(dict.fromkeys(due.invoice_id for due in dues))
        found = books(customer.company_id, on=on, invoice_ids=ids)
        claims = rules.claimable(found.receivables, found.movements, on=on, law=law)
        segments = rules.segments(found.receivables, found.movements, on=on, law=law)
        acts = _acts(ids, on)
        return cls(
            dues,
            movements,
            _interests(dues, segments),
            tuple(_charges(claims, acts, {due.invoice_id: due.invoice for due in dues})),
            acts,
            {run.receivable_id: run for run in map(_run, claims.iter_rows(named=True))},
            with_charges=True,
        )

    def account(self, currency: str, ledger: _Ledger, *, is_whole: bool) -> Account:
        """The lines in one currency, and their proof."""
        dues = tuple(due for due in self.dues if due.currency == currency)
        receivables = {due.receivable_id for due in dues}
        invoices = {due.invoice_id for due in dues}
        charges = tuple(each for each in self.charges if each.invoice_id in invoices)
        return Account(
            currency=currency,
            dues=dues,
            movements=tuple(m for m in self.movements if m.receivable_id in receivables),
            interests=tuple(i for i in self.interests if i.receivable_id in receivables),
            charges=charges,
            acts=tuple(act for act in self.acts if act.invoice_id in invoices),
            standing=_standing(ledger.open_items, currency),
            checks=_proof(dues, charges if self.with_charges else None, ledger),
            is_whole=is_whole,
        )


def _dues(stated: Iterable[Receivable], movements: Iterable[Movement], on: date) -> tuple[Due, ...]:
    paid: Counter[int] = Counter()
    credited: Counter[int] = Counter()
    for each in movements:
        (paid if each.is_payment else credited)[each.receivable_id] += each.cents
    return tuple(
        Due(
            receivable_id=each.pk,
            invoice_id=each.invoice_id,
            invoice=each.invoice.number,
            issued_on=each.invoice.issued_on,
            due_on=each.due_on,
            due_source=each.get_due_source_display(),
            document=each.invoice.get_kind_display(),
            is_estimated=each.due_estimated,
            currency=each.currency,
            face_cents=each.face_cents,
            credited_cents=credited[each.pk],
            paid_cents=paid[each.pk],
            days_late=days.days_late(each.due_on, on=on),
        )
        for each in stated
    )


def _movements(stated: Iterable[Receivable], on: date) -> tuple[Movement, ...]:
    numbers = {receivable.pk: receivable.invoice.number for receivable in stated}
    found = (
        Allocation.objects.filter(receivable__in=list(numbers), on__lte=on)
        .select_related("credit")
        .order_by("on", "id")
    )
    return tuple(
        Movement(
            receivable_id=each.receivable_id,
            invoice=numbers[each.receivable_id],
            on=each.on,
            told=f"{each.credit.get_kind_display().capitalize()} {each.credit.reference}".strip(),
            how=each.reason or each.get_source_display().capitalize(),
            cents=each.cents,
            is_payment=each.credit.kind in MONEY_KINDS,
            is_proposal=each.is_proposal,
        )
        for each in found
    )


def _interests(dues: Iterable[Due], segments: pl.DataFrame) -> tuple[Interest, ...]:
    """In the order of the receivables."""
    found: dict[int, list[Interest]] = {}
    numbers = {due.receivable_id: due.invoice for due in dues}
    for row in segments.iter_rows(named=True):
        receivable_id = row["receivable_id"]
        found.setdefault(receivable_id, []).append(
            Interest(
                receivable_id=receivable_id,
                invoice=numbers[receivable_id],
                first=row["first"],
                last=row["last"],
                days=row["days"],
                base_cents=row["base_cents"],
                rate=Decimal(row["rate_millionths"]) / MILLIONTHS,
                cents=row["interest_cents"],
                article=row["article"],
                source=row["source"],
                is_certain=row["is_certain"],
            )
        )
    return tuple(each for receivable_id in numbers for each in found.get(receivable_id, ()))


def _acts(invoice_ids: list[int], on: date) -> tuple[Act, ...]:
    """The moves of the ledger of claims; what a returned payment had paid does not count."""
    found = (
        Claim.objects.filter(
            Q(credit=None) | Q(credit__returned_on=None) | Q(credit__returned_on__gt=on),
            invoice_id__in=invoice_ids,
            on__lte=on,
        )
        .select_related("credit", "invoice")
        .order_by("on", "id")
    )
    return tuple(
        Act(
            invoice_id=each.invoice_id,
            invoice=each.invoice.number,
            on=each.on,
            kind=each.kind,
            move=each.move,
            cents=each.cents,
            told=each.reason or (each.credit.reference if each.credit else "") or each.source,
        )
        for each in found
    )


def _charges(
    claims: pl.DataFrame, acts: Collection[Act], numbers: Mapping[int, str]
) -> Iterable[Charge]:
    """By invoice ever late: what ran, and the fees that messages claimed, less what was done."""
    ran = claims.group_by("invoice_id", maintain_order=True).agg(
        interest=pl.col("interest_cents").sum(), indemnity=pl.col("indemnity_cents").sum()
    )
    by_kind: dict[int, dict[str, list[Act]]] = {}
    for act in acts:
        by_kind.setdefault(act.invoice_id, {}).setdefault(act.kind, []).append(act)
    for row in ran.iter_rows(named=True):
        invoice_id = row["invoice_id"]
        mine = by_kind.get(invoice_id, {})
        claimed = (act.cents or 0 for act in mine.get("fees", ()) if act.move == ClaimMove.CLAIMED)
        ran_by_kind = row | {"fees": sum(claimed)}
        for kind in stating.KINDS:
            told = stating.charge(
                invoice_id, numbers[invoice_id], kind, ran_by_kind[kind], mine.get(kind, ())
            )
            if told.ran_cents or told.beyond_cents:
                yield told


def _run(row: Mapping[str, Any]) -> Run:
    return Run(
        receivable_id=row["receivable_id"],
        days_late=row["days_late"],
        is_complete=row["complete"],
        is_certain=row["is_certain"],
        entails=row["interest_cents"] + row["indemnity_cents"] > 0,
    )


def _standing(items: matching.OpenItems, currency: str) -> tuple[Standing, ...]:
    return tuple(
        Standing(credit.reference, str(CreditKind(credit.kind).label), credit.on, credit.open_cents)
        for credit in items.unallocated
        if credit.currency == currency
    )


def _proof(
    dues: tuple[Due, ...], charges: tuple[Charge, ...] | None, ledger: _Ledger
) -> tuple[Check, ...]:
    """The lines against the ledgers; of the principal alone when charges are not stated."""
    numbers = {due.invoice_id: due.invoice for due in dues}
    stated = {due.receivable_id for due in dues}
    opened = {
        item.id: item.open_cents for item in ledger.open_items.receivables if item.id in stated
    }
    principal = stating.proof_of_principal(dues, opened)
    if charges is None:
        return (principal,)
    sums = (
        ledger.claims.filter(pl.col("invoice_id").is_in(list(numbers)))
        .group_by("invoice_id")
        .agg(pl.col("interest_cents", "indemnity_cents", "fees_cents").sum())
    )
    left = {
        (row["invoice_id"], kind): row[f"{kind}_cents"]
        for row in sums.iter_rows(named=True)
        for kind in stating.KINDS
    }
    return principal, stating.proof_of_charges(charges, left, numbers)


def _remarks(lines: _Lines) -> Iterable[str]:
    guessed = list(dict.fromkeys(each.invoice for each in lines.movements if each.is_proposal))
    if guessed:
        yield f"Affectations proposées, à confirmer : {', '.join(guessed)}."
    for each in lines.charges:
        if each.beyond_cents:
            yield (
                f"Facture {each.invoice} : {stating.LABELS[each.kind].lower()}, plus payé et "
                "abandonné que ce qui a couru ; le surplus n'est pas imputé ailleurs."
            )
