"""A story lived for good, exported from the books that it left, then played again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encaisse.dunning import story

STORIES = sorted(Path(__file__).parent.glob("*.yaml"))
LONG_AGO, LATER = date(2020, 1, 1), date(2035, 12, 31)


@pytest.mark.django_db
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem.replace("_", " "))
def test_the_story_is_the_same_once_exported_from_its_books(path: Path) -> None:
    told = story.read(path.read_text(encoding="utf-8"))
    lived = story.Played(told)
    company = story.live(told, lived)
    exported = story.export(company, first=LONG_AGO, last=LATER)
    again = story.play(story.read(exported))
    assert again.differences == [], exported
    assert decided(again) == decided(lived), exported


def decided(played: story.Played) -> list[tuple[str, dict[str, Any]]]:
    """What each run that was kept decided of each receivable."""
    return [
        (run.wanted.on.isoformat(), {each["receivable"]: _fate(each) for each in run.decisions})
        for run in played.runs
        if run.refused is None and not run.wanted.is_dry
    ]


def _fate(decision: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(decision[key] for key in ("open", "decision", "level", "channel", "hold"))
