"""A scenario tried on a story: played every day from its first run to its last, beside its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.dunning.queries import simulated
from encaisse.dunning.queries.scenarios import default_of
from encaisse.dunning.queries.simulation import Trial, tried
from encaisse.dunning.story.playing import Played, live
from encaisse.kernel.refusal import Refusal
from encaisse.store import isolation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from encaisse.accounts.models import Company
    from encaisse.dunning.story.grammar import Story


class StoryWithoutRun(Refusal):
    """No day from which, nor through which, to play."""

    code = "story_without_run"
    sentence = "L'histoire n'a aucun passage : donnez-lui au moins un jour sous « runs »."


def try_on(
    story: Story, content: Mapping[str, Any], *, tell: Callable[[int], None]
) -> dict[str, Any]:
    """The scenario in the place of the story's own, beside it and beside what the story sent; what
    ``queries.simulation.tried`` gives, with names. Keeps nothing."""
    days = [wanted.on for wanted in story.runs if not wanted.is_dry]
    if not days:
        raise StoryWithoutRun
    with transaction.atomic():
        company = live(story, Played(story))
        with isolation.seeing(company.pk):
            trial = Trial(content, _place(company), min(days), max(days))
            result = simulated.with_names(company, tried(company, trial, tell=tell))
        transaction.set_rollback(True)
    return {"from": trial.first.isoformat(), "to": trial.last.isoformat()} | result


def _place(company: Company) -> int:
    """The scenario whose customers get the one tried."""
    default = default_of(company)
    if default is None:
        raise simulated.NoScenarioInForce(company=company.name)
    return default.pk
