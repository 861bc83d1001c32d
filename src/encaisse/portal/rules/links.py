"""A link to the portal: its token, and the days on which it opens."""

import hashlib
import secrets
from datetime import datetime, timedelta

LINK_DAYS = 90
TOKEN_BYTES = 32  # 256 bits

# Beyond so many unknown tokens from one address, they are no longer looked at.
OPENINGS_MAX = 30
OPENINGS_WITHIN = timedelta(minutes=15)

# A visit is noted once in that time, however many pages are read.
VISIT_EVERY = timedelta(minutes=15)


def new_token() -> str:
    """A secret that nobody guesses; it is said once and not kept."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_open(*, expires_at: datetime, revoked_at: datetime | None, at: datetime) -> bool:
    """Whether a link lets in at that instant."""
    return revoked_at is None and at < expires_at
