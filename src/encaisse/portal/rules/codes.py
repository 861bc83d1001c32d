"""A code sent by mail before a sensitive act: how long it lasts, how often it is tried."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
TRIES_MAX = 5
CODES_AN_HOUR = 5
HIDDEN = "•••"


class Verdict(StrEnum):
    """What becomes of a code that is tried."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    EXPIRED = "expired"
    USED = "used"


def new_code() -> str:
    """Six digits that nobody foresees."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def verdict(
    *, is_right: bool, tries: int, is_used: bool, expires_at: datetime, at: datetime
) -> Verdict:
    """``tries`` counts this one. A code that was locked stays so, even for the right digits."""
    if is_used:
        return Verdict.USED
    if at >= expires_at:
        return Verdict.EXPIRED
    if tries > TRIES_MAX:
        return Verdict.LOCKED
    if is_right:
        return Verdict.RIGHT
    return Verdict.LOCKED if tries == TRIES_MAX else Verdict.WRONG


def masked(address: str) -> str:
    """``c•••@garage.example``: enough for its owner, too little for anybody else."""
    local, _sep, domain = address.rpartition("@")
    return f"{local[:1]}{HIDDEN}@{domain}"
