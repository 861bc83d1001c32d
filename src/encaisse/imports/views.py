"""Dropping files, following them, reading what became of each line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_import
from encaisse.imports import columns, operations, queries
from encaisse.imports.forms import ImportForm
from encaisse.imports.operations import GivenFile
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

LINES_MAX = 200


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: CompanyRequest) -> HttpResponse:
    """The files taken in, latest first, and the place to drop others."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST":
        require(request, may_import)
        if form.is_valid():
            return _receive(request, form)
    table = columns.IMPORTS.table(queries.imports_for(request.user, request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {"form": form, "table": table, "may_import": may_import(role_of(request))}
    return page(request, "imports/imports.html", context, fragment="list")


def _receive(request: CompanyRequest, form: ImportForm) -> HttpResponse:
    """Keep each file; the worker reads them one after the other."""
    received = []
    for file in form.cleaned_data["dropped"]:
        given = GivenFile(file.name, file.read())
        row = operations.receive(request.company, given, by=str(request.user), at=timezone.now())
        received.append(row)
    if len(received) == 1:
        return redirect("imports:import", received[0].pk)
    messages.success(request, _("%(count)d fichiers reçus.") % {"count": len(received)})
    return redirect("imports:imports")


@require_safe
def one_import(request: CompanyRequest, import_id: int) -> HttpResponse:
    """What became of one file: lines taken, ignored, refused; the checks."""
    row = queries.import_for(request.user, request.company, import_id)
    report = row.report
    context = {
        "row": row,
        "report": report,
        "state": columns.STATES[row.state],
        "label": columns.LABELS[row.state],
        "refused": report.get("refused", [])[:LINES_MAX],
        "ignored": report.get("ignored", [])[:LINES_MAX],
        "is_pending": row.state in {"waiting", "running"},
    }
    return page(request, "imports/import.html", context, fragment="report")
