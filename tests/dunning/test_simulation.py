"""A scenario played on the past says what real runs did."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from encaisse.dunning.queries.past import before, limits_of, lives
from encaisse.dunning.queries.scenarios import scenarios_of
from encaisse.dunning.rules.simulation import Standing
from encaisse.dunning.rules.simulation import played as play
from encaisse.dunning.story import Story
from encaisse.dunning.story.scene import Scene
from tests.dunning import past_lives
from tests.dunning.past_lives import DAYS, FIRST, Told, live, really_sent

pytestmark = pytest.mark.django_db
LAST = FIRST + timedelta(days=DAYS - 1)
FEW = settings(
    max_examples=4, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate]
)


def played(scene: Scene, *, first: date = FIRST) -> Told:
    """What the scenarios in force would have sent since that day."""
    steps, messages = before(scene.company, first)
    standing = Standing.before(
        [scenarios_of(scene.company)],
        steps=steps,
        messages=messages,
        day=limits_of(scene.company, first, LAST),
    )
    told: list[int] = []
    standing = play(standing, lives(scene.company, first, LAST), tell=told.append)
    assert told == sorted(told)
    reached = dict(standing.steps.group_by("message").agg("receivable").iter_rows())
    return {
        (row["on"], row["payer"], row["channel"], row["level"], row["total"],
         frozenset(reached[row["message"]]))
        for row in standing.messages.iter_rows(named=True)
        if row["on"] >= first
    }  # fmt: skip


SEGMENTED = st.sampled_from([
    None,
    {"fact": "outstanding", "test": "at_least", "value": 20_000},
    {"fact": "days_late", "test": "at_most", "value": 6},
    {"fact": "size", "test": "at_least", "value": 40_000},
    {"fact": "kind", "test": "is_not", "value": "public"},
])  # fmt: skip


@FEW
@given(past_lives.lives(), SEGMENTED, st.sampled_from([None, 1, 2]))
def test_the_simulation_sends_what_real_runs_sent(
    story: Story, segmented: dict[str, object] | None, most_per_week: int | None
) -> None:
    scene = live(story, segmented, most_per_week=most_per_week)
    assert played(scene) == really_sent(scene)
    half = FIRST + timedelta(days=DAYS // 2)
    assert played(scene, first=half) == really_sent(scene, since=half)
