"""Each half-year since 2015 as published: ``half_years.yaml`` is the table, one line each."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from encaisse.kernel.days import add_months
from encaisse.law.reader import parameters

TABLE = Path(__file__).with_name("half_years.yaml")
HALF_YEARS = YAML(typ="safe", pure=True).load(TABLE.read_text(encoding="utf-8"))
COLUMNS = {
    "individual": "legal_interest_individual",
    "other": "legal_interest_other",
    "ecb": "ecb_mro_semester",
    "business": "b2b_default_penalty",
    "public": "public_moratory_ecb8",
    "floor": "b2b_contractual_floor_3x",
}
CELLS = [(row, column) for row in HALF_YEARS for column in COLUMNS if column in row]


@pytest.mark.parametrize(
    ("row", "column"), CELLS, ids=[f"{row['semester']} {column}" for row, column in CELLS]
)
def test_the_rate_holds_from_the_first_to_the_last_day(row: dict[str, str], column: str) -> None:
    parameter = parameters.read(COLUMNS[column])
    first = date.fromisoformat(str(row["from"]))
    last = add_months(first, 6) - timedelta(days=1)
    assert parameter.on(first) == parameter.on(last)
    assert parameter.on(first).value == Decimal(row[column])


@pytest.mark.parametrize("row", HALF_YEARS, ids=lambda row: row["semester"])
def test_five_points_more_are_five_points_more(row: dict[str, str]) -> None:
    first = date.fromisoformat(str(row["from"]))
    increased = parameters.legal_interest_other_plus5.on(first).value
    assert increased == Decimal(row["other"]) + 5


def test_every_half_year_since_2015_has_its_line() -> None:
    days = [row["from"] for row in HALF_YEARS]
    assert days == [add_months(date(2015, 1, 1), 6 * rank) for rank in range(len(days))]
    assert days[-1] == date(2026, 7, 1)
