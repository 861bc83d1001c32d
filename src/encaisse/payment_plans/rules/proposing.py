"""Where a proposal stands, and what may be proposed. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

GRACE_DAYS_MAX = 60
MISSED_MAX = 12


class State(StrEnum):
    """Where a proposal stands on a day."""

    TO_APPROVE = "to_approve"
    READY = "ready"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


WORDS = {
    State.TO_APPROVE: "elle attend l'accord d'un responsable",
    State.READY: "elle n'est pas encore partie",
    State.SENT: "elle est partie",
    State.ACCEPTED: "elle est acceptée",
    State.REFUSED: "elle est refusée",
    State.WITHDRAWN: "elle est retirée",
    State.EXPIRED: "son délai est passé",
}


class AnswerDayUnlikely(Refusal):
    """The answer comes before the first payment."""

    code = "plan_answer_day"
    sentence = (
        "La réponse est attendue le {expires} : choisissez un jour entre le {on} et le {first}, "
        "celui du premier versement."
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What happens to a plan that is not kept: ``missed_max`` instalments not paid ``grace_days``
    after their day make the whole due (never, at 0); ``is_automatic``: by itself, else a person
    decides."""

    grace_days: int = 8
    missed_max: int = 0
    is_automatic: bool = False


def state_of(
    *, sent_on: date | None, expires_on: date, answer: str, on: date, waits: bool = False
) -> State:
    """``answer``: what was answered, empty while nothing was; ``waits``: for a manager."""
    if answer:
        return State(answer)
    if expires_on < on:
        return State.EXPIRED
    if waits:
        return State.TO_APPROVE
    return State.READY if sent_on is None else State.SENT


def check_answer_day(expires_on: date, *, on: date, first_on: date) -> None:
    """Refuse a day on which nobody could answer."""
    if not on <= expires_on <= first_on:
        raise AnswerDayUnlikely(
            expires=french_day(expires_on), on=french_day(on), first=french_day(first_on)
        )
