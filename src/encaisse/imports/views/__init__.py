"""Dropping files, following them, reading what became of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_import
from encaisse.imports import columns, operations, queries
from encaisse.imports.forms import ImportForm
from encaisse.imports.operations import GivenFile, undoing
from encaisse.imports.operations import sources as taking
from encaisse.imports.queries import sources as source_queries
from encaisse.imports.rules.review import Review
from encaisse.imports.views.reviewing import READ_AGAIN, REVIEW, preview_of, scope_form
from encaisse.kernel.refusal import Refusal
from encaisse.payments.queries import bank_line_for, lines_of, waiting_lines
from encaisse.web.columns import Text
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from encaisse.imports.models import FileImport
    from encaisse.payments.models import BankLine

LINES_MAX = 200
REVIEWS_MAX = 20
CORRECTED = ("open_items", "bank_sheet", "aged_balance")


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
    context = {
        "form": form,
        "table": table,
        "may_import": may_import(role_of(request)),
        "waiting": waiting_lines(request.company).count(),
        "reviews": queries.to_review(request.company)[:REVIEWS_MAX],
    }
    return page(request, "imports/imports.html", context, fragment="list")


def _receive(request: CompanyRequest, form: ImportForm) -> HttpResponse:
    """Keep each file; the worker reads them one after the other."""
    received = []
    for file in form.cleaned_data["dropped"]:
        given = GivenFile(file.name, content_of(file), scope=form.scope, review=Review.IN_DOUBT)
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
    report, role = row.report, role_of(request)
    is_review = row.state == REVIEW
    changes = [one for one in report.get("changes", []) if not (is_review and one["what"] == "new")]
    context = {
        **(preview_of(row) if is_review else {}),
        "is_review": is_review,
        "scope_form": scope_form(row),
        "row": row,
        "report": report,
        "state": columns.STATES[row.state],
        "label": columns.LABELS[row.state],
        "refused": report.get("refused", [])[:LINES_MAX],
        "ignored": report.get("ignored", [])[:LINES_MAX],
        "is_pending": row.state in {"waiting", "running"},
        "brought": _brought(row),
        "may_import": may_import(role),
        "may_collect": may_collect(role),
        "may_correct": row.kind in CORRECTED and may_import(role),
        "may_undo": row.state == "done" and may_import(role),
        "may_read_again": row.state in READ_AGAIN and may_import(role),
        "changed": [(one, *columns.CHANGES[one["what"]]) for one in changes[:LINES_MAX]],
        "changed_count": len(changes),
    }
    return page(request, "imports/import.html", context, fragment="report")


@require_POST
def undo(request: CompanyRequest, import_id: int) -> HttpResponse:
    """The state before the import, unless something depends on it."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    try:
        undoing.undo(row, by=str(request.user), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        name = row.document.name
        messages.success(request, _("{name} est défait : tout est comme avant.").format(name=name))
    return redirect("imports:import", import_id)


def _brought(row: FileImport) -> list[tuple[BankLine, str, Text]]:
    """What a bank file brought, as each line stands now; the first ones."""
    lines = lines_of(row.company, row.document)[:LINES_MAX]
    return [(line, columns.FATE_STATES[line.fate], columns.FATES[line.fate]) for line in lines]


@require_safe
def sources(request: CompanyRequest) -> HttpResponse:
    """Where files come from by themselves, how each source stands, what they brought."""
    found = source_queries.source_files(request.user, request.company)
    table = columns.SOURCE_FILES.table(found, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "sources": [
            (one.standing, columns.SOURCE_KINDS[one.kind], one.place.minutes)
            for one in source_queries.sources_of(request.company)
        ],
        "table": table,
        "may_import": may_import(role_of(request)),
    }
    return page(request, "imports/sources.html", context, fragment="list")


@require_POST
def relieve(request: CompanyRequest) -> HttpResponse:
    """Ask for a pass over every source of the company, now."""
    require(request, may_import)
    count = taking.ask(request.company)
    if count:
        messages.success(request, _("Relève demandée : ce qui arrive se montre ici."))
    return redirect("imports:sources")


@require_safe
def bank_line(request: CompanyRequest, line_id: int) -> HttpResponse:
    """The same for one line."""
    return redirect("matching:line", bank_line_for(request.user, request.company, line_id).pk)
