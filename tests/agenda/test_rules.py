"""In which order the lines of the agenda stand, and what is proposed next."""

import datetime
from typing import Any

import pytest

from encaisse.accounts.rules import Role
from encaisse.agenda import rules
from encaisse.agenda.rules import Act, Gesture, Item, Kind

ON = datetime.date(2026, 11, 23)


def an_item(source: str = "task:1", **facts: Any) -> Item:
    given: dict[str, Any] = {
        "kind": Kind.CALL, "subject": "Garage Martin", "reason": "", "due_on": ON,
        "cents": 100_000,
    }  # fmt: skip
    return Item(source=source, **(given | facts))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, 40_000, id="a call today: forty per cent of the amount"),
        pytest.param({"days_late": 30}, 40_000, id="thirty days late: as new"),
        pytest.param({"days_late": 31}, 32_000, id="thirty-one: four fifths of it"),
        pytest.param({"days_late": 91}, 16_000, id="ninety-one: two fifths"),
        pytest.param({"due_on": ON - datetime.timedelta(3)}, 52_000, id="three days after"),
        pytest.param({"due_on": ON - datetime.timedelta(50)}, 80_000, id="at most twice"),
        pytest.param({"due_on": ON + datetime.timedelta(1)}, 20_000, id="to come: half"),
        pytest.param({"kind": Kind.REPLY}, 70_000, id="a reply moves more than a call"),
    ],
)
def test_what_is_expected_of_acting(facts: dict[str, Any], expected: int) -> None:
    assert rules.weight(an_item(**facts), on=ON).cents == expected


def test_the_heaviest_is_first_then_the_earliest_day() -> None:
    small, large = an_item("task:1", cents=5), an_item("task:2", cents=900_000)
    nothing = an_item("task:4", cents=0)
    earlier = an_item("task:3", cents=0, due_on=ON - datetime.timedelta(2))
    found = rules.ordered([nothing, small, large, earlier], on=ON)
    assert [item.source for item in found] == ["task:2", "task:1", "task:3", "task:4"]


def test_every_kind_has_its_chance() -> None:
    assert set(rules.CHANCES) == set(Kind)


def test_gestures_change_the_line_or_take_it_out() -> None:
    until = ON + datetime.timedelta(4)
    acts = [
        Act("a", Gesture.GIVEN, None, 7, ""),
        Act("b", Gesture.SNOOZED, until, None, ""),
        Act("c", Gesture.DONE, None, None, "vu"),
        Act("d", Gesture.NOTED, None, None, "rappelle mardi"),
        Act("e", Gesture.SNOOZED, ON, None, ""),
    ]
    items = [an_item(source) for source in "abcdef"]
    found = {item.source: item for item in rules.after_acts(items, acts, on=ON)}
    assert set(found) == set("abdef")
    assert found["a"].person_id == 7
    assert found["b"].due_on == until
    assert found["d"].note == "rappelle mardi"
    assert found["e"].due_on == ON
    assert found["f"] == an_item("f")


@pytest.mark.parametrize(
    ("role", "owner", "may"),
    [
        (Role.MANAGER, 2, True),
        (Role.COLLECTOR, 1, True),
        (Role.COLLECTOR, None, True),
        (Role.COLLECTOR, 2, False),
        (Role.READER, None, False),
    ],
)
def test_who_may_give_a_line(role: Role, owner: int | None, may: bool) -> None:
    assert rules.may_give(role, an_item(person_id=owner), viewer_id=1) is may


def test_the_scenario_s_next_step_is_proposed_else_a_call() -> None:
    step_on = ON + datetime.timedelta(12)
    found = rules.following(step="étape 3, par courriel", step_on=step_on, on=ON)
    assert (found.kind, found.on) == (rules.SCENARIO, step_on)
    assert found.words == "Le scénario continue : étape 3, par courriel, le 05/12/2026."
    alone = rules.following(step="", step_on=None, on=ON)
    assert (alone.kind, alone.on) == (rules.CALL, ON + datetime.timedelta(7))


@pytest.mark.parametrize(
    ("kept", "broken", "expected"),
    [
        pytest.param(0, 0, 60, id="nothing known: as before"),
        pytest.param(5, 0, 81, id="always kept until now: an accident"),
        pytest.param(0, 5, 38, id="never kept: one more word"),
        pytest.param(3, 3, 60, id="one in two"),
    ],
)
def test_a_promise_not_kept_weighs_by_the_word_of_its_customer(
    kept: int, broken: int, expected: int
) -> None:
    chance = rules.chance_of_word(kept, broken)
    assert chance == expected
    assert rules.weight(an_item(kind=Kind.PROMISE, chance=chance), on=ON).chance == expected
