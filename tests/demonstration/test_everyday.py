"""Who promises and who pays by instalments, chosen from what the story says on any day."""

from datetime import date, timedelta

import pytest

from encaisse.demonstration.rules import everyday
from encaisse.demonstration.rules.customers import BY_CODE, CUSTOMERS
from encaisse.demonstration.rules.everyday import Owed
from encaisse.demonstration.rules.people import NADIA, PAUL, PEOPLE
from encaisse.demonstration.rules.story import tell
from encaisse.notes.rules import mentioned

DAYS = [date(2026, 11, 23) + timedelta(days=29 * rank) for rank in range(13)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def on(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture(scope="module")
def owed(on: date) -> list[Owed]:
    since, until = on - everyday.AGREED, on - everyday.PAID_BY
    return [
        Owed(rank, bill.customer.code, bill.due_on, bill.open_cents(since), bill.open_cents(until))
        for rank, bill in enumerate(tell(on).bills)
        if bill.issued_on <= since and bill.open_cents(since)
    ]


def test_somebody_paid_whole_and_two_others_in_part(on: date, owed: list[Owed]) -> None:
    kept = everyday.paid_whole(owed)
    planned = everyday.paid_in_part(owed, on, but=[kept.customer])
    partly = everyday.paid_in_part(owed, on, but=[kept.customer, planned.customer])
    assert len({each.customer for each in (kept, planned, partly)}) == 3
    assert kept.after == 0 < kept.before
    for each in (planned, partly):
        assert 0 < each.after < each.before
        assert not BY_CODE[each.customer].is_public


def test_a_plan_begins_with_what_was_paid_then_misses_an_instalment(
    on: date, owed: list[Owed]
) -> None:
    planned = everyday.paid_in_part(owed, on, but=[])
    parts = everyday.parts_begun(planned, on)
    assert sum(part.cents for part in parts) == planned.before
    assert parts[0].cents == planned.before - planned.after
    assert on - everyday.AGREED < parts[0].due_on < parts[1].due_on < on < parts[2].due_on


def test_a_plan_proposed_pays_the_whole_from_two_weeks_on() -> None:
    parts = everyday.parts_proposed(100_000, date(2026, 11, 20))
    assert [part.cents for part in parts] == [33_334, 33_333, 33_333]
    assert [part.due_on for part in parts] == [
        date(2026, 12, 4), date(2027, 1, 4), date(2027, 2, 4),
    ]  # fmt: skip


def test_a_note_names_paul() -> None:
    names = [(rank, person.full_name) for rank, person in enumerate(PEOPLE)]
    named = [mentioned(note.text, names) for note in everyday.NOTES]
    assert [found for found in named if found] == [[PEOPLE.index(PAUL)]]
    assert sum(note.is_pinned for note in everyday.NOTES) == 1


def test_everybody_but_the_till_is_followed() -> None:
    followers = {one.code: everyday.follower(one) for one in CUSTOMERS}
    assert [code for code, person in followers.items() if person is None] == ["C060"]
    assert set(followers.values()) == {NADIA, PAUL, None}


def test_somebody_sells_to_everybody_but_the_till() -> None:
    sellers = {one.code: everyday.seller(one) for one in CUSTOMERS}
    assert [code for code, person in sellers.items() if person is None] == ["C060"]
    assert set(sellers.values()) == {everyday.JULIE, everyday.PIERRE, None}
