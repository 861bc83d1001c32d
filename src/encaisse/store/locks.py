"""Locks that die with their holder: PostgreSQL's advisory locks, held by the session.

Whoever finds a row *under way* and can take its lock knows that the process which marked it is
gone. (Through a pooler, sessions must be pooled whole, not by transaction.)
"""

import contextlib
import zlib
from collections.abc import Iterator

from django.db import connection


def number_of(kind: str, key: int) -> int:
    """The number of the lock of one thing."""
    return (zlib.crc32(kind.encode()) << 31) ^ key


@contextlib.contextmanager
def holding(kind: str, key: int) -> Iterator[bool]:
    """Hold the lock of one thing inside the block; yields False, at once, when another has it."""
    number = number_of(kind, key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        (is_held,) = cursor.fetchone()
    try:
        yield is_held
    finally:
        if is_held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
