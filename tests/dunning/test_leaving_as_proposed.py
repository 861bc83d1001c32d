"""What a person approved is what leaves: never more than was proposed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Message, MessageState, Policy
from encaisse.dunning.queries import board
from encaisse.dunning.queries.leaving import coming
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.rules import Part
from encaisse.payments import operations as payments
from encaisse.receivables.models import Receivable
from tests import factories
from tests.letters.servers import Server, running

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
ON = date(2026, 11, 3)
LADDER = rules.Scenario(
    0,
    "par étape",
    (rules.Step(1, 3, approval="approve"), rules.Step(2, 15, approval="approve")),
    grouping="step",
    lists="overdue",
    is_sequential=False,
)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with running(Server()) as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


@pytest.fixture
def company() -> Company:
    return factories.a_company(email="compta@atelier.example")


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, email="compta@garage.example")


def paid_for(payer: Customer) -> Customer:
    """Another customer, that this one pays for."""
    return factories.a_customer(
        payer.company, name="Studio Lemoine", parent=payer, pays_for_itself=False
    )


def late(customer: Customer, number: str, cents: int, days: int) -> Receivable:
    return factories.a_receivable(
        customer, number=number, cents=cents, due_on=ON - timedelta(days=days)
    )


def proposed(company: Company, **told: Any) -> list[Message]:
    """The messages of the run of the day, in their order."""
    operations.save_scenario(company, replace(LADDER, **told), by="Paul", is_default=True)
    operations.run(company, on=ON, by="Nadia", at=AT)
    return list(Message.objects.order_by("pk"))


def totals_left(company: Company, messages: list[Message], *, days: int = 0) -> list[int]:
    """What each of these asks as it leaves, once approved."""
    numbers = [each.pk for each in messages]
    operations.approve(company, numbers, by="Nadia")
    operations.deliver(company, numbers, at=AT + timedelta(days=days))
    left = Message.objects.filter(pk__in=numbers, state=MessageState.DELIVERED).order_by("pk")
    return list(left.values_list("total_cents", flat=True))


@pytest.mark.parametrize(
    ("told", "most"), [({}, 1), ({"spacing_days": 2}, None), ({"grouping": "receivable"}, 1)]
)
def test_what_comes_too_close_is_approved_and_leaves_with_the_message_that_goes(
    server: Server, company: Company, garage: Customer, told: dict[str, Any], most: int | None
) -> None:
    studio = paid_for(garage)
    late(garage, "FA-1", 45_900, days=20)
    late(studio, "FA-2", 30_000, days=5)
    Policy.objects.create(company=company, most_per_week=most)
    (message,) = proposed(company, **told)
    seen = coming(message, on=ON)
    assert seen is not None
    assert (message.total_cents, seen.row["total"][0]) == (75_900, 75_900)
    assert totals_left(company, [message]) == [75_900]
    (mail,) = server.received
    body = mail.get_body(("plain",))
    assert body is not None
    assert all(number in body.get_content() for number in ("FA-1", "FA-2"))
    assert list(message.proposals.values_list("receivable__customer__name", flat=True)) == [
        "Garage Martin"
    ]


def test_what_nobody_can_be_written_to_about_does_not_leave_with_another_message(
    server: Server, company: Company, garage: Customer
) -> None:
    late(garage, "FA-1", 45_900, days=20)
    late(garage, "FA-2", 30_000, days=5)
    steps = (LADDER.steps[0], replace(LADDER.steps[1], channel="letter"))
    (message,) = proposed(company, steps=steps)
    assert (message.level, message.total_cents) == (1, 30_000)
    assert totals_left(company, [message]) == [30_000]


def test_what_was_set_aside_does_not_leave_with_another_message(
    server: Server, company: Company, garage: Customer
) -> None:
    late(garage, "FA-1", 45_900, days=20)
    late(garage, "FA-2", 30_000, days=5)
    first, second = proposed(company)
    operations.set_aside(company, [first.pk], why="à revoir", by="Nadia", on=ON)
    assert totals_left(company, [second]) == [30_000]


def test_what_becomes_late_before_it_leaves_waits_for_the_next_message(
    server: Server, company: Company, garage: Customer
) -> None:
    late(garage, "FA-1", 45_900, days=20)
    late(garage, "FA-2", 1_000, days=1)
    late(garage, "FA-3", 2_000, days=-1)
    (message,) = proposed(company)
    assert totals_left(company, [message], days=3) == [46_900] == [message.total_cents]


def test_what_credits_cover_does_not_leave_with_another_message(
    server: Server, company: Company, garage: Customer
) -> None:
    late(garage, "FA-1", 45_900, days=20)
    late(garage, "FA-2", 30_000, days=5)
    payments.record(customer=garage, reference="P1", on=ON, amount=Money(45_900, "EUR"), by="Nadia")
    (message,) = proposed(company)
    assert (message.level, message.total_cents) == (1, 30_000)
    assert totals_left(company, [message]) == [30_000]


def test_a_credit_used_by_what_the_first_message_lists_is_not_deducted_again(
    server: Server, company: Company, garage: Customer
) -> None:
    late(garage, "FA-1", 10_000, days=20)
    late(garage, "FA-2", 10_000, days=1)
    late(garage, "FA-3", 30_000, days=5)
    payments.record(customer=garage, reference="P1", on=ON, amount=Money(15_000, "EUR"), by="Nadia")
    messages = proposed(company)
    assert [each.total_cents for each in messages] == [5_000, 30_000]
    assert totals_left(company, messages) == [5_000, 30_000]


def test_the_message_that_lists_is_not_always_the_first(
    server: Server, company: Company, garage: Customer
) -> None:
    sober = operations.save_scenario(
        company, replace(LADDER, name="sobre", lists="reached"), by="Paul"
    )
    studio = paid_for(garage)
    operations.choose(sober, customer=studio, by="Paul")
    late(studio, "FA-1", 45_900, days=20)
    late(garage, "FA-2", 30_000, days=5)
    late(garage, "FA-3", 1_000, days=1)
    messages = proposed(company)
    assert [each.total_cents for each in messages] == [45_900, 31_000]
    assert totals_left(company, messages) == [45_900, 31_000]


def test_an_instalment_that_the_newest_lists_already_is_counted_once(
    server: Server, company: Company, garage: Customer
) -> None:
    """Each day's run lists the instalment that waits since the day before."""
    planned = late(garage, "FA-1", 90_000, days=20)
    parts = [Part(ON + timedelta(days=days), 45_000) for days in (-4, 30)]
    payment_plans.agree([planned], parts, on=ON - timedelta(days=10), by="Nadia")
    (older,) = proposed(company, grouping="customer")
    late(garage, "FA-2", 10_000, days=4)
    operations.run(company, on=ON, by="Nadia", at=AT)
    newest = Message.objects.exclude(pk=older.pk).get()
    assert newest.listed == [older.proposals.get().key]
    waits = board.waiting(company, on=ON)
    (line,) = board.listed(Message.objects.filter(pk=newest.pk), waits)
    assert vars(line)["asked_cents"] == 55_000
    assert board.split(newest) == (55_000, 0)
    operations.approve(company, [newest.pk], by="Nadia")
    newest.refresh_from_db()
    assert newest.total_cents == 55_000
