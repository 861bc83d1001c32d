"""What waits to be matched, decided with the keyboard; the payers learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.kernel.refusal import Refusal
from encaisse.matching import queries
from encaisse.matching.forms import ChoiceForm
from encaisse.matching.operations import learning, placing
from encaisse.matching.queries import learned
from encaisse.parties.queries import customer_for
from encaisse.payments.queries import bank_line_for, payment_for
from encaisse.receivables.queries import receivable_for
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.payments.models import BankLine

SHOWN_MAX, PAYERS_MAX = 50, 500


@require_safe
def waiting(request: CompanyRequest) -> HttpResponse:
    """Bank lines of nobody and payments that pay nothing, with what each may pay."""
    return _board(request, request.GET.get("fait", ""))


@require_POST
def choose_line(request: CompanyRequest, line_id: int) -> HttpResponse:
    """A person says whom the line concerns and what it pays."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    customer_id, pairs = form.cleaned_data["choice"]
    customer = customer_for(request.user, customer_id)
    parts = [(receivable_for(request.user, key), cents) for key, cents in pairs]
    try:
        placing.split(line, customer, parts, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _board(request, "")
    return _board(request, str(line.pk))


@require_POST
def choose_payment(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """A person says what the rest of a payment pays."""
    require(request, may_collect)
    credit = payment_for(request.user, credit_id)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    pairs = form.cleaned_data["choice"][1]
    parts = [(receivable_for(request.user, key), cents) for key, cents in pairs]
    try:
        placing.spread(credit, parts, by=str(request.user))
        messages.success(request, _("{name} : affecté.").format(name=credit.customer.name))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _board(request, "")


@require_POST
def undo(request: CompanyRequest, line_id: int) -> HttpResponse:
    """The line waits again."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    try:
        placing.undo(line, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _board(request, "")


@require_safe
def payers(request: CompanyRequest) -> HttpResponse:
    """The payers learned, by account or name."""
    return _payers(request)


@require_POST
def forget(request: CompanyRequest, payer_id: int) -> HttpResponse:
    """The payer is not known again."""
    require(request, may_collect)
    payer = learned.learned_for(request.user, request.company, payer_id)
    learning.forget(payer, by=str(request.user))
    return _payers(request)


def _payers(request: CompanyRequest) -> HttpResponse:
    context = {
        "payers": learned.payers_learned(request.company)[:PAYERS_MAX],
        "may_collect": may_collect(role_of(request)),
    }
    address = reverse("matching:payers")
    return page(request, "matching/payers.html", context, fragment="list", address=address)


def _board(request: CompanyRequest, done: str) -> HttpResponse:
    context = {
        "items": queries.waiting_first(request.company, most=SHOWN_MAX),
        "count": queries.waiting_count(request.company),
        "done": _done(request, done),
        "may_collect": may_collect(role_of(request)),
    }
    address = reverse("matching:waiting") + (f"?fait={done}" if done else "")
    return page(request, "matching/waiting.html", context, fragment="board", address=address)


def _done(request: CompanyRequest, done: str) -> BankLine | None:
    """The line just decided, which may be taken back."""
    if not (done.isascii() and done.isdigit() and len(done) < 18):
        return None
    line = bank_line_for(request.user, request.company, int(done))
    return line if line.fate in {"payment", "aside"} else None
