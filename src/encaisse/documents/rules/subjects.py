"""What a document may be attached to: plain names, for this capability knows none of them.

Each capability that keeps such things says how they are found (``Filed``); the settings list them
(``DOCUMENT_SUBJECTS``), so that documents stay below all of them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

SLUGS = {
    "client": "customer",
    "facture": "invoice",
    "litige": "dispute",
    "courrier": "letter",
    "dossier": "case",
    "reponse": "reply",
}
"""How addresses name the kinds of things."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that has documents. ``customer_id``: whom it concerns; ``is_open``: whether money or
    a decision still hangs on it, so that nothing of it is purged."""

    kind: str
    id: int
    title: str
    customer_id: int | None = None
    is_open: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Filed:
    """How the things of one kind are found in a company: by identifier, and by what one types."""

    known: Callable[[Any, Collection[int]], Sequence[Subject]]
    called: Callable[[Any, str], Subject | None]


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps documents for a use of its own: which of these it still needs in a company, and
    what is done with what it says of one that goes."""

    needs: Callable[[Any, Collection[int]], Collection[int]]
    forget: Callable[[Any, int], None]
