"""The customer's own pages: what is owed, one invoice, its documents."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.operations import refuse_opening
from encaisse.accounts.queries import is_refused
from encaisse.documents.forms import given_back
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import columns as stating
from encaisse.late_charges.queries.statement import statement as statement_of
from encaisse.portal import columns, operations, queries
from encaisse.portal.queries import plans, said
from encaisse.portal.queries.account import (
    accounts_of,
    has_means,
    is_insolvent,
    mandate_of,
    reference_of,
    shown_to,
    transfer_of,
)
from encaisse.portal.queries.discounts import discounts_of
from encaisse.portal.queries.owing import running, unasked_of
from encaisse.portal.rules import LANGUAGES, told, words_of
from encaisse.portal.views.visiting import (
    COOKIE,
    GONE,
    LANGUAGE_COOKIE,
    PATH,
    SALT,
    TOO_MANY,
    VISIT_SECONDS,
    closed,
    language_of,
    set_cookie,
    shown,
    visiting,
)
from encaisse.store import isolation
from encaisse.web.export import workbook

if TYPE_CHECKING:
    from datetime import date

    from encaisse.parties.models import Customer
    from encaisse.portal.models import PortalLink
    from encaisse.portal.queries.owing import Running

LOG = logging.getLogger(__name__)
REFUSED, SHEET = 409, "xlsx"


@login_not_required
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The address that was sent: its token becomes a cookie, and leaves the address."""
    response = _entered(request, token)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _entered(request: HttpRequest, token: str) -> HttpResponse:
    at, address = now(), request.META.get("REMOTE_ADDR", "")
    with isolation.seeing_all():
        link = queries.link_of_token(token, at=at)
    if link is None:
        if is_refused(address, at=at):
            LOG.warning("Espace client : trop de liens refusés, suivis depuis %s", address)
            return closed(request, "too_many", TOO_MANY)
        refuse_opening(address, at=at)
        LOG.warning("Espace client : lien refusé, suivi depuis %s", address)
        return closed(request, "closed", GONE)
    response = redirect("portal:space")
    set_cookie(response, request, COOKIE, signing.dumps(link.pk, salt=SALT), seconds=VISIT_SECONDS)
    return response


@visiting
@require_safe
def space(request: HttpRequest, link: PortalLink) -> HttpResponse:
    """What is late and what it costs, what is to come, how to pay."""
    if request.method == "GET":
        operations.visit(link, at=now())
    on, language = localdate(), language_of(request, link)
    unasked = unasked_of(link.company, shown_to(link.customer), on=on)
    accounts = accounts_of(link.customer, unasked, on=on)
    context = {
        "mandate": mandate_of(link.customer, on=on),
        "on": columns.day(on, language=language),
        "running": [
            _plan(link.customer, each, language=language, on=on)
            for each in running(unasked.plans, on=on)
        ],
        "is_asked": not is_insolvent(link.customer),
        "has_means": has_means(link.company),
        "sheets": columns.sheets(accounts, language=language, on=on),
        "plans": [
            (each.pk, columns.day(each.expires_on, language=language))
            for each in plans.plans_of(link.customer, on=on)
        ],
        "discounts": columns.discounts(discounts_of(link.customer, on=on), language=language),
    }
    return shown(request, link, "portal/space.html", context)


def _plan(customer: Customer, found: Running, *, language: str, on: date) -> columns.Plan:
    """A plan of the customer's, or of one that it pays for: the transfer tells whose."""
    transfer = transfer_of(customer, found.asked, reference_of(found.owner))
    whose = "" if found.owner == customer else found.owner.name
    return columns.plan(found, transfer, whose=whose, language=language, on=on)


@visiting
@require_POST
def choose_language(request: HttpRequest, link: PortalLink) -> HttpResponse:  # noqa: ARG001
    """The page in the other language, from now on."""
    response = redirect("portal:space")
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        set_cookie(response, request, LANGUAGE_COOKIE, chosen, seconds=None)
    return response


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The visit ends; the link stays."""
    response = closed(request, "left", 200)
    response.delete_cookie(COOKIE, path=PATH)
    return response


@visiting
@require_safe
def paper(request: HttpRequest, link: PortalLink, document_id: int) -> HttpResponse:  # noqa: ARG001
    """A document of one of the customer's invoices, to be saved."""
    return given_back(said.paper_of(link.customer, document_id))


@visiting
@require_safe
def statement(request: HttpRequest, link: PortalLink, form: str) -> HttpResponse:
    """The statement of account of the day, as the company's people have it: PDF or spreadsheet."""
    try:
        return _statement(link.customer, form)
    except Refusal as refusal:
        language = language_of(request, link)
        context = {
            "title": words_of(language)["statement"],
            "sentence": told(str(refusal), refusal.code, language),
        }
        return shown(request, link, "portal/thanks.html", context, status=REFUSED)


def _statement(customer: Customer, form: str) -> HttpResponse:
    found = statement_of(customer, on=localdate())
    if form == SHEET:
        found.require_leaving()
        sheets = stating.sheets(found.accounts)
        return workbook(stating.file_name(customer.code, found.on), sheets)
    name, paper = stating.printed(customer, found, made_on=localdate())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
