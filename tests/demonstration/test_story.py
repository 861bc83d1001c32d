"""The story: seeded, carried on day by day, and interesting on the day it is told."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from stdnum import iban
from stdnum.fr import siren, tva

from encaisse.demonstration.rules.customers import BY_NAME, CUSTOMERS, Habit
from encaisse.demonstration.rules.habits import MoveKind
from encaisse.demonstration.rules.identity import ATELIER_MARTIN
from encaisse.demonstration.rules.story import Bill, Story, tell

DAYS = [date(2026, 11, 23), date(2026, 3, 2), date(2027, 1, 4), date(2026, 8, 14)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def story(request: pytest.FixtureRequest) -> Story:
    return tell(request.param)


def open_total(bills: Iterable[Bill], on: date) -> int:
    return sum(bill.open_cents(on) for bill in bills)


def overdue(story: Story) -> list[Bill]:
    return [
        bill for bill in story.bills if bill.due_on < story.until and bill.open_cents(story.until)
    ]


def test_the_same_seed_and_day_tell_the_same_story() -> None:
    assert tell(DAYS[0]) == tell(DAYS[0])
    assert tell(DAYS[0], seed=2).bills != tell(DAYS[0]).bills


def test_a_later_day_adds_and_changes_nothing(story: Story) -> None:
    later = tell(story.until + timedelta(days=40), anchor=story.anchor)
    assert later.bills[: len(story.bills)] == story.bills
    assert len(later.bills) > len(story.bills)


def test_it_is_a_french_sme_of_four_to_six_million(story: Story) -> None:
    year_ago = story.until - timedelta(days=365)
    sales = sum(bill.cents for bill in story.bills if bill.issued_on > year_ago)
    assert 4_000_000_00 < sales < 6_000_000_00
    assert 1_500 < sum(bill.issued_on >= story.first_on for bill in story.bills) < 2_500
    assert 35 < open_total(story.bills, story.until) / sales * 365 < 60
    assert 900 < (story.until - story.first_on).days < 1_280


def test_about_one_euro_in_nine_is_overdue(story: Story) -> None:
    late = open_total(overdue(story), story.until)
    assert 0.07 < late / open_total(story.bills, story.until) < 0.16


def test_each_step_of_the_default_scenario_has_someone_today(story: Story) -> None:
    days_late = {(story.until - bill.due_on).days for bill in overdue(story)}
    for step in (3, 15, 30, 45):
        assert days_late & set(range(step, step + 7))
    courtesy = [bill for bill in story.bills if 0 <= (bill.due_on - story.until).days <= 5]
    assert any(bill.open_cents(story.until) for bill in courtesy)


def test_no_bill_is_ever_paid_beyond_its_amount(story: Story) -> None:
    for bill in story.bills:
        days = [bill.issued_on, *(move.on for move in bill.moves)]
        assert all(0 <= bill.open_cents(on) <= bill.cents for on in days)
        assert all(move.on >= bill.issued_on for move in bill.moves)


def test_numbers_follow_each_other_without_a_gap(story: Story) -> None:
    year = str(story.first_on.year)[2:]
    numbers = [bill.number for bill in story.bills if bill.number.startswith(f"FA{year}")]
    assert numbers == [f"FA{year}-{rank:04d}" for rank in range(1, len(numbers) + 1)]


def delays(story: Story, habit: Habit) -> list[int]:
    return [
        (move.on - bill.due_on).days
        for bill in story.bills
        if bill.customer.habit is habit
        for move in bill.moves
        if move.kind is MoveKind.TRANSFER and not move.spare
    ]


def test_habits_show(story: Story) -> None:
    punctual, late = delays(story, Habit.PUNCTUAL), delays(story, Habit.LATE)
    assert sum(punctual) / len(punctual) < 2
    assert sum(late) / len(late) > 20
    assert min(delays(story, Habit.ASKED)) >= 15
    month_end = [
        move.on
        for bill in story.bills
        if bill.customer.habit is Habit.MONTH_END
        for move in bill.moves
    ]
    assert all(day.day > 24 for day in month_end)


def test_one_customer_pays_later_and_later_then_nothing(story: Story) -> None:
    bills = [bill for bill in story.bills if bill.customer.habit is Habit.TROUBLE]
    paid = [(move.on - bill.due_on).days for bill in bills for move in bill.moves]
    assert max(paid[:10]) < 10
    assert max(paid[-10:]) > 25
    assert open_total(bills[-3:], story.until) == sum(bill.cents for bill in bills[-3:])


def test_the_dispute_of_studio_lemoine_is_open(story: Story) -> None:
    disputed = [bill for bill in overdue(story) if bill.customer == BY_NAME["Studio Lemoine"]]
    assert len(disputed) >= 2


def test_identifiers_are_valid_and_belong_to_nobody() -> None:
    assert iban.is_valid(ATELIER_MARTIN.iban)
    assert tva.is_valid(ATELIER_MARTIN.numero_tva)
    numbers = [ATELIER_MARTIN.siren, *(one.siren for one in CUSTOMERS if one.siren)]
    assert all(siren.is_valid(number) and number.startswith("000") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_the_sixty_customers_can_be_reached_only_in_fiction() -> None:
    assert len(CUSTOMERS) == 60
    assert len({customer.name for customer in CUSTOMERS}) == 60
    for customer in CUSTOMERS:
        assert not customer.email or customer.email.endswith(".example")
        assert customer.phone.removeprefix("+33 4").removeprefix("04").startswith(" 65 71 ")
