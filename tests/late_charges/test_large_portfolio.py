"""A hundred thousand random receivables: the rule over the frame and the rule for one, cent by
cent. Drawn from a fixed seed, so that a failure is found again."""

import random
from datetime import date, timedelta

import pytest

from encaisse.late_charges.rules import claimable, segments
from tests.late_charges.test_rules import Owed, alone
from tests.late_charges.test_segments import frames_of

SIZE = 100_000
SEED = 20_130_316
ON = date(2026, 11, 23)
EARLIEST = date(2021, 12, 1)
KINDS = ("company", "company", "company", "public", "consumer")


def drawn(number: int, chance: random.Random) -> Owed:
    """Due in up to eleven half-years, one in three with partial payments, some never late."""
    due_on = EARLIEST + timedelta(days=chance.randrange(0, (ON - EARLIEST).days + 10))
    face = chance.randrange(1, 5_000_000)
    left, moves = face, []
    for _ in range(chance.choice((0, 0, 0, 0, 1, 3))):
        part = chance.randrange(0, left + 1)
        left -= part
        moves.append((due_on + timedelta(days=chance.randrange(-20, 700)), part))
    return Owed(
        receivable_id=number,
        invoice_id=number,
        kind=chance.choice(KINDS),
        due_on=due_on,
        clause=chance.choice((None, None, None, 100_000, 62_350)),
        face=face,
        moves=tuple(moves),
        judged_on=chance.choice((None, None, None, None, due_on + timedelta(days=200), ON)),
    )


@pytest.fixture(scope="module")
def portfolio() -> list[Owed]:
    chance = random.Random(SEED)
    return [drawn(number, chance) for number in range(SIZE)]


def test_each_receivable_is_counted_as_if_it_were_alone(portfolio: list[Owed]) -> None:
    claims = claimable(*frames_of(*portfolio), on=ON)
    expected = [alone(owed, ON) for owed in portfolio]
    assert claims["interest_cents"].to_list() == [run.interest.cents for run in expected]
    assert claims["days_late"].to_list() == [run.days for run in expected]


def test_so_is_each_segment(portfolio: list[Owed]) -> None:
    few = portfolio[:2_000]
    found = segments(*frames_of(*few), on=ON).select("receivable_id", "first", "interest_cents")
    expected = [
        (owed.receivable_id, segment.period.first, segment.interest.cents)
        for owed in few
        for segment in alone(owed, ON).segments
    ]
    assert found.rows() == expected
