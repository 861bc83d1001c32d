"""What the installation adds and confirms: for its days only, from the day it became known on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.law.reader import (
    Addition,
    Confidence,
    Confirmation,
    LawUnknown,
    ParameterCombined,
    Parameters,
    parameters,
)

NEXT = Addition(
    parameter="ecb_mro_semester",
    first=date(2027, 1, 1),
    last=date(2027, 6, 30),
    value=Decimal("2.65"),
    article="C. com. L441-10, II",
    source="BCE, taux directeurs, lus le 02/01/2027",
    read_on=date(2027, 1, 2),
    known_on=date(2027, 1, 3),
    by="Paul Mercier",
)
MARGIN = replace(NEXT, parameter="b2b_penalty_margin", value=Decimal(10), known_on=date(2027, 1, 4))
CORRECTED = replace(
    NEXT,
    first=date(2026, 7, 1),
    last=date(2026, 9, 30),
    value=Decimal("2.41"),
    known_on=date(2026, 12, 1),
)
ECB_READ = Confirmation(
    "legal_interest_other",
    date(2026, 7, 1),
    date(2026, 12, 1),
    "Paul Mercier",
    "Arrêté du 26/06/2026, JO du 30/06/2026",
)


def test_an_added_value_answers_for_its_days_and_no_others() -> None:
    law = Parameters((NEXT,))
    assert law.ecb_mro_semester.on(date(2026, 12, 31)).value == Decimal("2.40")
    assert law.ecb_mro_semester.on(date(2027, 1, 1)).value == Decimal("2.65")
    assert law.ecb_mro_semester.on(date(2027, 6, 30)).value == Decimal("2.65")
    with pytest.raises(LawUnknown, match=r"au 01/07/2027.*au 30/06/2027"):
        law.ecb_mro_semester.on(date(2027, 7, 1))
    with pytest.raises(LawUnknown):
        parameters.ecb_mro_semester.on(date(2027, 1, 1))


def test_an_added_value_is_certain_and_says_who_read_it() -> None:
    value = Parameters((NEXT,)).ecb_mro_semester.on(date(2027, 3, 1))
    assert (value.is_certain, value.confidence) == (True, Confidence.SEEN_ONCE)
    assert value.source == "BCE, taux directeurs, lus le 02/01/2027"
    assert value.confirmation is not None
    assert (value.confirmation.by, value.confirmation.on) == ("Paul Mercier", date(2027, 1, 3))


def test_a_combined_value_follows_once_all_its_ingredients_are_known() -> None:
    day = date(2027, 1, 1)
    assert Parameters((NEXT,)).b2b_default_penalty.known(day) is None
    value = Parameters((NEXT, MARGIN)).b2b_default_penalty.on(day)
    assert (value.value, value.is_certain) == (Decimal("12.65"), True)
    assert value.confirmation is not None
    assert value.confirmation.on == date(2027, 1, 4), "the last of its confirmations"


@pytest.mark.parametrize(
    ("known_on", "value"),
    [
        pytest.param(date(2026, 11, 30), "2.40", id="the day before it was known"),
        pytest.param(date(2026, 12, 1), "2.41", id="from that day on"),
    ],
)
def test_what_was_known_on_a_day_can_be_asked_again(known_on: date, value: str) -> None:
    law = Parameters((CORRECTED,)).as_known_on(known_on)
    assert law.ecb_mro_semester.on(date(2026, 7, 1)).value == Decimal(value)
    assert law.b2b_default_penalty.on(date(2026, 7, 1)).value == Decimal(value) + 10


@pytest.mark.parametrize(
    ("day", "value"),
    [
        pytest.param(date(2026, 6, 30), "2.15", id="the half-year before"),
        pytest.param(date(2026, 7, 1), "2.41", id="first corrected day"),
        pytest.param(date(2026, 9, 30), "2.41", id="last corrected day"),
        pytest.param(date(2026, 10, 1), "2.40", id="what ships goes on after"),
        pytest.param(date(2026, 12, 31), "2.40", id="to its end"),
    ],
)
def test_a_correction_takes_its_days_only(day: date, value: str) -> None:
    assert Parameters((CORRECTED,)).ecb_mro_semester.on(day).value == Decimal(value)


def test_a_correction_in_the_middle_leaves_both_ends() -> None:
    middle = replace(CORRECTED, first=date(2026, 8, 1), last=date(2026, 8, 31))
    law = Parameters((middle,))
    assert [str(value.period) for value in law.ecb_mro_semester.values[-3:]] == [
        "du 01/07/2026 au 31/07/2026",
        "du 01/08/2026 au 31/08/2026",
        "du 01/09/2026 au 31/12/2026",
    ]


def test_what_was_superseded_stays_readable() -> None:
    again = replace(CORRECTED, value=Decimal("2.42"), known_on=date(2026, 12, 5), by="Inès Roux")
    lost = Parameters((again, CORRECTED)).superseded("ecb_mro_semester")
    assert [(each.value.value, each.by.by, each.by.known_on) for each in lost] == [
        (Decimal("2.40"), "Paul Mercier", date(2026, 12, 1)),
        (Decimal("2.41"), "Inès Roux", date(2026, 12, 5)),
    ]
    assert {str(each.value.period) for each in lost} == {"du 01/07/2026 au 30/09/2026"}
    assert parameters.superseded("ecb_mro_semester") == ()
    assert Parameters((CORRECTED,)).superseded("b2b_default_penalty") == ()


def test_the_last_known_of_two_additions_prevails_in_whatever_order_they_come() -> None:
    again = replace(CORRECTED, value=Decimal("2.42"), known_on=date(2026, 12, 5))
    for additions in ((again, CORRECTED), (CORRECTED, again)):
        law = Parameters(additions)
        assert law.ecb_mro_semester.on(date(2026, 7, 1)).value == Decimal("2.42")


def test_an_open_value_that_is_cut_has_an_end() -> None:
    margin = replace(MARGIN, first=date(2026, 12, 1), last=date(2026, 12, 31))
    *_, before, added = Parameters((margin,)).b2b_penalty_margin.values
    assert (before.last, before.is_open) == (date(2026, 11, 30), False)
    assert (added.first, added.is_open) == (date(2026, 12, 1), False)
    assert parameters.b2b_penalty_margin.latest.is_open


def test_a_confirmation_makes_a_value_and_what_follows_from_it_certain() -> None:
    law = Parameters(confirmations=(ECB_READ,))
    day = date(2026, 7, 1)
    assert not parameters.legal_interest_other.on(day).is_certain
    value = law.legal_interest_other.on(day)
    assert (value.is_certain, value.confirmation) == (True, ECB_READ)
    assert value.confidence is Confidence.SEEN_IN_REPOSITORIES, "the mark stays as it was read"
    assert law.legal_interest_other_plus5.on(day).is_certain
    assert law.legal_interest_other_plus5.on(day).confirmation == ECB_READ


def test_a_confirmation_counts_from_its_day_and_for_its_value_only() -> None:
    law = Parameters(confirmations=(ECB_READ,))
    before = law.as_known_on(date(2026, 11, 30))
    assert not before.legal_interest_other.on(date(2026, 7, 1)).is_certain
    assert law.as_known_on(date(2026, 12, 1)).legal_interest_other.on(date(2026, 7, 1)).is_certain
    assert not law.legal_interest_other.on(date(2015, 1, 1)).is_certain
    assert not law.legal_interest_individual.on(date(2026, 7, 1)).is_certain


@pytest.mark.parametrize(("figure", "is_certain"), [("2.75", True), ("2.76", False)])
def test_a_confirmation_of_a_figure_vouches_for_no_other(figure: str, is_certain: bool) -> None:
    law = Parameters(confirmations=(replace(ECB_READ, value=Decimal(figure)),))
    assert law.legal_interest_other.on(date(2026, 7, 1)).is_certain is is_certain


def test_what_remains_of_a_corrected_value_can_be_confirmed_later() -> None:
    added = replace(CORRECTED, parameter="legal_interest_other", known_on=date(2026, 12, 1))
    rest = replace(ECB_READ, first=date(2026, 10, 1), on=date(2026, 12, 2))
    law = Parameters((added,), (rest,))
    assert law.legal_interest_other.on(date(2026, 10, 1)).is_certain
    assert not law.as_known_on(rest.on.replace(day=1)).legal_interest_other.latest.is_certain


def test_an_unverified_ingredient_no_longer_marks_the_sum_once_confirmed() -> None:
    margin = Confirmation("b2b_penalty_margin", date(2008, 1, 1), NEXT.known_on, "Paul", "JO")
    day = date(2008, 7, 1)
    assert parameters.b2b_default_penalty.on(day).confidence is Confidence.UNVERIFIED
    value = Parameters(confirmations=(margin,)).b2b_default_penalty.on(day)
    assert (value.confidence, value.is_certain) == (Confidence.DERIVED, True)


def test_a_combined_parameter_takes_no_act_of_its_own() -> None:
    assert parameters.stated("ecb_mro_semester").ingredients == ()
    with pytest.raises(ParameterCombined, match=r"ecb_mro_semester, b2b_penalty_margin"):
        parameters.stated("b2b_default_penalty")


def test_what_ships_is_never_changed_by_an_overlay() -> None:
    shipped = parameters.ecb_mro_semester
    assert Parameters((CORRECTED, NEXT)).ecb_mro_semester != shipped
    assert parameters.ecb_mro_semester is shipped
    assert Parameters() == parameters


def test_of_two_additions_known_the_same_day_the_last_given_prevails() -> None:
    again = replace(CORRECTED, value=Decimal("2.42"))
    value = Parameters((CORRECTED, again)).ecb_mro_semester.on(date(2026, 7, 1))
    assert value.value == Decimal("2.42")


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
ADDITIONS = st.lists(
    st.builds(
        lambda days, value, known_on: replace(
            NEXT, first=min(days), last=max(days), value=value, known_on=known_on
        ),
        st.tuples(DAYS, DAYS),
        st.decimals(0, 20, places=2),
        DAYS,
    ),
    max_size=6,
)


@given(ADDITIONS, DAYS, DAYS)
def test_a_day_bears_the_last_addition_known_else_what_ships(
    additions: list[Addition], day: date, known_on: date
) -> None:
    law = Parameters(tuple(additions)).as_known_on(known_on)
    bearing = [each for each in additions if day in each.period and each.known_on <= known_on]
    last = max(reversed(bearing), key=lambda each: each.known_on, default=None)
    expected = last or parameters.ecb_mro_semester.known(day)
    found = law.ecb_mro_semester.known(day)
    assert (found and found.value) == (expected and expected.value)


@given(ADDITIONS)
def test_values_stay_in_order_without_overlap_and_no_day_is_lost(additions: list[Addition]) -> None:
    law = Parameters(tuple(additions))
    values = law.ecb_mro_semester.values
    assert all(before.last < after.first for before, after in pairwise(values))
    kept = sum(value.period.days for value in parameters.ecb_mro_semester.values)
    lost = sum(each.value.period.days for each in law.superseded("ecb_mro_semester"))
    added = sum(each.period.days for each in additions)
    assert sum(value.period.days for value in values) == kept + added - lost
