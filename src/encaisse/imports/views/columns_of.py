"""Correcting which column of a table says what, with what it gives at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_import
from encaisse.documents.operations import content_of
from encaisse.imports import operations, queries
from encaisse.imports.forms import ColumnsForm
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.operations import reviewing, tables
from encaisse.imports.queries import mappings
from encaisse.imports.table import choosing
from encaisse.imports.table.choosing import Choice
from encaisse.imports.table.guess import HEADER_WITHIN
from encaisse.imports.table.sheets import sheets_of
from encaisse.imports.views.reviewing import READ_AGAIN, REVIEW
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.imports.models import FileImport
    from encaisse.imports.table.sheets import Sheet

SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: CompanyRequest, import_id: int) -> HttpResponse:
    """The first rows under what each column says; changed, tried at once, kept for later files."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    content = content_of(row.document)
    try:
        sheets = [sheet for sheet in sheets_of(content) if sheet.rows]
    except FileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:import", import_id)
    if not sheets:
        return redirect("imports:import", import_id)
    form = ColumnsForm.of(request.POST or None, row.kind, [sheet.name for sheet in sheets])
    choice = _choice(form, sheets, request.company)
    tried = _tried(row, content, form.kind, sheets, choice)
    if "keep" in request.POST and tried["refusal"] is None:
        return _keep(request, row, form.kind, sheets, choice)
    context = {
        "row": row, "choice": choice, "fields": mappings.FIELDS[form.kind], "form": form,
        "columns": _columns(sheets, choice), "lines": _lines(sheets, choice), "tried": tried,
        "headers": range(min(len(sheets[choice.sheet].rows), HEADER_WITHIN)),
        "sheets": [sheet.name for sheet in sheets],
    }  # fmt: skip
    return page(request, "imports/columns.html", context, fragment="editor")


def _choice(form: ColumnsForm, sheets: list[Sheet], company: Any) -> Choice:
    """As posted; guessed again when another kind, sheet or header was just chosen."""
    fields = mappings.FIELDS[form.kind]
    if form.is_first:
        return choosing.guessed(sheets, fields, mappings.saved(company, form.kind))
    found = choosing.at_header(sheets, fields, sheet=form.sheet, header=form.header)
    return found if form.is_elsewhere else form.choice(found, fields)


def _tried(
    row: FileImport, content: bytes, kind: str, sheets: list[Sheet], choice: Choice
) -> dict[str, Any]:
    """What the file gives by these columns, or why it gives nothing."""
    saved = choosing.kept(sheets, choice)
    try:
        report, _file = tables.read_as(row.document.name, kind, content, row.company, saved)
    except FileRefused as refusal:
        return {"refusal": str(refusal)}
    return {
        "refusal": None,
        "report": report,
        "documents": report["documents"][:SHOWN],
        "movements": report["movements"][:SHOWN],
        "refused": report["refused"][:SHOWN],
    }


def _keep(
    request: CompanyRequest, row: FileImport, kind: str, sheets: list[Sheet], choice: Choice
) -> HttpResponse:
    """Kept for every file of this header; the file is read again unless it is in the books."""
    tables.keep_mapping(
        request.company, kind=kind, signature=choosing.header_signature(sheets, choice),
        mapping=choice.mapping(), name=row.document.name, by=str(request.user), at=timezone.now(),
    )  # fmt: skip
    if row.state == REVIEW:
        reviewing.read_again(row)
        messages.success(request, _("Disposition retenue : voici ce que le fichier donne."))
        return redirect("imports:import", row.pk)
    if row.state not in READ_AGAIN:
        messages.success(
            request,
            _("Disposition retenue pour les prochains fichiers. Défaites celui-ci pour le relire."),
        )
        return redirect("imports:import", row.pk)
    again = operations.receive_again(row, by=str(request.user), at=timezone.now())
    messages.success(request, _("Disposition retenue : le fichier est relu."))
    return redirect("imports:import", again.pk)


def _columns(sheets: list[Sheet], choice: Choice) -> list[tuple[int, str, str]]:
    """Each column: its place, its name, what it says."""
    (_line, names), *_rest = choosing.shown(sheets[choice.sheet], choice.header)
    return [(at, name, choice.meanings[at]) for at, name in enumerate(names)]


def _lines(sheets: list[Sheet], choice: Choice) -> list[tuple[int, list[str]]]:
    return choosing.shown(sheets[choice.sheet], choice.header)[1:]
