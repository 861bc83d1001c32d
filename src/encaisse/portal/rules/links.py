"""A link to the portal: its token, and the days on which it opens."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

LINK_DAYS = 90
TOKEN_BYTES = 32  # 256 bits

# What stands in a mail that is kept for the token that it left with: the digest of its link.
MARK = re.compile(r"espace-([0-9a-f]{64})")

# A visit is noted once in that time, however many pages are read.
VISIT_EVERY = timedelta(minutes=15)


def new_token() -> str:
    """A secret that nobody guesses; it is said once and not kept."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def mark_of(digest: str) -> str:
    """What is kept of a token in the text of a mail; it opens nothing."""
    return f"espace-{digest}"


def is_fresh(*, issued_at: datetime, expires_at: datetime, at: datetime) -> bool:
    """Whether the link of an earlier mail serves again: it opens for half of its time at least."""
    return at - issued_at <= (expires_at - issued_at) / 2


def is_open(*, expires_at: datetime, revoked_at: datetime | None, at: datetime) -> bool:
    """Whether a link lets in at that instant."""
    return revoked_at is None and at < expires_at
