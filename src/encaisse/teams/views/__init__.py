"""The pages of the team: who follows what, a portfolio to hand over, absences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.kernel.refusal import Refusal
from encaisse.parties import queries as parties
from encaisse.teams import columns, operations, queries
from encaisse.teams.forms import AwayForm, HandForm, RuleForm
from encaisse.teams.queries.objectives import standings
from encaisse.teams.rules import may_say_away
from encaisse.web.export import spreadsheet
from encaisse.web.formats import plural
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.accounts.models import User

INVALID = 422
EVERYTHING = "tout"


@require_safe
def team(request: CompanyRequest) -> HttpResponse:
    """Who follows how many customers, who is away, what was handed over lately."""
    return _shown(request, _away_form(request))


@require_POST
def be_away(request: CompanyRequest) -> HttpResponse:
    """Somebody is away on these days: another stands in."""
    require(request, may_collect)
    form = _away_form(request)
    if form.is_valid():
        typed = form.cleaned_data
        person = member_for(request.company, typed.pop("person"))
        replacement = member_for(request.company, typed.pop("replacement"))
        require(request, lambda role: may_say_away(role, is_self=person.pk == request.user.pk))
        try:
            operations.be_away(
                person, replacement, company=request.company, on=localdate(),
                by=str(request.user), **typed,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("{replacement} remplace {person} ces jours-là.")
            messages.success(request, told.format(replacement=replacement, person=person))
            return redirect("teams:team")
    return _shown(request, form)


@require_POST
def come_back(request: CompanyRequest, absence_id: int) -> HttpResponse:
    """The person is there from today, or the absence is given up."""
    found = queries.absence_in(request.company, absence_id)
    require(request, lambda role: may_say_away(role, is_self=found.person_id == request.user.pk))
    operations.come_back(found, on=localdate(), by=str(request.user))
    messages.success(request, _("{person} reprend ses lignes.").format(person=found.person))
    return redirect("teams:team")


@require_http_methods(["GET", "HEAD", "POST"])
def portfolio(request: CompanyRequest, person_id: int) -> HttpResponse:
    """The customers that somebody follows: handed over to another, all or the ticked ones."""
    return _portfolio(request, member_for(request.company, person_id))


@require_http_methods(["GET", "HEAD", "POST"])
def unfollowed(request: CompanyRequest) -> HttpResponse:
    """The customers that nobody follows: given to somebody, all or the ticked ones."""
    return _portfolio(request, None)


def _portfolio(request: CompanyRequest, person: User | None) -> HttpResponse:
    own = person.pk if person else None
    people = [each for each in _people(request, takers=True) if each[0] != own]
    if request.method == "POST":
        require(request, may_manage)
        return _handed(request, person, HandForm(request.POST, people=people))
    found = queries.portfolio(request.company, person, on=localdate())
    table = columns.PORTFOLIO.table(found, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "person": person, "table": table, "here": request.path, "form": HandForm(people=people),
        "may_manage": may_manage(role_of(request)) and bool(people),
    }  # fmt: skip
    return page(request, "teams/portfolio.html", context, fragment="list")


@require_POST
def undo(request: CompanyRequest, handover_id: int) -> HttpResponse:
    """Customers handed over today go back."""
    require(request, may_manage)
    found = queries.handover_in(request.company, handover_id)
    try:
        operations.undo(found, on=localdate(), by=str(request.user))
        told = _("Les clients de {giver} lui sont rendus.")
        nobody = _("Ces clients ne sont de nouveau suivis par personne.")
        messages.success(request, told.format(giver=found.giver) if found.giver else nobody)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("teams:team")


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: CompanyRequest) -> HttpResponse:
    """Who follows which customers by rule: what each takes now; one more."""
    is_posted = request.method == "POST"
    if is_posted:
        require(request, may_manage)
    takers = _people(request, takers=True)
    sellers = [(each.pk, each.name) for each in parties.sellers(request.company)]
    form = RuleForm(request.POST if is_posted else None, people=takers, sellers=sellers)
    if is_posted and form.is_valid():
        typed = form.cleaned_data
        collector = member_for(request.company, typed.pop("collector"))
        if typed["salesperson"]:
            typed["salesperson"] = parties.colleague_in(request.company, typed["salesperson"])
        try:
            operations.add_rule(request.company, collector=collector, by=str(request.user), **typed)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Règle ajoutée."))
            return redirect("teams:rules")
    shares, nobody = queries.shares(request.company)
    context = {
        "form": form, "shares": shares, "nobody": nobody,
        "unfollowed": sum(each.unfollowed for each in shares),
        "elsewhere": sum(each.elsewhere for each in shares),
        "may_manage": may_manage(role_of(request)),
    }  # fmt: skip
    status = INVALID if form.errors else 200
    return page(request, "teams/rules.html", context, status=status)


@require_POST
def remove_rule(request: CompanyRequest, rule_id: int) -> HttpResponse:
    """The rule goes; its customers stay where they are."""
    require(request, may_manage)
    operations.remove_rule(queries.rule_in(request.company, rule_id), by=str(request.user))
    return redirect("teams:rules")


@require_POST
def raise_rule(request: CompanyRequest, rule_id: int) -> HttpResponse:
    """The rule is read before the one above it."""
    require(request, may_manage)
    operations.raise_rule(queries.rule_in(request.company, rule_id), by=str(request.user))
    return redirect("teams:rules")


@require_POST
def share(request: CompanyRequest) -> HttpResponse:
    """Customers go to whom the rules say: those of nobody, or all."""
    require(request, may_manage)
    made = operations.share(
        request.company, everybody=EVERYTHING in request.POST, on=localdate(), by=str(request.user)
    )
    given = sum(each.parts.count() for each in made)
    told = plural(given, _("client confié."), _("clients confiés."))
    messages.success(request, told if given else _("Chacun est déjà où la règle le veut."))
    return redirect("teams:team" if given else "teams:rules")


def _handed(request: CompanyRequest, giver: User | None, form: HandForm) -> HttpResponse:
    ticked = [int(key) for key in request.POST.getlist("client") if key.isdecimal()]
    chosen = None if EVERYTHING in request.POST else ticked
    back = reverse("teams:portfolio", args=[giver.pk]) if giver else reverse("teams:unfollowed")
    if not form.is_valid():
        messages.error(request, _("Choisissez une personne."))
        return redirect(back)
    taker = member_for(request.company, form.cleaned_data["taker"])
    try:
        made = operations.hand_over(
            giver, taker, company=request.company, customers=chosen, on=localdate(),
            note=form.cleaned_data["note"], by=str(request.user),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    count = plural(made.parts.count(), _("client confié"), _("clients confiés"))
    messages.success(request, _("{count} à {taker}.").format(count=count, taker=taker))
    return redirect("teams:team")


def _shown(request: CompanyRequest, form: AwayForm) -> HttpResponse:
    on = localdate()
    table = columns.TEAM.table(queries.team(request.company, on=on), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    role = role_of(request)
    context = {
        "table": table, "form": form, "on": on,
        "nobody": queries.without_collector(request.company),
        "objectives": standings(request.company, on=on),
        "absences": [
            (each, may_say_away(role, is_self=each.person_id == request.user.pk))
            for each in queries.absences(request.company, on=on)
        ],
        "handovers": queries.handovers(request.company),
        "may_collect": may_collect(role), "may_manage": may_manage(role),
    }  # fmt: skip
    status = INVALID if form.errors else 200
    return page(request, "teams/team.html", context, fragment="list", status=status)


def _away_form(request: CompanyRequest) -> AwayForm:
    people = _people(request)
    if not may_manage(role_of(request)):
        people = [each for each in people if each[0] == request.user.pk]
    return AwayForm(
        request.POST if request.method == "POST" else None, people=people, on=localdate(),
        takers=_people(request, takers=True), person=request.user.pk,
    )  # fmt: skip


def _people(request: CompanyRequest, *, takers: bool = False) -> list[tuple[int, str]]:
    found = queries.people(request.company, takers=takers)
    return [(each.pk, str(each)) for each in found]
