"""Whose reply it is: by the mail that it answers, the address it was sent to, or its sender's."""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"\+([0-9a-f]{32})@")


@dataclass(frozen=True, slots=True)
class Trace:
    """A mail of ours that a reply answers: its number, its customer when it had one, the question
    about a dispute that it put."""

    letter_id: int
    customer_id: int | None
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a reply goes and how one knows; to nobody when nothing tells, or when several could be
    meant."""

    filed_by: str = ""
    customer_id: int | None = None
    letter_id: int | None = None
    question_id: int | None = None


def tokens(addresses: tuple[str, ...]) -> list[str]:
    """The tokens of the addresses that a reply was sent to: ``relances+<token>@…``."""
    return [found[1] for each in addresses if (found := TOKEN.search(each))]


def filing(*, answered: Trace | None, tokened: Trace | None, senders: list[int]) -> Filing:
    """The mail answered wins, then the token, then the only customer who has that address."""
    for filed_by, trace in (("thread", answered), ("token", tokened)):
        if trace is not None and (trace.customer_id or trace.question_id) is not None:
            return Filing(filed_by, trace.customer_id, trace.letter_id, trace.question_id)
    if len(senders) == 1:
        return Filing("address", senders[0])
    return Filing()
