"""Money: parsing, writing, rounding, splitting."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.kernel.money import (
    CENTS_MAX,
    AmountNotUnderstood,
    AmountTooLarge,
    CurrencyMismatch,
    Money,
    round_half_up,
)

cents = st.integers(min_value=-CENTS_MAX, max_value=CENTS_MAX)
currencies = st.sampled_from(["EUR", "USD", "GBP", "JPY"])
weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1 234,56", 123_456, id="French, with a space"),
        pytest.param("1234.56", 123_456, id="point"),
        pytest.param("1\u202f234,5", 123_450, id="narrow space, one decimal"),
        pytest.param("-12", -1_200, id="negative, whole"),
        pytest.param("\u221212,00", -1_200, id="typographic minus"),
        pytest.param(" 0,01 € ", 1, id="sign of the euro"),
        pytest.param("12 EUR", 1_200, id="code of the currency"),
        pytest.param("+7,10", 710, id="plus"),
        pytest.param("0" * 5_000 + "7", 700, id="zeros before"),
        pytest.param("10000000000000,00", CENTS_MAX, id="the largest"),
    ],
)
def test_an_amount_is_read_exactly(text: str, expected: int) -> None:
    assert Money.parse(text) == Money(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "€", "abc", "NaN", "Infinity", "12 USD", "١٢", "1e3", "1_000", "--1"),
        *("1,234", "1.234,56", "1,2,3", "0,001", "1,", ",5"),
    ],
)
def test_a_text_that_is_no_amount_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(AmountNotUnderstood, match="n'est pas un montant"):
        Money.parse(text)


@pytest.mark.parametrize("text", ["10000000000000,01", "-99999999999999999999", "9" * 5_000])
def test_more_than_any_books_hold_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(AmountTooLarge, match="trop grand pour un montant"):
        Money.parse(text)


def test_an_amount_is_written_in_french() -> None:
    assert str(Money(123_456_789)) == "1\u202f234\u202f567,89\u00a0€"
    assert str(Money(-5, "USD")) == "-0,05\u00a0USD"


@given(cents, currencies)
def test_what_is_written_is_read_back(amount: int, currency: str) -> None:
    assert Money.parse(str(Money(amount, currency)), currency) == Money(amount, currency)


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(CurrencyMismatch, match="des EUR et des USD"):
        Money(1) + Money(1, "USD")


@given(st.lists(cents, max_size=20))
def test_a_total_is_the_sum(amounts: list[int]) -> None:
    assert Money.total(map(Money, amounts)) == Money(sum(amounts))


@given(cents, weights)
def test_a_split_loses_no_cent(amount: int, shares: list[int]) -> None:
    parts = Money(amount).split(shares)
    assert Money.total(parts) == Money(amount)
    assert all(not part for part, share in zip(parts, shares, strict=True) if not share)


@given(cents, weights)
def test_each_part_of_a_split_is_within_a_few_cents_of_its_share(
    amount: int, shares: list[int]
) -> None:
    for part, share in zip(Money(amount).split(shares), shares, strict=True):
        assert abs(part.cents - Fraction(amount * share, sum(shares))) <= 1


def test_the_first_parts_take_the_cents_that_do_not_divide() -> None:
    assert [part.cents for part in Money(10_000).split([1, 1, 1])] == [3_334, 3_333, 3_333]
    assert [part.cents for part in Money(-100).split([0, 1, 2])] == [0, -34, -66]


@pytest.mark.parametrize("shares", [[0, 0], [1, -1, 1]])
def test_weights_without_sense_are_a_bug(shares: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(1).split(shares)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.5", 1),
        ("0.49999", 0),
        ("-0.5", -1),
        ("1.5", 2),
        ("2.5", 3),
        ("-2.4", -2),
        ("98765432109876543210987654321098.5", 98765432109876543210987654321099),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, expected: int) -> None:
    assert round_half_up(Decimal(value)) == expected
    assert round_half_up(Fraction(value)) == expected


@given(cents, st.fractions(min_value=-10, max_value=10))
def test_a_product_is_within_half_a_cent(amount: int, factor: Fraction) -> None:
    assert abs(Money(amount).times(factor).cents - amount * factor) <= Fraction(1, 2)
