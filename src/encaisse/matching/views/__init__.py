"""What waits to be matched, decided with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.kernel.refusal import Refusal
from encaisse.matching import queries
from encaisse.matching.forms import ChoiceForm, MadeForm
from encaisse.matching.operations import deciding, doubles
from encaisse.matching.operations.deciding import Share
from encaisse.matching.views import tokens
from encaisse.parties.queries import customer_for
from encaisse.payments.queries import bank_line_for, payment_for
from encaisse.receivables.queries import receivable_for
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.matching.queries import Waiting
    from encaisse.parties.models import Customer

SHOWN_MAX, NUMBER_MAX = 50, 9
KEPT = ("client", "vue", "apres")


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
    shares = [Share(receivable_for(request.user, key), cents) for key, cents in pairs]
    try:
        deciding.decide_line(line, customer, shares, viewer=request.user, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _board(request, "")
    return _board(request, tokens.of_line(line))


@require_POST
def choose_payment(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """A person says what the rest of a payment pays, or leaves it on the account."""
    require(request, may_collect)
    credit = payment_for(request.user, credit_id)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    pairs = form.cleaned_data["choice"][1]
    shares = [Share(receivable_for(request.user, key), cents) for key, cents in pairs]
    try:
        made = deciding.decide_payment(credit, shares, viewer=request.user, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _board(request, "")
    return _board(request, tokens.of_payment(made))


@require_POST
def double(request: CompanyRequest, line_id: int) -> HttpResponse:
    """A line in doubt is the one that another file gave (``same``), or one more."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    try:
        doubles.decide(line, is_same="same" in request.POST, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _board(request, "")
    return _board(request, tokens.of_line(line))


@require_POST
def undo(request: CompanyRequest, line_id: int) -> HttpResponse:
    """The line waits again."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    form = MadeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    closed = form.cleaned_data["closed"]
    try:
        deciding.undo_line(line, closed=closed, viewer=request.user, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _board(request, "")


@require_POST
def undo_payment(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """What the last decision made of a payment is undone."""
    require(request, may_collect)
    credit = payment_for(request.user, credit_id)
    form = MadeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    try:
        deciding.undo_payment(
            credit, **form.cleaned_data, viewer=request.user, by=str(request.user)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _board(request, "")


def _board(request: CompanyRequest, done: str) -> HttpResponse:
    after = _number(request.GET.get("apres", ""))
    which = request.GET.get("vue", "")
    count, items = _items(request, which, after)
    context = {
        "items": items,
        "count": count,
        "which": which,
        "after": after,
        "earlier": max(after - SHOWN_MAX, 0),
        "later": after + SHOWN_MAX if after + SHOWN_MAX < count else 0,
        "left_count": queries.left_on_account(request.company).count(),
        "customer": _customer(request),
        "done": tokens.read(request.user, request.company, done),
        "may_collect": may_collect(role_of(request)),
    }
    kept = {key: value for key in KEPT if (value := request.GET.get(key))}
    context["kept"] = f"?{urlencode(kept)}" if kept else ""
    told = kept | ({"fait": done} if done else {})
    address = reverse("matching:waiting") + (f"?{urlencode(told)}" if told else "")
    return page(request, "matching/waiting.html", context, fragment="board", address=address)


def _items(request: CompanyRequest, which: str, after: int) -> tuple[int, list[Waiting]]:
    """All that waits, what was left on accounts, or what stands of one customer."""
    company, customer = request.company, _customer(request)
    if customer or which == "laisses":
        found = (
            queries.asked_about(company, customer.pk)
            if customer
            else queries.left_on_account(company)
        )
        shown = found[after : after + SHOWN_MAX]
        return found.count(), queries.payments_proposed(company, list(shown))
    found_ = queries.waiting_first(company, most=SHOWN_MAX, after=after)
    return queries.waiting_count(company), found_


def _customer(request: CompanyRequest) -> Customer | None:
    key = _number(request.GET.get("client", ""))
    return customer_for(request.user, key) if key else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_MAX else 0
