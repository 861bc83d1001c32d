"""The page of the accounting entries: what would leave, by day, and what left."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.entries import columns, forms, operations, queries
from encaisse.kernel.days import start_of_month
from encaisse.kernel.refusal import Refusal
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

INVALID = 422
SHOWN_MAX = 200


@require_safe
def entries(request: CompanyRequest) -> HttpResponse:
    """The entries that wait, of the days asked (this month, up to yesterday)."""
    table = columns.BATCHES.table(queries.batches(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return _shown(request, _period(request.GET))


@require_POST
def export(request: CompanyRequest) -> HttpResponse:
    """Make the file; then it is in the list, to be taken."""
    require(request, may_collect)
    form = _period(request.POST)
    if form.is_valid():
        try:
            made = operations.export(
                request.company, at=localtime(), by=str(request.user), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Fichier n° {n} prêt.").format(n=made.number))
            return redirect("entries:entries")
    return _shown(request, form)


@require_POST
def undo(request: CompanyRequest, export_id: int) -> HttpResponse:
    """The entries of that file may leave again."""
    require(request, may_collect)
    found = queries.export_for(request.user, request.company, export_id)
    try:
        operations.undo(found, on=localdate(), by=str(request.user))
        messages.success(request, _("Fichier défait : ses écritures attendent de nouveau."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("entries:entries")


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: CompanyRequest) -> HttpResponse:
    """The accounts and journals that the entries use."""
    require(request, may_manage)
    form = forms.AccountsForm(request.POST or None, chart=queries.chart_of(request.company))
    if request.method == "POST" and form.is_valid():
        try:
            operations.choose_accounts(request.company, form.cleaned_data, by=str(request.user))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Comptes enregistrés."))
            return redirect("entries:entries")
    status = INVALID if form.errors else 200
    return page(request, "entries/accounts.html", {"form": form}, status=status)


def _period(typed: Any) -> forms.PeriodForm:
    yesterday = localdate() - timedelta(days=1)
    return forms.PeriodForm.of(typed, first=start_of_month(yesterday), last=yesterday)


def _shown(request: CompanyRequest, form: forms.PeriodForm) -> HttpResponse:
    found = None
    if form.is_valid():
        found = queries.preview(
            request.company, form.cleaned_data["first"], form.cleaned_data["last"]
        )
    shown = found.entries[:SHOWN_MAX] if found else []
    context = {
        "form": form,
        "found": found,
        "days": [(day, list(part)) for day, part in groupby(shown, key=lambda each: each.on)],
        "more": len(found.entries) - len(shown) if found else 0,
        "left_out": found.left_out[:SHOWN_MAX] if found else [],
        "table": columns.BATCHES.table(queries.batches(request.company), request.GET),
        "latest": queries.batches(request.company).filter(undone_on=None).first(),
        "may_collect": may_collect(role_of(request)),
    }
    status = INVALID if form.errors else 200
    return page(request, "entries/entries.html", context, fragment="list", status=status)
