"""The receivables by days left, and the acts noted on an invoice's page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts import rules as rights
from encaisse.accounts.requests import CompanyRequest, require
from encaisse.kernel.refusal import Refusal
from encaisse.legal_action import columns, forms, operations, queries
from encaisse.receivables import queries as receivables
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page


@require_safe
def limitation(request: CompanyRequest) -> HttpResponse:
    """Every open receivable, the nearest to its safe date first."""
    on = localdate()
    chosen = columns.LIMITATION.chosen(request.GET)
    found = queries.portfolio(request.company, on=on)
    rows = queries.narrowed(
        found,
        alert=chosen.get("alerte", ""),
        kind=chosen.get("nature", ""),
        words=request.GET.get("q", ""),
    )
    table = columns.LIMITATION.table(queries.Rows(rows), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "on": on,
        "table": table,
        "alerts": queries.summed(found, request.company.currency),
        "sums": queries.sums(rows),
    }
    return page(request, "legal_action/limitation.html", context, fragment="list")


@require_POST
def note(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """Note an act on an invoice."""
    require(request, rights.may_collect)
    invoice = receivables.invoice_for(request.user, invoice_id)
    _require_here(request, invoice.company_id)

    def act(**typed: Any) -> str:
        operations.note(invoice, **typed, by=str(request.user), today=localdate())
        return _("Acte noté ; les deux dates en tiennent compte.")

    return _done(request, invoice_id, forms.ActForm(request.POST), act)


@require_POST
def cancel(request: CompanyRequest, event_id: int) -> HttpResponse:
    """Cancel an act, with the reason."""
    require(request, rights.may_collect)
    event = queries.event_for(request.user, event_id)
    _require_here(request, event.company_id)

    def act(reason: str) -> str:
        operations.cancel(event.pk, reason=reason, by=str(request.user))
        return _("Acte annulé ; il reste lisible avec son motif.")

    return _done(request, event.invoice_id, forms.CancelForm(request.POST), act)


@require_POST
def choose_kind(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """Choose the sort of claim of an invoice, of its customer, or of the company."""
    require(request, rights.may_manage)
    invoice = receivables.invoice_for(request.user, invoice_id)
    _require_here(request, invoice.company_id)

    def act(kind: str, scope: str) -> str:
        operations.choose_kind(
            request.company,
            kind=kind,
            by=str(request.user),
            customer=invoice.customer if scope == forms.CUSTOMER else None,
            invoice=invoice if scope == forms.INVOICE else None,
        )
        return _("Nature de créance choisie.")

    return _done(request, invoice_id, forms.KindForm(request.POST), act)


def _require_here(request: CompanyRequest, company_id: int) -> None:
    """A page shows one company at a time: another's thing does not exist."""
    if company_id != request.company.pk:
        raise Http404


def _done(
    request: CompanyRequest, invoice_id: int, form: Form, act: Callable[..., str]
) -> HttpResponse:
    """Do it, say how it went, and go back to the invoice."""
    if form.is_valid():
        try:
            messages.success(request, act(**form.cleaned_data))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        for field, errors in form.errors.items():
            messages.error(request, f"{form[field].label} : {errors[0]}")
    return redirect("home:invoice", invoice_id)
