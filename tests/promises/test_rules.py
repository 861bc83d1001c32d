"""Whether a promise is kept, and what a word is worth."""

from datetime import date, timedelta

import pytest

from encaisse.promises.rules import Status, is_derisory, status, word_of

BY = date(2026, 3, 28)
KEPT, BROKEN, PENDING, WITHDRAWN = Status.KEPT, Status.BROKEN, Status.PENDING, Status.WITHDRAWN
PARTLY = Status.PARTLY


@pytest.mark.parametrize(
    ("paid", "days", "withdrawn", "expected"),
    [
        pytest.param(0, -1, None, PENDING, id="before its day"),
        pytest.param(499_99, 0, None, PENDING, id="on its day, a cent short"),
        pytest.param(499_99, 1, None, PARTLY, id="the day after, a cent short"),
        pytest.param(0, 1, None, BROKEN, id="the day after, nothing"),
        pytest.param(500_00, -9, None, KEPT, id="paid early"),
        pytest.param(500_00, 9, None, KEPT, id="kept for ever"),
        pytest.param(0, 9, BY, WITHDRAWN, id="withdrawn is not broken"),
        pytest.param(0, -1, BY, PENDING, id="the day before it is withdrawn"),
    ],
)
def test_a_promise_stands_somewhere_on_each_day(
    paid: int, days: int, withdrawn: date | None, expected: Status
) -> None:
    on = BY + timedelta(days=days)
    found = status(cents=500_00, paid_cents=paid, by_on=BY, withdrawn_on=withdrawn, on=on)
    assert found == expected


def test_a_word_counts_what_was_judged() -> None:
    word = word_of([KEPT, KEPT, BROKEN, PENDING, WITHDRAWN])
    assert (word.kept, word.broken, word.pending, word.judged) == (2, 1, 1, 3)
    assert word_of([PENDING]).judged == 0


@pytest.mark.parametrize(
    ("cents", "is_odd"),
    [
        pytest.param(1_00, True, id="one euro"),
        pytest.param(249_99, True, id="a cent less than a twentieth"),
        pytest.param(250_00, False, id="a twentieth"),
        pytest.param(5_000_00, False, id="all"),
    ],
)
def test_hardly_anything_is_hardly_a_promise(cents: int, is_odd: bool) -> None:
    assert is_derisory(cents, owed_cents=5_000_00) == is_odd
