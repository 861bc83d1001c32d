"""Whatever happens to the books, the statement of account is the ledger, line by line."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import operations as late_charges
from encaisse.late_charges import queries
from encaisse.late_charges.queries.statement import statement
from encaisse.matching import operations as matching
from encaisse.matching import queries as matched
from encaisse.matching.models import Allocation
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables import operations as receivables
from encaisse.receivables.models import Invoice
from encaisse.receivables.operations import Installment
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"
ISSUED_ON = datetime.date(2025, 9, 1)
DAYS = [ISSUED_ON + datetime.timedelta(days) for days in (20, 45, 120, 260, 420)]


@dataclass(frozen=True)
class Act:
    """Something that somebody tries, on an invoice: refused or done."""

    verb: str
    day: datetime.date
    cents: int
    invoice: int
    kind: str


ACTS = st.lists(
    st.builds(
        Act,
        verb=st.sampled_from(
            ["issue", "pay", "settle", "return", "unmatch", "waive", "waive_all", "fee", "note",
             "pay_charge", "cancel_invoice"]
        ),
        day=st.sampled_from(DAYS),
        cents=st.integers(min_value=1, max_value=900_000),
        invoice=st.integers(min_value=0, max_value=3),
        kind=st.sampled_from(["interest", "indemnity", "fees"]),
    ),
    min_size=4,
    max_size=14,
)  # fmt: skip


def _issue(act: Act, customer: Customer, _invoice: Invoice) -> None:
    due_on = act.day + datetime.timedelta(30)
    receivables.issue(
        customer=customer, number=f"N{Invoice.objects.count()}", issued_on=act.day, by=BY,
        currency="USD" if act.kind == "fees" else "EUR",
        installments=[Installment(act.day, act.cents), Installment(due_on, 100)],
    )  # fmt: skip


def _pay(act: Act, customer: Customer, invoice: Invoice) -> None:
    matching.receive_payment(
        customer=customer, reference=invoice.number, on=act.day, by=BY,
        amount=Money(act.cents, invoice.currency),
    )  # fmt: skip


def _note(act: Act, customer: Customer, invoice: Invoice) -> None:
    matching.receive_credit_note(
        customer=customer, reference=f"A{Credit.objects.count()}", on=act.day, by=BY,
        amount=Money(act.cents, invoice.currency), pays=list(invoice.receivables.order_by("rank")),
    )  # fmt: skip


def _settle(act: Act, customer: Customer, invoice: Invoice) -> None:
    credit = Credit.objects.filter(customer=customer, currency=invoice.currency).last()
    if credit:
        parts = list(invoice.receivables.order_by("rank"))
        late_charges.settle(credit, parts, imputation="interest-first", on=act.day, by=BY)


def _return(act: Act, customer: Customer, _invoice: Invoice) -> None:
    if credit := Credit.objects.filter(customer=customer, kind="payment").last():
        matching.return_payment(credit, on=act.day, by=BY)


def _unmatch(act: Act, _customer: Customer, invoice: Invoice) -> None:
    live = Allocation.objects.filter(cents__gt=0, reversed_by=None, receivable__invoice=invoice)
    if allocation := live.order_by("id").last():
        matching.unmatch(allocation, on=act.day, by=BY)


def _waive(act: Act, _customer: Customer, invoice: Invoice) -> None:
    amount = Money(act.cents % 5_000 + 1, invoice.currency)
    late_charges.waive(
        invoice.pk, kind=act.kind, reason="geste", by=BY, on=act.day, amount=amount
    )  # fmt: skip


def _waive_all(act: Act, _customer: Customer, invoice: Invoice) -> None:
    late_charges.waive(invoice.pk, kind=act.kind, reason="geste", by=BY, on=act.day)


def _fee(act: Act, _customer: Customer, invoice: Invoice) -> None:
    amount = Money(1_500, invoice.currency)
    late_charges.claim(invoice.pk, kind="fees", amount=amount, by=BY, on=act.day)


def _pay_charge(act: Act, _customer: Customer, invoice: Invoice) -> None:
    amount = Money(act.cents % 5_000 + 1, invoice.currency)
    late_charges.pay(invoice.pk, kind=act.kind, amount=amount, by=BY, on=act.day)


def _cancel_invoice(act: Act, _customer: Customer, invoice: Invoice) -> None:
    matching.cancel_invoice(invoice, on=act.day, by=BY)


VERBS: dict[str, Callable[[Act, Customer, Invoice], None]] = {
    "issue": _issue,
    "pay": _pay,
    "settle": _settle,
    "return": _return,
    "unmatch": _unmatch,
    "waive": _waive,
    "waive_all": _waive_all,
    "fee": _fee,
    "note": _note,
    "pay_charge": _pay_charge,
    "cancel_invoice": _cancel_invoice,
}


def _try(act: Act, customer: Customer) -> None:
    """One act; a refusal leaves everything as it was."""
    invoices = list(Invoice.objects.filter(customer=customer).order_by("id"))
    try:
        VERBS[act.verb](act, customer, invoices[act.invoice % len(invoices)])
    except Refusal:
        return


def assert_the_ledger(customer: Customer, on: datetime.date) -> None:
    """Sums by currency, from the lines on one side, from each ledger on the other."""
    stated = statement(customer, on=on, with_settled=True)
    assert stated.holds, [account.checks for account in stated.accounts]
    items = matched.open_items(customer.company, on, customer_id=customer.pk).receivables
    claims = queries.claimable(customer.company_id, on=on, customer_id=customer.pk)
    currencies = {item.currency for item in items} | set(claims["currency"].to_list())
    accounts = {account.currency: account for account in stated.accounts}
    for currency in currencies:
        owed = sum(item.open_cents for item in items if item.currency == currency)
        mine = claims.filter(pl.col("currency") == currency)
        beside = sum(int(mine[f"{kind}_cents"].sum()) for kind in ("interest", "indemnity", "fees"))
        if owed or beside:
            account = accounts[currency]
            assert (account.open_cents, account.charges_cents) == (owed, beside)
            assert account.face_cents - account.credited_cents - account.paid_cents == owed
            for charge in account.charges:
                taken = charge.waived_cents + charge.paid_cents + charge.left_cents
                assert charge.ran_cents == taken
                assert min(charge.waived_cents, charge.paid_cents, charge.left_cents) >= 0
        else:
            assert currency not in accounts


@given(ACTS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_statement_is_the_ledger_on_any_day(db: None, tried: list[Act]) -> None:
    with transaction.atomic():
        customer = factories.a_customer(factories.a_company())
        for cents in (250_000, 99_999):
            factories.a_receivable(customer, cents=cents, due_on=DAYS[0], issued_on=ISSUED_ON)
        for act in tried:
            _try(act, customer)
        for on in (*DAYS, DAYS[-1] + datetime.timedelta(30)):
            assert_the_ledger(customer, on)
        transaction.set_rollback(True)
