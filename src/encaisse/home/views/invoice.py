"""The invoice's page: what is due, what paid it and why, what the law adds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts import rules
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.disputes.queries import may_open as may_dispute
from encaisse.home.forms.customer import WaiveForm
from encaisse.home.queries import invoice as queries
from encaisse.home.queries.within import within
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import operations as late_charges
from encaisse.legal_action import forms as acting
from encaisse.legal_action import queries as clock
from encaisse.life_cycle import forms as noting
from encaisse.life_cycle import queries as life_cycle
from encaisse.matching import operations as matching
from encaisse.receivables import queries as receivables
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.receivables.models import Invoice


@require_safe
def invoice(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """One invoice, whole."""
    found = within(request.company, receivables.invoice_for(request.user, invoice_id))
    on = localdate()
    context = {
        "on": on,
        "invoice": found,
        "shown": queries.invoice_page(found, on=on),
        "may_collect": rules.may_collect(role_of(request)),
        "may_manage": rules.may_manage(role_of(request)),
        "may_dispute": may_dispute(request.user, found.customer),
        "waive_form": WaiveForm(),
        **_limitation(found, on),
        **_life_cycle(found, on),
    }
    return page(request, "home/invoice.html", context, fragment="page")


def _limitation(found: Invoice, on: date) -> dict[str, Any]:
    """Until when it may be acted on, the acts noted, and the forms to note more."""
    limitation = clock.of_invoice(found, on=on)
    return {
        "limitation": limitation,
        "limitation_acts": [
            (event, acting.CancelForm.of(event.pk))
            for event in (limitation.events if limitation else ())
        ],
        "act_form": acting.ActForm(),
        "kind_form": acting.KindForm(),
    }


def _life_cycle(found: Invoice, on: date) -> dict[str, Any]:
    """What platform and buyer said of it, and the forms to note more or to lift it."""
    statuses = life_cycle.line_of_time(found)
    return {
        "statuses": [
            (told, noting.LiftForm.of(told.consequence.pk) if told.may_lift else None)
            for told in statuses
        ],
        "received": life_cycle.received(found),
        "status_form": noting.StatusForm(on=on),
    }


@require_POST
def waive(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """Give up the interest or the indemnity of an invoice, what is to come included."""
    require(request, rules.may_manage)
    found = within(request.company, receivables.invoice_for(request.user, invoice_id))
    form = WaiveForm(request.POST)
    if form.is_valid():
        try:
            late_charges.waive(found.pk, **form.cleaned_data, by=str(request.user), on=localdate())
            messages.success(request, _("Abandon noté ; il est au journal avec son motif."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("Dites ce que vous abandonnez, et pourquoi."))
    return redirect("home:invoice", found.pk)


@require_POST
def unmatch(request: CompanyRequest, allocation_id: int) -> HttpResponse:
    """Undo what paid a receivable, by a counter-entry."""
    require(request, rules.may_collect)
    allocation = queries.allocation_for(request.company, allocation_id)
    try:
        matching.unmatch(allocation, on=localdate(), by=str(request.user))
        messages.success(request, _("Affectation défaite : la créance est de nouveau ouverte."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("home:invoice", allocation.receivable.invoice_id)
