"""The portfolio is the single rule, asked once for each distinct set of facts."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encaisse.law.limitation import LimitationKind, Start, limitation
from encaisse.law.limitation_acts import Event, EventKind
from encaisse.legal_action import rules

TODAY = date(2026, 11, 23)
days = st.dates(date(2015, 1, 1), date(2026, 11, 23))
acts = st.tuples(days, st.sampled_from([*map(str, EventKind), rules.PERFORMANCE]))
Told = list[tuple[LimitationKind, date, int, list[tuple[date, str]]]]
claims = st.tuples(
    st.sampled_from(LimitationKind), days, st.integers(-5, 90), st.lists(acts, max_size=3)
)


def frames(
    told: Told,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    receivables = pl.DataFrame(
        [
            (rank, rank, kind.value, day, day + timedelta(days=delay), True)
            for rank, (kind, day, delay, _acts) in enumerate(told)
        ],
        schema=rules.RECEIVABLES, orient="row",
    )  # fmt: skip
    acted = [(rank, kind, on) for rank, row in enumerate(told) for on, kind in row[3]]
    return receivables, pl.DataFrame(acted, schema=rules.ACTED, orient="row")


@settings(deadline=None)
@given(st.lists(claims, max_size=30))
def test_each_receivable_has_the_dates_of_the_single_rule(
    told: Told,
) -> None:
    found = rules.standing(rules.with_facts(*frames(told)), on=TODAY)
    assert found.height == len(told)
    assert found["safe_on"].is_sorted()
    for row in found.iter_rows(named=True):
        kind, day, delay, acted = told[row["receivable_id"]]
        performed = [on for on, act in acted if act == rules.PERFORMANCE]
        alone = limitation(
            kind,
            Start(min(performed, default=None), day, day + timedelta(days=delay)),
            [Event(on, EventKind(act)) for on, act in acted if act != rules.PERFORMANCE],
        )
        assert (row["safe_on"], row["possible_on"]) == (alone.safe_on, alone.possible_on)
        assert row["days_left"] == (alone.safe_on - TODAY).days


@pytest.mark.parametrize(
    ("safe_on", "alert"),
    [
        (date(2026, 11, 22), "barred"),
        (date(2026, 11, 23), "month"),
        (date(2026, 12, 23), "month"),
        (date(2026, 12, 24), "quarter"),
        (date(2027, 2, 23), "quarter"),
        (date(2027, 2, 24), "half_year"),
        (date(2027, 5, 23), "half_year"),
        (date(2027, 5, 24), "later"),
    ],
)
def test_the_alerts_on_both_sides_of_each_limit(safe_on: date, alert: str) -> None:
    start = safe_on.replace(year=safe_on.year - 5)
    receivables, none = frames([(LimitationKind.B2B, start, 0, [])])
    assert rules.standing(rules.with_facts(receivables, none), on=TODAY)["alert"][0] == alert


def test_a_period_that_is_not_known_is_said_and_comes_last() -> None:
    told: Told = [
        (LimitationKind.B2B, date(2008, 6, 18), 30, []),
        (LimitationKind.B2B, date(2026, 1, 5), 30, []),
    ]
    found = rules.standing(rules.with_facts(*frames(told)), on=TODAY)
    assert found["alert"].to_list() == ["later", "unknown"]
    assert found["safe_on"].to_list() == [date(2031, 1, 5), None]


def test_an_amount_brought_forward_says_that_it_may_be_older() -> None:
    receivables, none = frames([(LimitationKind.B2B, date(2026, 1, 1), 0, [])])
    receivables = receivables.with_columns(is_original=False)
    mark = rules.standing(rules.with_facts(receivables, none), on=TODAY)["mark"][0]
    assert mark == "solde repris, départ peut-être plus ancien"


def test_the_narrowest_choice_of_kind_holds_and_the_latest_of_its_scope() -> None:
    owed = pl.DataFrame(
        {
            "customer_id": [1, 1, 2, 3],
            "invoice_id": [10, 11, 20, 30],
            "debtor": ["company", "company", "company", "public"],
        }
    )
    regimes = pl.DataFrame(
        [
            (None, None, "b2b"), (None, None, "transport"),
            (1, None, "professional"), (None, 10, "telecom"), (None, 10, "ship_supplies"),
        ],
        schema={"customer_id": pl.Int64, "invoice_id": pl.Int64, "chosen": pl.String},
        orient="row",
    )  # fmt: skip
    found = rules.with_kind(owed, regimes).sort("invoice_id")
    assert found["kind"].to_list() == ["ship_supplies", "professional", "transport", "public"]
    assert found["is_chosen"].to_list() == [True, True, True, False]


def test_every_act_can_be_noted_and_has_its_name() -> None:
    assert set(rules.ACTS) == {rules.PERFORMANCE, *EventKind}
    assert all(rules.act_label(act) for act in rules.ACTS)
