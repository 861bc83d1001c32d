"""A file that waits for a person: what it would give, then taken, left, or read again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect, may_import
from encaisse.imports import columns, operations, queries
from encaisse.imports.forms import ScopeForm
from encaisse.imports.operations import reviewing
from encaisse.imports.queries import mappings
from encaisse.imports.rules import review
from encaisse.imports.rules.review import Review
from encaisse.kernel.refusal import Refusal
from encaisse.matching.operations import doubles
from encaisse.payments.queries import bank_line_for
from encaisse.web.columns import Text

if TYPE_CHECKING:
    from encaisse.imports.models import FileImport

SHOWN = 12
REVIEW = "review"
READ_AGAIN = ("refused", "left", "undone")


def preview_of(row: FileImport) -> dict[str, Any]:
    """What the page shows of a file that waits: why, its totals, its first lines."""
    found = row.report
    listed = found.get("listed", {})
    return {
        "doubts": mappings.doubts_of(row),
        "totals": [(columns.TOTALS[one.what], one) for one in review.totals(found)],
        "movements": [_movement(one) for one in found["movements"][:SHOWN]],
        "documents": _documents(row),
        "count": len(found["movements"]) + len(found["documents"]),
        "later": queries.taken_since(row),
        "listed_on": _day(listed.get("on")),
    }


def _movement(one: dict[str, Any]) -> tuple[dict[str, Any], str, Text]:
    outcome = one.get("outcome", "")
    state = columns.OUTCOME_STATES.get(outcome, "not-due")
    return one | {"date": _day(one["date"])}, state, columns.OUTCOMES.get(outcome, "")


def _documents(row: FileImport) -> list[tuple[dict[str, Any], Text, str]]:
    """Each with what a list makes of it."""
    changes = {one["line"]: columns.CHANGES[one["what"]] for one in row.report.get("changes", [])}
    return [
        (one | {name: _day(one[name]) for name in ("issued_on", "due_on")},
         *changes.get(one.get("line"), (columns.DOCUMENTS[one["type"]], "not-due")))
        for one in row.report["documents"][:SHOWN]
    ]  # fmt: skip


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def scope_form(row: FileImport) -> ScopeForm:
    """What a list covers, as it was said so far."""
    return ScopeForm(initial={"covers": row.asked.get("scope", "")})


@require_POST
def take(request: CompanyRequest, import_id: int) -> HttpResponse:
    """As it was shown."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    try:
        reviewing.take(row, by=str(request.user), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:import", import_id)


@require_POST
def leave(request: CompanyRequest, import_id: int) -> HttpResponse:
    """Nothing of it enters the books."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    try:
        reviewing.leave(row, by=str(request.user), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        name = row.document.name
        messages.success(request, _("{name} est laissé : rien n'en est pris.").format(name=name))
    return redirect("imports:import", import_id)


@require_POST
def again(request: CompanyRequest, import_id: int) -> HttpResponse:
    """What it would give now; of a list, by what it covers."""
    require(request, may_import)
    row = queries.import_for(request.user, request.company, import_id)
    form = ScopeForm(request.POST)
    scope = form.scope if "covers" in request.POST and form.is_valid() else None
    if row.state in READ_AGAIN:
        said = {"review": Review.ALWAYS} | ({} if scope is None else {"scope": scope})
        new = operations.receive_again(row, by=str(request.user), at=timezone.now(), **said)
        return redirect("imports:import", new.pk)
    try:
        reviewing.read_again(row, scope)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:import", import_id)


@require_POST
def twin(request: CompanyRequest, import_id: int, line_id: int) -> HttpResponse:
    """A movement in doubt is the one that another file gave (``same``), or one more."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    try:
        doubles.decide(line, is_same="same" in request.POST, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:import", import_id)
