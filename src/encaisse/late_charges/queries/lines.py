"""The lines of the statement of account, read from the tables: a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

import polars as pl
from django.db.models import Q

from encaisse.kernel import days
from encaisse.kernel.money import Money
from encaisse.late_charges import rules
from encaisse.late_charges.models import Claim, ClaimMove
from encaisse.late_charges.queries.claims import books
from encaisse.late_charges.rules import statement as stating
from encaisse.late_charges.rules.doubts import Run
from encaisse.late_charges.rules.rates import MILLIONTHS
from encaisse.late_charges.rules.statement import Act, Charge, Due, Interest, Movement, Text
from encaisse.law.indemnity import parameter_for
from encaisse.law.rates import Debtor
from encaisse.law.reader import Parameters
from encaisse.matching.models import Allocation
from encaisse.parties.models import Customer, CustomerKind
from encaisse.payments.models import CreditKind
from encaisse.receivables.models import InvoiceKind, Receivable

MONEY_KINDS = {CreditKind.PAYMENT, CreditKind.BILL}
MOVES = dict(ClaimMove.choices)
L = TypeVar("L", Due, Movement, Interest, Charge, Act)


@dataclass(frozen=True, slots=True)
class Lines:
    """Every line of the statement, all currencies together."""

    dues: tuple[Due, ...]
    movements: tuple[Movement, ...]
    interests: tuple[Interest, ...]
    charges: tuple[Charge, ...]
    acts: tuple[Act, ...]
    runs: Mapping[int, Run]
    indemnities: Mapping[str, tuple[Text, ...]]
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
    ) -> Self:
        movements = _movements(stated, on)
        dues = _dues(stated, movements, on)
        if not with_charges:
            return cls(dues, movements, (), (), (), {}, {}, with_charges=False)
        ids = list(dict.fromkeys(due.invoice_id for due in dues))
        found = books(customer.company_id, on=on, invoice_ids=ids)
        claims = rules.claimable(found.receivables, found.movements, on=on, law=law)
        segments = rules.segments(found.receivables, found.movements, on=on, law=law)
        acts = _acts(ids, on)
        return cls(
            dues,
            movements,
            _interests(dues, segments),
            tuple(_charges(claims, acts, dues)),
            acts,
            {run.receivable_id: run for run in map(_run, claims.iter_rows(named=True))},
            _indemnities(CustomerKind(customer.kind), dues, claims, law),
            with_charges=True,
        )


def within(currency: str, lines: Iterable[L]) -> tuple[L, ...]:
    """Those in one currency."""
    return tuple(line for line in lines if line.currency == currency)


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
            is_invoice=each.invoice.kind == InvoiceKind.INVOICE,
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
    by_id = {receivable.pk: receivable for receivable in stated}
    found = (
        Allocation.objects.filter(receivable__in=list(by_id), on__lte=on)
        .select_related("credit")
        .order_by("on", "id")
    )
    return tuple(
        Movement(
            receivable_id=each.receivable_id,
            invoice=by_id[each.receivable_id].invoice.number,
            on=each.on,
            told=f"{each.credit.get_kind_display().capitalize()} {each.credit.reference}".strip(),
            how=each.reason or each.get_source_display().capitalize(),
            currency=by_id[each.receivable_id].currency,
            cents=each.cents,
            is_payment=each.credit.kind in MONEY_KINDS,
            is_proposal=each.is_proposal,
        )
        for each in found
    )


def _interests(dues: Iterable[Due], segments: pl.DataFrame) -> tuple[Interest, ...]:
    """In the order of the receivables."""
    found: dict[int, list[Interest]] = {}
    by_id = {due.receivable_id: due for due in dues}
    for row in segments.iter_rows(named=True):
        receivable_id = row["receivable_id"]
        found.setdefault(receivable_id, []).append(
            Interest(
                receivable_id=receivable_id,
                invoice=by_id[receivable_id].invoice,
                first=row["first"],
                last=row["last"],
                days=row["days"],
                base_cents=row["base_cents"],
                rate=Decimal(row["rate_millionths"]) / MILLIONTHS,
                currency=by_id[receivable_id].currency,
                cents=row["interest_cents"],
                article=row["article"],
                source=row["source"],
                is_certain=row["is_certain"],
            )
        )
    return tuple(each for receivable_id in by_id for each in found.get(receivable_id, ()))


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
            currency=each.invoice.currency,
            cents=each.cents,
            told=each.reason or (each.credit.reference if each.credit else "") or each.source,
        )
        for each in found
    )


def _charges(claims: pl.DataFrame, acts: Iterable[Act], dues: Iterable[Due]) -> Iterable[Charge]:
    """By invoice ever late: what ran, and the fees that messages claimed, less what was done."""
    ran = claims.group_by("invoice_id", maintain_order=True).agg(
        interest=pl.col("interest_cents").sum(), indemnity=pl.col("indemnity_cents").sum()
    )
    of_invoice = {due.invoice_id: due for due in dues}
    by_kind: dict[int, dict[str, list[Act]]] = {}
    for act in acts:
        by_kind.setdefault(act.invoice_id, {}).setdefault(act.kind, []).append(act)
    for row in ran.iter_rows(named=True):
        mine = by_kind.get(row["invoice_id"], {})
        claimed = (act.cents or 0 for act in mine.get("fees", ()) if act.move == ClaimMove.CLAIMED)
        ran_by_kind = row | {"fees": sum(claimed)}
        for kind in stating.KINDS:
            due = of_invoice[row["invoice_id"]]
            told = stating.charge(due, kind, ran_by_kind[kind], mine.get(kind, ()))
            if told.ran_cents or told.beyond_cents:
                yield told


def _indemnities(
    kind: CustomerKind, dues: Iterable[Due], claims: pl.DataFrame, law: Parameters
) -> dict[str, tuple[Text, ...]]:
    """What the indemnities rest on, by currency: the value in force the day after the due date."""
    entailed = set(claims.filter(pl.col("indemnity_cents") > 0)["receivable_id"])
    debtor = Debtor.PUBLIC if kind == CustomerKind.PUBLIC else Debtor.BUSINESS
    fixed = parameter_for(debtor, law=law)
    found: dict[str, dict[Text, None]] = {}
    for due in dues:
        if due.receivable_id in entailed:
            value = fixed.on(due.due_on + days.ONE_DAY)
            amount = str(Money(int(value.value * 100)))
            text = Text(value.article, f"{amount} par facture payée en retard", value.source)
            found.setdefault(due.currency, {})[text] = None
    return {currency: tuple(told) for currency, told in found.items()}


def _run(row: Mapping[str, Any]) -> Run:
    return Run(
        receivable_id=row["receivable_id"],
        days_late=row["days_late"],
        is_complete=row["complete"],
        is_certain=row["is_certain"],
        entails=row["interest_cents"] + row["indemnity_cents"] > 0,
    )
