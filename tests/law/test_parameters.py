"""Each legal value: its shape, its source, its coverage in time; and what the reader refuses."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.kernel.days import add_months
from encaisse.law.files import parse, parse_table, sound
from encaisse.law.indemnity import indemnity, parameter_for
from encaisse.law.rates import Debtor, public_rate
from encaisse.law.reader import (
    Confidence,
    LawUnknown,
    Parameter,
    ParameterMalformed,
    ParameterUnknown,
    parameters,
    read,
)

EVERY = parameters.names()
SEMESTERS = [date(year, month, 1) for year in range(2009, 2027) for month in (1, 7)]
BY_SEMESTER = ["ecb_mro_semester", "b2b_default_penalty"]
SINCE_2015 = [
    *("legal_interest_other", "legal_interest_individual", "b2b_contractual_floor_3x"),
    *("legal_interest_other_plus5", "legal_interest_individual_plus5"),
]


@pytest.mark.parametrize("name", EVERY)
def test_every_value_says_where_it_was_read(name: str) -> None:
    parameter = read(name)
    assert parameter.label
    for value in parameter.values:
        assert value.source.strip(), value
        assert value.article.strip(), value
        assert value.confidence in set(Confidence)
        assert value.first <= value.last <= parameter.checked_until


@pytest.mark.parametrize("name", EVERY)
def test_values_follow_on_without_gap_nor_overlap(name: str) -> None:
    for before, after in pairwise(read(name).values):
        assert after.first == before.last + timedelta(days=1), (name, after.first)


@pytest.mark.parametrize("semester", SEMESTERS, ids=str)
@pytest.mark.parametrize("name", BY_SEMESTER)
def test_every_semester_since_2009_is_answered(name: str, semester: date) -> None:
    value = read(name).on(semester)
    last = add_months(semester, 6) - timedelta(days=1)
    assert (value.first, value.last) == (semester, last)
    assert public_rate(semester).value > 0


@pytest.mark.parametrize("semester", [s for s in SEMESTERS if s.year >= 2015], ids=str)
@pytest.mark.parametrize("name", SINCE_2015)
def test_every_semester_since_2015_has_its_legal_rates(name: str, semester: date) -> None:
    value = read(name).on(semester)
    assert (value.first, value.last) == (semester, add_months(semester, 6) - timedelta(days=1))


@pytest.mark.parametrize("year", range(1976, 2015))
def test_every_year_before_2015_has_its_single_legal_rate(year: int) -> None:
    assert parameters.legal_interest_single.on(date(year, 12, 31)).value > 0


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_known_of_2027(name: str) -> None:
    with pytest.raises(LawUnknown, match=r"au 01/01/2027\. Rien n'est extrapolé"):
        read(name).on(date(2027, 1, 1))


@given(st.sampled_from(EVERY), st.dates(date(1970, 1, 1), date(2035, 12, 31)))
def test_a_day_is_answered_by_the_value_that_holds_it_or_refused(name: str, day: date) -> None:
    known = read(name).known(day)
    assert known == next((value for value in read(name).values if day in value.period), None)


@pytest.mark.parametrize("semester", [s for s in SEMESTERS if s >= date(2009, 1, 1)], ids=str)
def test_the_semester_keeps_the_rate_of_its_first_day(semester: date) -> None:
    in_force = parameters.ecb_mro_effective.on(semester)
    assert parameters.ecb_mro_semester.on(semester).value == in_force.value


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("b2b_default_penalty", date(2008, 1, 1), "11.00"),
        ("b2b_default_penalty", date(2012, 12, 31), "11.00"),
        ("b2b_default_penalty", date(2013, 1, 1), "10.75"),
        ("b2b_default_penalty", date(2024, 6, 30), "14.50"),
        ("b2b_default_penalty", date(2024, 7, 1), "14.25"),
        ("b2b_default_penalty", date(2026, 12, 31), "12.40"),
        ("public_moratory_ecb7", date(2008, 7, 1), "11.07"),
        ("public_moratory_ecb8", date(2013, 3, 16), "8.75"),
        ("public_moratory_ecb8", date(2026, 7, 1), "10.40"),
        ("b2b_contractual_floor_3x", date(2009, 6, 1), "11.37"),
        ("b2b_contractual_floor_3x", date(2024, 1, 1), "15.21"),
        ("b2b_contractual_floor_3x", date(2026, 7, 1), "8.25"),
        ("legal_interest_other", date(2018, 1, 1), "0.89"),
        ("legal_interest_other", date(2019, 1, 1), "0.86"),
        ("legal_interest_individual", date(2023, 7, 1), "6.82"),
        ("legal_interest_individual_plus5", date(2026, 7, 1), "11.84"),
        ("legal_interest_other_plus5", date(2026, 7, 1), "7.75"),
        ("legal_interest_single", date(1989, 7, 15), "7.82"),
        ("ecb_mro_effective", date(2016, 3, 15), "0.05"),
        ("ecb_mro_effective", date(2016, 3, 16), "0.00"),
        ("ecb_mro_effective", date(2022, 7, 26), "0.00"),
        ("ecb_mro_effective", date(2022, 7, 27), "0.50"),
        ("ecb_mro_effective", date(2026, 9, 16), "2.65"),
        ("recovery_indemnity", date(2012, 12, 31), "0"),
        ("recovery_indemnity", date(2013, 1, 1), "40"),
    ],
)
def test_values_read_in_the_published_tables(name: str, day: date, value: str) -> None:
    assert read(name).on(day).value == Decimal(value)


@pytest.mark.parametrize(
    ("name", "day", "confidence", "is_certain"),
    [
        ("ecb_mro_semester", date(2026, 7, 1), Confidence.SEEN_TWICE, True),
        ("b2b_default_penalty", date(2026, 7, 1), Confidence.DERIVED, True),
        ("b2b_default_penalty", date(2012, 7, 1), Confidence.DERIVED, False),
        ("b2b_default_penalty", date(2008, 7, 1), Confidence.UNVERIFIED, False),
        ("legal_interest_other", date(2015, 1, 1), Confidence.SEEN_ONCE, False),
        ("legal_interest_other", date(2026, 7, 1), Confidence.SEEN_IN_REPOSITORIES, False),
        ("legal_interest_other_plus5", date(2026, 7, 1), Confidence.DERIVED, False),
    ],
)
def test_marks_of_confidence_are_kept(
    name: str, day: date, confidence: Confidence, is_certain: bool
) -> None:
    value = read(name).on(day)
    assert (value.confidence, value.is_certain) == (confidence, is_certain)
    assert value.confidence.label


def test_a_rate_is_the_fraction_of_its_percentage() -> None:
    assert parameters.b2b_default_penalty.on(date(2026, 7, 1)).rate == Decimal("0.1240")


def test_a_name_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(ParameterUnknown, match=r"« b2c » .* b2b_default_penalty"):
        read("b2c")


@pytest.mark.parametrize(
    ("debtor", "late_on", "cents", "article"),
    [
        pytest.param(Debtor.BUSINESS, date(2026, 4, 21), 12_000, "C. com. D441-5", id="business"),
        pytest.param(Debtor.PUBLIC, date(2026, 4, 21), 12_000, "CCP D2192-35", id="public"),
        pytest.param(Debtor.PUBLIC, date(2019, 3, 31), 12_000, "Décret 2013-269", id="before CCP"),
        pytest.param(Debtor.CONSUMER, date(2026, 4, 21), 0, "C. com. D441-5", id="consumer"),
        pytest.param(Debtor.BUSINESS, date(2012, 12, 31), 0, "C. com. D441-5", id="before 2013"),
    ],
)
def test_the_indemnity_of_three_invoices(
    debtor: Debtor, late_on: date, cents: int, article: str
) -> None:
    found = indemnity(debtor, late_on=late_on, invoices=3)
    assert (found.amount.cents, found.article) == (cents, article)


@pytest.mark.parametrize("debtor", [Debtor.BUSINESS, Debtor.PUBLIC])
def test_the_indemnity_of_an_unknown_day_is_refused(debtor: Debtor) -> None:
    with pytest.raises(LawUnknown, match="Indemnité forfaitaire"):
        parameter_for(debtor).on(date(2027, 1, 1))


GOOD: dict[str, Any] = {
    "label": "Taux",
    "unit": "percent",
    "article": "art. 1",
    "read_on": date(2026, 11, 21),
    "checked_until": date(2026, 12, 31),
    "values": [
        {
            "from": date(2026, 1, 1),
            "to": date(2026, 6, 30),
            "value": "1.00",
            "confidence": "seen once",
            "source": "journal",
        },
        {
            "from": date(2026, 7, 1),
            "value": "2.00",
            "confidence": "seen>=2",
            "source": "deux journaux",
            "article": "art. 2",
            "note": "à dire",
        },
    ],
}


def read_content(content: dict[str, Any]) -> Parameter:
    """The parameter of a file that would hold ``content``."""
    return parse("taux", sound("taux", content))


def test_a_well_formed_file_is_read() -> None:
    first, second = read_content(GOOD).values
    assert (first.article, first.is_open, first.note) == ("art. 1", False, "")
    assert (second.article, second.is_open, second.note) == ("art. 2", True, "à dire")
    assert second.last == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("place", "key", "value", "fault"),
    [
        pytest.param(None, "unit", "carats", "unit must be", id="unknown unit"),
        pytest.param(None, "colour", "red", "keys must be", id="unknown key"),
        pytest.param(None, "read_on", None, "keys must be", id="missing key"),
        pytest.param(None, "values", [], "no value", id="no value"),
        pytest.param(0, "source", None, "missing", id="missing source"),
        pytest.param(0, "source", "  ", "no source", id="blank source"),
        pytest.param(0, "colour", "red", "unknown key", id="unknown key of a value"),
        pytest.param(0, "confidence", "sure", "unknown confidence", id="unknown mark"),
        pytest.param(0, "value", 1.0, "must be quoted", id="a float"),
        pytest.param(0, "to", date(2025, 1, 1), "ends before", id="upside down"),
        pytest.param(0, "to", date(2026, 7, 1), "overlaps", id="overlap"),
        pytest.param(0, "to", "2026-06-30", "must be days", id="a text for a day"),
        pytest.param(1, "from", date(2027, 1, 1), "ends before", id="beyond what was checked"),
    ],
)
def test_a_malformed_file_is_refused(place: int | None, key: str, value: Any, fault: str) -> None:
    content = deepcopy(GOOD)
    entry = content if place is None else content["values"][place]
    if value is None:
        del entry[key]
    else:
        entry[key] = value
    with pytest.raises(ParameterMalformed, match=fault):
        read_content(content)


def test_a_combination_states_nothing_of_its_own() -> None:
    content = {"label": "Somme", "unit": "percent", "sum_of": ["a", "b"], "values": []}
    with pytest.raises(ParameterMalformed, match="label, unit and sum_of"):
        sound("somme", content)


def tabulated(**row: Any) -> dict[str, Any]:
    """A table of one row that holds the values of ``GOOD``."""
    content = {key: value for key, value in GOOD.items() if key != "values"}
    return content | {"table": {"b2b": {"label": "Ligne", "values": GOOD["values"]} | row}}


def test_a_row_says_what_its_table_does_not() -> None:
    content = tabulated(article="art. 3", unit="years", note="à savoir")
    row = parse_table("périodes", sound("périodes", content))["b2b"]
    assert (row.name, row.label, row.unit) == ("périodes.b2b", "Ligne", "years")
    assert [(value.article, value.note) for value in row.values] == [
        ("art. 3", "à savoir"),
        ("art. 2", "à dire"),
    ]


def test_a_row_takes_from_its_table_what_it_does_not_say() -> None:
    row = parse_table("périodes", sound("périodes", tabulated()))["b2b"]
    assert (row.unit, row.values[0].article, row.read_on) == (
        "percent",
        "art. 1",
        date(2026, 11, 21),
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        pytest.param({"colour": "red"}, "unknown key of a row", id="unknown key"),
        pytest.param({"unit": "carats"}, "unit must be", id="unknown unit"),
        pytest.param({"values": [{"from": date(2026, 1, 1)}]}, "périodes.b2b from", id="no value"),
    ],
)
def test_a_malformed_row_is_refused(row: dict[str, Any], fault: str) -> None:
    with pytest.raises(ParameterMalformed, match=fault):
        parse_table("périodes", sound("périodes", tabulated(**row)))


def test_a_row_without_values_is_refused() -> None:
    content = tabulated()
    del content["table"]["b2b"]["values"]
    with pytest.raises(ParameterMalformed, match=r"périodes.b2b: missing \['values'\]"):
        parse_table("périodes", content)


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(ParameterUnknown, match="« recovery_indemnity »"):
        parameters.table("recovery_indemnity")
