"""The tasks of people: the list, done in place or given to another, and one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import NotAllowed, may_collect
from encaisse.dunning import operations
from encaisse.dunning.columns import tasks as columns
from encaisse.dunning.forms.tasks import DayForm, OutcomeForm, PersonForm, ReachForm
from encaisse.dunning.queries import tasks as queries
from encaisse.dunning.rules.tasks import may_reassign
from encaisse.kernel.refusal import Refusal
from encaisse.parties import operations as parties
from encaisse.web.export import spreadsheet
from encaisse.web.formats import plural
from encaisse.web.pages import ask_next, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from encaisse.dunning.models import Task

    Act = Callable[[Task], None]

ENDED = "closes"


@require_safe
def task_list(request: CompanyRequest) -> HttpResponse:
    """What waits for somebody, or what became of it."""
    company, is_ended = request.company, request.GET.get("etat") == ENDED
    people = _people(request)
    listing = columns.ENDED if is_ended else columns.OPEN
    found = queries.tasks(company).filter(done_on__isnull=not is_ended)
    filters = (columns.of_whom(request.user.pk, people), columns.KIND_FILTER)
    table = listing.table(found, request.GET, filters=filters)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "table": table,
        "state": ENDED if is_ended else "",
        "tabs": [
            (_("À faire"), "?", not is_ended, queries.open_count(company)),
            (_("Closes"), f"?etat={ENDED}", is_ended, None),
        ],
        "outcome": OutcomeForm(on=localdate()),
        "person": PersonForm(people=people),
        "query": request.GET.urlencode(),
        "may_act": may_collect(role_of(request)) and not is_ended,
    }
    return page(request, "dunning/tasks.html", context, fragment="list")


@require_safe
def task(request: CompanyRequest, task_id: int) -> HttpResponse:
    """One task: about whom and what, whom to call, what came of it."""
    found, on, role = queries.task_in(request.company, task_id), localdate(), role_of(request)
    lines = queries.about(found, on)
    context = {
        "task": found,
        "on": on,
        "lines": lines,
        "total_cents": sum(line.cents for line in lines),
        "contacts": found.customer.contacts.order_by("name", "id"),
        "outcome": OutcomeForm(on=on),
        "day": DayForm(),
        "person": PersonForm(people=_people(request)),
        "reach": ReachForm(
            known={"email": found.customer.email, "address": found.customer.address}
        ),
        "may_act": may_collect(role) and found.done_on is None,
        "may_reassign": may_reassign(role, is_own=_is_own(request, found)),
    }
    return page(request, "dunning/task.html", context)


@require_POST
def act_on_tasks(request: CompanyRequest) -> HttpResponse:
    """Done, not done, put off or given to another: the ticked ones, or the one of the page."""
    require(request, may_collect)
    chosen = queries.chosen(request.company, _ticked(request))
    form, acts = _asked(request)
    here = f"{reverse('dunning:tasks')}?{request.GET.urlencode()}".rstrip("?")
    if not form.is_valid():
        messages.error(request, _wrong(form))
        return redirect(here)
    done = _to_each(request, chosen, acts(request, form.cleaned_data))
    closed = {each.customer_id for each in done} if isinstance(form, OutcomeForm) else set()
    return ask_next(request, closed.pop(), back=here) if len(closed) == 1 else redirect(here)


@require_POST
def reach(request: CompanyRequest, task_id: int) -> HttpResponse:
    """An e-mail or an address for a customer that nobody could write to."""
    require(request, may_collect)
    found = queries.task_in(request.company, task_id)
    form = ReachForm(request.POST, known={})
    if not form.is_valid():
        messages.error(request, _wrong(form))
        return redirect("dunning:task", task_id)
    on, by = localdate(), str(request.user)
    parties.change_customer(found.customer, by=by, **form.cleaned_data)
    if operations.tasks.settle(found.company, on=on, customer_id=found.customer_id):
        told = _("{name} peut être joint : la tâche est close.")
        messages.success(request, told.format(name=found.customer.name))
        return ask_next(request, found.customer_id, back=reverse("dunning:tasks"))
    messages.error(request, _("Il manque encore de quoi joindre {name}.").format(
        name=found.customer.name
    ))  # fmt: skip
    return redirect("dunning:task", task_id)


def _asked(request: CompanyRequest) -> tuple[Form, Callable[[CompanyRequest, Any], Act]]:
    """What was typed, and what the button does with it."""
    match request.POST.get("act"):
        case "give":
            return PersonForm(request.POST, people=_people(request)), _give
        case "put_off":
            return DayForm(request.POST), _put_off
        case _:
            return OutcomeForm(request.POST, on=localdate()), _do


def _put_off(request: CompanyRequest, typed: dict[str, Any]) -> Act:
    on, by = localdate(), str(request.user)

    def put_off(task: Task) -> None:
        operations.tasks.put_off(task, to=typed["to"], why=typed["why"], on=on, by=by)

    return put_off


def _do(request: CompanyRequest, typed: dict[str, Any]) -> Act:
    """Done, or not: the button says."""
    told = {"on": typed["on"], "today": localdate(), "by": str(request.user)}
    words = typed["outcome"]
    if request.POST.get("act") == "not_done":
        return lambda task: operations.tasks.give_up(task, why=words, **told)
    return lambda task: operations.tasks.do(task, outcome=words, **told)


def _give(request: CompanyRequest, typed: dict[str, Any]) -> Act:
    person, role = member_for(request.company, typed["person"]), role_of(request)

    def give(task: Task) -> None:
        if not may_reassign(role, is_own=_is_own(request, task)):
            raise NotAllowed(act=_("confier la tâche d'une autre personne"))
        operations.tasks.reassign(task, to=person, by=str(request.user))

    return give


def _to_each(request: CompanyRequest, chosen: list[Task], act: Act) -> list[Task]:
    """Do it to each, say how many, and why the first of the others refused; those done."""
    done, refusals = [], []
    for each in chosen:
        try:
            act(each)
            done.append(each)
        except Refusal as refusal:
            refusals.append(str(refusal))
    if done:
        told = plural(len(done), _("tâche mise à jour."), _("tâches mises à jour."))
        messages.success(request, told)
    if refusals:
        messages.error(request, refusals[0])
    return done


def _wrong(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _is_own(request: CompanyRequest, task: Task) -> bool:
    return task.person_id in (None, request.user.pk)


def _people(request: CompanyRequest) -> list[tuple[str, str]]:
    return [(str(each.pk), str(each)) for each in queries.members(request.company)]


def _ticked(request: CompanyRequest) -> list[int]:
    return [int(each) for each in request.POST.getlist("task") if each.isdecimal()]
