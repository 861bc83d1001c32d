"""A scenario played on the past says what real runs did."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from encaisse.dunning.queries.past import Past, before
from encaisse.dunning.queries.scenarios import rates_of, scenarios_of
from encaisse.dunning.rules.simulation import Standing, after
from encaisse.dunning.story import Story
from encaisse.dunning.story.scene import Scene
from tests.dunning.past_lives import DAYS, FIRST, Told, live, lives, really_sent

pytestmark = pytest.mark.django_db
LAST = FIRST + timedelta(days=DAYS - 1)
FEW = settings(
    max_examples=3, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate]
)


def played(scene: Scene, *, first: date = FIRST) -> Told:
    """What the scenarios in force would have sent since that day."""
    past = Past.read(scene.company, first, LAST)
    steps, messages = before(scene.company, first)
    standing = Standing.before(
        [scenarios_of(scene.company)], steps=steps, messages=messages, rates=rates_of(scene.company)
    )
    for number in range((LAST - first).days + 1):
        on = first + timedelta(days=number)
        standing = after(standing, past.facts(on), on)
    reached = dict(standing.steps.group_by("message").agg("receivable").iter_rows())
    return {
        (row["on"], row["payer"], row["channel"], row["level"], row["total"],
         frozenset(reached[row["message"]]))
        for row in standing.messages.iter_rows(named=True)
        if row["on"] >= first
    }  # fmt: skip


@FEW
@given(lives())
def test_the_simulation_sends_what_real_runs_sent(story: Story) -> None:
    scene = live(story)
    assert played(scene) == really_sent(scene)
    half = FIRST + timedelta(days=DAYS // 2)
    assert played(scene, first=half) == really_sent(scene, since=half)
