"""Notes of a customer, in place on its page: each act shows them again, and nothing else moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.kernel.refusal import Refusal
from encaisse.notes import operations, queries
from encaisse.notes.forms import NoteForm
from encaisse.notes.operations import Writer
from encaisse.parties.queries import customer_for
from encaisse.web.pages import page, wants_fragment

if TYPE_CHECKING:
    from encaisse.notes.models import Note
    from encaisse.parties.models import Customer

INVALID = 422
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """The notes of a customer; one more."""
    customer = _within(request, customer_for(request.user, customer_id))
    if request.method != "POST":
        return _shown(request, customer)
    require(request, may_collect)
    text = NoteForm(request.POST).data.get("text", "")
    ticked = {int(each) for each in request.POST.getlist("receivable") if each.isdecimal()}
    try:
        operations.write(
            customer, text, receivables=queries.receivables(customer.pk, ticked),
            who=_writer(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(request, customer, {"typed": text, "wrong": str(refusal)}, INVALID)
    messages.success(request, _("Note gardée."))
    return _after(request, customer, {"is_kept": True})


@require_POST
def edit(request: CompanyRequest, note_id: int) -> HttpResponse:
    """Correct one's own note."""
    require(request, may_collect)
    note = _note(request, note_id)
    text = NoteForm(request.POST).data.get("text", "")
    try:
        operations.edit(note, text, who=_writer(request))
    except Refusal as refusal:
        wrong = {"corrected": note.pk, "correction": text, "why_not": str(refusal)}
        return _shown(request, note.customer, wrong, INVALID)
    messages.success(request, _("Note corrigée."))
    return _after(request, note.customer)


@require_POST
def pin(request: CompanyRequest, note_id: int) -> HttpResponse:
    """Keep it above the others, or not any more."""
    require(request, may_collect)
    note = _note(request, note_id)
    operations.pin(note, is_pinned=not note.is_pinned, by=str(request.user))
    return _after(request, note.customer)


@require_POST
def read(request: CompanyRequest, note_id: int) -> HttpResponse:
    """Say that one has read where one is mentioned, and go to the note."""
    note = _note(request, note_id)
    operations.read(note, request.user, at=now())
    return redirect(f"{reverse('home:customer', args=[note.customer_id])}#notes")


def _after(
    request: CompanyRequest, customer: Customer, more: dict[str, Any] | None = None
) -> HttpResponse:
    if wants_fragment(request):
        return _shown(request, customer, more)
    return redirect("home:customer", customer.pk)


def _shown(
    request: CompanyRequest, customer: Customer, more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "customer": customer,
        "may_collect": may_collect(role_of(request)),
        **queries.panel(customer, request.user, most=SHOWN),
        **(more or {}),
    }
    return page(request, "notes/notes.html", context, fragment="notes", status=status)


def _writer(request: CompanyRequest) -> Writer:
    return Writer(request.user, str(request.user), now())


def _note(request: CompanyRequest, note_id: int) -> Note:
    note = queries.note_for(request.user, note_id)
    _within(request, note.customer)
    return note


def _within(request: CompanyRequest, customer: Customer) -> Customer:
    if customer.company_id != request.company.pk:
        raise Http404
    return customer
