"""What people said of the columns of tables: seen, renamed, forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_import
from encaisse.imports import columns
from encaisse.imports.operations import tables
from encaisse.imports.queries import mappings as queries
from encaisse.kernel.refusal import Refusal
from encaisse.web.pages import page

SHOWN_MAX = 200
NAME_MAX = 200


@require_safe
def mappings(request: CompanyRequest) -> HttpResponse:
    """Each with what its columns say."""
    found = queries.mappings_of(request.user, request.company)[:SHOWN_MAX]
    context = {
        "layouts": [(one, columns.TABLES[one.kind], queries.said_of(one)) for one in found],
        "may_import": may_import(role_of(request)),
        "name_max": NAME_MAX,
    }
    return page(request, "imports/mappings.html", context)


@require_POST
def rename(request: CompanyRequest, mapping_id: int) -> HttpResponse:
    """Under another name."""
    require(request, may_import)
    kept = queries.mapping_for(request.user, request.company, mapping_id)
    try:
        tables.rename_mapping(kept, name=request.POST.get("name", "")[:NAME_MAX],
                              by=str(request.user))  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:mappings")


@require_POST
def forget(request: CompanyRequest, mapping_id: int) -> HttpResponse:
    """The columns of that header are guessed again."""
    require(request, may_import)
    kept = queries.mapping_for(request.user, request.company, mapping_id)
    tables.forget_mapping(kept, by=str(request.user))
    messages.success(request, _("« {name} » est oubliée.").format(name=kept.name))
    return redirect("imports:mappings")
