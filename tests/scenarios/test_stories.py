"""Every story of this folder plays as it says."""

from pathlib import Path

import pytest

from encaisse.dunning import story

STORIES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem.replace("_", " "))
def test_the_story_plays_as_it_says(path: Path) -> None:
    assert story.play(story.read(path.read_text(encoding="utf-8"))).differences == []
