"""Legal figures in French, with the decimals and the unit that one writes."""

from decimal import Decimal

import pytest

from encaisse.law.files import UNITS
from encaisse.law.reader import parameters, read
from encaisse.law.written import exact, written


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("12.4", "percent", "12,40 %"),
        ("0.04", "percent", "0,04 %"),
        ("9.0625", "percent", "9,0625 %"),
        ("25", "percent", "25,00 %"),
        ("10", "points", "10 points"),
        ("1", "points", "1 point"),
        ("3", "factor", "× 3"),
        ("0.50", "factor", "× 0,5"),
        ("40", "euro", "40,00 €"),
        ("2000000.00", "euro", "2 000 000,00 €"),
        ("1", "days", "1 jour"),
        ("60", "days", "60 jours"),
        ("1", "months", "1 mois"),
        ("3", "months", "3 mois"),
        ("1", "years", "1 an"),
        ("20", "years", "20 ans"),
        ("250", "count", "250"),
        ("212", "code", "212"),
    ],
)
def test_a_figure_as_one_writes_it(value: str, unit: str, text: str) -> None:
    assert written(Decimal(value), unit).replace("\u00a0", " ").replace("\u202f", " ") == text


def test_every_unit_is_written() -> None:
    assert all(written(Decimal(2), unit) for unit in UNITS)
    assert all(value.written for name in parameters.names() for value in read(name).values)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("2.400000", "percent", "2.40"), ("60.000000", "days", "60"), ("0.000000", "euro", "0.00")],
)
def test_a_figure_read_back_from_a_table_keeps_its_decimals(
    value: str, unit: str, expected: str
) -> None:
    assert str(exact(Decimal(value), unit)) == expected
