"""What came of an exchange, what it makes of the step, and what may follow it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, time

NOTE_MAX = 1000
WORDS_MAX = 250


class Outcome(StrEnum):
    """What came of a call or of a visit."""

    PROMISE = "promise"
    DISPUTE = "dispute"
    CALLBACK = "callback"
    REACHED = "reached"
    VOICEMAIL = "voicemail"
    UNANSWERED = "unanswered"
    WRONG_NUMBER = "wrong_number"


class Next(StrEnum):
    """What is done after it."""

    SCENARIO = "scenario"
    CALL = "call"
    VISIT = "visit"
    NOTHING = "nothing"


OUTCOME_WORDS = {
    Outcome.PROMISE: "promet de payer",
    Outcome.DISPUTE: "conteste",
    Outcome.CALLBACK: "demande à être rappelé",
    Outcome.REACHED: "joint",
    Outcome.VOICEMAIL: "message laissé sur le répondeur",
    Outcome.UNANSWERED: "pas de réponse",
    Outcome.WRONG_NUMBER: "faux numéro",
}
OF_A_VISIT = (Outcome.PROMISE, Outcome.DISPUTE, Outcome.REACHED, Outcome.UNANSWERED)
SPOKEN = (Outcome.PROMISE, Outcome.DISPUTE, Outcome.REACHED)
FOLLOWED = (*SPOKEN, Outcome.VOICEMAIL, Outcome.UNANSWERED)


class NextActionMissing(Refusal):
    """A call always says what comes after it."""

    code = "next_action_missing"
    sentence = (
        "Dites ce que vous faites ensuite : laisser le scénario suivre son cours, rappeler, rendre "
        "visite, ou rien, avec la raison."
    )


class NextDayMissing(Refusal):
    """A call or a visit to come has a day."""

    code = "next_day_missing"
    sentence = "Dites quel jour {what}."


class NothingWithoutReason(Refusal):
    """Nobody drops a customer without saying why."""

    code = "nothing_without_reason"
    sentence = "Dites pourquoi rien n'est prévu ensuite : réglé sur place, contentieux, abandon…"


class StepStillOpen(Refusal):
    """The scenario waits for a step that was not taken."""

    code = "step_still_open"
    sentence = (
        "L'étape n'est pas faite, le scénario l'attend : dites quand rappeler ou rendre visite, ou "
        "comptez-la comme faite."
    )


@dataclass(frozen=True, slots=True)
class Following:
    """The next action: which, when, and why nothing."""

    action: Next | None = None
    on: date | None = None
    at: time | None = None
    why: str = ""


def following(outcome: Outcome, asked: Following) -> Following:
    """The next action of an outcome: what somebody who asks to be called again says is one, and a
    wrong number is to be found before anything else."""
    if outcome == Outcome.CALLBACK:
        asked = Following(Next.CALL, asked.on, asked.at, asked.why)
    if outcome == Outcome.WRONG_NUMBER:
        return Following()
    if asked.action is None:
        raise NextActionMissing
    if asked.action in (Next.CALL, Next.VISIT) and asked.on is None:
        raise NextDayMissing(what="rappeler" if asked.action == Next.CALL else "rendre visite")
    if asked.action == Next.NOTHING and not asked.why.strip():
        raise NothingWithoutReason
    return asked


def takes_step(outcome: Outcome, counts: bool | None) -> bool:
    """Whether the step counts as taken: somebody was spoken to; a person may say otherwise of the
    rest."""
    return outcome in SPOKEN or (counts is True and outcome != Outcome.WRONG_NUMBER)


def check_open_step(is_taken: bool, then: Following) -> None:
    """A step that is not taken waits for a call or a visit, or is given up with a reason."""
    if not is_taken and then.action == Next.SCENARIO:
        raise StepStillOpen


def told(outcome: Outcome, *, who: str, detail: str = "", note: str = "") -> str:
    """« Mme Petit promet 1 200,00 € pour le 30/11/2026. Envoie l'avis de virement. »"""
    words = detail or OUTCOME_WORDS[outcome]
    speaks = outcome in (Outcome.PROMISE, Outcome.DISPUTE, Outcome.CALLBACK)
    sentence = f"{who or 'Le client'} {words}" if speaks else words
    if outcome == Outcome.REACHED and who:
        sentence = f"{who} : {words}"
    return f"{sentence[0].upper()}{sentence[1:]}. {note.strip()}".strip()[:WORDS_MAX]
