"""What a customer does with a code: it proposes how to be reached, it accepts a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from encaisse.kernel.refusal import Refusal
from encaisse.portal import forms, operations
from encaisse.portal.operations.acting import Visit
from encaisse.portal.queries import plans, said
from encaisse.portal.queries.addresses import address_of
from encaisse.portal.rules import told, words_of
from encaisse.portal.rules.codes import masked
from encaisse.portal.views.visiting import language_of, shown, visiting

if TYPE_CHECKING:
    from encaisse.portal.models import PortalCode, PortalLink

INVALID = 422
CONTACT, PLAN = "contact", "plan"


@visiting
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, link: PortalLink) -> HttpResponse:
    """Who is to be written to from now on: said here, sent once a code confirms it."""
    language, is_posted = language_of(request, link), request.method == "POST"
    form = forms.ReachForm(words_of(language), request.POST if is_posted else None)
    if is_posted and form.is_valid():
        try:
            code = operations.coding.send(_visit(link), purpose=CONTACT, asked=form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, told(str(refusal), refusal.code, language))
        else:
            return redirect(address_of(link.customer, "portal:code", code_id=code.pk))
    status = INVALID if is_posted else 200
    return shown(request, link, "portal/contact.html", {"form": form}, status=status)


@visiting
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, link: PortalLink, proposal_id: int) -> HttpResponse:
    """A plan proposed, whole; accepted by a name, then by a code."""
    proposal = plans.plan_of(link.customer, proposal_id, on=localdate())
    language, is_posted = language_of(request, link), request.method == "POST"
    form = forms.AcceptForm(words_of(language), request.POST if is_posted else None)
    if is_posted and form.is_valid():
        asked = {"proposal": str(proposal.pk), "seal": plans.seal(proposal), **form.cleaned_data}
        try:
            sent = operations.coding.send(_visit(link), purpose=PLAN, asked=asked)
        except Refusal as refusal:
            form.add_error(None, told(str(refusal), refusal.code, language))
        else:
            return redirect(address_of(link.customer, "portal:code", code_id=sent.pk))
    binding = plans.agreement_of(proposal)
    context = {
        "form": form,
        "agreement": plans.agreement_of(proposal, language=language),
        "binding": binding if language != "fr" else None,
    }
    status = INVALID if is_posted else 200
    return shown(request, link, "portal/plan.html", context, status=status)


@visiting
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, link: PortalLink, code_id: int) -> HttpResponse:
    """The six digits that came by mail: right, the act is done."""
    sent = said.code_of(link, code_id)
    language, is_posted = language_of(request, link), request.method == "POST"
    form = forms.CodeForm(words_of(language), request.POST if is_posted else None)
    if is_posted and form.is_valid():
        visit = _visit(link)
        try:
            used = operations.coding.use(sent, form.cleaned_data["code"], by=visit.by, at=visit.at)
            _act(request, visit, used)
        except Refusal as refusal:
            form.add_error(None, told(str(refusal), refusal.code, language))
        else:
            return redirect("portal:thanks", sent.purpose)
    context = {"form": form, "sent_to": masked(sent.sent_to)}
    status = INVALID if is_posted else 200
    return shown(request, link, "portal/code.html", context, status=status)


def _act(request: HttpRequest, visit: Visit, used: PortalCode) -> None:
    """What the code was sent for, and nothing else."""
    if used.purpose == PLAN:
        address = request.META.get("REMOTE_ADDR", "")
        operations.accepting.accept(visit, used, address=address)
    else:
        operations.acting.propose_contact(visit, used.asked)


def _visit(link: PortalLink) -> Visit:
    return Visit(link, at=now(), on=localdate())
