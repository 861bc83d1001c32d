"""What the columns of tables say, kept for each header: seen, given, renamed, forgotten."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_import
from encaisse.imports.operations import tables
from encaisse.imports.queries import mappings as queries
from encaisse.web.rest import IdInPath, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.imports.models import ImportMapping

COLUMNS_MAX = 200

router = Router(tags=["imports"])


class MappingOut(Schema):
    """What was said of one header. ``columns``: of each field, the ranks of its columns from 0."""

    id: str
    name: str
    kind: str
    columns: dict[str, list[int]]
    decimal: str
    dates: str
    by: str
    at: datetime


class MappingIn(Schema):
    """The names of a header in their order, and what some of these columns say."""

    name: Line
    kind: Literal["open_items", "bank_sheet"] = "open_items"
    header: list[Line] = Field(min_length=1, max_length=COLUMNS_MAX)
    columns: dict[str, str] = Field(description="name of a column → field, or its French label")
    dates: Literal["day", "month"] = "day"
    decimal: Literal["", ",", "."] = ""


class NameIn(Schema):
    """Another name."""

    name: Line


@router.get("", response=Page[MappingOut], summary="What the columns of tables say")
def mappings(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The newest first."""
    found = queries.mappings_of(request.user, request.company)
    return page_of(found, paging, _shown, newest_first=True)


@router.post("", response=MappingOut, summary="Say what the columns of a header are")
def keep(request: ApiRequest, given: MappingIn) -> MappingOut:
    """Every file of that header is read so; said before, it is replaced."""
    require(request, may_import)
    said = given.dict(include={"kind", "columns", "dates", "decimal"})
    kept = tables.keep_described(
        request.company, said, given.header, name=given.name, by=request.by, at=timezone.now()
    )
    return _shown(kept)


@router.patch("/{mapping_id}", response=MappingOut, summary="Rename it")
def rename(request: ApiRequest, mapping_id: IdInPath, given: NameIn) -> MappingOut:
    """Nothing else changes."""
    require(request, may_import)
    kept = queries.mapping_for(request.user, request.company, mapping_id)
    return _shown(tables.rename_mapping(kept, name=given.name, by=request.by))


@router.delete("/{mapping_id}", response={204: None}, summary="Forget it")
def forget(request: ApiRequest, mapping_id: IdInPath) -> Status[None]:
    """The columns of that header are guessed again."""
    require(request, may_import)
    kept = queries.mapping_for(request.user, request.company, mapping_id)
    tables.forget_mapping(kept, by=request.by)
    return Status(204, None)


def _shown(kept: "ImportMapping") -> MappingOut:
    said = kept.mapping
    return MappingOut(
        id=str(kept.pk), name=kept.name, kind=kept.kind, columns=said["columns"],
        decimal=said["decimal"], dates="month" if said["month_first"] else "day", by=kept.by,
        at=kept.at,
    )  # fmt: skip
