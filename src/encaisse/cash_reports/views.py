"""The page of the receipts to declare: what is ready, what lacks, what was made and given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.cash_reports import columns, forms, operations, queries
from encaisse.cash_reports.rules.sharing import Part
from encaisse.kernel.refusal import Refusal
from encaisse.receivables.queries import invoice_for
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.receivables.models import Invoice

INVALID = 422
SHOWN_MAX, DIGITS_MAX = 25, 12


@require_safe
def reports(request: CompanyRequest) -> HttpResponse:
    """What waits and what was made."""
    table = columns.REPORTS.table(queries.reports(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    company = request.company
    found, rates = queries.waiting(company), queries.rates(on=localdate())
    unsaid = queries.first_of_each(found.lacking)
    role, to_give = role_of(request), _to_give(request)
    context = {
        "table": table,
        "habit": queries.habit_of(company),
        "found": found,
        "declared": found.declared[:SHOWN_MAX],
        "lacking": [
            (fact, forms.CompleteForm(invoice_id=fact.invoice.pk, rates=rates))
            for fact in unsaid[:SHOWN_MAX]
        ],
        "more_lacking": len(unsaid[SHOWN_MAX:]),
        "nothing": found.nothing[:SHOWN_MAX],
        "to_give": len(to_give),
        "upto": to_give[-1].number if to_give else 0,
        "folder": settings.PLATFORM_FOLDER,
        "may_collect": may_collect(role),
        "may_manage": may_manage(role),
    }
    return page(request, "cash_reports/reports.html", context, fragment="list")


@require_POST
def make(request: CompanyRequest) -> HttpResponse:
    """A message for each receipt that is ready."""
    require(request, may_collect)
    try:
        made = operations.make(request.company, at=localtime(), by=str(request.user))
        told = _("Messages préparés : {n}. Téléchargez-les, puis remettez-les à votre plateforme.")
        messages.success(request, told.format(n=len(made)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cash_reports:reports")


@require_POST
def give(request: CompanyRequest) -> HttpResponse:
    """Those up to the number downloaded are in the hands of the platform."""
    require(request, may_collect)
    upto = request.POST.get("upto", "")
    latest = int(upto) if upto.isdecimal() and len(upto) < DIGITS_MAX else 0
    rows = [row for row in _to_give(request) if row.number <= latest]
    count = operations.give(request.company, rows, on=localdate(), by=str(request.user))
    messages.success(request, _("Messages notés remis à la plateforme : {n}.").format(n=count))
    return redirect("cash_reports:reports")


@require_safe
def files(request: CompanyRequest) -> HttpResponse:
    """The messages not given yet, in one ZIP; an empty one when none is left."""
    rows = _to_give(request)
    answer = HttpResponse(operations.archive(rows), content_type="application/zip")
    ends = [f"-{row.number}" for row in (rows[:1] + rows[-1:])]
    name = f"encaissements{''.join(ends)}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def habit(request: CompanyRequest) -> HttpResponse:
    """From when receipts are declared, and what an invoice is that does not say."""
    require(request, may_manage)
    company = request.company
    form = forms.HabitForm(
        request.POST or None, habit=queries.habit_of(company), rates=queries.rates(on=localdate())
    )
    if request.method == "POST" and form.is_valid():
        operations.choose_habit(company, **form.cleaned_data, by=str(request.user))
        messages.success(request, _("Réglages enregistrés."))
        return redirect("cash_reports:reports")
    status = INVALID if form.errors else 200
    return page(request, "cash_reports/habit.html", {"form": form}, status=status)


@require_POST
def complete(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """Say what an invoice is, where its file does not."""
    require(request, may_collect)
    invoice = invoice_for(request.user, invoice_id)
    if invoice.company_id != request.company.pk:
        raise Http404
    rates = queries.rates(on=localdate())
    form = forms.CompleteForm(request.POST, invoice_id=invoice.pk, rates=rates)
    if form.is_valid():
        try:
            _complete(invoice, form.cleaned_data, by=str(request.user))
            messages.success(request, _("Facture {n} complétée.").format(n=invoice.number))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        for field, errors in form.errors.items():
            messages.error(request, f"{form[field].label} : {errors[0]}")
    return redirect("cash_reports:reports")


def _complete(invoice: Invoice, typed: dict[str, Any], *, by: str) -> None:
    amount = invoice.total_cents if typed["amount"] is None else typed["amount"]
    parts = [Part(typed["rate"], amount)] if typed["rate"] else []
    operations.complete(invoice, nature=typed["nature"], parts=parts, by=by)


def _to_give(request: CompanyRequest) -> list[Any]:
    """As many as one file takes."""
    return list(queries.not_given(request.company)[: operations.AT_ONCE])
