"""What became of each line of a file: a list, and the same to download."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest
from encaisse.imports import columns, queries
from encaisse.imports.rules import fates
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page


@require_safe
def lines(request: CompanyRequest, import_id: int) -> HttpResponse:
    """Taken, ignored with the reason, refused with the place; ``?export=csv`` as a file."""
    row = queries.import_for(request.user, request.company, import_id)
    found = queries.fates_of(row)
    if request.GET.get("export") == "csv":
        return _download(row.pk, fates.as_csv(found))
    table = columns.FATES_OF_LINES.table(found, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "imports/lines.html", {"row": row, "table": table}, fragment="list")


def _download(import_id: int, content: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lignes-{import_id}.csv"'
    return answer
