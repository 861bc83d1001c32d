"""When digests leave, and what they count."""

import datetime

import pytest

from encaisse.colleagues.rules import Habit, Late, Open, changes, due_on, late_by_customer, sums

MONDAY = datetime.date(2026, 11, 23)
A_DAY = datetime.timedelta(days=1)
BEFORE = MONDAY - 7 * A_DAY


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "latest", "expected"),
    [
        pytest.param(at(MONDAY, 7, 29), BEFORE, None, id="too early"),
        pytest.param(at(MONDAY, 7, 30), BEFORE, MONDAY, id="its hour has come"),
        pytest.param(at(MONDAY, 7, 30), None, MONDAY, id="the first ever, on its day"),
        pytest.param(at(MONDAY, 9), MONDAY, None, id="it left"),
        pytest.param(at(MONDAY + A_DAY, 0, 5), BEFORE, MONDAY, id="nothing ran on the day"),
        pytest.param(at(MONDAY + A_DAY, 9), None, None, id="installed the day after"),
        pytest.param(at(MONDAY + 2 * A_DAY, 9), BEFORE, None, id="too late"),
    ],
)
def test_a_digest_leaves_once_a_week(
    now: datetime.datetime, latest: datetime.date | None, expected: datetime.date | None
) -> None:
    assert due_on(Habit(), now=now, latest=latest) == expected


def test_none_leaves_when_the_company_wants_none() -> None:
    assert due_on(Habit(is_sent=False), now=at(MONDAY, 9), latest=BEFORE) is None


def test_what_is_late_is_told_by_customer_and_currency() -> None:
    def owed(days_late: int, cents: int, currency: str = "EUR", customer: int = 1) -> Open:
        return Open(customer, f"Client {customer}", MONDAY - days_late * A_DAY, cents, currency)

    items = [
        owed(30, 1_000),
        owed(2, 500),
        owed(0, 9_000),
        owed(8, 70, "USD"),
        owed(1, 20, "EUR", 2),
    ]
    found = late_by_customer(items, on=MONDAY)
    assert found == {
        1: [
            Late(1, "Client 1", "EUR", 1_500, 2, MONDAY - 30 * A_DAY, 1),
            Late(1, "Client 1", "USD", 70, 1, MONDAY - 8 * A_DAY, 0),
        ],
        2: [Late(2, "Client 2", "EUR", 20, 1, MONDAY - A_DAY, 1)],
    }
    now = [*found[1], *found[2]]
    assert sums(now) == [("EUR", 1_520), ("USD", 70)]
    assert changes(now, found[1]) == [("EUR", 20)]
    assert changes([], found[2]) == [("EUR", -20)]
