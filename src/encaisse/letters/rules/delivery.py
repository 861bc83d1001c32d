"""What follows an attempt to send. Three outcomes, never confused:

*delivered*, the server said yes to the whole message · *failed*, it certainly did not take it ·
*unclear*, the message was wholly given and no answer came back: never sent again by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

ATTEMPTS_MAX = 5
FIRST_WAIT = timedelta(minutes=5)
WAIT_FACTOR = 4


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server answered yes; ``answer``: what it said; ``reference``: its own number."""

    answer: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Certainly not taken; ``permanent`` when trying again would change nothing."""

    answer: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Unclear:
    """Wholly given, no answer: it may have left."""

    answer: str


Outcome = Delivered | Failed | Unclear


@dataclass(frozen=True, slots=True)
class Next:
    """The state to record, and the earliest moment of the next attempt if there is one."""

    state: str
    answer: str
    not_before: datetime | None = None


def after(outcome: Outcome, *, attempts: int, at: datetime) -> Next:
    """Delivered, unclear or failed for good; else prepared again, for later.

    A temporary refusal is tried five times, after 5 minutes, 20 minutes, 80 minutes and 5 hours."""
    match outcome:
        case Delivered(answer):
            return Next("delivered", answer)
        case Unclear(answer):
            return Next("unclear", answer)
        case Failed(answer, permanent):
            if permanent or attempts >= ATTEMPTS_MAX:
                return Next("failed", answer)
            wait = FIRST_WAIT * WAIT_FACTOR ** (attempts - 1)
            return Next("prepared", answer, at + wait)
