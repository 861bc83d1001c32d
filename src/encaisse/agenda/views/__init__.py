"""The pages of the agenda: the list, and what is done with a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.agenda import columns, forms, operations, rules
from encaisse.agenda.operations import Doer, Then
from encaisse.agenda.queries import listing
from encaisse.agenda.views.following import AGENDA, came_from
from encaisse.dunning.queries.tasks import members
from encaisse.kernel.refusal import Refusal
from encaisse.teams.queries.named import teams_of
from encaisse.web import returning
from encaisse.web.pages import page
from encaisse.web.paging import part

if TYPE_CHECKING:
    from datetime import date

    from django.forms import Form

    from encaisse.accounts.models import Company
    from encaisse.agenda.rules import Following, Item

SHOWN = 25
WHEN = [(listing.TODAY, _lazy("Aujourd'hui")), (listing.TOMORROW, _lazy("Demain")),
        (listing.WEEK, _lazy("Sept jours"))]  # fmt: skip
DONE, SNOOZE, GIVE, NOTE, TAKE = "fait", "reporter", "confier", "noter", "prendre"
TITLES = {
    DONE: _lazy("C'est fait"), SNOOZE: _lazy("Remettre à un autre jour"),
    GIVE: _lazy("Confier"), NOTE: _lazy("Noter"),
}  # fmt: skip
INVALID = 422


@require_safe
def agenda(request: CompanyRequest) -> HttpResponse:
    """What is to be done, in its order, and why that order; of a team, what each has and did."""
    on, company, who = localdate(), request.company, request.GET.get("qui", listing.MINE)
    when = request.GET.get("jour", listing.TODAY)
    when = when if when in listing.WITHIN else listing.TODAY
    people, teams = dict(_people(company)), teams_of(company)
    team, whole = listing.team_asked(teams, who), listing.agenda(company, on=on)
    found = whole.of_team(team.people) if team else whole.of(who, request.user.pk)
    due, count = found.due(when), found.counts()
    shown = part(due, request.GET, size=SHOWN)
    counted = team.people if team else people if who == listing.EVERYBODY else {}
    back = returning.here(AGENDA, request.GET)
    context = {
        "lines": columns.lines(
            shown.rows, on=on, people=people, viewer_id=request.user.pk, back=back
        ),
        "shown": shown,
        "who": who,
        "choices": _choices(request, people),
        "teams": [(f"{listing.TEAM}{each.id}", each.name) for each in teams],
        "counts": listing.counts(company, due, counted, on=on) if counted else [],
        "when": when,
        "tabs": [
            (label, "?" + urlencode({"qui": who, "jour": key}), key == when, count[key])
            for key, label in WHEN
        ],
        "done": listing.done_by(company, str(request.user), on=on),
        "may_act": may_collect(role_of(request)),
        "back": back,
    }  # fmt: skip
    return page(request, "agenda/agenda.html", context, fragment="list")


@require_http_methods(["GET", "POST"])
def act(request: CompanyRequest) -> HttpResponse:
    """Say that a line is done and what comes next, put it off, give it, note it."""
    require(request, may_collect)
    on, source = localdate(), request.POST.get("ligne") or request.GET.get("ligne", "")
    gesture = request.POST.get("geste") or request.GET.get("geste", DONE)
    try:
        item = listing.item_of(request.company, source, on=on)
    except listing.ItemGone as gone:
        messages.error(request, str(gone))
        return redirect(_back(request)) if request.method == "POST" else agenda(request)
    gesture = gesture if gesture in TITLES else TAKE
    if gesture == TAKE:
        return _taken(request, source)
    form = _form(request, gesture, item, on)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, gesture, source, form.cleaned_data)
            return redirect(_back(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "item": item, "gesture": gesture, "title": TITLES[gesture], "form": form,
        "back": returning.asked(request), "back_url": _back(request),
        "why": columns.why(item, on), "proposed": _proposed(request, item, on),
    }  # fmt: skip
    status = INVALID if form.errors else 200
    return page(request, "agenda/act.html", context, status=status)


def _taken(request: CompanyRequest, source: str) -> HttpResponse:
    """The viewer does it; asked for by its button only."""
    if request.method == "POST":
        operations.give(request.company, source, to=request.user, who=_doer(request))
        messages.success(request, _("Cette ligne est à vous."))
    return redirect(_back(request))


def _do(request: CompanyRequest, gesture: str, source: str, typed: dict[str, Any]) -> None:
    company, who = request.company, _doer(request)
    match gesture:
        case "fait":
            then = Then(typed["then"], typed["day"], typed["what"])
            item = operations.finish(company, source, words=typed["words"], then=then, who=who)
            messages.success(request, _("{subject} : fait.").format(subject=item.subject))
        case "reporter":
            operations.snooze(company, source, until=typed["day"], words=typed["words"], who=who)
            messages.success(request, _("Remise au {day:%d/%m/%Y}.").format(day=typed["day"]))
        case "confier":
            person = member_for(company, typed["person"])
            operations.give(company, source, to=person, who=who)
            messages.success(request, _("Confiée à {person}.").format(person=person))
        case _:
            operations.note(company, source, words=typed["words"], who=who)
            messages.success(request, _("Note gardée."))


def _form(request: CompanyRequest, gesture: str, item: Item, on: date) -> Form:
    typed = request.POST if request.method == "POST" else None
    match gesture:
        case "fait":
            return forms.DoneForm(typed, proposed=_proposed(request, item, on))
        case "reporter":
            return forms.SnoozeForm(typed, day=on + rules.IN_A_WEEK)
        case "confier":
            people = [(str(key), name) for key, name in _people(request.company)]
            return forms.GiveForm(typed, people=people)
        case _:
            return forms.NoteForm(typed)


def _proposed(request: CompanyRequest, item: Item, on: date) -> Following:
    if item.customer_id is None:
        return rules.following(step="", step_on=None, on=on)
    return listing.following(item.customer_id, request.company, on=on)


def _doer(request: CompanyRequest) -> Doer:
    return Doer(request.user, str(request.user), localdate())


def _back(request: CompanyRequest) -> str:
    return came_from(request) or reverse("agenda:agenda")


def _people(company: Company) -> list[tuple[int, str]]:
    return [(each.pk, str(each)) for each in members(company)]


def _choices(request: CompanyRequest, people: dict[int, str]) -> list[tuple[str, str]]:
    """Whose lines, teams apart."""
    others = [(str(key), name) for key, name in people.items() if key != request.user.pk]
    return [
        (listing.MINE, _("Les miennes et celles de personne")), *others,
        (listing.NOBODY, _("Celles de personne")), (listing.EVERYBODY, _("Tout le monde")),
    ]  # fmt: skip
