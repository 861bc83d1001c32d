"""The marks of mails that leave: one before the server has the end of it, one once it has answered.

What became of a mail is written as the next one is claimed: one exchange with the database for each
mail. A process that dies in between leaves its mail *sending*, which is *unclear* to whoever finds
it; every other one is as it was.

``company_id + 0``: the row is sought by its identifier. Statistics come late while a table fills
up, and all the letters of the company would be read each time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import connection

from encaisse.store import locks

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from encaisse.letters.rules.delivery import Next, Rejected

RECORDED = """
recorded AS (
  UPDATE letters_letter SET state = %(state)s, answer = %(answer)s, not_before = %(not_before)s,
    sent_at = %(sent_at)s, reference = %(reference)s,
    refused = coalesce(%(refused)s::jsonb, refused)
  WHERE id = %(done)s
)
"""
CLAIM = f"""
WITH {RECORDED}, taken AS MATERIALIZED (
  SELECT pg_advisory_unlock(%(held)s) AS freed, pg_try_advisory_lock(%(lock)s) AS is_ours
), marked AS (
  UPDATE letters_letter l SET state = 'sending', attempts = attempts + 1
  FROM taken
  WHERE taken.is_ours AND l.id = %(id)s AND l.company_id + 0 = %(company)s AND l.channel = 'mail'
    AND l.state = 'prepared' AND (l.not_before IS NULL OR l.not_before <= %(at)s)
  RETURNING l.attempts
)
SELECT is_ours, (SELECT attempts FROM marked) FROM taken
"""
SETTLE = f"WITH {RECORDED} SELECT pg_advisory_unlock(%(held)s)"
NOTHING: dict[str, Any] = dict.fromkeys(
    ("done", "state", "answer", "not_before", "sent_at", "reference", "refused")
)


class Claim(NamedTuple):
    """Whether nobody else is at a mail, and which attempt this is; None when it is not one to
    send."""

    is_ours: bool
    attempt: int | None


@dataclass
class Ledger:
    """The marks of one batch, mail after mail. Outside any transaction."""

    company_id: int
    at: datetime

    def __post_init__(self) -> None:
        self._told: dict[str, Any] = NOTHING
        self._held: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._held is not None:
            self._ask(SETTLE)
            self._told, self._held = NOTHING, None

    def claim(self, letter_id: int) -> Claim:
        """Mark a mail *sending*, and write what became of the one before it."""
        lock = locks.number_of("letter", letter_id)
        claim = Claim(*self._ask(CLAIM, id=letter_id, lock=lock))
        self._told, self._held = NOTHING, lock if claim.is_ours else None
        return claim

    def record(
        self, letter_id: int, step: Next, *, reference: str, refused: tuple[Rejected, ...] | None
    ) -> None:
        """What became of the mail claimed; written with the next exchange."""
        addresses = {each.address.lower(): each.answer for each in refused or ()}
        told = None if refused is None else json.dumps(addresses)
        self._told = {
            "done": letter_id,
            "state": step.state,
            "answer": step.answer,
            "not_before": step.not_before,
            "sent_at": self.at if step.state == "delivered" else None,
            "reference": reference,
            "refused": told,
        }

    def _ask(self, statement: str, **more: Any) -> Any:
        given: dict[str, Any] = {"company": self.company_id, "at": self.at, "held": self._held}
        with connection.cursor() as cursor:
            cursor.execute(statement, given | self._told | more)
            return cursor.fetchone()
