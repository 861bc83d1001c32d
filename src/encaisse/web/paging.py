"""A part of what is too long for one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from django.utils.http import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """Some rows of a sequence, their ranks from 1, and where those before and after are."""

    rows: Sequence[Row]
    first: int
    previous_url: str
    next_url: str

    @property
    def last(self) -> int:
        """Rank of the last row shown."""
        return self.first + len(self.rows) - 1


def page_number(query: Mapping[str, str]) -> int:
    """The page that an address asks for; the first when it says nothing that makes sense."""
    asked = query.get("page", "")
    return min(max(int(asked), 1), 100_000) if asked.isascii() and asked.isdigit() else 1


def part(rows: Sequence[Row], query: Mapping[str, str], *, size: int) -> Part[Row]:
    """The page that the address asks for; the last one when there are not so many."""
    pages = max((len(rows) - 1) // size + 1, 1)
    number = min(page_number(query), pages)
    start = (number - 1) * size
    kept = {key: query[key] for key in query if key != "page"}

    def url(page: int) -> str:
        return "?" + urlencode(kept | {"page": page}) if 1 <= page <= pages else ""

    return Part(rows[start : start + size], start + 1, url(number - 1), url(number + 1))
