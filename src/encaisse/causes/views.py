"""The pages of causes: their sums, what is behind each, and those of a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.causes import columns, operations, queries
from encaisse.causes.forms import CauseForm
from encaisse.causes.rules import label
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_for
from encaisse.web import returning
from encaisse.web.export import spreadsheet
from encaisse.web.pages import as_shown, page

if TYPE_CHECKING:
    from encaisse.causes.queries import Late
    from encaisse.parties.models import Customer

INVALID = 422


@require_safe
def causes(request: CompanyRequest) -> HttpResponse:
    """What is late by cause; each sum opens its receivables."""
    on = localdate()
    found = queries.groups(queries.late(request.company, on=on))
    table = columns.CAUSES.table(found, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "causes/causes.html", {"table": table, "on": on}, fragment="list")


@require_safe
def receivables(request: CompanyRequest) -> HttpResponse:
    """The late receivables of a cause, or all."""
    on, asked = localdate(), request.GET.get("cause", "")
    cause = "" if asked == columns.UNKNOWN else asked or None
    kept = queries.of_cause(
        queries.late(request.company, on=on), cause=cause, currency=request.GET.get("devise", "")
    )
    table = columns.RECEIVABLES.table(queries.lines(kept), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "table": table, "title": _("Toutes les causes") if cause is None else label(cause),
        "asked": asked, "choices": columns.CHOICES, "sums": queries.groups(kept), "on": on,
    }  # fmt: skip
    return page(request, "causes/receivables.html", context, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Why what a customer owes is late: confirmed as proposed, or changed."""
    require(request, may_collect)
    found = _found(request, customer_id)
    late = queries.of_customer(request.company, found.pk, on=localdate())
    is_posted = request.method == "POST"
    ticked = {int(each) for each in request.POST.getlist("receivable") if each.isdecimal()}
    if "proposees" in request.POST:
        ticked = _proposed(late, request.POST.get("cause", ""), request.POST["proposees"])
    first = queries.proposed(late)
    form = CauseForm(request.POST if is_posted else None, cause=first)
    if is_posted and form.is_valid():
        try:
            return _chosen(request, found, form, ticked)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "customer": found, "late": late, "form": form, "back": returning.asked(request),
        "back_url": _address(request, found),
        "ticked": ticked if is_posted else _proposed(late, first),
    }  # fmt: skip
    status = INVALID if form.errors else 200
    return page(request, "causes/customer.html", context, fragment="page", status=status)


def _chosen(
    request: CompanyRequest, customer: Customer, form: CauseForm, ticked: set[int]
) -> HttpResponse:
    typed = form.cleaned_data
    kept = operations.choose(
        customer, typed["cause"], ticked, note=typed["note"], on=localdate(), by=str(request.user)
    )
    messages.success(request, columns.told(typed["cause"], len(kept)))
    return redirect(_address(request, customer))


def _proposed(late: list[Late], cause: str, currency: str = "") -> set[int]:
    """Those for which nobody chose it, in that currency when it is named."""
    return {
        each.id
        for each in late
        if each.cause == cause and not each.is_chosen and currency in ("", each.currency)
    }


def _found(request: CompanyRequest, customer_id: int) -> Customer:
    found = customer_for(request.user, customer_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found


def _address(request: CompanyRequest, customer: Customer) -> str:
    known = {"agenda": reverse("agenda:agenda"), "accueil": reverse("home:today"),
             "causes": reverse("causes:causes")}  # fmt: skip
    page_of = reverse("home:customer", args=[customer.pk])
    return returning.address(returning.asked(request), known) or as_shown(request, page_of)
