"""The time line of a scenario as the page draws it: each card on its day, none over another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from encaisse.dunning.rules.timeline import moments
from encaisse.dunning.rules.words import TONE_NAMES, title, when

if TYPE_CHECKING:
    from encaisse.dunning.rules import Scenario, Step
    from encaisse.dunning.rules.timeline import Moment

PLACES = 99  # the line is divided in hundredths, from 00 to 99
CARD = 33  # the hundredths that a card takes on the narrowest line that is drawn
MARGIN_DAYS = 2


@dataclass(frozen=True, slots=True)
class Card:
    """A step on the line: ``at`` is its place in two digits, ``lane`` the row that leaves it
    free."""

    step: Step
    place: int
    day: int
    at: str
    lane: int
    title: str
    when: str
    tone: str
    is_first_after_due: bool = False

    @property
    def day_text(self) -> str:
        """« J − 5 », « J + 15 »."""
        return f"J {'−' if self.day < 0 else '+'} {abs(self.day)}" if self.day else "J"


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The cards, the place of the due date, and the days at both ends."""

    cards: list[Card]
    due_at: str
    first: int
    last: int
    lanes: int


def time_line(scenario: Scenario) -> TimeLine:
    """Places on a line that holds the due date and every step."""
    line = moments(scenario)
    days = [0, *(each.day for each in line)]
    first, last = min(days) - MARGIN_DAYS, max(days) + MARGIN_DAYS
    cards: list[Card] = []
    ends: list[int] = []
    for moment in sorted(line, key=lambda each: each.day):
        at = _at(moment.day, first, last)
        lane = next((rank for rank, end in enumerate(ends) if end <= at), len(ends))
        ends[lane : lane + 1] = [at + CARD]
        opens = moment.day > 0 and all(card.day <= 0 for card in cards)
        cards.append(_card(moment, at, lane, opens=opens))
    return TimeLine(cards, f"{_at(0, first, last):02d}", first, last, len(ends))


def _at(day: int, first: int, last: int) -> int:
    return round((day - first) / (last - first) * PLACES)


def _card(moment: Moment, at: int, lane: int, *, opens: bool) -> Card:
    step = moment.step
    return Card(
        step=step,
        place=moment.place,
        day=moment.day,
        at=f"{at:02d}",
        lane=lane,
        title=title(step),
        when=when(step),
        tone=TONE_NAMES[step.tone],
        is_first_after_due=opens,
    )
