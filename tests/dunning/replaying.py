"""The state of a day rebuilt from the journal alone: blocks, choices of scenario, steps taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from encaisse.audit.models import Entry

Step = tuple[int, int, int]


@dataclass
class State:
    """What stood at the end of a day. A block is its target and its last day."""

    blocks: set[tuple[str, str | None]] = field(default_factory=set)
    scenarios: dict[str, str] = field(default_factory=dict)
    delivered: set[Step] = field(default_factory=set)
    skipped: set[tuple[int, int]] = field(default_factory=set)


def state_on(day: date, entries: Iterable[Entry]) -> State:
    """The acts of the journal up to that day, one after the other."""
    state = State()
    for entry in entries:
        if entry.verb in ACTS and entry.facts["on"] <= day.isoformat():
            ACTS[entry.verb](state, entry)
    last = day.isoformat()
    state.blocks = {(who, until) for who, until in state.blocks if until is None or until >= last}
    return state


def _blocked(state: State, entry: Entry) -> None:
    state.blocks.add((entry.subject, entry.facts["until"]))


def _unblocked(state: State, entry: Entry) -> None:
    state.blocks = {
        (who, until)
        for who, until in state.blocks
        if who != entry.subject or (until is not None and until < entry.facts["on"])
    }


def _chosen(state: State, entry: Entry) -> None:
    if entry.facts["scenario"] is None:
        state.scenarios.pop(entry.subject, None)
    else:
        state.scenarios[entry.subject] = entry.facts["scenario"]


def _delivered(state: State, entry: Entry) -> None:
    state.delivered |= {(step[0], step[1], step[2]) for step in entry.facts["steps"]}


def _returned(state: State, entry: Entry) -> None:
    state.delivered -= {(step[0], step[1], step[2]) for step in entry.facts["steps"]}


def _skipped(state: State, entry: Entry) -> None:
    state.skipped.add((int(entry.subject.partition(":")[2]), entry.facts["level"]))


ACTS = {
    "dunning.blocked": _blocked,
    "dunning.unblocked": _unblocked,
    "dunning.delivered": _delivered,
    "dunning.returned": _returned,
    "dunning.skipped": _skipped,
    "scenario.chosen": _chosen,
}
