"""A promise made otherwise; what became of each told once; whose word is worth nothing."""

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from encaisse.audit.models import Entry
from encaisse.dunning.models import Profile
from encaisse.dunning.operations import profiles
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.promises import jobs, operations, queries
from encaisse.promises.models import Promise
from encaisse.promises.operations import following
from encaisse.promises.rules import Status
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db

MADE = date(2026, 3, 10)
BY = date(2026, 3, 28)
AFTER = BY + timedelta(days=1)


@pytest.fixture
def bill() -> Receivable:
    customer = factories.a_customer(factories.a_company())
    return factories.a_receivable(customer, cents=900_00, due_on=date(2026, 3, 5))


@pytest.fixture
def promise(bill: Receivable) -> Promise:
    return operations.promise(
        [bill], amount=Money(500_00), by_on=BY, on=MADE, by="nadia", way="call", person="Mme Roy"
    )


def pay(bill: Receivable, cents: int, on: date) -> Credit:
    return matching.receive_payment(
        customer=bill.customer, reference="VIR", on=on, amount=Money(cents), by="nadia",
        pays=[bill],
    )  # fmt: skip


def told(customer: Customer) -> list[str]:
    found = Entry.objects.filter(customer_id=customer.pk, actor="Encaisse").order_by("rank")
    return list(found.values_list("verb", flat=True))


def test_kept_in_part_is_neither_kept_nor_broken(promise: Promise, bill: Receivable) -> None:
    pay(bill, 200_00, BY)
    found = queries.state_of(promise, on=AFTER)
    assert (found.status, found.paid_cents) == (Status.PARTLY, 200_00)
    word = queries.word(bill.company, bill.customer_id, on=AFTER)
    assert (word.kept, word.broken, word.slip_days) == (0, 1, None)
    pay(bill, 300_00, BY + timedelta(days=9))
    later = queries.word(bill.company, bill.customer_id, on=BY + timedelta(days=9))
    assert (later.kept, later.broken, later.slip_days) == (0, 1, 9)


def test_what_became_of_it_is_told_once_the_day_after(promise: Promise, bill: Receivable) -> None:
    assert following.watch(bill.company, on=BY) == 0
    assert following.watch(bill.company, on=AFTER) == 1
    assert following.watch(bill.company, on=AFTER) == 0
    assert told(bill.customer) == ["promise.broken"]


def test_money_that_comes_back_is_told_again(promise: Promise, bill: Receivable) -> None:
    paid = pay(bill, 500_00, BY)
    following.watch(bill.company, on=BY)
    matching.return_payment(paid, on=AFTER, by="nadia")
    following.watch(bill.company, on=AFTER)
    assert told(bill.customer) == ["promise.kept", "promise.broken"]


def test_the_clock_asks_for_each_company(promise: Promise, bill: Receivable) -> None:
    jobs.sweep(0)
    asked = ProcrastinateJob.objects.filter(task_name="promises.watch")
    assert [job.args for job in asked] == [{"company_id": bill.company_id}]


def test_a_promise_withdrawn_is_told_by_nobody(promise: Promise, bill: Receivable) -> None:
    operations.withdraw(promise, on=MADE, by="nadia")
    assert following.watch(bill.company, on=AFTER) == 0


def test_a_promise_made_otherwise_takes_the_place_of_the_first(
    promise: Promise, bill: Receivable
) -> None:
    later = BY + timedelta(days=5)
    made = following.replace(promise, by_on=later, on=MADE, by="nadia", amount=Money(400_00))
    assert (made.by_on, made.cents, made.person, made.way) == (later, 400_00, "Mme Roy", "call")
    assert queries.state_of(promise, on=AFTER).status == Status.WITHDRAWN
    assert queries.state_of(made, on=AFTER).status == Status.PENDING
    with pytest.raises(operations.PromiseOver, match="retirée"):
        following.replace(promise, by_on=later, on=MADE, by="nadia")


def test_who_breaks_its_word_twice_is_spoken_to_firmly(bill: Receivable) -> None:
    for number in (1, 2):
        by_on = MADE + timedelta(days=number)
        operations.promise([bill], by_on=by_on, on=MADE, by="nadia", confirmed=True)
        profiles.refresh(bill.company, by_on + timedelta(days=1))
        profile = Profile.objects.get(customer=bill.customer)
        assert profile.computed == ("firm" if number == 2 else "rigorous")
    assert profile.facts["broken"] == 2
