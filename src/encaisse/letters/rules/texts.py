"""The texts of messages: one for each step, tone, channel and language.

Its code says which step and which tone a text is for: ``relance-2`` speaks in the neutral tone,
``relance-2-firm`` in the firm one. A text that is missing is replaced by a stated rule: the
customer's language wins over the tone, a missing tone is the neutral one.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal, TypeAlias

from encaisse.letters.rules.facts import Wording

NEUTRAL = "neutral"
TONES: Mapping[str, str] = {
    "collaborative": "collaboratif",
    NEUTRAL: "neutre",
    "rigorous": "rigoureux",
    "firm": "ferme",
}
STRICT = ("rigorous", "firm")
STEPS: Mapping[str, str] = {
    "courtoisie": "Rappel de courtoisie",
    "relance-1": "Première relance",
    "relance-2": "Deuxième relance",
    "relance-3": "Troisième relance",
    "mise-en-demeure": "Mise en demeure",
}

Change: TypeAlias = tuple[Literal["same", "gone", "new"], str]


def code_of(step: str, tone: str) -> str:
    """The code of the text of a step in a tone."""
    return step if tone in ("", NEUTRAL) else f"{step}-{tone}"


def step_and_tone(code: str) -> tuple[str, str]:
    """What a code is for; ``mise-en-demeure`` is a step, whatever its dashes."""
    step, _, tone = code.rpartition("-")
    return (step, tone) if step and tone in TONES else (code, NEUTRAL)


def name_of(step: str, tone: str) -> str:
    """``Deuxième relance, ton ferme``."""
    return f"{STEPS.get(step, step)}, ton {TONES[tone]}"


def script_body(told: Mapping[str, Any], step: str, tone: str) -> str:
    """The script of a step in a tone: who opens, what is asked, what one may hear, how it ends."""
    register = "strict" if tone in STRICT else "gentle"
    parts = {
        "opening": told["opening"][step],
        "ask": told["ask"][step][tone],
        "questions": told["questions"],
        "objections": told["objections"][register],
        "closing": told["closing"][tone],
        "voicemail": told["voicemail"],
    }
    written = (f"# {told['titles'][name]}\n{text.strip()}" for name, text in parts.items())
    return "\n\n".join(written) + "\n"


def changes(before: Wording, after: Wording) -> list[Change]:
    """What changed from one version to the next, paragraph by paragraph, the subject first."""
    old, new = (_paragraphs(each) for each in (before, after))
    told: list[Change] = []
    for kind, first, end, start, stop in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            told.extend(("same", text) for text in old[first:end])
            continue
        for gone, added in zip_longest(old[first:end], new[start:stop]):
            told.extend([("gone", gone)] if gone is not None else [])
            told.extend([("new", added)] if added is not None else [])
    return told


def _paragraphs(wording: Wording) -> list[str]:
    return [wording.subject, *(part for part in wording.body.splitlines() if part.strip())]
