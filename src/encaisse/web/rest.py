"""What the REST resources share: the shapes of their fields, and pages read by cursor."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema
from ninja import Path as InPath
from pydantic import StringConstraints

from encaisse.kernel.money import CENTS_MAX

ID_MAX = 2**63 - 1
NO_CONTROL = r"^[^\x00-\x1f\x7f]*$"

Id = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,17}$")]
Ids = Annotated[list[Id], Field(min_length=1, max_length=1000)]
IdInPath = Annotated[int, InPath(ge=1, le=ID_MAX)]
Cents = Annotated[int, Field(ge=1, le=CENTS_MAX, description="Hundredths of the currency's unit")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=NO_CONTROL)]
Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=NO_CONTROL),
]
Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Email = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^([^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+)?$")
]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown")


class Paging(Schema):
    """Which page: the ``next`` of the page before, or nothing for the first."""

    cursor: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,17})?$")] = ""
    limit: int = Field(50, ge=1, le=200)


class Page(Schema, Generic[Shown]):
    """Some of the things, and the cursor of what follows (null at the end)."""

    items: list[Shown]
    next: str | None


def page_of(
    rows: QuerySet[Row], paging: Paging, show: Callable[[Row], Any], *, newest_first: bool = False
) -> dict[str, Any]:
    """One page of a queryset in the order of identifiers, which never moves under the reader."""
    if paging.cursor:
        bound = "pk__lt" if newest_first else "pk__gt"
        rows = rows.filter(**{bound: int(paging.cursor)})
    found = list(rows.order_by("-pk" if newest_first else "pk")[: paging.limit + 1])
    kept = found[: paging.limit]
    more = len(found) > paging.limit
    return {"items": [show(row) for row in kept], "next": str(kept[-1].pk) if more else None}
