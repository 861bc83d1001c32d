"""What was issued, and what every invoice of the company says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.documents.operations import content_of
from encaisse.invoicing import columns, operations, queries
from encaisse.invoicing.forms import HabitForm
from encaisse.invoicing.rules.numbering import CREDIT_NOTE, INVOICE
from encaisse.invoicing.views import INVALID, pdf, tabs
from encaisse.kernel.refusal import Refusal
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.invoicing.models import Issued


@require_safe
def issued(request: CompanyRequest) -> HttpResponse:
    """Invoices and credit notes issued here, the latest first."""
    table = columns.ISSUED.table(queries.issued(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "table": table,
        "tabs": tabs(request.company, "issued"),
        "may_collect": may_collect(role_of(request)),
    }
    return page(request, "invoicing/issued.html", context, fragment="list")


@require_safe
def paper(request: CompanyRequest, issued_id: int) -> HttpResponse:
    """The Factur-X, as it left."""
    found = _issued(request, issued_id)
    return pdf(content_of(found.document), found.number)


@require_safe
def data(request: CompanyRequest, issued_id: int) -> HttpResponse:
    """The data inside it, to be saved."""
    found = _issued(request, issued_id)
    name = found.number.replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.xml"'}
    return HttpResponse(found.xml, content_type="application/xml", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def habits(request: CompanyRequest) -> HttpResponse:
    """What every invoice says and how it is numbered; only a manager changes it."""
    is_posted, year = request.method == "POST", localdate().year
    if is_posted:
        require(request, may_manage)
    series = {
        kind: queries.series_of(request.company, kind, year) for kind in (INVOICE, CREDIT_NOTE)
    }
    ranks = {kind: one.state.next_rank for kind, one in series.items()}
    form = HabitForm.of(
        queries.habit_of(request.company), ranks, request.POST if is_posted else None,
        is_changed=may_manage(role_of(request)),
    )  # fmt: skip
    if is_posted and form.is_valid():
        try:
            _change(request, form, year)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Mentions et numéros enregistrés."))
            return redirect("invoicing:habits")
    context = {
        "form": form, "year": year, "series": series, "tabs": tabs(request.company, "habits"),
        "may_manage": may_manage(role_of(request)),
    }  # fmt: skip
    return page(request, "invoicing/habits.html", context, status=INVALID if form.errors else 200)


@transaction.atomic
def _change(request: CompanyRequest, form: HabitForm, year: int) -> None:
    """All of it or nothing."""
    company, by = request.company, str(request.user)
    operations.change_habit(company, year=year, by=by, **form.habits())
    for kind, rank in form.ranks().items():
        operations.number_from(company, kind, year, next_rank=rank, by=by)


def _issued(request: CompanyRequest, issued_id: int) -> Issued:
    found = queries.issued_for(request.user, issued_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found
