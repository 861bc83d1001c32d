"""The fields of every form."""

from datetime import date
from decimal import Decimal

import pytest
from django.forms import ValidationError

from encaisse.web.fields import AmountField, DayField, PercentField


@pytest.mark.parametrize(("typed", "cents"), [("1 234,5", 123_450), ("0", 0), (" ", None)])
def test_an_amount_is_read_in_cents(typed: str, cents: int | None) -> None:
    assert AmountField(required=False).clean(typed) == cents


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("douze", "« douze » n'est pas un montant"),
        ("99999999999999999999", "trop grand pour un montant"),
        ("-1", "Le montant ne peut être négatif."),
    ],
)
def test_what_is_no_amount_is_refused_in_french(typed: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        AmountField().clean(typed)


@pytest.mark.parametrize("typed", ["0", "-1"])
def test_an_amount_of_something_is_above_zero(typed: str) -> None:
    with pytest.raises(ValidationError, match="doit être positif"):
        AmountField(is_positive=True).clean(typed)


def test_a_rate_is_read_in_percent() -> None:
    assert PercentField().clean("1,5 %") == Decimal("0.015")
    assert PercentField(required=False).clean(" ") is None
    with pytest.raises(ValidationError, match="« beaucoup » n'est pas un taux en pour cent"):
        PercentField().clean("beaucoup")


def test_what_is_known_is_shown_as_one_types_it() -> None:
    assert AmountField().prepare_value(123_450) == "1234,50"
    assert PercentField().prepare_value(Decimal("0.015")) == "1,50"
    assert AmountField().prepare_value("douze") == "douze"
    assert PercentField().prepare_value(None) is None


@pytest.mark.parametrize("typed", ["2026-12-31", " 31/12/2026 ", date(2026, 12, 31)])
def test_a_day_is_picked_or_typed(typed: object) -> None:
    assert DayField().clean(typed) == date(2026, 12, 31)
    assert DayField().prepare_value("31/12/2026") == "2026-12-31"


@pytest.mark.parametrize("typed", ["31/02/2026", "demain", "31/12/26"])
def test_what_is_no_day_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match=f"« {typed} » n'est pas un jour.*31/12/2026"):
        DayField().clean(typed)
    assert DayField().prepare_value(typed) == typed


def test_a_day_left_empty_is_asked_for_with_an_example() -> None:
    with pytest.raises(ValidationError, match="Choisissez un jour, par exemple 31/12/2026"):
        DayField().clean(" ")
    assert DayField(required=False).clean("") is None
