"""How late the money came of promises that were not kept."""

from datetime import date, timedelta

import pytest

from encaisse.promises.rules.slipping import Promised, Received, slips

MADE = date(2026, 3, 1)


def day(number: int) -> date:
    return MADE + timedelta(days=number)


def promised(key: int, by: int, cents: int = 100, receivable: int = 7) -> Promised:
    return Promised(key, frozenset({receivable}), MADE, day(by), cents)


def received(on: int, cents: int, receivable: int = 7) -> Received:
    return Received(receivable, day(on), cents)


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        pytest.param([received(19, 100)], [9], id="all nine days later"),
        pytest.param([received(8, 40), received(15, 60)], [5], id="a part, then the rest"),
        pytest.param([received(19, 99)], [], id="a cent is missing: not come yet"),
        pytest.param([received(19, 100, receivable=8)], [], id="another invoice was paid"),
        pytest.param([], [], id="nothing came"),
    ],
)  # fmt: skip
def test_a_slip_ends_when_the_whole_has_come(money: list[Received], expected: list[int]) -> None:
    assert slips([promised(1, 10)], money, not_kept={1}) == expected


def test_what_kept_an_earlier_promise_does_not_pay_a_later_one() -> None:
    both = [promised(1, 10), promised(2, 20)]
    assert slips(both, [received(10, 100)], not_kept={2}) == []
    assert slips(both, [received(10, 100), received(25, 100)], not_kept={2}) == [5]


def test_what_kept_a_later_promise_tells_when_the_earlier_came() -> None:
    both = [promised(1, 10), promised(2, 20)]
    assert slips(both, [received(18, 100)], not_kept={1}) == [8]
