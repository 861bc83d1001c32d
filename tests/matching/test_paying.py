"""The rules on payments invented from how people pay, other seeds than those of the measure."""

from collections import Counter

import pytest
from bench import _paying, matching

from encaisse.matching import rules

# Habits of a smaller, less orderly world than the one that is measured.
SELDOM = ("exact_ref", "several_refs", "statement_total")


@pytest.mark.parametrize("seed", [101, 102])
def test_what_is_applied_by_itself_is_right(seed: int) -> None:
    counted = _counted(_paying.invent(seed, clients=1_500, lines=1_500))
    assert counted["applied"] > 0.87 * counted["lines"]
    assert counted["wrong"] <= 0.004 * counted["applied"]
    assert counted["shown"] > 0.96 * counted["lines"]


def test_odd_habits_alone_are_still_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of the habits, the plainest, taken away: less is applied, no more is wrong."""
    for habit in SELDOM:
        monkeypatch.setitem(_paying.HABITS, habit, 0.5)
    counted = _counted(_paying.invent(103, clients=1_500, lines=1_500, owed_mean=25.0))
    assert counted["applied"] > 0.75 * counted["lines"]
    assert counted["wrong"] <= 0.006 * counted["applied"]


def test_no_label_however_odd_stops_the_rules() -> None:
    worst = matching.worst_lines()
    known = matching.worst_known()
    assert all(rules.answer(line, known).payer is not None for line in worst)


def _counted(world: _paying.World) -> Counter[str]:
    total: Counter[str] = Counter()
    for counted in matching.judged_by_habit(world).values():
        total += counted
    return total
