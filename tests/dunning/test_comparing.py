"""What is left day by day, and what two ways of reminding have in common, worked out by hand."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from encaisse.dunning.rules import Facts, Scenario, Step
from encaisse.dunning.rules.comparing import (
    REACHED,
    SENT,
    SETTLED,
    by_customer,
    by_day,
    by_step,
    compared,
    settled_of,
    settled_without,
)
from encaisse.dunning.rules.decision import EachItsDay
from encaisse.dunning.rules.simulation import (
    MESSAGES,
    TAKEN,
    Lives,
    Standing,
    plain,
    played,
    world_of,
)
from encaisse.dunning.rules.stretches import FOREVER, joined, spans
from tests.dunning.ladder import DUE, a_payer, a_receivable

THINGS = {"key": pl.Int64, "amount": pl.Int64, "since": pl.Date, "until": pl.Date}
MOVEMENTS = {"key": pl.Int64, "on": pl.Date, "cents": pl.Int64}
GENTLE = Scenario(7, "doux", (Step(1, 10), Step(2, 20)))
FIRM = Scenario(7, "ferme", (Step(1, 2), Step(2, 20, channel="letter")))


def march(number: int) -> date:
    return date(2026, 3, number)


def left(until: date | None, *movements: tuple[date, int]) -> list[tuple[date, date, int]]:
    """The spans of 100 born on 5 March."""
    things = pl.DataFrame([(1, 100, march(5), until)], schema=THINGS, orient="row")
    moved = [(1, on, cents) for on, cents in movements]
    found = spans(things, pl.DataFrame(moved, schema=MOVEMENTS, orient="row"))
    return list(found.select("since", "until", "open").iter_rows())


@pytest.mark.parametrize(
    ("until", "movements", "expected"),
    [
        pytest.param(None, [], [(march(5), FOREVER, 100)], id="never paid"),
        pytest.param(
            None, [(march(9), 100)], [(march(5), march(9), 100)], id="open until the day it is paid"
        ),
        pytest.param(
            None, [(march(9), 40), (march(12), 60)],
            [(march(5), march(9), 100), (march(9), march(12), 60)], id="paid in two parts",
        ),
        pytest.param(
            None, [(march(9), 100), (march(12), -100)],
            [(march(5), march(9), 100), (march(12), FOREVER, 100)], id="a payment that comes back",
        ),
        pytest.param(march(8), [], [(march(5), march(8), 100)], id="cancelled"),
        pytest.param(
            None, [(march(1), 30)], [(march(5), FOREVER, 70)], id="money older than the invoice"
        ),
        pytest.param(
            None, [(march(9), 50), (march(9), 50)], [(march(5), march(9), 100)], id="the same day"
        ),
    ],
)  # fmt: skip
def test_what_is_left_day_by_day(
    until: date | None, movements: list[tuple[date, int]], expected: list[tuple[date, date, int]]
) -> None:
    assert left(until, *movements) == expected


def lived(*worlds: Scenario, days: int = 30, **facts: Any) -> Standing:
    """Each scenario over the same receivable, alone in its world, day after day."""
    first, last = DUE, DUE + timedelta(days=days - 1)
    standing = Standing.before(
        [{world.id: world} for world in worlds],
        steps=pl.DataFrame(schema=TAKEN),
        messages=pl.DataFrame(schema=MESSAGES),
        day=EachItsDay(last, first=first),
    )
    known = Facts.of([a_receivable(scenario=7, **facts)], [a_payer()])
    standing_on = {"since": pl.lit(first), "until": pl.lit(FOREVER)}
    lives = Lives(
        first, last, known.receivables.with_columns(**standing_on), known.payers, known.contacts,
        known.credits.with_columns(**standing_on),
    )  # fmt: skip
    return played(standing, lives, tell=lambda _percent: None)


def sent(standing: Standing) -> list[tuple[int, int, int, str]]:
    told = standing.messages.sort("payer", "on").with_columns(
        world=world_of(pl.col("payer")), days=(pl.col("on") - DUE).dt.total_days()
    )
    return list(told.select("world", "days", "level", "channel").iter_rows())


def test_two_scenarios_live_side_by_side_without_seeing_each_other() -> None:
    assert sent(lived(GENTLE, FIRM)) == [
        (0, 10, 1, "mail"), (0, 20, 2, "mail"), (1, 2, 1, "mail"), (1, 20, 2, "letter"),
    ]  # fmt: skip


def test_what_one_sends_does_not_depend_on_the_other() -> None:
    alone = [row[1:] for row in sent(lived(FIRM))]
    assert [row[1:] for row in sent(lived(GENTLE, FIRM)) if row[0] == 1] == alone


def test_stretches_that_say_the_same_are_one() -> None:
    rows = [
        (1, 5, march(1), march(2)), (1, 5, march(2), march(3)), (1, 6, march(3), march(4)),
        (1, 6, march(9), march(10)), (2, 6, march(10), march(11)),
    ]  # fmt: skip
    schema = {"key": pl.Int64, "open": pl.Int64, "since": pl.Date, "until": pl.Date}
    found = joined(pl.DataFrame(rows, schema=schema, orient="row").reverse(), "key")
    assert found.rows() == [
        (1, 5, march(1), march(3)), (1, 6, march(3), march(4)), (1, 6, march(9), march(10)),
        (2, 6, march(10), march(11)),
    ]  # fmt: skip


def test_an_identifier_comes_back_from_its_world() -> None:
    keys = pl.DataFrame({"key": [5, 5 + (1 << 40), -5, -5 + (1 << 40)]})
    told = keys.select(world=world_of(pl.col("key")), key=plain(pl.col("key")))
    assert list(told.iter_rows()) == [(0, 5), (1, 5), (0, -5), (1, -5)]


@pytest.fixture
def messages() -> pl.DataFrame:
    """Customer 1 is written to by both, earlier by the scenario tried; 2 by it alone; 3 by the
    other alone."""
    rows = [
        ("tried", 1, 1, march(3), "EUR", "mail", 1, 100),
        ("tried", 2, 2, march(3), "EUR", "letter", 1, 50),
        ("against", 3, 1, march(7), "EUR", "mail", 1, 100),
        ("against", 4, 3, march(9), "EUR", "mail", 1, 70),
        ("done", 5, 1, march(20), "EUR", "mail", 2, 100),
    ]
    return pl.DataFrame(rows, schema=SENT, orient="row")


@pytest.fixture
def reached() -> pl.DataFrame:
    rows = [
        ("tried", 1, 11, 1, march(3), 100),
        ("tried", 2, 12, 1, march(3), 50),
        ("against", 3, 11, 1, march(7), 100),
        ("against", 4, 13, 1, march(9), 70),
        ("done", 5, 11, 2, march(20), 100),
    ]
    return pl.DataFrame(rows, schema=REACHED, orient="row")


SETTLEMENTS = pl.DataFrame([(12, march(2)), (13, march(30))], schema=SETTLED, orient="row")


def test_the_scenario_tried_beside_the_other(messages: pl.DataFrame, reached: pl.DataFrame) -> None:
    told = compared(by_customer(messages), reached, SETTLEMENTS, "against")
    assert (told.messages, told.only_tried, told.only_other) == (0, 1, 1)
    assert (told.earlier, told.later, told.same_day, told.median_days) == (1, 0, 0, -4)
    assert (told.spared, told.added) == (1, 0)


def test_settled_before_the_reminder_is_not_settled_after_it(reached: pl.DataFrame) -> None:
    assert settled_without(reached, SETTLEMENTS, by="tried", without="against").is_empty()
    spared = settled_without(reached, SETTLEMENTS, by="against", without="tried")
    assert spared.rows() == [(13, march(9), 70, march(30))]


def test_messages_by_day_and_by_step(messages: pl.DataFrame, reached: pl.DataFrame) -> None:
    assert by_day(messages).rows()[:2] == [
        ("against", march(7), "mail", 1), ("against", march(9), "mail", 1),
    ]  # fmt: skip
    steps = {row[:3]: row[3:] for row in by_step(messages, reached).rows()}
    assert steps["tried", 1, "letter"] == (1, 1)
    assert steps["against", 1, "mail"] == (2, 2)


def test_a_receivable_is_settled_once_nothing_of_it_is_left() -> None:
    rows = [(1, march(5), march(9), 100), (2, march(5), FOREVER, 40), (3, march(5), march(28), 9)]
    schema = {"receivable": pl.Int64, "since": pl.Date, "until": pl.Date, "open": pl.Int64}
    found = settled_of(pl.DataFrame(rows, schema=schema, orient="row"), march(20))
    assert found.rows() == [(1, march(9))]
