"""What a payment pays."""

import datetime
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.matching import rules
from encaisse.matching.rules import Match, Move, Part, Payable


def _day(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


FA12 = Payable(1, "FA-2026-0012", _day(10), 30_000)
FA13 = Payable(2, "FA-2026-0013", _day(5), 45_000)
FA14 = Payable(3, "FA-2026-0014", _day(20), 45_000)
OPEN = (FA12, FA13, FA14)


def best(cents: int, texts: Sequence[str], payables: Iterable[Payable]) -> Match | None:
    """What the only customer's payment pays."""
    known = rules.Known(rules.book_of_payables(payables), rules.Payers())
    line = rules.Received(cents, _day(25), " ".join(texts), customer_id=0)
    return rules.answer(line, known).best


@pytest.mark.parametrize(
    ("cents", "texts", "source", "parts"),
    [
        pytest.param(30_000, ("VIR FA-2026-0012",), "exact", [(1, 30_000)], id="one, named"),
        pytest.param(
            75_000, ("", "FA 2026/12 et FA 2026/13"), "exact", [(2, 45_000), (1, 30_000)],
            id="two, both named",
        ),
        pytest.param(
            45_000, ("FA-2026-0012 FA-2026-0014",), "exact", [(3, 45_000)], id="one of two named"
        ),
        pytest.param(30_000, ("VIREMENT",), "amount", [(1, 30_000)], id="only one of that amount"),
        pytest.param(
            45_000, ("VIREMENT",), "amount", [(2, 45_000)], id="two of that amount: the oldest"
        ),
        pytest.param(
            45_000, ("FA-2026-0012",), "reference", [(1, 30_000)],
            id="named with more than its amount: the rest stays",
        ),
        pytest.param(10_000, ("FA-2026-0014",), "reference", [(3, 10_000)], id="named, in part"),
        pytest.param(
            50_000, ("CHQ 881",), "oldest", [(2, 45_000), (1, 5_000)], id="nothing known"
        ),
        pytest.param(
            500_000, ("CHQ 881",), "oldest", [(2, 45_000), (1, 30_000), (3, 45_000)],
            id="more than all that is open",
        ),
    ],
)  # fmt: skip
def test_what_a_payment_pays(
    cents: int, texts: tuple[str, ...], source: str, parts: list[tuple[int, int]]
) -> None:
    found = best(cents, texts, OPEN)
    assert found is not None
    assert (found.source, list(found.parts)) == (source, [Part(*part) for part in parts])


@pytest.mark.parametrize(("cents", "payables"), [(0, OPEN), (100, ())])
def test_nothing_pays_nothing(cents: int, payables: tuple[Payable, ...]) -> None:
    assert best(cents, ("FA-2026-0012",), payables) is None


@pytest.mark.parametrize(
    ("number", "text", "named"),
    [
        pytest.param("FA-2026-0012", "VIR SEPA FA20260012 MARTIN", True, id="separators are free"),
        pytest.param("FA0012", "règlement fa 12", True, id="leading zeros and case are free"),
        pytest.param("FA12", "FA123", False, id="not the beginning of another number"),
        pytest.param("FA12", "XFA12", False, id="not the end of another number"),
        pytest.param("412", "CHQ 412", True, id="three digits"),
        pytest.param("12", "le 12/03", False, id="two digits may be a day"),
        pytest.param("V1", "v1", True, id="short, but nothing else"),
        pytest.param("", "", False, id="no number"),
    ],
)
def test_a_number_is_recognised(number: str, text: str, named: bool) -> None:
    assert rules.is_named(number, [text]) is named


def test_room_is_the_least_left_from_that_day_on() -> None:
    moves = [Move(_day(5), 70), Move(_day(10), -70), Move(_day(12), 20)]
    assert rules.room(100, moves, on=_day(1)) == 30
    assert rules.room(100, moves, on=_day(10)) == 80


amounts = st.integers(min_value=1, max_value=10_000_000)
some_payables = st.lists(
    st.builds(
        Payable,
        id=st.integers(min_value=1, max_value=10_000),
        number=st.from_regex(r"\AFA[0-9]{3,5}\Z"),
        due_on=st.dates(),
        cents=amounts,
    ),
    unique_by=lambda payable: payable.id,
    max_size=6,
)


@given(amounts, st.text(max_size=30), some_payables)
def test_no_match_spends_more_than_there_is(cents: int, text: str, payables: list[Payable]) -> None:
    found = best(cents, (text,), payables)
    parts = found.parts if found else ()
    open_by_id = {payable.id: payable.cents for payable in payables}
    assert sum(part.cents for part in parts) <= cents
    assert all(0 < part.cents <= open_by_id[part.receivable_id] for part in parts)
    assert len({part.receivable_id for part in parts}) == len(parts)
