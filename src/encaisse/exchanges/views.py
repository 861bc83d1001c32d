"""Exchanges: their lists, a call to make and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.disputes.queries import REASON_CHOICES
from encaisse.exchanges import columns, operations
from encaisse.exchanges.forms import CallForm
from encaisse.exchanges.queries import calls as queries
from encaisse.exchanges.queries.scripts import script_for
from encaisse.exchanges.rules.outcomes import Following, Next, Outcome
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_for
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.dunning.models import Task
    from encaisse.exchanges.models import Call
    from encaisse.parties.models import Customer

INVALID = 422
FIELD_OF = {
    "next_action_missing": "next_action", "next_day_missing": "next_action",
    "step_still_open": "next_action", "nothing_without_reason": "next_action",
    "number_not_dialled": "number", "promise_without_day": "by_on",
    "promise_in_the_past": "by_on", "dispute_without_cause": "cause",
}  # fmt: skip


@require_safe
def calls(request: CompanyRequest) -> HttpResponse:
    """The calls, what came of them and what follows."""
    found = queries.calls(request.company)
    table = columns.CALLS.table(found, request.GET, filters=(columns.OUTCOME_FILTER,))
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "exchanges/calls.html", {"table": table}, fragment="list")


@require_safe
def call(request: CompanyRequest, call_id: int) -> HttpResponse:
    """One call: what was said, what it became, what follows."""
    found = queries.call_for(request.user, call_id)
    shown = (columns.STATES[found.outcome], columns.OUTCOMES[found.outcome])
    return page(request, "exchanges/call.html", {
        "call": found, "outcome": shown, "next": columns.NEXT[found.next_action],
        "may_act": may_collect(role_of(request)),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def dial(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A call to make: what to say and what is owed at the left, what came of it at the right."""
    require(request, may_collect)
    customer = customer_for(request.user, customer_id)
    if customer.company_id != request.company.pk:
        raise Http404
    task = _task(request, customer)
    numbers = queries.numbers(customer)
    choices = [(each.key, each.shown) for each in numbers]
    if request.method != "POST":
        asked = request.GET.get("numero", "")
        first = asked if asked in dict(choices) else next(iter(dict(choices)), "")
        day = queries.usual_day(localdate())
        form = CallForm(numbers=choices, reasons=REASON_CHOICES, initial={
            "number": first, "again_on": day, "call_on": day, "visit_on": day,
        })  # fmt: skip
        return _shown(request, customer, task, form)
    form = CallForm(request.POST, numbers=choices, reasons=REASON_CHOICES)
    if form.is_valid():
        try:
            noted = _record(request, customer, task, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(FIELD_OF.get(refusal.code), str(refusal))
        else:
            messages.success(request, noted.words)
            return redirect("exchanges:call", noted.pk)
    return _shown(request, customer, task, form, status=INVALID)


def _record(
    request: CompanyRequest, customer: Customer, task: Task | None, typed: dict[str, Any]
) -> Call:
    receivables = queries.chosen(customer, _ticked(request))
    currency = receivables[0].currency if receivables else customer.currency
    dialled = {each.key: each for each in queries.numbers(customer)}.get(typed["number"])
    whom = operations.Dialled(
        dialled.shown if dialled else "", dialled.contact if dialled else None, typed["person"]
    )
    by = operations.Teller(str(request.user), localdate(), request.user)
    told = given(typed, receivables, currency)
    return operations.calls.record(customer, told, whom, at=now(), by=by, task=task)


def given(typed: dict[str, Any], receivables: list[Any], currency: str) -> operations.Given:
    """What was typed, as operations take it: only what the outcome asks for is looked at."""
    outcome = Outcome(typed["outcome"])
    cents = {Outcome.PROMISE: typed["amount"], Outcome.DISPUTE: typed["contested"]}.get(outcome)
    return operations.Given(
        outcome, note=typed["note"], receivables=receivables,
        amount=None if cents is None else Money(cents, currency), by_on=typed["by_on"],
        cause=typed["cause"], counts=typed["counts"], then=_following(outcome, typed),
    )  # fmt: skip


def _following(outcome: Outcome, typed: dict[str, Any]) -> Following:
    if outcome == Outcome.CALLBACK:
        return Following(Next.CALL, typed["again_on"], typed["again_at"])
    action = Next(typed["next_action"]) if typed["next_action"] else None
    if action == Next.CALL:
        return Following(action, typed["call_on"], typed["call_at"])
    on = typed["visit_on"] if action == Next.VISIT else None
    return Following(action, on, why=typed["next_why"] if action == Next.NOTHING else "")


def _shown(
    request: CompanyRequest, customer: Customer, task: Task | None, form: CallForm, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    on = localdate()
    asked = queries.asked_now(customer, task, on)
    if form.is_bound:
        ticked = set(_ticked(request))
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


def _task(request: CompanyRequest, customer: Customer) -> Task | None:
    asked = request.GET.get("tache", "")
    if not asked.isdecimal():
        return None
    return queries.task_of(request.company, customer, int(asked))


def _ticked(request: CompanyRequest) -> list[int]:
    return [int(each) for each in request.POST.getlist("receivable") if each.isdecimal()]
