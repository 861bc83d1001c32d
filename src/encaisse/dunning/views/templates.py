"""The texts of the messages: their list, their page, and what they say to a real customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.dunning.queries import preview
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations, queries
from encaisse.letters.forms import TemplateForm
from encaisse.letters.mail.rendering import READING_POLICY
from encaisse.letters.mail.rendering import preview as drawn
from encaisse.letters.rules import BLOCKS, VARIABLES, Wording
from encaisse.parties import queries as parties
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.letters.models import Template


@require_GET
def template_list(request: CompanyRequest) -> HttpResponse:
    """The company's texts, by language, in the order of firmness."""
    context = {
        "templates": queries.templates(request.company),
        "may_manage": may_manage(role_of(request)),
    }
    return page(request, "dunning/templates.html", context)


def template_edit(request: CompanyRequest, template_id: int) -> HttpResponse:
    """One text, beside what it says to a customer. POST saves, or says what is wrong in it."""
    require(request, may_manage)
    template = queries.template_for(request.user, template_id)
    kept = {"subject": template.subject, "body": template.body}
    form = TemplateForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid() and _save(request, template, form):
        messages.success(request, _("Modèle enregistré. Les prochains messages le suivent."))
        return redirect("dunning:template", template.pk)
    context = {
        "template": template,
        "form": form,
        "variables": VARIABLES.items(),
        "blocks": BLOCKS.items(),
        "examples": preview.examples(request.company, on=timezone.localdate()),
    }
    return page(request, "dunning/template.html", context)


@require_POST
def template_preview(request: CompanyRequest, template_id: int) -> HttpResponse:
    """What the text as typed says to a customer, for a frame that may neither run nor fetch."""
    template = queries.template_for(request.user, template_id)
    customer = parties.customer_for(request.user, int(request.POST.get("customer") or 0))
    wording = Wording(
        request.POST.get("subject", ""), request.POST.get("body", ""), template.language
    )
    try:
        context = preview.preview_context(customer, on=timezone.localdate())
        response = HttpResponse(drawn(wording, context))
    except Refusal as refusal:
        response = render(request, "dunning/preview_refused.html", {"refusal": refusal})
    response["Content-Security-Policy"] = READING_POLICY
    return response


def _save(request: CompanyRequest, template: Template, form: TemplateForm) -> bool:
    try:
        operations.change_template(template, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
