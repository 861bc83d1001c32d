"""Something of a customer was closed: what comes next, proposed from its scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.agenda import columns, operations, rules
from encaisse.agenda.forms import FollowingForm
from encaisse.agenda.operations import Doer, Then
from encaisse.agenda.queries.coming import coming
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_for
from encaisse.web import returning
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

AGENDA, HOME = "agenda", "accueil"
INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def following(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Ask what comes next, then go back to where something was closed; at once when the customer
    owes nothing."""
    require(request, may_collect)
    customer, on = _customer(request, customer_id), localdate()
    back, found = _back(request, customer), coming(customer, on=on)
    is_posted = request.method == "POST"
    if not is_posted and not found.is_owing:
        return redirect(back)
    form = FollowingForm(
        request.POST if is_posted else None, proposed=found.proposed,
        is_planned=bool(found.planned),
    )  # fmt: skip
    if is_posted and form.is_valid():
        try:
            _plan(request, customer, form)
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "customer": customer, "back": back, "form": form, "proposed": found.proposed,
        "planned": [columns.planned(each) for each in found.planned],
    }  # fmt: skip
    status = INVALID if form.errors else 200
    return page(request, "agenda/following.html", context, status=status)


def _plan(request: CompanyRequest, customer: Customer, form: FollowingForm) -> None:
    typed, on = form.cleaned_data, localdate()
    if typed["then"] == rules.SCENARIO:
        return
    who = Doer(request.user, str(request.user), on)
    then = Then(typed["then"], typed["day"], typed["what"])
    operations.ask_next(request.company, customer.pk, then, who=who)
    messages.success(request, _("Suite notée pour le {day:%d/%m/%Y}.").format(day=typed["day"]))


def came_from(request: CompanyRequest) -> str:
    """The part of the agenda that one comes from; empty when it is another place."""
    pages = {AGENDA: reverse("agenda:agenda"), HOME: reverse("home:today")}
    return returning.address(returning.asked(request), pages)


def _back(request: CompanyRequest, customer: Customer) -> str:
    """The agenda, another page of ours, else that of the customer."""
    if found := came_from(request):
        return found
    asked = returning.asked(request)
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else reverse("home:customer", args=[customer.pk])


def _customer(request: CompanyRequest, customer_id: int) -> Customer:
    found = customer_for(request.user, customer_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found
