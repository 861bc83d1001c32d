"""A story played, for scripts and for people."""

from collections.abc import Iterator
from typing import Any

from encaisse.dunning.story.playing import Played, RunPlayed
from encaisse.kernel.refusal import Refusal


def as_json(path: str, played: Played | Refusal) -> dict[str, Any]:
    """Amounts in whole cents, days ISO; keys are kept for ever. ``refused``: why it was not
    played."""
    if isinstance(played, Refusal):
        nothing: dict[str, Any] = {"runs": [], "sent": {}, "claims": {}, "differences": []}
        return {"file": path, "refused": str(played), **nothing}
    return {
        "file": path,
        "refused": None,
        "runs": [_run(run) for run in played.runs],
        "sent": played.sent,
        "claims": played.claims,
        "differences": played.differences,
    }


def _run(run: RunPlayed) -> dict[str, Any]:
    return {
        "on": run.wanted.label,
        "day": run.wanted.on.isoformat(),
        "rank": run.rank,
        "dry": run.wanted.is_dry,
        "level": run.wanted.level,
        "refused": run.refused,
        "decisions": run.decisions,
        "messages": run.messages,
    }


def as_text(path: str, played: Played) -> Iterator[str]:
    """A few lines per run, then the differences."""
    yield path
    for run in played.runs:
        yield from _run_text(run)
    if played.differences:
        yield f"  {len(played.differences)} différence(s) :"
        yield from (f"    {line}" for line in played.differences)
    else:
        yield "  conforme"


def _run_text(run: RunPlayed) -> Iterator[str]:
    dry = " (à blanc)" if run.wanted.is_dry else ""
    yield f"  {run.wanted.on:%d/%m/%Y}{dry}" + (f" : refusé. {run.refused}" if run.refused else "")
    for decision in run.decisions:
        goes = decision["decision"] == "send"
        what = f"étape {decision['level']}, {decision['channel']}" if goes else decision["hold"]
        yield f"    {decision['receivable']:<12} {what:<16} {decision['reason']}"
    for message in run.messages:
        total = f"{message['total'] / 100:.2f} {message['currency']}"
        yield f"    → {message['customer']}, niveau {message['level']}, {total}"
