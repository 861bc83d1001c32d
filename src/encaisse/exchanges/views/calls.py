"""Calls: their list, one to make, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.disputes.queries import REASON_CHOICES
from encaisse.exchanges import columns, operations
from encaisse.exchanges.forms import CallForm
from encaisse.exchanges.queries import calls as queries
from encaisse.exchanges.queries import visits as visiting
from encaisse.exchanges.queries.scripts import script_for
from encaisse.exchanges.views import outcomes
from encaisse.kernel.refusal import Refusal
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.dunning.models import Task
    from encaisse.exchanges.models import Call
    from encaisse.parties.models import Customer


@require_safe
def calls(request: CompanyRequest) -> HttpResponse:
    """The calls, what came of them and what follows."""
    found = queries.calls(request.company)
    table = columns.CALLS.table(found, request.GET, filters=(columns.OUTCOME_FILTER,))
    if table.wants_export:
        return spreadsheet(table)
    tabs = outcomes.tabs("calls", visiting.to_come(request.company))
    return page(request, "exchanges/calls.html", {"table": table, "tabs": tabs}, fragment="list")


@require_safe
def call(request: CompanyRequest, call_id: int) -> HttpResponse:
    """One call: what was said, what it became, what follows."""
    found = queries.call_for(request.user, call_id)
    context = {
        "call": found,
        "outcome": (columns.STATES[found.outcome], columns.OUTCOMES[found.outcome]),
        "next": columns.NEXT[found.next_action],
        "may_act": may_collect(role_of(request)),
    }
    return page(request, "exchanges/call.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def dial(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A call to make: what to say and what is owed at the left, what came of it at the right."""
    require(request, may_collect)
    customer = outcomes.customer_in(request, customer_id)
    task = outcomes.task_in(request, customer)
    numbers = [(each.key, each.shown) for each in queries.numbers(customer)]
    if request.method != "POST":
        return _shown(request, customer, task, _opened(request, numbers))
    form = CallForm(request.POST, numbers=numbers, reasons=REASON_CHOICES)
    if form.is_valid():
        try:
            noted = _record(request, customer, task, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(outcomes.FIELD_OF.get(refusal.code), str(refusal))
        else:
            messages.success(request, noted.words)
            return redirect("exchanges:call", noted.pk)
    return _shown(request, customer, task, form, status=outcomes.INVALID)


def _opened(request: CompanyRequest, numbers: list[tuple[str, str]]) -> CallForm:
    """Before anything is typed: the number asked for, or the first; the next open day."""
    asked, known = request.GET.get("numero", ""), dict(numbers)
    day = queries.usual_day(localdate())
    return CallForm(numbers=numbers, reasons=REASON_CHOICES, initial={
        "number": asked if asked in known else next(iter(known), ""),
        "again_on": day, "call_on": day, "visit_on": day,
    })  # fmt: skip


def _record(
    request: CompanyRequest, customer: Customer, task: Task | None, typed: dict[str, Any]
) -> Call:
    dialled = {each.key: each for each in queries.numbers(customer)}.get(typed["number"])
    contact = dialled.contact if dialled else None
    said = script_for(customer, task, who=contact.name if contact else "", on=localdate())
    whom = operations.Dialled(
        dialled.shown if dialled else "", contact, typed["person"], said.written if said else None
    )
    told, by = outcomes.given(request, customer, typed), outcomes.teller(request)
    return operations.calls.record(customer, told, whom, at=now(), by=by, task=task)


def _shown(
    request: CompanyRequest, customer: Customer, task: Task | None, form: CallForm, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    on = localdate()
    asked = queries.asked_now(customer, task, on)
    if form.is_bound:
        ticked = set(outcomes.ticked(request))
        asked = [(each, each.pk in ticked) for each, _was in asked]
    numbers = queries.numbers(customer)
    chosen = {each.key: each for each in numbers}.get(str(form["number"].value() or ""))
    who = chosen.contact.name if chosen and chosen.contact else ""
    context = {
        "customer": customer,
        "task": task,
        "form": form,
        "numbers": numbers,
        "script": script_for(customer, task, who=who, on=on),
        "asked": asked,
        "total_cents": sum(each.open_cents for each, ticked in asked if ticked),
        "latest": queries.latest(customer),
        "coming": queries.coming(customer, task, on),
        "on": on,
    }
    return page(request, "exchanges/dial.html", context, status=status)
