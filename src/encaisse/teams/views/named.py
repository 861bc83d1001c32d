"""The pages of the named teams: those that stand, one more, one changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from encaisse.teams.forms import TeamForm
from encaisse.teams.operations import named as operations
from encaisse.teams.queries import named
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.teams.models import Team

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: CompanyRequest) -> HttpResponse:
    """The teams of the company, and one more."""
    form = _form(request, {})
    if request.method == "POST":
        require(request, may_manage)
        if form.is_valid() and _kept(request, form, None):
            return redirect("teams:teams")
    context = {
        "teams": named.teams_of(request.company), "form": form, "on": localdate(),
        "may_manage": may_manage(role_of(request)),
    }  # fmt: skip
    return page(request, "teams/teams.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change_team(request: CompanyRequest, team_id: int) -> HttpResponse:
    """Its name, who leads it, who is of it."""
    require(request, may_manage)
    team = named.team_in(request.company, team_id)
    initial = {
        "name": team.name, "manager": team.manager.user_id if team.manager else "",
        "people": named.people_of(team),
    }  # fmt: skip
    form = _form(request, initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, team):
        return redirect("teams:teams")
    context = {"team": team, "form": form}
    return page(request, "teams/change_team.html", context, status=INVALID if form.errors else 200)


@require_POST
def dissolve(request: CompanyRequest, team_id: int) -> HttpResponse:
    """The team goes; its members stay."""
    require(request, may_manage)
    operations.dissolve(named.team_in(request.company, team_id), by=str(request.user))
    messages.success(request, _("Équipe dissoute : chacun garde ses clients."))
    return redirect("teams:teams")


def _form(request: CompanyRequest, initial: dict[str, Any]) -> TeamForm:
    people = [(each.pk, str(each)) for each in queries.people(request.company)]
    typed = request.POST if request.method == "POST" else None
    return TeamForm(typed, people=people, managers=named.managers(request.company), initial=initial)


def _kept(request: CompanyRequest, form: TeamForm, team: Team | None) -> bool:
    typed, by = form.cleaned_data, str(request.user)
    chosen = typed.pop("manager")
    typed["manager"] = member_for(request.company, chosen) if chosen else None
    try:
        if team is None:
            operations.form_team(request.company, by=by, **typed)
            messages.success(request, _("Équipe formée."))
        else:
            operations.change_team(team, by=by, **typed)
            messages.success(request, _("Équipe changée."))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
