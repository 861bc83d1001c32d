"""Expected and found: each difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from encaisse.dunning.story.reading import Fields, Node

if TYPE_CHECKING:
    from encaisse.dunning.story.playing import Played, RunPlayed


def differences(played: Played) -> list[str]:
    """Everything that went otherwise than the story says."""
    story = played.story
    found = [line for run in played.runs for line in _of_run(run, played)]
    for day, messages in story.expect_sent.items():
        found += _messages(f"{day}, envois", messages, played.sent.get(day, []))
    for day, claims in story.claims.items():
        found += _claims(day, claims, played.claims.get(day, {}))
    for title, days in (
        ("expect", story.expect),
        ("expect_messages", story.expect_messages),
        ("expect_holds", story.expect_holds),
    ):
        known = {name for run in played.runs for name in _names(run)}
        found += [f"{title}, {day} : aucun passage ce jour-là." for day in days if day not in known]
    return found


def _names(run: RunPlayed) -> list[str]:
    """How the story may name a run: its rank that day, else the day as written or the company's."""
    written, local = run.wanted.label, run.wanted.on.isoformat()
    return [f"{written}/{run.rank}", f"{local}/{run.rank}", written, local]


def _wanted(days: Mapping[str, Any], run: RunPlayed) -> Any:
    return next((days[name] for name in _names(run) if name in days), None)


def _of_run(run: RunPlayed, played: Played) -> list[str]:
    title = f"{run.wanted.label}" + (f"/{run.rank}" if run.rank > 1 else "")
    story = played.story
    expected = _wanted(story.expect, run)
    is_refusal = expected is not None and expected.value == "refused"
    if run.refused is not None:
        return [] if is_refusal else [f"{title} : passage refusé. {run.refused}"]
    if is_refusal:
        return [f"{title} : passage accepté, refus attendu."]
    found: list[str] = []
    if expected is not None:
        found += _reminded(title, expected, run)
    messages = _wanted(story.expect_messages, run)
    if messages is not None:
        found += _messages(f"{title}, messages", messages, run.messages)
    found += _holds(title, _wanted(story.expect_holds, run) or {}, run)
    return found


def _reminded(title: str, expected: Node, run: RunPlayed) -> Iterable[str]:
    sent = {each["receivable"]: each for each in run.decisions if each["decision"] == "send"}
    wanted = _by_receivable(expected, [each["receivable"] for each in run.decisions])
    for name in sorted(wanted.keys() - sent.keys()):
        why = next((e["reason"] for e in run.decisions if e["receivable"] == name), "rien d'ouvert")
        yield f"{title} : {name} attendue, non relancée ({why})"
    for name in sorted(sent.keys() - wanted.keys()):
        yield f"{title} : {name} relancée au niveau {sent[name]['level']}, non attendue."
    for name in sorted(wanted.keys() & sent.keys()):
        for key, value in wanted[name].items():
            if sent[name][key] != value:
                yield f"{title} : {name}, {key} : {value} attendu, {sent[name][key]} trouvé."


def _by_receivable(expected: Node, known: list[str]) -> dict[str, dict[str, Any]]:
    """What is said of each receivable; a bare number stands for all those of the invoice."""
    wanted: dict[str, dict[str, Any]] = {}
    for each in expected.items():
        fields = each.fields("receivable", "open", "level", "channel")
        name = fields.need("receivable", Node.text)
        reading: dict[str, Any] = {"open": Node.cents, "level": Node.whole, "channel": Node.text}
        told = {key: fields.need(key, read) for key, read in reading.items() if key in fields}
        for receivable in _spread(name, known):
            wanted[receivable] = told
    return wanted


def _spread(name: str, known: list[str]) -> list[str]:
    """A bare number stands for receivables, not for the instalments of their plan."""
    parts = [(each, *each.rpartition("/")) for each in known]
    return [each for each, number, _, rank in parts if number == name and rank.isdigit()] or [name]


def _messages(title: str, expected: list[Fields], found: list[dict[str, Any]]) -> Iterable[str]:
    """Each expected message is one found, and the other way round."""
    pairs = _paired([_message(each) for each in expected], found)
    left = [each for turn, each in enumerate(found) if turn not in pairs.values()]
    for turn, wanted in enumerate(expected):
        if turn not in pairs:
            yield f"{title} : attendu {_plain(_message(wanted))}, trouvé {_plain(left)}"
    if len(pairs) == len(expected):
        for each in left:
            yield f"{title} : {_plain(each)} non attendu."


def _message(fields: Fields) -> dict[str, Any]:
    reading: dict[str, Any] = {
        "customer": Node.text,
        "currency": Node.text,
        "channel": Node.text,
        "level": Node.whole,
        "receivables": _levels,
        "credits": lambda node: {name: each.cents() for name, each in node.named().items()},
        "total": Node.cents,
        "to": lambda node: sorted(node.texts()),
    }
    return {key: fields.need(key, read) for key, read in reading.items() if key in fields}


def _levels(node: Node) -> dict[str, int | None]:
    return {
        name if "/" in name else f"{name}/1": None if each.value is None else each.whole()
        for name, each in node.named().items()
    }


def _paired(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[int, int]:
    """Each expected message with one that agrees, as many as can be."""
    taken: dict[int, int] = {}

    def place(turn: int, seen: set[int]) -> bool:
        for spot, each in enumerate(found):
            if spot in seen or not _agrees(expected[turn], each):
                continue
            seen.add(spot)
            if spot not in taken or place(taken[spot], seen):
                taken[spot] = turn
                return True
        return False

    for turn in range(len(expected)):
        place(turn, set())
    return {turn: spot for spot, turn in taken.items()}


def _agrees(expected: dict[str, Any], found: dict[str, Any]) -> bool:
    for key, value in expected.items():
        if key == "to":
            if value not in (sorted(found["to"]), sorted(found["emails"])):
                return False
        elif value != found[key]:
            return False
    return True


def _holds(title: str, expected: Mapping[str, str], run: RunPlayed) -> Iterable[str]:
    found = {each["receivable"]: each for each in run.decisions}
    for name, code in expected.items():
        for receivable in _spread(name, list(found)):
            decision = found.get(receivable)
            if decision is None:
                yield f"{title} : {receivable} n'est pas ouverte, {code} attendu."
            elif decision["hold"] != code:
                held = decision["hold"] or f"relancée au niveau {decision['level']}"
                yield f"{title} : {receivable}, {code} attendu, {held} trouvé."


def _claims(
    day: str, expected: dict[str, Fields], found: dict[str, dict[str, Any]]
) -> Iterable[str]:
    nothing = {"interest": 0, "indemnity": 0, "fees": 0, "complete": True}
    for number, fields in expected.items():
        claim = found.get(number, nothing)
        for key in fields.named:
            value = fields.need(key, Node.flag if key == "complete" else Node.cents)
            if claim[key] != value:
                yield f"{day} : {number}, {key} : {value} attendu, {claim[key]} trouvé."


def _plain(told: object) -> str:
    return str(told).replace("'", "")
