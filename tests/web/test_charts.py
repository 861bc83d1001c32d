"""Bars drawn by the server."""

from hypothesis import given
from hypothesis import strategies as st

from encaisse.web.charts import WIDTH, Part, segments

amounts = st.lists(st.integers(-(10**12), 10**12), max_size=8)


def parts(cents: list[int]) -> list[Part]:
    return [Part(str(rank), amount, "late") for rank, amount in enumerate(cents)]


@given(amounts)
def test_segments_stay_on_the_bar_in_order(cents: list[int]) -> None:
    placed = segments(parts(cents))
    edges = [edge for one in placed for edge in (one.x, one.x + one.width)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= WIDTH for edge in edges)


@given(amounts)
def test_shares_are_a_whole_or_nothing(cents: list[int]) -> None:
    owed = any(amount > 0 for amount in cents)
    assert sum(one.share for one in segments(parts(cents))) == (1 if owed else 0)


def test_half_is_half() -> None:
    first, second = segments(parts([500, 500]))
    assert (first.x, second.x) == (0, 500)
    assert first.share == second.share == 0.5
