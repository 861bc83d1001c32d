"""What follows an attempt to send. Three outcomes, never confused:

*delivered*, the server said yes to the whole message · *failed*, it certainly did not take it ·
*unclear*, the message was wholly given and no answer came back: never sent again by itself.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

ATTEMPTS_MAX = 5
FIRST_WAIT = timedelta(minutes=5)
WAIT_FACTOR = 4
ENHANCED = re.compile(r"\b5\.[0-9]{1,3}\.[0-9]{1,3}\b")
# Of us, not of the address: the receiving system, the protocol, the content, the policy (RFC 3463).
OF_OURS = ("5.3.", "5.5.", "5.6.", "5.7.")
UNKNOWN = re.compile(
    r"user unknown|unknown (?:user|recipient|mailbox)|no such (?:user|recipient|mailbox|address)"
    r"|does not exist|doesn't exist|(?:mailbox|account|recipient|user) (?:is )?(?:not found"
    r"|disabled|inactive|unavailable)|invalid (?:recipient|mailbox|address)"
    r"|(?:inconnue?|inexistante?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An address that the server would not take for good, and what it said."""

    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server answered yes; ``answer``: what it said; ``reference``: its own number;
    ``refused``: addresses that it left out."""

    answer: str
    reference: str = ""
    refused: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """Certainly not taken; ``permanent`` when trying again would change nothing."""

    answer: str
    permanent: bool
    refused: tuple[Rejected, ...] = ()


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
        case Delivered(answer=answer):
            return Next("delivered", answer)
        case Unclear(answer):
            return Next("unclear", answer)
        case Failed(answer=answer, permanent=permanent):
            if permanent or attempts >= ATTEMPTS_MAX:
                return Next("failed", answer)
            wait = FIRST_WAIT * WAIT_FACTOR ** (attempts - 1)
            return Next("prepared", answer, at + wait)


def is_of_address(answer: str) -> bool:
    """Whether what a server said of an address that it refused for good is about that address:
    nobody there, closed, full; not about us, what we wrote or how we wrote it."""
    status = ENHANCED.search(answer)
    if status is None:
        return bool(UNKNOWN.search(answer))
    return not status[0].startswith(OF_OURS)
