"""Who belongs to which segment: conditions as data, over a frame of customers."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.dunning.rules.segments import (
    CUSTOMERS,
    FACTS,
    Condition,
    Segment,
    Shape,
    assigned,
    faults,
    told,
    with_live_facts,
)

ON = date(2026, 3, 20)
PLAIN: dict[str, Any] = {
    "customer": 1, "kind": "company", "country": "FR", "sector": "Bâtiment", "tag": ["VIP"],
    "currency": "EUR", "risk": "medium", "profile": "rigorous", "outstanding": 1_000_000,
    "days_late": 12, "overdue": 2, "size": 5_000_000, "age": 400,
}  # fmt: skip


def a_customer(**facts: Any) -> dict[str, Any]:
    return PLAIN | facts


def frame(*customers: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(customers), schema=CUSTOMERS)


def a_segment(number: int, *conditions: tuple[str, str, Any]) -> Segment:
    read = (Condition.read({"fact": f, "test": t, "value": v}) for f, t, v in conditions)
    return Segment(number, f"segment {number}", 10 * number, tuple(read))


def segment_of(customer: dict[str, Any], *segments: Segment, **terms: Any) -> int | None:
    found: int | None = assigned(frame(customer), segments, **terms)["segment"][0]
    return found


@pytest.mark.parametrize(
    ("condition", "customer", "holds"),
    [
        (("kind", "is", "public"), {"kind": "public"}, True),
        (("kind", "is", "public"), {}, False),
        (("kind", "is_not", "public"), {}, True),
        (("kind", "in", ["public", "consumer"]), {"kind": "consumer"}, True),
        (("country", "in", ["BE", "LU"]), {"country": "LU"}, True),
        (("country", "is_not", "FR"), {"country": "DE"}, True),
        (("sector", "is", "bâtiment"), {}, True),
        (("sector", "is", "Transport"), {}, False),
        (("tag", "has", "vip"), {}, True),
        (("tag", "has", "vip"), {"tag": []}, False),
        (("tag", "has_not", "vip"), {"tag": []}, True),
        (("tag", "has_not", "vip"), {}, False),
        (("outstanding", "at_least", 1_000_000), {}, True),
        (("outstanding", "at_least", 1_000_001), {}, False),
        (("outstanding", "at_most", 1_000_000), {}, True),
        (("size", "at_least", 5_000_000), {}, True),
        (("age", "at_most", 400), {}, True),
        (("age", "at_least", 401), {}, False),
        (("age", "at_most", 400), {"age": None}, False),
        (("age", "at_least", 0), {"age": None}, False),
        (("risk", "is", "high"), {"risk": "high"}, True),
        (("profile", "is", "firm"), {"profile": "firm"}, True),
        (("days_late", "at_least", 12), {}, True),
        (("overdue", "at_least", 3), {}, False),
        (("sector", "is_not", "Transport"), {"sector": None}, False),
    ],
)
def test_a_condition_holds_or_not(
    condition: tuple[str, str, Any], customer: dict[str, Any], holds: bool
) -> None:
    assert (segment_of(a_customer(**customer), a_segment(7, condition)) == 7) is holds


def test_all_the_conditions_of_a_segment_must_hold() -> None:
    both = a_segment(1, ("kind", "is", "company"), ("outstanding", "at_least", 2_000_000))
    assert segment_of(a_customer(), both) is None
    assert segment_of(a_customer(outstanding=2_000_000), both) == 1


def test_the_first_segment_that_holds_is_the_customers() -> None:
    vip, french = a_segment(1, ("tag", "has", "vip")), a_segment(2, ("country", "is", "FR"))
    assert segment_of(a_customer(), vip, french) == 1
    assert segment_of(a_customer(), french, vip) == 2
    assert segment_of(a_customer(tag=[]), vip, french) == 2
    assert segment_of(a_customer(tag=[], country="BE"), vip, french) is None


def test_an_amount_is_compared_in_the_customers_currency() -> None:
    large = a_segment(1, ("outstanding", "at_least", 1_000_000))
    in_dollars = a_customer(currency="USD", outstanding=1_100_000)
    assert segment_of(in_dollars, large) == 1
    assert segment_of(in_dollars, large, rates={"EURUSD": Decimal("1.20")}) is None


def test_what_is_open_gives_outstanding_and_lateness() -> None:
    known = frame(a_customer(), a_customer(customer=2)).drop("outstanding", "overdue", "days_late")
    receivables = pl.DataFrame(
        {
            "customer": [1, 1, 1],
            "currency": ["EUR", "EUR", "USD"],
            "open": [100, 200, 400],
            "due_on": [date(2026, 3, 20), date(2026, 3, 15), date(2026, 3, 1)],
        }
    )
    found = with_live_facts(known, receivables, ON).sort("customer")
    columns = found.select("outstanding", "overdue", "days_late")
    assert columns.rows() == [(300, 2, 19), (0, 0, 0)]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (("colour", "is", "red"), "n'est pas connu d'un client"),
        (("kind", "at_least", "public"), "« nature » se compare ainsi"),
        (("kind", "is", "martian"), "n'est pas une valeur de « nature »"),
        (("outstanding", "at_least", "beaucoup"), "se compare à un nombre"),
        (("age", "at_most", -1), "ne peut être négatif"),
        (("tag", "has", " "), "Dites à quoi"),
        (("country", "in", []), "Dites à quoi"),
    ],
)
def test_nonsense_is_told(condition: tuple[str, str, Any], said: str) -> None:
    (fault,) = faults(a_segment(1, condition).conditions)
    assert said in fault


def test_a_segment_without_condition_would_take_everybody() -> None:
    (fault,) = faults(())
    assert "tous les clients" in fault


def test_conditions_are_told_in_one_line() -> None:
    large = a_segment(
        1, ("outstanding", "at_least", 1_000_000), ("tag", "has", "vip"), ("kind", "is", "public")
    )
    assert (
        told(large.conditions)
        == "Encours : 10\u202f000,00\u00a0€ ou plus, étiquette « vip », nature : organisme public"
    )


values = {
    Shape.CHOICE: st.sampled_from(["company", "public", "low", "high", "firm", "rigorous"]),
    Shape.TEXT: st.sampled_from(["FR", "BE", "EUR", "USD", "bâtiment"]),
    Shape.TAGS: st.sampled_from(["vip", "export"]),
    Shape.MONEY: st.integers(0, 3_000),
    Shape.NUMBER: st.integers(0, 30),
}


@st.composite
def conditions(draw: st.DrawFn) -> tuple[str, str, Any]:
    name = draw(st.sampled_from(sorted(FACTS)))
    test = draw(st.sampled_from([each for each in FACTS[name].tests if each != "in"]))
    return name, test, draw(values[FACTS[name].shape])


ladders = st.lists(st.lists(conditions(), min_size=1, max_size=3), max_size=5)
people = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["company", "public", "consumer"]),
            "country": st.sampled_from(["FR", "BE"]),
            "tag": st.lists(st.sampled_from(["VIP", "export"]), unique=True),
            "currency": st.sampled_from(["EUR", "USD"]),
            "outstanding": st.integers(0, 3_000),
            "age": st.none() | st.integers(0, 30),
        }
    ),
    max_size=8,
)


@given(people, ladders)
def test_each_customer_has_one_segment_at_most_the_first_that_holds(
    customers: list[dict[str, Any]], ladder: list[list[tuple[str, str, Any]]]
) -> None:
    known = frame(*(a_customer(**facts, customer=n) for n, facts in enumerate(customers)))
    segments = [a_segment(number, *each) for number, each in enumerate(ladder, start=1)]
    found = assigned(known, segments)
    assert found["customer"].to_list() == list(range(len(customers)))
    alone = {each.id: set(_members(known, each)) for each in segments}
    for customer, segment, scenario in found.iter_rows():
        holding = [each.id for each in segments if customer in alone[each.id]]
        assert segment == (holding[0] if holding else None)
        assert scenario == (None if segment is None else 10 * segment)


@given(people, ladders)
def test_a_segment_put_last_takes_nobody_from_the_others(
    customers: list[dict[str, Any]], ladder: list[list[tuple[str, str, Any]]]
) -> None:
    known = frame(*(a_customer(**facts, customer=n) for n, facts in enumerate(customers)))
    segments = [a_segment(number, *each) for number, each in enumerate(ladder, start=1)]
    everybody = a_segment(99, ("country", "in", ["FR", "BE"]))
    before, after = assigned(known, segments), assigned(known, [*segments, everybody])
    filled = before["segment"].fill_null(99)
    assert after["segment"].to_list() == filled.to_list()


def _members(known: pl.DataFrame, segment: Segment) -> list[int]:
    found = assigned(known, [segment])
    return found.filter(pl.col("segment").is_not_null())["customer"].to_list()
