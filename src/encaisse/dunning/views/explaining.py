"""Why an invoice is or is not reminded, on any day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from encaisse.dunning.queries.explaining import explain_invoice
from encaisse.kernel.days import parse_day
from encaisse.kernel.refusal import Refusal
from encaisse.receivables.queries import invoice_for
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.accounts.requests import CompanyRequest


@require_safe
def explanation(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """The facts, the steps, the holds and the decision of each of its receivables."""
    found = invoice_for(request.user, invoice_id)
    if found.company_id != request.company.pk:
        raise Http404
    on = _day(request.GET.get("jour", ""))
    context = {"invoice": found, "on": on, "explained": explain_invoice(found, on=on)}
    return page(request, "dunning/explanation.html", context, fragment="page")


def _day(text: str) -> date:
    """The day asked; today when it is none."""
    try:
        return parse_day(text) if text else localdate()
    except Refusal:
        return localdate()
