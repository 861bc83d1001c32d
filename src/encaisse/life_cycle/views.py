"""A status noted by hand, and what one entailed lifted, on the invoice's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.documents.forms import given
from encaisse.kernel.refusal import Refusal
from encaisse.life_cycle import operations, queries
from encaisse.life_cycle.forms import LiftForm, StatusForm
from encaisse.receivables.queries import invoice_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from encaisse.receivables.models import Invoice


@require_POST
def note(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """Keep a status, with its proof, and apply it."""
    require(request, may_collect)
    invoice = invoice_for(request.user, invoice_id)
    _require_here(request, invoice.company_id)
    form = StatusForm(request.POST, request.FILES, on=localdate())
    return _done(request, invoice.pk, form, lambda: _note(request, invoice, form))


@require_POST
def lift(request: CompanyRequest, consequence_id: int) -> HttpResponse:
    """What the status entailed counts no more."""
    require(request, may_collect)
    found = queries.consequence_for(request.user, consequence_id)
    _require_here(request, found.company_id)
    form = LiftForm(request.POST)

    def act() -> str:
        why, by = form.cleaned_data["why"], str(request.user)
        operations.lift(found, why=why, on=localdate(), by=by)
        return _("Effet levé ; le statut reste lisible, avec votre motif.")

    return _done(request, found.invoice_id, form, act)


def _note(request: CompanyRequest, invoice: Invoice, form: StatusForm) -> str:
    typed = form.cleaned_data
    file = typed.pop("proof")
    made = operations.note_by_hand(
        invoice, operations.typed(invoice, **typed), on=localdate(), by=str(request.user),
        proof=given(file) if file else None,
    )  # fmt: skip
    told = _("Statut noté : {label}.").format(label=made.status.label.lower())
    return f"{told} {made.told}".strip()


def _require_here(request: CompanyRequest, company_id: int) -> None:
    """A page shows one company at a time: another's thing does not exist."""
    if company_id != request.company.pk:
        raise Http404


def _done(
    request: CompanyRequest, invoice_id: int, form: Form, act: Callable[[], str]
) -> HttpResponse:
    """Do it, say how it went, and go back to the invoice."""
    if form.is_valid():
        try:
            messages.success(request, act())
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        for field, errors in form.errors.items():
            messages.error(request, f"{form[field].label} : {errors[0]}")
    return redirect("home:invoice", invoice_id)
