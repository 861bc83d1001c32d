"""The page that says what a collector grants alone; each capability that has limits has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encaisse.accounts.requests import require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from encaisse.accounts.requests import CompanyRequest
    from encaisse.web.forms import LimitsForm

INVALID = 422


def limits_page(
    request: CompanyRequest,
    template: str,
    form_class: type[LimitsForm],
    kept: Any,
    change: Callable[..., None],
) -> HttpResponse:
    """``kept``: the limits as they are, named as the fields; ``change`` keeps new ones."""
    is_posted = request.method == "POST"
    if is_posted:
        require(request, may_manage)
    may_change = may_manage(role_of(request))
    form = form_class(request.POST if is_posted else None, limits=kept, may_change=may_change)
    if is_posted and form.is_valid():
        change(request.company, type(kept)(**form.cleaned_data), by=str(request.user))
        messages.success(request, _("Limites enregistrées."))
        return redirect(request.path)
    context = {"form": form, "may_change": may_change}
    return page(request, template, context, status=INVALID if form.errors else 200)
