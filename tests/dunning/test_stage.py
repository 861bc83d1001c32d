"""Where an account stands in its scenario, said on the customer's page."""

import datetime

import pytest

from encaisse.dunning.rules import Facts, Scenario, Step
from encaisse.dunning.rules.decision import Day, decide
from encaisse.dunning.rules.stage import Stage, stage

MONDAY = datetime.date(2026, 11, 23)
COURTESY, FIRST, SECOND, VISIT = (
    Step(0, -5, is_courtesy=True),
    Step(1, 7),
    Step(2, 21, channel="letter"),
    Step(3, 45, channel="visit", approval="task"),
)
USUAL = Scenario(7, "Habituel", (COURTESY, FIRST, SECOND, VISIT))


def days(count: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=count)


def told(*rows: dict[str, object]) -> Stage:
    plain = {"customer": 1, "payer": 1, "open": 100_00, "face": 100_00, "scenario": 7}
    issued = {"issued_on": days(-90)}
    made = Facts.of([plain | issued | {"receivable": n} | row for n, row in enumerate(rows)])
    return stage(decide(made.receivables, {7: USUAL}, Day(MONDAY)), USUAL, MONDAY)


@pytest.mark.parametrize(
    ("row", "taken", "then", "on"),
    [
        pytest.param({"due_on": days(-2)}, 0, FIRST, days(5), id="late, nothing done yet"),
        pytest.param({"due_on": days(-7)}, 0, FIRST, MONDAY, id="the step is reached today"),
        pytest.param({"due_on": days(9)}, 0, COURTESY, days(4), id="a courtesy before its date"),
        pytest.param(
            {"due_on": days(-10), "level": 1, "taken_on": days(-3), "courtesies": 1},
            1, SECOND, days(11), id="one of three done",
        ),
        pytest.param(
            {"due_on": days(-60), "level": 3, "taken_on": days(-3)}, 3, None, None, id="all done",
        ),
        pytest.param(
            {"due_on": days(-7), "held": "promised", "held_until": days(3)},
            0, FIRST, days(4), id="the day after a promise",
        ),
        pytest.param(
            {"due_on": days(-7), "held": "disputed"}, 0, None, None, id="a dispute has no end",
        ),
        pytest.param(
            {"due_on": days(-7), "pending": "waiting"}, 0, None, None, id="it waits for a person",
        ),
        pytest.param(
            {"due_on": days(-7), "excluded": "chosen"}, 0, None, None, id="never reminded",
        ),
    ],
)  # fmt: skip
def test_a_receivable_alone(
    row: dict[str, object], taken: int, then: Step | None, on: datetime.date | None
) -> None:
    assert told(row) == Stage(taken, 3, then, on)


def test_the_furthest_says_the_step_and_the_first_to_come_says_the_day() -> None:
    found = told(
        {"due_on": days(-22), "level": 2, "taken_on": days(-1)},
        {"due_on": days(-2)},
    )
    assert found == Stage(2, 3, FIRST, days(5))


def test_nothing_open_has_no_step_behind_it() -> None:
    assert told() == Stage(0, 3)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (COURTESY, "rappel de courtoisie, par courriel"),
        (SECOND, "étape 2, par lettre"),
        (VISIT, "étape 3, par une visite"),
        (Step(1, 7, approval="task"), "étape 1, à la main"),
    ],
)
def test_what_comes_next_is_said_with_its_way(step: Step, words: str) -> None:
    assert Stage(0, 3, step, MONDAY).what == words
