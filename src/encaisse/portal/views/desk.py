"""What the company's people see of the portal: the links of a customer, what customers said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.kernel.refusal import Refusal
from encaisse.portal import forms, operations, queries
from encaisse.portal.queries import said
from encaisse.web.pages import ask_next, page

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

REFUSED, INVALID = 409, 422
PAGE_OF = {
    "dispute": "disputes:dispute", "payment_plan": "payment_plans:plan",
    "promise": "promises:promise",
}  # fmt: skip


@require_safe
def links(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """The links of a customer: who made them, when they were last used."""
    return _links(request, queries.customer_for(request.user, request.company, customer_id))


@require_POST
def issue(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A new link, shown this once."""
    require(request, may_collect)
    customer = queries.customer_for(request.user, request.company, customer_id)
    contact = queries.contact_of(customer, request.POST.get("contact", ""))
    try:
        _link, token = operations.issue(customer, contact=contact, at=now(), by=str(request.user))
    except Refusal as refusal:
        return _links(request, customer, refused=str(refusal))
    return _links(request, customer, made=_address(request, token))


@require_POST
def send(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A new link leaves by mail; from the customer's page, one goes back to it."""
    require(request, may_collect)
    customer = queries.customer_for(request.user, request.company, customer_id)
    contact = queries.contact_of(customer, request.POST.get("contact", ""))
    back = "home:customer" if request.POST.get("depuis") == "fiche" else "portal:links"
    here = request.build_absolute_uri("/")
    try:
        operations.send(customer, contact=contact, at=now(), by=str(request.user), here=here)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        name = contact.name if contact else customer.name
        messages.success(request, _("Lien envoyé à {name}.").format(name=name))
    return redirect(back, customer.pk)


@require_POST
def revoke(request: CompanyRequest, link_id: int) -> HttpResponse:
    """The link opens nothing any more."""
    require(request, may_collect)
    link = queries.link_for(request.user, request.company, link_id)
    try:
        operations.revoke(link, at=now(), by=str(request.user))
    except Refusal as refusal:
        return _links(request, link.customer, refused=str(refusal))
    messages.success(request, _("Lien révoqué : il n'ouvre plus rien."))
    return redirect("portal:links", link.customer_id)


@require_POST
def take_contact(request: CompanyRequest, portal_request_id: int) -> HttpResponse:
    """The person proposed becomes a contact of the customer."""
    require(request, may_collect)
    found = said.request_for(request.user, request.company, portal_request_id)
    try:
        operations.acting.take_contact(found, on=localdate(), by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Contact ajouté à la fiche."))
    return redirect("portal:request", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: CompanyRequest) -> HttpResponse:
    """How long links open, where customers pay by card."""
    require(request, may_manage)
    found = queries.policy_of(request.company)
    initial = {
        "link_days": found.link_days, "paid_days": found.paid_days,
        "payment_address": found.payment_address,
    }  # fmt: skip
    form = forms.PolicyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.arranging.choose(request.company, **form.cleaned_data, by=str(request.user))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Espace client réglé."))
            return redirect("portal:policy")
    status = INVALID if form.errors else 200
    return page(request, "portal/policy.html", {"form": form}, status=status)


def _links(
    request: CompanyRequest, customer: Customer, *, made: str = "", refused: str = ""
) -> HttpResponse:
    context = {
        "customer": customer,
        "links": queries.links_of(customer)[: queries.LINKS_SHOWN],
        "contacts": queries.contacts_of(customer),
        "at": now(),
        "made": made,
        "days": queries.policy_of(customer.company).link_days,
        "refused": refused,
        "may_collect": may_collect(role_of(request)),
    }
    response = page(
        request, "portal/links.html", context, fragment="page", status=REFUSED if refused else 200
    )
    response["Cache-Control"] = "no-store"
    return response


def _address(request: HttpRequest, token: str) -> str:
    """The address to give: that of the installation as others reach it, when it is known."""
    path = reverse("portal:enter", args=[token])
    known = settings.PUBLIC_ADDRESS
    return f"{known}{path}" if known else request.build_absolute_uri(path)


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: CompanyRequest, portal_request_id: int) -> HttpResponse:
    """What a customer said; POST says what was done of it."""
    found = said.request_for(request.user, request.company, portal_request_id)
    form = forms.CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(request, may_collect)
        if form.is_valid():
            try:
                operations.acting.close(
                    found,
                    outcome=form.cleaned_data["outcome"],
                    on=localdate(),
                    by=str(request.user),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Demande close."))
                here = reverse("portal:request", args=[found.pk])
                return ask_next(request, found.customer_id, back=here)
    kind, _sep, number = found.about.partition(":")
    context = {
        "request_": found,
        "form": form,
        "about": reverse(PAGE_OF[kind], args=[number]) if kind in PAGE_OF else "",
        "may_collect": may_collect(role_of(request)),
    }
    status = INVALID if form.errors else 200
    return page(request, "portal/request.html", context, fragment="page", status=status)
