"""The payers learned, and what a company lets be matched by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.kernel.refusal import Refusal
from encaisse.matching import queries
from encaisse.matching.forms import PolicyForm
from encaisse.matching.operations import learning
from encaisse.matching.queries import learned, lookback
from encaisse.web.fields import typed_amount
from encaisse.web.pages import page

PAYERS_MAX = 500


@require_safe
def payers(request: CompanyRequest) -> HttpResponse:
    """The payers learned, by account or name."""
    return _payers(request)


@require_POST
def forget(request: CompanyRequest, payer_id: int) -> HttpResponse:
    """The payer is not known again."""
    require(request, may_collect)
    payer = learned.learned_for(request.user, request.company, payer_id)
    learning.forget(payer, by=str(request.user))
    return _payers(request)


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: CompanyRequest) -> HttpResponse:
    """From which confidence a match is applied by itself; what each would have applied of the
    last month, and would of what waits."""
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=_policy(request))
    if request.method == "POST":
        require(request, may_manage)
        if form.is_valid() and _changed(request, form):
            return redirect("matching:policy")
    told = lookback.habits(request.company)
    context = {
        "form": form,
        "told": told,
        "threshold": queries.policy_of(request.company).threshold,
        "may_manage": may_manage(role_of(request)),
    }
    status = 422 if form.is_bound else 200
    return page(request, "matching/policy.html", context, status=status)


def _policy(request: CompanyRequest) -> dict[str, object]:
    kept = queries.policy_of(request.company)
    return {
        "threshold": kept.threshold,
        "tolerance": typed_amount(kept.tolerance_cents),
        "discount": next((rate / 100 for rate in kept.discount_rates), None),
    }


def _changed(request: CompanyRequest, form: PolicyForm) -> bool:
    try:
        learning.change_policy(
            request.company,
            threshold=form.cleaned_data["threshold"],
            tolerance_cents=form.cleaned_data["tolerance"],
            discount_rate=form.discount_rate,
            by=str(request.user),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Réglages enregistrés."))
    return True


def _payers(request: CompanyRequest) -> HttpResponse:
    context = {
        "payers": learned.payers_learned(request.company)[:PAYERS_MAX],
        "may_collect": may_collect(role_of(request)),
    }
    address = reverse("matching:payers")
    return page(request, "matching/payers.html", context, fragment="list", address=address)
