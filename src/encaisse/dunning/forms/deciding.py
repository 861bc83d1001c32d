"""What a person types of waiting messages: on which, the day they are put off to, the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from django.http import QueryDict

    from encaisse.kernel.refusal import Refusal

FIELDS = {
    "day_missing": "until",
    "day_not_understood": "until",
    "postponed_to_the_past": "until",
    "skip_without_reason": "why",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, kept while it is put right; ``field`` is where, ``sentence`` what is wrong.
    ``is_all``: all that the filter shows."""

    until: str = ""
    why: str = ""
    ticked: tuple[str, ...] = ()
    is_all: bool = False
    field: str = ""
    sentence: str = ""

    @classmethod
    def of(cls, posted: QueryDict) -> Self:
        """As it was posted."""
        return cls(
            until=posted.get("until", ""),
            why=posted.get("why", ""),
            ticked=tuple(posted.getlist("message")),
            is_all=posted.get("scope") == "filter",
        )

    def refused(self, refusal: Refusal) -> Self | None:
        """The same with what is wrong beside its field; None when it is of no field."""
        field = FIELDS.get(refusal.code)
        return replace(self, field=field, sentence=str(refusal)) if field else None


NOTHING_TYPED = Typed()
