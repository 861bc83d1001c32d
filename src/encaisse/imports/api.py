"""The files taken in, over REST."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_import
from encaisse.imports import operations, queries
from encaisse.imports.operations import GivenFile
from encaisse.web.rest import IdInPath, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.imports.models import FileImport

NAME_MAX = 200

router = Router(tags=["imports"])


class ImportOut(Schema):
    """A file and where it stands: ``waiting``, ``running``, ``done``, ``refused``."""

    id: str
    name: str
    kind: str
    state: str
    taken: int
    ignored: int
    refused: int
    started_at: datetime
    finished_at: datetime | None


class ReportOut(ImportOut):
    """The same with its report, line by line: the document of `encaisse import --json`."""

    report: dict[str, Any]


@router.get("", response=Page[ImportOut], summary="The files, the newest first")
def imports(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Without their reports."""
    found = queries.imports_for(request.user, request.company)
    return page_of(found, paging, _shown, newest_first=True)


@router.post("", response={202: ImportOut}, summary="Give a file")
def receive(request: ApiRequest, file: File[UploadedFile]) -> Status[ImportOut]:
    """Kept at once, read by the worker: ask for it again to follow it."""
    require(request, may_import)
    given = GivenFile((file.name or "fichier")[-NAME_MAX:], file.read())
    row = operations.receive(request.company, given, by=request.by, at=timezone.now())
    return Status(202, _shown(row))


@router.get("/{import_id}", response=ReportOut, summary="One file and its report")
def one_import(request: ApiRequest, import_id: IdInPath) -> ReportOut:
    """What was taken, ignored, refused, and the checks."""
    row = queries.import_for(request.user, request.company, import_id)
    return ReportOut(**_shown(row).dict(), report=row.report)


def _shown(row: "FileImport") -> ImportOut:
    return ImportOut(
        id=str(row.pk),
        name=row.document.name,
        kind=row.kind,
        state=row.state,
        taken=row.taken,
        ignored=row.ignored,
        refused=row.refused,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
