"""The page of the objectives: those of this month and of the months to come, one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.kernel.refusal import Refusal
from encaisse.teams import queries
from encaisse.teams.forms import TEAM, ObjectiveForm
from encaisse.teams.operations import objectives as operations
from encaisse.teams.queries import named
from encaisse.teams.queries import objectives as reading
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.accounts.models import User
    from encaisse.teams.models import Team

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def objectives(request: CompanyRequest) -> HttpResponse:
    """How far each is; one more."""
    form, on = _form(request), localdate()
    if request.method == "POST":
        require(request, may_manage)
        if form.is_valid() and _kept(request, form):
            return redirect("teams:objectives")
    context = {
        "objectives": reading.standings(request.company, on=on), "form": form, "on": on,
        "may_manage": may_manage(role_of(request)),
    }  # fmt: skip
    return page(request, "teams/objectives.html", context, status=INVALID if form.errors else 200)


@require_POST
def remove_objective(request: CompanyRequest, objective_id: int) -> HttpResponse:
    """Nothing is aimed at any more."""
    require(request, may_manage)
    found = reading.objective_in(request.company, objective_id)
    operations.remove_objective(found, by=str(request.user))
    messages.success(request, _("Objectif retiré."))
    return redirect("teams:objectives")


def _kept(request: CompanyRequest, form: ObjectiveForm) -> bool:
    typed = form.cleaned_data
    try:
        operations.set_objective(
            request.company, who=_who(request, typed["who"]), month=typed["month"],
            aim=typed["aim"], target=typed["target"], on=localdate(), by=str(request.user),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Objectif fixé."))
    return True


def _who(request: CompanyRequest, key: str) -> User | Team:
    if key.startswith(TEAM):
        return named.team_in(request.company, int(key.removeprefix(TEAM)))
    return member_for(request.company, int(key))


def _form(request: CompanyRequest) -> ObjectiveForm:
    people = [(str(each.pk), str(each)) for each in queries.people(request.company, takers=True)]
    teams = [(f"{TEAM}{each.id}", each.name) for each in named.teams_of(request.company)]
    typed = request.POST if request.method == "POST" else None
    return ObjectiveForm(typed, people=people, teams=teams, on=localdate())
