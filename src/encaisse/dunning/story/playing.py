"""Days in order: the day's events, then its runs, then what leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import transaction

from encaisse.dunning import operations as dunning
from encaisse.dunning.queries import messages as queries
from encaisse.dunning.queries.leaving import Leaving
from encaisse.dunning.rules.crediting import credits_shown
from encaisse.dunning.story.events import happen
from encaisse.dunning.story.grammar import Event, RunWanted, Story
from encaisse.dunning.story.scene import BY, Scene, open_scene
from encaisse.dunning.story.shapes import Shapes
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import queries as late_charges
from encaisse.store import isolation

if TYPE_CHECKING:
    from encaisse.accounts.models import Company


@dataclass(frozen=True, slots=True)
class RunPlayed:
    """A run as it went: its decisions and messages, or the sentence that refused it."""

    wanted: RunWanted
    rank: int
    refused: str | None = None
    decisions: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Played:
    """A story played: what each run decided, what left on each day, what is claimable."""

    story: Story
    runs: list[RunPlayed] = field(default_factory=list)
    sent: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    claims: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


class _RolledBack(Exception):
    """Leaves the transaction without keeping anything."""


def play(story: Story) -> Played:
    """Play on the real engine and the real tables; keep nothing."""
    from encaisse.dunning.story.comparing import differences

    played = Played(story)
    try:
        with transaction.atomic():
            live(story, played)
            raise _RolledBack
    except _RolledBack:
        played.differences += differences(played)
    return played


def live(story: Story, played: Played) -> Company:
    """Play for good: the company stays in the tables as the story leaves it."""
    scene = open_scene(story)
    with isolation.seeing(scene.company.pk):
        shapes = Shapes(scene)
        coming = _in_order(story.events)
        waiting = next(coming, None)
        turns = Counter[date]()
        for wanted in story.runs:
            before = (wanted.on, turns[wanted.on])
            turns[wanted.on] += 1
            while waiting is not None and (waiting.on, waiting.after) <= before:
                _happen(scene, waiting, played, shapes)
                waiting = next(coming, None)
            _run(scene, wanted, played, shapes)
        while waiting is not None:
            _happen(scene, waiting, played, shapes)
            waiting = next(coming, None)
        _claim(scene, played)
    played.differences = scene.differences
    return scene.company


def _in_order(events: tuple[Event, ...]) -> Iterator[Event]:
    """By day, then by the run that they follow, then as written."""
    return iter(sorted(events, key=lambda event: (event.on, event.after)))


def _happen(scene: Scene, event: Event, played: Played, shapes: Shapes) -> None:
    for leaving in happen(scene, event):
        _sent(played, shapes, leaving, event.on)


def _run(scene: Scene, wanted: RunWanted, played: Played, shapes: Shapes) -> None:
    rank = 1 + sum(each.wanted.label == wanted.label for each in played.runs)
    at = wanted.at or datetime.combine(wanted.on, time(6), UTC)
    try:
        with transaction.atomic():
            ran = dunning.run(
                scene.company, on=wanted.on, by=BY, at=at, dry=wanted.is_dry, level=wanted.level
            )
    except Refusal as refusal:
        played.runs.append(RunPlayed(wanted, rank, refused=str(refusal)))
        return
    credits = credits_shown(ran.plan.sent, ran.credits)
    messages = shapes.messages(ran.plan.sent, ran.plan.steps, credits)
    played.runs.append(
        RunPlayed(wanted, rank, decisions=shapes.decisions(ran.decisions), messages=messages)
    )
    if ran.run is not None and not scene.story.is_manual:
        for message in queries.messages_of(ran.run):
            leaving = dunning.record_delivery(message, outcome="delivered", on=wanted.on, by=BY)
            if leaving is not None:
                _sent(played, shapes, leaving, wanted.on)


def _sent(played: Played, shapes: Shapes, leaving: Leaving, on: date) -> None:
    told = shapes.messages(leaving.row, leaving.steps, leaving.credits)
    played.sent.setdefault(on.isoformat(), []).extend(told)


def _claim(scene: Scene, played: Played) -> None:
    """What is claimable on the days of which the story speaks, per invoice."""
    for day in scene.story.claims:
        found = late_charges.claimable(
            scene.company.pk,
            on=date.fromisoformat(day),
            known_until=scene.story.law_known_until,
        )
        by_invoice = found.group_by("invoice_id").agg(
            pl.col("interest_cents", "indemnity_cents", "fees_cents").sum(),
            pl.col("complete").all(),
        )
        numbers = {invoice.pk: number for number, invoice in scene.invoices.items()}
        played.claims[day] = {
            numbers[row["invoice_id"]]: {
                "interest": row["interest_cents"],
                "indemnity": row["indemnity_cents"],
                "fees": row["fees_cents"],
                "complete": row["complete"],
            }
            for row in by_invoice.sort("invoice_id").iter_rows(named=True)
        }
