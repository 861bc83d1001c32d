"""The fields of every form."""

from decimal import Decimal

import pytest
from django.forms import ValidationError

from encaisse.web.fields import AmountField, PercentField


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
