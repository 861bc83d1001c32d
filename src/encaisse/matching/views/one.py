"""One bank line or one payment: whom it concerns, shared among what is owed, or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.kernel.refusal import Refusal
from encaisse.matching import queries
from encaisse.matching.forms import AsideForm, NewCustomerForm, Sharing
from encaisse.matching.operations import deciding, placing
from encaisse.matching.operations.deciding import NothingShared, Share
from encaisse.matching.queries import sharing
from encaisse.matching.views import tokens
from encaisse.parties.queries import customer_for
from encaisse.payments import operations as payments
from encaisse.payments.queries import bank_line_for, payment_for
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.matching.queries import Waiting
    from encaisse.parties.models import Customer

SHARE, ACCOUNT, OLDEST = "affecter", "compte", "anciennes"
LONGEST_NUMBER = 18


@require_safe
def line(request: CompanyRequest, line_id: int) -> HttpResponse:
    """What the bank said of one line, who may have paid it, what it may be shared among."""
    return _line_page(request, line_id)


@require_safe
def payment(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """What stands of one payment, and what it may be shared among."""
    item = queries.waiting_credit(payment_for(request.user, credit_id))
    return _page(request, item, _proposed(request, item))


@require_POST
def share_line(request: CompanyRequest, line_id: int) -> HttpResponse:
    """The line is shared as typed, left on the account, or counted again."""
    require(request, may_collect)
    item = queries.waiting_line(bank_line_for(request.user, request.company, line_id))
    return _shared(request, item)


@require_POST
def share_payment(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """The same for what stands of a payment."""
    require(request, may_collect)
    return _shared(request, queries.waiting_credit(payment_for(request.user, credit_id)))


@require_POST
def take_back(request: CompanyRequest, line_id: int) -> HttpResponse:
    """The bank took this money back from a payment of that customer."""
    require(request, may_collect)
    found = bank_line_for(request.user, request.company, line_id)
    key = _key(request.POST.get("client", ""))
    if not key:
        return _line_page(request, line_id, status=422)
    customer = customer_for(request.user, key)
    try:
        placing.attribute(found, customer, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _line_page(request, line_id, customer=customer, status=422)
    messages.success(request, _("Impayé de {name} noté.").format(name=customer.name))
    return redirect("matching:waiting")


@require_POST
def new_customer(request: CompanyRequest, line_id: int) -> HttpResponse:
    """Whoever paid becomes a customer, to whom the line may then be given."""
    require(request, may_collect)
    found = bank_line_for(request.user, request.company, line_id)
    form = NewCustomerForm(request.POST)
    if form.is_valid():
        try:
            customer = deciding.open_customer(found, **form.cleaned_data, by=str(request.user))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Client ouvert : {name}.").format(name=customer.name))
            return redirect(f"{reverse('matching:line', args=[line_id])}?client={customer.pk}")
    return _line_page(request, line_id, opening=form, status=422)


@require_POST
def set_aside(request: CompanyRequest, line_id: int) -> HttpResponse:
    """No customer is concerned, for a reason."""
    require(request, may_collect)
    found = bank_line_for(request.user, request.company, line_id)
    form = AsideForm(request.POST)
    if form.is_valid():
        try:
            payments.set_line_aside(found, **form.cleaned_data, by=str(request.user))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            return _back(tokens.of_line(found))
    return _line_page(request, line_id, aside=form, status=422)


def _shared(request: CompanyRequest, item: Waiting) -> HttpResponse:
    customer = _payer(request, item, request.POST.get("client", ""))
    if customer is None:
        return _page(request, item, None, status=422)
    owed = sharing.payable_now(customer, item.currency)
    typed = Sharing.typed(item.cents, item.currency, owed, request.POST.dict())
    act = request.POST.get("act", "")
    if act == OLDEST:
        typed.oldest_first()
    elif "rest" in request.POST:
        typed.fill(_key(request.POST["rest"]))
    elif act in {SHARE, ACCOUNT} and not typed.errors:
        try:
            return _decided(request, item, customer, [] if act == ACCOUNT else _shares(typed))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return _page(request, item, typed, customer=customer, status=422)
    status = 422 if typed.errors else 200
    return _page(request, item, typed, customer=customer, status=status)


def _shares(typed: Sharing) -> list[Share]:
    shares = [Share(row.receivable, row.cents, row.closes) for row in typed.rows if row.cents]
    if not shares:
        raise NothingShared
    return shares


def _decided(
    request: CompanyRequest, item: Waiting, customer: Customer, shares: list[Share]
) -> HttpResponse:
    who: dict[str, Any] = {"viewer": request.user, "by": str(request.user)}
    if item.line:
        made = deciding.decide_line(item.line, customer, shares, **who)
        return _back(tokens.of_line(item.line, made.closed))
    return _back(tokens.of_payment(deciding.decide_payment(item.paid, shares, **who)))


def _back(token: str) -> HttpResponse:
    return redirect(f"{reverse('matching:waiting')}?fait={token}")


def _line_page(request: CompanyRequest, line_id: int, **beside: Any) -> HttpResponse:
    found = bank_line_for(request.user, request.company, line_id)
    item = queries.waiting_line(found)
    return _page(request, item, _proposed(request, item), **beside)


def _proposed(request: CompanyRequest, item: Waiting) -> Sharing | None:
    """The amounts of the match chosen, or of the first of the customer chosen."""
    customer = _payer(request, item, request.GET.get("client", ""))
    if customer is None or item.cents <= 0:
        return None
    found = queries.matches_of(item.line, customer.pk) if item.line else item.matches
    parts = {part.receivable_id: part.cents for match in found[:1] for part in match.parts}
    return Sharing.of(
        item.cents, item.currency, sharing.payable_now(customer, item.currency), parts
    )


def _payer(request: CompanyRequest, item: Waiting, key: str) -> Customer | None:
    """The customer chosen, else the likeliest; of a payment, whose it is."""
    if item.credit:
        return item.credit.customer
    if _key(key):
        return customer_for(request.user, _key(key))
    return item.shown[0].customer if item.shown else None


def _page(
    request: CompanyRequest,
    item: Waiting,
    shared: Sharing | None,
    *,
    customer: Customer | None = None,
    aside: AsideForm | None = None,
    opening: NewCustomerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sought = request.GET.get("q", "").strip()
    customer = customer or _payer(request, item, request.GET.get("client", ""))
    waits = item.credit is not None or bool(item.line and item.line.fate == "waiting")
    context = {
        "item": item,
        "line": item.line,
        "customer": customer,
        "shared": shared,
        "causes": deciding.causes(),
        "sought": sought,
        "found": sharing.customers_sought(request.user, request.company, sought),
        "aside": aside or AsideForm(),
        "opening": opening or NewCustomerForm(named=item.counterparty),
        "may_decide": waits and may_collect(role_of(request)),
        "may_undo": may_collect(role_of(request)),
    }
    return page(request, "matching/one.html", context, status=status)


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
