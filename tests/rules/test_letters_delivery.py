"""After an attempt: delivered, later, failed for good, or unclear."""

import datetime

import pytest

from encaisse.letters.rules.delivery import Delivered, Failed, Next, Outcome, Unclear, after

AT = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("outcome", "attempts", "expected"),
    [
        pytest.param(Delivered("250 OK"), 1, Next("delivered", "250 OK"), id="yes"),
        pytest.param(Unclear("coupé"), 1, Next("unclear", "coupé"), id="no answer after the end"),
        pytest.param(Failed("550", permanent=True), 1, Next("failed", "550"), id="never"),
        pytest.param(
            Failed("451", permanent=False),
            1,
            Next("prepared", "451", AT + datetime.timedelta(minutes=5)),
            id="later: in five minutes",
        ),
        pytest.param(
            Failed("451", permanent=False),
            4,
            Next("prepared", "451", AT + datetime.timedelta(minutes=320)),
            id="later: the fourth time, in five hours",
        ),
        pytest.param(
            Failed("451", permanent=False), 5, Next("failed", "451"), id="the fifth is the last"
        ),
    ],
)
def test_what_follows(outcome: Outcome, attempts: int, expected: Next) -> None:
    assert after(outcome, attempts=attempts, at=AT) == expected
