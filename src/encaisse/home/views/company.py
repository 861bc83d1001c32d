"""One's own company: who it is, where it is paid, and a letter as it would leave."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts import operations as accounts
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.home.forms.company import IDENTITY, CompanyForm
from encaisse.home.queries.company import lacking
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters
from encaisse.letters import pdf
from encaisse.letters.post.specimen import specimen
from encaisse.letters.queries import letterhead_of
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def company(request: CompanyRequest) -> HttpResponse:
    """The company's own sheet; only a manager changes it."""
    found, is_posted = request.company, request.method == "POST"
    if is_posted:
        require(request, may_manage)
    is_changed = may_manage(role_of(request))
    head = letterhead_of(found)
    typed = (request.POST, request.FILES) if is_posted else (None, None)
    form = CompanyForm.of(found, head, *typed, is_changed=is_changed)
    if is_posted and form.is_valid():
        try:
            _change(found, form, by=str(request.user))
        except Refusal as refusal:
            found.refresh_from_db()
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Fiche de la société enregistrée."))
            return redirect("home:company")
    context = {
        "form": form,
        "head": head,
        "lacking": lacking(found),
        "may_manage": is_changed,
        "can_count_openings": bool(settings.PUBLIC_ADDRESS),
    }
    return page(request, "home/company.html", context, status=INVALID if form.errors else 200)


@require_safe
def company_letter(request: CompanyRequest) -> HttpResponse:
    """A letter as it would leave today: its first page as a picture, or the whole as a PDF."""
    order = specimen(request.company, on=localdate()).order
    if "image" in request.GET:
        kind, content = "image/png", base64.b64decode(pdf.pictures(order)[0])
    else:
        kind, content = "application/pdf", pdf.render(order.template, order.data, title=order.title)
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "no-store"})


@transaction.atomic
def _change(found: Company, form: CompanyForm, *, by: str) -> None:
    """All of it or nothing."""
    accounts.change_identity(found, by=by, **form.told(*IDENTITY))
    if {"iban", "bic"} & set(form.changed_data):
        accounts.change_bank_account(found, by=by, **form.told("iban", "bic"))
    if "payment_terms" in form.changed_data:
        accounts.change_terms(found, terms=form.cleaned_data["payment_terms"], by=by)
    if "tracks_opens" in form.changed_data:
        accounts.count_openings(found, tracks_opens=form.cleaned_data["tracks_opens"], by=by)
    signs = form.told("signatory", "signatory_role")
    letters.change_letterhead(found, by=by, pictures=form.pictures(), **signs)
