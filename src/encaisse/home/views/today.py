"""The first page: the collector's day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts import rules
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.agenda import columns as agenda
from encaisse.agenda.queries import listing
from encaisse.dunning import operations as dunning
from encaisse.dunning.queries import board, tasks
from encaisse.dunning.queries.bank import bank_of
from encaisse.dunning.queries.board import Ready
from encaisse.home.queries import claims as claiming
from encaisse.home.queries import today as queries
from encaisse.imports.queries import to_review
from encaisse.kernel.refusal import Refusal
from encaisse.legal_action import queries as clock
from encaisse.letters.queries import why_mail_waits
from encaisse.notes import queries as notes
from encaisse.payments.queries import waiting_lines
from encaisse.replies import queries as replies
from encaisse.teams.queries.named import teams_of
from encaisse.teams.queries.objectives import of_viewer
from encaisse.web import returning
from encaisse.web.confirming import ask, is_confirmed
from encaisse.web.formats import plural
from encaisse.web.pages import page, wants_fragment

SHOWN = 10
# Figures that a question of the page brings, apart.
BOOKS, CLAIMS = "poste", "accessoires"
FIGURES = {BOOKS, CLAIMS}


@require_safe
def today(request: CompanyRequest) -> HttpResponse:
    """What to do now, and where the books stand."""
    company, on = request.company, localdate()
    role, figures = role_of(request), _standing(request, on) | _counted(request, on)
    if wants_fragment(request) and FIGURES & set(request.GET):
        return page(request, "home/today.html", figures | {"on": on}, fragment=["claims", "books"])
    ready = board.ready(company, on=on)
    context = {
        "on": on,
        "is_empty": queries.is_empty(company),
        "waiting": queries.waiting(ready),
        "mentions": notes.unread(request.user, company, most=SHOWN),
        "unread": replies.unread(company).count(),
        "my_tasks": tasks.mine(request.user, company),
        "sent": queries.sent_on(company, on=on),
        "without_address": queries.without_address(company),
        "why_mail_waits": why_mail_waits(company),
        "bank_lines": waiting_lines(company).count(),
        "reviews": to_review(company).count(),
        "bank": bank_of(company, on=on),
        "imports": queries.latest_imports(company),
        "objectives": of_viewer(request.user, company, on=on),
        "may_collect": rules.may_collect(role),
        "may_import": rules.may_import(role),
    } | _to_do(request, on, ready)
    return page(request, "home/today.html", context | figures, fragment="page")


@require_POST
def approve(request: CompanyRequest) -> HttpResponse:
    """Let one reminder go, or all that wait; asked once when the bank is too old to be trusted."""
    require(request, rules.may_collect)
    company, on, asked = request.company, localdate(), request.POST.get("message", "")
    bank = bank_of(company, on=on)
    if bank.is_stale and not is_confirmed(request, bank.question):
        return ask(request, "dunning/confirm.html", {"bank": bank})
    if "all" in request.POST:
        chosen = queries.waiting_ids(company, on=on)
    else:
        chosen = [int(asked)] if asked.isdecimal() else []
    try:
        released = dunning.approve(company, chosen, by=str(request.user))
        sentence = plural(len(released), _("relance part."), _("relances partent."))
        messages.success(request, sentence)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("home:today")


def _to_do(request: CompanyRequest, on: date, ready: list[Ready]) -> dict[str, Any]:
    """The viewer's lines of the day, the heaviest first; those of a team for who leads one."""
    company, who = request.company, request.GET.get("qui", listing.MINE)
    role = role_of(request)
    teams = teams_of(company) if rules.may_manage(role) else []
    team, found = listing.team_asked(teams, who), listing.agenda(company, on=on, ready=ready)
    mine = found.of_team(team.people) if team else found.of(listing.MINE, request.user.pk)
    due = mine.due(listing.TODAY)
    people = {each.pk: str(each) for each in tasks.members(company)}
    shown, back = due[:SHOWN], returning.here("accueil", request.GET)
    return {
        "lines": agenda.lines(shown, on=on, people=people, viewer_id=request.user.pk, back=back),
        "to_do": len(due),
        "others": len(due) - len(shown),
        "done": listing.done_by(company, str(request.user), on=on),
        "teams": [(f"{listing.TEAM}{each.id}", each.name) for each in teams],
        "who": who,
        "counts": listing.counts(company, due, team.people, on=on) if team else [],
        "may_act": rules.may_collect(role),
        "back": back,
    }


def _standing(request: CompanyRequest, on: date) -> dict[str, Any]:
    """Where the books stand: read when asked for, or after an act, so that nothing jumps; what was
    to be done does not wait for it otherwise."""
    asked = BOOKS in request.GET or (wants_fragment(request) and CLAIMS not in request.GET)
    read = queries.standing if asked else queries.known_standing
    return {"standing": read(request.company, on=on)}


def _counted(request: CompanyRequest, on: date) -> dict[str, Any]:
    """What is claimable in all, and how many receivables near the end of their limitation.

    Counted when asked for, as each reads every receivable; both or none, so that one question of
    the page brings both."""
    company = request.company
    if CLAIMS in request.GET:
        claims, counts = claiming.of_company(company, on=on), clock.counts(company, on=on)
        return {"claims": claims, "near": clock.near(counts)}
    known, counted = claiming.known_of_company(company, on=on), clock.known_counts(company, on=on)
    if known is None or counted is None:
        return {}
    return {"claims": known, "near": clock.near(counted)}
