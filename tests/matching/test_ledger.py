"""The subledger on any day: whatever happens, in whatever order, nothing is lost nor overpaid."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations, queries
from encaisse.matching.models import Allocation
from encaisse.parties.models import Customer
from encaisse.payments import operations as payments
from encaisse.payments.models import Credit
from encaisse.receivables import operations as receivables
from encaisse.receivables.models import Receivable
from encaisse.receivables.operations import Installment
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"
T = TypeVar("T", bound=Model)
FIRST = datetime.date(2026, 3, 1)
DAYS = [FIRST + datetime.timedelta(days) for days in range(5)]
NEVER = datetime.date.max


@dataclass(frozen=True)
class Act:
    """Something that somebody tries: refused or done."""

    verb: str
    day: datetime.date
    cents: int
    rank: int
    other: int


acts = st.lists(
    st.builds(
        Act,
        verb=st.sampled_from(
            ["allocate", "unmatch", "oldest", "allocate", "unmatch", "confirm", "issue", "pay",
             "note", "return", "cancel_credit", "cancel_invoice", "write_off"]
        ),
        day=st.sampled_from(DAYS),
        cents=st.integers(min_value=1, max_value=4).map(lambda hundreds: hundreds * 100),
        rank=st.integers(min_value=0, max_value=2),
        other=st.integers(min_value=0, max_value=2),
    ),
    min_size=3,
    max_size=16,
)  # fmt: skip


def _try(act: Act, customer: Customer) -> None:
    """One act on the customer's books; a refusal leaves everything as it was."""
    try:
        _do(act, customer)
    except Refusal:
        return


def _do(act: Act, customer: Customer) -> None:
    if act.verb in ON_CUSTOMER:
        ON_CUSTOMER[act.verb](act, customer)
    elif act.verb in ON_CREDIT:
        if credit := _nth(Credit.objects.order_by("id"), act.rank):
            ON_CREDIT[act.verb](credit, on=act.day, by=BY)
    elif act.verb in ON_RECEIVABLE:
        if receivable := _nth(Receivable.objects.order_by("id"), act.other):
            ON_RECEIVABLE[act.verb](act, receivable)
    elif allocation := _nth(LIVE.all(), act.rank):
        operations.unmatch(allocation, on=act.day, by=BY)


def _issue(act: Act, customer: Customer) -> None:
    receivables.issue(
        customer=customer, number=f"N{Receivable.objects.count()}", issued_on=act.day, by=BY,
        installments=[Installment(act.day, act.cents), Installment(act.day, 100)],
    )  # fmt: skip


def _pay(act: Act, customer: Customer) -> None:
    operations.receive_payment(
        customer=customer, reference="VIR", on=act.day, amount=Money(act.cents), by=BY
    )


def _note(act: Act, customer: Customer) -> None:
    payments.record_credit_note(
        customer=customer, reference=f"A{Credit.objects.count()}", on=act.day,
        amount=Money(act.cents), by=BY,
    )  # fmt: skip


def _allocate(act: Act, receivable: Receivable) -> None:
    if credit := _nth(Credit.objects.order_by("id"), act.rank):
        operations.allocate(credit, receivable, cents=act.cents, on=act.day, by=BY)


def _write_off(act: Act, receivable: Receivable) -> None:
    operations.write_off([receivable], cents=act.cents, on=act.day, reason="perte", by=BY)


def _cancel_invoice(act: Act, receivable: Receivable) -> None:
    operations.cancel_invoice(receivable.invoice, on=act.day, by=BY)


ON_CUSTOMER: dict[str, Callable[[Act, Customer], None]] = {
    "issue": _issue,
    "pay": _pay,
    "note": _note,
}
ON_CREDIT: dict[str, Callable[..., object]] = {
    "oldest": operations.allocate_oldest_first,
    "confirm": operations.confirm,
    "return": operations.return_payment,
    "cancel_credit": operations.cancel_credit,
}
ON_RECEIVABLE: dict[str, Callable[[Act, Receivable], None]] = {
    "allocate": _allocate,
    "write_off": _write_off,
    "cancel_invoice": _cancel_invoice,
}


LIVE = Allocation.objects.filter(cents__gt=0, reversed_by=None).order_by("id")


def _nth(things: QuerySet[T], rank: int) -> T | None:
    found = list(things)
    return found[rank % len(found)] if found else None


def _by_definition(on: datetime.date) -> tuple[dict[int, int], dict[int, int]]:
    """Face less the allocations of that day and before, of what exists that day."""
    moves = list(Allocation.objects.filter(on__lte=on))
    owed = {
        receivable.pk: receivable.face_cents
        - sum(move.cents for move in moves if move.receivable_id == receivable.pk)
        for receivable in Receivable.objects.select_related("invoice")
        if receivable.invoice.issued_on <= on < (receivable.invoice.cancelled_on or NEVER)
    }
    held = {
        credit.pk: credit.face_cents
        - sum(move.cents for move in moves if move.credit_id == credit.pk)
        for credit in Credit.objects.all()
        if credit.on <= on < (credit.returned_on or credit.cancelled_on or NEVER)
    }
    return owed, held


@given(acts)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_tried_the_books_hold(db: None, tried: list[Act]) -> None:
    with transaction.atomic():
        company = factories.a_company()
        customer = factories.a_customer(company)
        _issue(Act("issue", FIRST, 200, 0, 0), customer)
        _note(Act("note", FIRST, 300, 0, 0), customer)
        _note(Act("note", FIRST, 300, 0, 0), customer)
        for act in tried:
            _try(act, customer)
        assert queries.drift(company) == []
        for on in DAYS:
            owed, held = _by_definition(on)
            found = queries.open_items(company, on)
            assert min([0, *owed.values(), *held.values()]) == 0
            assert {item.id: item.open_cents for item in found.receivables} == _above_zero(owed)
            assert {item.id: item.open_cents for item in found.unallocated} == _above_zero(held)
        transaction.set_rollback(True)


def _above_zero(cents: dict[int, int]) -> dict[int, int]:
    return {key: value for key, value in cents.items() if value}


@given(st.permutations(range(4)))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_a_day_s_payments_does_not_change_the_total(
    db: None, order: list[int]
) -> None:
    with transaction.atomic():
        customer = factories.a_customer(factories.a_company())
        for cents in (300, 200, 700):
            factories.a_receivable(customer, cents=cents, due_on=DAYS[-1], issued_on=FIRST)
        for rank in order:
            credit = payments.record(
                customer=customer, reference=f"VIR {rank}", on=DAYS[2],
                amount=Money((150, 250, 90, 600)[rank]), by=BY,
            )  # fmt: skip
            operations.allocate_oldest_first(credit, on=DAYS[2], by=BY)
        found = queries.open_items(customer.company, DAYS[2])
        assert [item.open_cents for item in found.receivables] == [110]
        assert found.unallocated == []
        transaction.set_rollback(True)


def test_another_company_s_books_are_not_in_these() -> None:
    ours, theirs = factories.a_company(), factories.a_company("Autre")
    factories.a_receivable(factories.a_customer(theirs))
    assert queries.open_items(ours, datetime.date(2026, 12, 1)).receivables == []


def test_the_items_of_one_customer() -> None:
    company = factories.a_company()
    martin, lemoine = factories.a_customer(company), factories.a_customer(company, "Lemoine")
    mine = factories.a_receivable(martin, due_on=datetime.date(2026, 10, 31))
    factories.a_receivable(lemoine)
    on = datetime.date(2026, 11, 5)
    found = queries.open_items(company, on, customer_id=martin.pk).receivables
    assert [(item.id, item.days_late(on)) for item in found] == [(mine.pk, 5)]


def test_drift_is_seen() -> None:
    receivable = factories.a_receivable(factories.a_customer(factories.a_company()), cents=500)
    Receivable.objects.update(open_cents=499)
    assert queries.drift(receivable.company) == [
        queries.Drift("receivable", receivable.pk, 499, 500)
    ]
