"""The texts of the messages: their list, their page, what they say to a real customer, and their
versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.dunning.queries import preview, texts
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations, queries
from encaisse.letters.forms import TemplateForm, focus_on_error
from encaisse.letters.mail.rendering import READING_POLICY, preview_for
from encaisse.letters.rules import BLOCKS, VARIABLES, Wording
from encaisse.letters.rules.language import IN_SUBJECT
from encaisse.parties import queries as parties
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.letters.models import Template

CHANNELS = {
    "mail": lazy("Courriel"),
    "letter": lazy("Courrier"),
    "sms": lazy("SMS"),
    "call": lazy("Appel"),
}
WITHOUT_BLOCKS = ("sms", "call")
INVALID = 422
LANGUAGES = {"fr": lazy("Français"), "en": lazy("Anglais"), "de": lazy("Allemand")}


@require_GET
def template_list(request: CompanyRequest) -> HttpResponse:
    """The company's texts: a row for each step, a column for each tone, by channel and language."""
    channel = _among(CHANNELS, request.GET.get("canal", ""))
    language = _among(LANGUAGES, request.GET.get("langue", ""))
    count = texts.counts(request.company)
    context = {
        "steps": texts.grid(request.company, channel=str(channel), language=str(language)),
        "own": texts.own_texts(request.company),
        "channels": [
            (
                name,
                f"?canal={key}&langue={language}",
                key == channel,
                count[key, language],
            )
            for key, name in CHANNELS.items()
        ],
        "languages": [
            (name, f"?canal={channel}&langue={key}", key == language, count[channel, key])
            for key, name in LANGUAGES.items()
        ],
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
    focus_on_error(form)
    context = {
        "template": template,
        "form": form,
        "variables": VARIABLES.items(),
        "blocks": () if template.channel in WITHOUT_BLOCKS else BLOCKS.items(),
        "examples": preview.examples(request.company, on=timezone.localdate()),
        "follows": texts.follows_shipped(template),
        "versions": texts.history(template),
    }
    status = INVALID if form.errors else 200
    return page(request, "dunning/template.html", context, status=status)


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
        response = HttpResponse(preview_for(template.channel, wording, context))
    except Refusal as refusal:
        response = render(request, "dunning/preview_refused.html", {"refusal": refusal})
    response["Content-Security-Policy"] = READING_POLICY
    return response


@require_GET
def template_version(request: CompanyRequest, template_id: int, version: int) -> HttpResponse:
    """A text as it once was."""
    template = queries.template_for(request.user, template_id)
    kept = texts.version_of(template, version)
    context = {"template": template, "kept": kept, "may_manage": may_manage(role_of(request))}
    return page(request, "dunning/template_version.html", context)


@require_POST
def template_go_back(request: CompanyRequest, template_id: int) -> HttpResponse:
    """The text of an older version, or the one shipped, from now on."""
    require(request, may_manage)
    template = queries.template_for(request.user, template_id)
    asked = request.POST.get("version", "")
    try:
        if asked.isdecimal():
            version = texts.version_of(template, int(asked)).version
            operations.go_back_to(template, version, by=request.user)
        else:
            operations.go_back_to_shipped(template, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Texte remis. Les prochains messages le suivent."))
    return redirect("dunning:template", template.pk)


def _among(known: Mapping[str, object], asked: str) -> str:
    return asked if asked in known else next(iter(known))


def _save(request: CompanyRequest, template: Template, form: TemplateForm) -> bool:
    try:
        operations.change_template(template, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        place = refusal.facts.get("place")
        field = None if place is None else "subject" if place == IN_SUBJECT else "body"
        form.add_error(field, str(refusal))
        return False
    return True
