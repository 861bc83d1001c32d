"""The statement of account of a customer on a day, from the tables."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q

from encaisse.kernel.refusal import Refusal
from encaisse.late_charges.queries.claims import claimable
from encaisse.late_charges.queries.lines import Lines, within
from encaisse.late_charges.rules import statement as stating
from encaisse.late_charges.rules.doubts import Doubt, doubts
from encaisse.late_charges.rules.statement import Account, Charge, Check, Due, Standing
from encaisse.legal_values.queries import law
from encaisse.matching import queries as matching
from encaisse.parties.models import Customer
from encaisse.payments.models import CreditKind
from encaisse.receivables.models import Invoice, Receivable

INVOICES_MAX = 500


class StatementDoubtful(Refusal):
    """A statement that rests on a value to confirm, an unknown day or an estimated due date."""

    code = "statement_doubtful"
    sentence = "Ce décompte ne peut pas encore sortir de la société. {why}{more}"


class StatementApart(Refusal):
    """A statement whose lines are not the ledger's: a bug, that no court should read."""

    code = "statement_apart"
    sentence = (
        "Ce décompte n'est pas égal au grand livre ({where}) : il ne peut pas sortir. "
        "Lancez « encaisse doctor »."
    )


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
    def chosen(self) -> int:
        """How many invoices are stated."""
        return sum(choice.is_chosen for choice in self.choices)

    @property
    def may_leave(self) -> bool:
        """Whether the statement may leave the company."""
        return self.holds and not self.doubts

    def require_leaving(self) -> None:
        """Refuse what no court should read: sums that are not the ledger's, doubtful values."""
        if not self.holds:
            raise StatementApart(where=", ".join(_apart(self.accounts)))
        if self.doubts:
            more = len(self.doubts) - 1
            tail = f" ({more} autre{'s' if more > 1 else ''} réserve{'s' if more > 1 else ''})"
            doubt = self.doubts[0]
            raise StatementDoubtful(why=f"{doubt.why} {doubt.remedy}", more=tail if more else "")


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
    with_settled: bool = False,
    principal_only: bool = False,
) -> Statement:
    """What the customer owes at the end of the day, on these invoices, or on all the open ones;
    ``with_settled`` adds those whose principal is paid and whose charges are not. A fixed number
    of queries."""
    ledger = _Ledger(
        matching.open_items(customer.company, on, customer_id=customer.pk),
        claimable(customer.company_id, on=on, customer_id=customer.pk),
    )
    opened = [receivable.invoice_id for receivable in ledger.open_items.receivables]
    charged = _charged(ledger.claims)
    wanted = list(dict.fromkeys(invoice_ids or (opened + charged if with_settled else opened)))
    stated = _receivables(customer, wanted[:INVOICES_MAX], on)
    kept = dict.fromkeys(receivable.invoice_id for receivable in stated)
    lines = Lines.read(customer, stated, on, law(), with_charges=not principal_only)
    return Statement(
        on=on,
        accounts=tuple(
            _account(lines, currency, ledger, is_whole=set(opened) <= kept.keys())
            for currency in dict.fromkeys(r.currency for r in stated)
        ),
        choices=_choices([*kept, *opened, *charged], ledger, kept),
        doubts=doubts(lines.dues, lines.interests, lines.runs, on=on),
        remarks=tuple(_remarks(lines)),
        left_out=max(len(wanted) - INVOICES_MAX, 0),
        principal_only=principal_only,
    )


def invoices_of(customer: Customer, receivable_ids: Collection[int]) -> list[int]:
    """The invoices of these receivables of the customer, the oldest due date first."""
    if not receivable_ids:
        return []
    found = Receivable.objects.filter(customer=customer, pk__in=receivable_ids)
    return list(found.order_by("due_on", "id").values_list("invoice_id", flat=True))


def _apart(accounts: Iterable[Account]) -> Iterable[str]:
    checks = (check for account in accounts for check in account.checks if not check.holds)
    return (f"{check.label} : {', '.join(check.apart)}" for check in checks)


def _charged(claims: pl.DataFrame) -> list[int]:
    left = pl.col("interest_cents") + pl.col("indemnity_cents") + pl.col("fees_cents") > 0
    return claims.filter(left)["invoice_id"].to_list()


def _receivables(customer: Customer, invoice_ids: list[int], on: date) -> list[Receivable]:
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
    invoice_ids: Iterable[int], ledger: _Ledger, kept: Collection[int]
) -> tuple[Choice, ...]:
    """In that order, as many as one statement takes."""
    left: Counter[int] = Counter()
    for item in ledger.open_items.receivables:
        left[item.invoice_id] += item.open_cents
    ids = list(dict.fromkeys(invoice_ids))[:INVOICES_MAX]
    rows = Invoice.objects.in_bulk(ids)
    return tuple(
        Choice(each, row.number, row.issued_on, left[each], row.currency, each in kept)
        for each in ids
        if (row := rows.get(each))
    )


def _account(lines: Lines, currency: str, ledger: _Ledger, *, is_whole: bool) -> Account:
    """The lines in one currency, and their proof."""
    dues = within(currency, lines.dues)
    charges = within(currency, lines.charges)
    interests = within(currency, lines.interests)
    return Account(
        currency=currency,
        dues=dues,
        movements=within(currency, lines.movements),
        interests=interests,
        charges=charges,
        acts=within(currency, lines.acts),
        standing=_standing(ledger.open_items, currency),
        checks=_proof(dues, charges if lines.with_charges else None, ledger),
        texts=(*stating.texts(interests), *lines.indemnities.get(currency, ())),
        is_whole=is_whole,
    )


def _standing(items: matching.OpenItems, currency: str) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            credit.reference,
            str(CreditKind(credit.kind).label),
            credit.on,
            currency,
            credit.open_cents,
        )
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


def _remarks(lines: Lines) -> Iterable[str]:
    guessed = list(dict.fromkeys(each.invoice for each in lines.movements if each.is_proposal))
    if guessed:
        yield f"Affectations proposées, à confirmer : {', '.join(guessed)}."
    for each in lines.charges:
        if each.beyond_cents:
            yield (
                f"Facture {each.invoice} : {stating.LABELS[each.kind].lower()}, plus payé et "
                "abandonné que ce qui a couru ; le surplus n'est pas imputé ailleurs."
            )
