"""The time line as the page draws it: no card hides another."""

from itertools import pairwise

import pytest

from encaisse.dunning.queries.timeline import PLACES, time_line
from encaisse.dunning.rules import Scenario, Step

NARROWEST, CARD = 44, 11  # rem: the narrowest line that is drawn, and a card (scenarios.css)


@pytest.mark.parametrize(
    "days",
    [(3, 15, 30, 45), (7, 8, 9, 10, 11, 12), (1, 60), (10, 20, 30, 40, 50, 60, 70, 80)],
)
def test_no_card_hides_another_of_its_row(days: tuple[int, ...]) -> None:
    courtesy = Step(0, -5, is_courtesy=True)
    steps = [Step(level, day) for level, day in enumerate(days, 1)]
    line = time_line(Scenario(1, "serré", (courtesy, *steps)))
    assert {card.lane for card in line.cards} == set(range(line.lanes))
    for lane in range(line.lanes):
        row = [int(card.at) for card in line.cards if card.lane == lane]
        for left, right in pairwise(row):
            assert (right - left) / PLACES * (NARROWEST - CARD) >= CARD
