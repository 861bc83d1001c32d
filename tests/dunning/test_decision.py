"""The rule of one receivable: both sides of each boundary."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from encaisse.dunning.rules import Every, Scenario, Step
from tests.dunning.ladder import LADDER, a_receivable, after, decided, fates, planned

DONE: dict[str, Any] = {
    "level": 1,
    "delivered_on": after(7),
    "taken_on": after(7),
    "stepped_on": after(7),
}
TWICE: dict[str, Any] = {
    "level": 2,
    "delivered_on": after(30),
    "taken_on": after(30),
    "stepped_on": after(30),
}
THRICE: dict[str, Any] = {
    "level": 3,
    "delivered_on": date(2026, 5, 31),
    "taken_on": date(2026, 5, 31),
}


def given(**facts: Any) -> dict[str, Any]:
    return facts


@pytest.mark.parametrize(
    ("days", "facts", "expected"),
    [
        pytest.param(-4, {}, "not_due", id="four days before: too early for courtesy"),
        pytest.param(-3, {}, 0, id="three days before: courtesy"),
        pytest.param(0, {}, 0, id="a missed courtesy still goes on the due date"),
        pytest.param(-2, given(courtesy_on=after(-3)), "not_due", id="courtesy goes once"),
        pytest.param(1, {}, "not_reached", id="once late, no courtesy any more"),
        pytest.param(6, {}, "not_reached", id="the day before the first step"),
        pytest.param(7, {}, 1, id="the day of the first step"),
        pytest.param(200, {}, 1, id="whatever the age, no step is skipped"),
        pytest.param(20, DONE, "not_reached", id="the day before the second step"),
        pytest.param(21, DONE, 2, id="the day of the second step"),
        pytest.param(38, TWICE, "not_reached", id="eight days after the previous one"),
        pytest.param(39, TWICE, 3, id="nine days after the previous one"),
        pytest.param(200, THRICE, "done", id="nothing after the last step"),
        pytest.param(30, DONE | {"stepped_on": after(30)}, "done", id="one step a day"),
        pytest.param(30, given(pending="waiting"), "waiting", id="a waiting step is not repeated"),
        pytest.param(30, given(pending="unclear"), "unclear", id="an unclear one neither"),
        pytest.param(30, given(held="blocked"), "blocked", id="blocked"),
        pytest.param(-3, given(held="blocked"), "blocked", id="blocked: no courtesy either"),
        pytest.param(-4, given(held="blocked"), "not_due", id="blocked, and not due anyway"),
        pytest.param(30, given(excluded="pseudo"), "never", id="a till is never reminded"),
    ],
)
def test_the_ladder(days: int, facts: dict[str, Any], expected: int | str) -> None:
    assert decided(on=after(days), **facts) == expected


def test_without_a_scenario_nobody_is_reminded() -> None:
    assert fates(planned(a_receivable(scenario=9), on=after(30))) == {1: "never"}


@pytest.mark.parametrize(("days", "expected"), [(0, "not_due"), (1, 1)])
def test_nothing_is_late_on_its_due_date(days: int, expected: int | str) -> None:
    at_once = Scenario(1, "aussitôt", (Step(1, 0),))
    assert decided(on=after(days), scenario=at_once) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 3, 30), "not_reached"), (date(2026, 3, 31), 1)],
)
def test_a_step_pushed_to_the_end_of_the_month(on: date, expected: int | str) -> None:
    pushed = Scenario(1, "fin de mois", (Step(1, 7, end_of_month=True),))
    assert decided(on=on, scenario=pushed) == expected


@pytest.mark.parametrize(("days", "expected"), [(26, "not_reached"), (27, 2)])
def test_the_delay_asked_is_left_through_its_last_day(days: int, expected: int | str) -> None:
    patient = Scenario(1, "patient", (Step(1, 7, pay_within_days=5), Step(2, 10)))
    taken = given(level=1, delivered_on=after(21), taken_on=after(21))
    assert decided(on=after(days), scenario=patient, **taken) == expected


def test_the_delay_asked_by_an_older_step_holds_nothing_any_more() -> None:
    steps = (Step(1, 7, pay_within_days=5), Step(2, 10), Step(3, 2, after_previous=True))
    taken = given(level=2, delivered_on=after(30), taken_on=after(30))
    assert decided(on=after(32), scenario=Scenario(1, "patient", steps), **taken) == 3


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2026, 3, 8), "not_reached"), (date(2026, 3, 9), 1)]
)
def test_the_transit_runs_through_its_last_day(on: date, expected: int | str) -> None:
    posted = replace(LADDER, transit_days=3, steps=(Step(1, 1),))
    assert decided(on=on, scenario=posted, issued_on=date(2026, 3, 5)) == expected


@pytest.mark.parametrize(("cents", "expected"), [(99, "tolerance"), (100, 1)])
def test_below_the_tolerance_an_amount_is_left_alone(cents: int, expected: int | str) -> None:
    tolerant = replace(LADDER, tolerance_cents=100)
    assert decided(on=after(7), scenario=tolerant, open=cents) == expected


@pytest.mark.parametrize(("cents", "expected"), [(119, "tolerance"), (120, None)])
def test_the_tolerance_in_another_currency(cents: int, expected: str | None) -> None:
    result = planned(
        a_receivable(open=cents, currency="USD"),
        on=after(7),
        scenario=replace(LADDER, tolerance_cents=100),
        rates={"EURUSD": Decimal("1.20")},
    )
    assert result.decisions["hold"][0] == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2026, 6, 29), "not_reached", id="a month from 31 May: not 29 June"),
        pytest.param(date(2026, 6, 30), 3, id="a month from 31 May: 30 June"),
    ],
)
def test_repeating_the_last_step_without_overflow(on: date, expected: int | str) -> None:
    again = replace(LADDER, repeat=Every.parse("1 month"))
    assert decided(on=on, scenario=again, **THRICE) == expected


@pytest.mark.parametrize(
    ("taken_on", "expected"),
    [
        pytest.param(date(2026, 2, 28), date(2026, 3, 31), id="on its day: the 31st again"),
        pytest.param(date(2026, 3, 2), date(2026, 4, 2), id="late: a month from there"),
    ],
)
def test_a_short_month_does_not_move_the_following_repeats(taken_on: date, expected: date) -> None:
    monthly = Scenario(1, "chaque mois", (Step(1, 7),), repeat=Every(1, "month"))
    history = given(level=1, cycle=1, ended_on=date(2026, 1, 31), taken_on=taken_on)
    due = a_receivable(due_on=date(2026, 1, 24), **history)
    result = planned(due, on=date(2026, 3, 30), scenario=monthly)
    assert result.decisions["step_on"][0] == expected


def test_a_repeat_opens_another_cycle() -> None:
    again = replace(LADDER, repeat=Every(10, "day"))
    result = planned(a_receivable(**THRICE), on=date(2026, 7, 1), scenario=again)
    assert result.decisions["next_cycle"][0] == 1


@pytest.mark.parametrize(
    ("days", "taken", "expected"),
    [
        pytest.param(50, {}, 2, id="straight to what the age calls for"),
        pytest.param(7, {}, 1, id="the first when only the first is reached"),
        pytest.param(50, TWICE, 3, id="then the step after the previous one"),
    ],
)
def test_a_scenario_that_skips(days: int, taken: dict[str, Any], expected: int) -> None:
    hasty = replace(LADDER, is_sequential=False)
    assert decided(on=after(days), scenario=hasty, **taken) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(given(skipped=0b010), 2, id="level 1 skipped: level 2 is next"),
        pytest.param(given(skipped=0b100), 1, id="level 2 skipped early: level 1 still comes"),
        pytest.param(given(skipped=0b110, taken_on=after(30)), 3, id="both skipped"),
    ],
)
def test_a_skipped_step_counts_as_taken(facts: dict[str, Any], expected: int) -> None:
    assert decided(on=after(60), **facts) == expected


@pytest.mark.parametrize(
    ("days", "facts", "expected"),
    [
        pytest.param(2, given(forced=1), 1, id="before its day"),
        pytest.param(2, given(forced=1, open=50), 1, id="under the tolerance"),
        pytest.param(2, given(forced=1, held="disputed"), "disputed", id="not over a dispute"),
        pytest.param(0, given(forced=1), "not_due", id="not before being late"),
    ],
)
def test_a_step_demanded_by_a_person(days: int, facts: dict[str, Any], expected: int | str) -> None:
    tolerant = replace(LADDER, tolerance_cents=100)
    if expected == "not_due":
        tolerant = replace(tolerant, steps=LADDER.ladder)
    assert decided(on=after(days), scenario=tolerant, **facts) == expected


def test_a_run_of_one_level_only() -> None:
    result = planned(a_receivable(), a_receivable(2, **DONE), on=after(21), level=2)
    assert result.decisions.sort("receivable")["hold"].to_list() == ["not_reached", None]


def test_age_and_required_step_are_two_things() -> None:
    row = planned(a_receivable(), on=after(40)).decisions.row(0, named=True)
    assert (row["calendar_level"], row["next_level"]) == (2, 1)


TWO_COURTESIES = Scenario(
    1, "prévenant", (Step(0, -10, is_courtesy=True), Step(0, -2, is_courtesy=True), Step(1, 7))
)


@pytest.mark.parametrize(
    ("days", "facts", "expected"),
    [
        pytest.param(-11, {}, "not_due", id="before the first"),
        pytest.param(-10, {}, (0, 0), id="the first"),
        pytest.param(-3, {}, (0, 0), id="the first, missed until then"),
        pytest.param(-2, {}, (0, 1), id="the first, missed, is out of date: the second"),
        pytest.param(-9, given(courtesies=1, courtesy_on=after(-10)), "not_due", id="between"),
        pytest.param(-2, given(courtesies=1, courtesy_on=after(-10)), (0, 1), id="the second"),
        pytest.param(-1, given(courtesies=1, courtesy_on=after(-2)), "not_due", id="came late"),
        pytest.param(-1, given(courtesies=2, courtesy_on=after(-2)), "not_due", id="both given"),
        pytest.param(7, given(courtesies=2, courtesy_on=after(-2)), (1, 0), id="then the ladder"),
    ],
)
def test_several_courtesies(
    days: int, facts: dict[str, Any], expected: tuple[int, int] | str
) -> None:
    result = planned(a_receivable(**facts), on=after(days), scenario=TWO_COURTESIES)
    row = result.decisions.row(0, named=True)
    assert (row["hold"] or (row["next_level"], row["next_cycle"])) == expected


@pytest.mark.parametrize(
    ("step", "on", "expected"),
    [
        pytest.param(Step(1, 7, business_days=True), after(7), 1, id="a Thursday goes"),
        pytest.param(Step(1, 9, business_days=True), after(9), "not_reached", id="Saturday waits"),
        pytest.param(Step(1, 9, business_days=True), after(11), 1, id="until Monday"),
        pytest.param(Step(1, 57, business_days=True), after(57), "not_reached", id="1 May is off"),
        pytest.param(Step(1, 57, business_days=True), after(60), 1, id="and a Friday: Monday"),
        pytest.param(
            Step(0, -4, is_courtesy=True, business_days=True), after(-6), 0,
            id="a courtesy of Sunday goes on Friday: it never passes the due date",
        ),
        pytest.param(
            Step(1, 40, end_of_month=True, business_days=True), after(56), 1,
            id="the end of the month, a Thursday",
        ),
    ],
)  # fmt: skip
def test_business_days(step: Step, on: date, expected: int | str) -> None:
    assert decided(on=on, scenario=Scenario(1, "ouvré", (step,))) == expected


@pytest.mark.parametrize(("days", "expected"), [(2, "not_reached"), (3, "not_reached"), (4, 1)])
def test_a_step_of_the_due_date_itself_waits_for_the_business_day_after(
    days: int, expected: int | str
) -> None:
    at_once = Scenario(1, "ouvré", (Step(1, 0, business_days=True),))
    assert decided(on=after(days), scenario=at_once, due_on=after(1)) == expected


def test_a_courtesy_that_waited_past_the_due_date_does_not_leave() -> None:
    assert decided(on=after(0), proposed=0, stepped_on=after(-3)) == 0
    assert decided(on=after(1), proposed=0, stepped_on=after(-3)) == "done"


def test_what_people_decided_is_told_before_what_the_amount_decides() -> None:
    tolerant = replace(LADDER, tolerance_cents=100)
    assert decided(on=after(7), scenario=tolerant, open=99, held="blocked") == "blocked"
