"""Visits: their list, one to plan, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.disputes.queries import REASON_CHOICES
from encaisse.exchanges import columns, operations
from encaisse.exchanges.forms import CancelForm, ReportForm, VisitForm
from encaisse.exchanges.queries import calls
from encaisse.exchanges.queries import visits as queries
from encaisse.exchanges.rules.calendar import route
from encaisse.exchanges.views import outcomes
from encaisse.kernel.refusal import Refusal
from encaisse.letters.queries import why_mail_waits
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from encaisse.exchanges.models import Visit
    from encaisse.parties.models import Customer

    Forms = dict[str, Form]


@require_safe
def visits(request: CompanyRequest) -> HttpResponse:
    """The visits, planned, done or cancelled."""
    table = columns.VISITS.table(queries.visits(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    tabs = outcomes.tabs("visits", queries.to_come(request.company))
    return page(request, "exchanges/calls.html", {"table": table, "tabs": tabs}, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def plan_visit(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A visit to plan: when, where, who goes, whom one meets."""
    require(request, may_collect)
    customer = outcomes.customer_in(request, customer_id)
    task = outcomes.task_in(request, customer)
    form = _visit_form(request, customer, initial={
        "on": (task.due_on if task else None) or calls.usual_day(localdate()),
        "address": customer.address, "visitor": str(request.user.pk), "at": "10:00",
    })  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            planned = _planned(request, customer, form.cleaned_data)
            by = outcomes.teller(request)
            visit = operations.visits.plan(customer, planned, at=now(), by=by, task=task)
        except Refusal as refusal:
            form.add_error(outcomes.FIELD_OF.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Visite prévue."))
            return redirect("exchanges:visit", visit.pk)
    context = {
        "customer": customer, "task": task, "form": form,
        "waits": why_mail_waits(request.company),
        "route": route(customer.address, start=request.company.address),
    }  # fmt: skip
    status = outcomes.INVALID if form.errors else 200
    return page(request, "exchanges/plan.html", context, status=status)


@require_safe
def visit(request: CompanyRequest, visit_id: int) -> HttpResponse:
    """One visit: where, when, the way there, who was told, what came of it."""
    return _shown(request, queries.visit_for(request.user, visit_id))


@require_safe
def visit_file(request: CompanyRequest, visit_id: int) -> HttpResponse:
    """Its entry, for one's own calendar."""
    found = queries.visit_for(request.user, visit_id)
    response = HttpResponse(queries.file_of(found, at=now()), content_type="text/calendar")
    response["Content-Disposition"] = f'attachment; filename="visite-{found.pk}.ics"'
    return response


@require_POST
def act_on_visit(request: CompanyRequest, visit_id: int) -> HttpResponse:
    """Moved, cancelled, or done with what came of it."""
    require(request, may_collect)
    found = queries.visit_for(request.user, visit_id)
    if not queries.is_planned(found):
        return _over(request, found, operations.visits.VisitOver(state=found.get_state_display()))
    name, form, act = _act(request, found)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except operations.visits.VisitOver as refusal:
            return _over(request, found, refusal)
        except Refusal as refusal:
            field = outcomes.FIELD_OF.get(refusal.code)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return redirect("exchanges:visit", visit_id)
    return _shown(request, found, {name: form})


def _over(request: CompanyRequest, found: Visit, refusal: Refusal) -> HttpResponse:
    """Done or cancelled meanwhile, in another tab or by somebody else: the page says so."""
    messages.error(request, str(refusal))
    return redirect("exchanges:visit", found.pk)


def _act(
    request: CompanyRequest, found: Visit
) -> tuple[str, Form, Callable[[dict[str, Any]], Visit]]:
    """The form that was sent, and what it does."""
    by, asked = outcomes.teller(request), request.POST.get("geste", "")
    if asked == "deplacer":
        form = _visit_form(request, found.customer)
        return (
            "move",
            form,
            lambda typed: operations.visits.move(
                found, _planned(request, found.customer, typed), at=now(), by=by
            ),
        )
    if asked == "annuler":
        return (
            "cancel",
            CancelForm(request.POST),
            lambda typed: operations.visits.cancel(found, why=typed["why"], at=now(), by=by),
        )
    report = ReportForm(request.POST, reasons=REASON_CHOICES)
    return (
        "form",
        report,
        lambda typed: operations.visits.report(
            found, outcomes.given(request, found.customer, typed), by=by, person=typed["person"]
        ),
    )


def _shown(request: CompanyRequest, found: Visit, wrong: Forms | None = None) -> HttpResponse:
    on, customer = localdate(), found.customer
    day = calls.usual_day(on)
    asked = calls.asked_now(customer, found.task, on)
    if wrong and "form" in wrong:
        ticked = set(outcomes.ticked(request))
        asked = [(each, each.pk in ticked) for each, _was in asked]
    context = {
        "visit": found,
        "customer": customer,
        "task": found.task,
        "state": (columns.VISIT_SIGNS[found.state], columns.VISIT_STATES[found.state]),
        "outcome": columns.OUTCOMES.get(found.outcome, ""),
        "next": columns.NEXT[found.next_action],
        "route": route(found.address, start=request.company.address),
        "invitations": queries.invitations(found),
        "waits": why_mail_waits(request.company),
        "is_open": found.state == "planned",
        "is_here": found.on <= on,
        "may_act": may_collect(role_of(request)),
        "asked": asked,
        "total_cents": sum(each.open_cents for each, ticked in asked if ticked),
        "coming": calls.coming(customer, found.task, on) if found.state == "planned" else None,
        "on": on,
        "move": _visit_form(request, customer, initial=_typed(found), is_sent=False),
        "cancel": CancelForm(),
        "form": ReportForm(
            reasons=REASON_CHOICES, initial={"again_on": day, "call_on": day, "visit_on": day}
        ),
    }
    status = outcomes.INVALID if wrong else 200
    return page(request, "exchanges/visit.html", context | (wrong or {}), status=status)


def _visit_form(
    request: CompanyRequest,
    customer: Customer,
    *,
    initial: dict[str, Any] | None = None,
    is_sent: bool = True,
) -> VisitForm:
    typed = request.POST if request.method == "POST" and is_sent else None
    return VisitForm(
        typed, visitors=queries.visitors(request.company), contacts=queries.contacts(customer),
        initial=initial,
    )  # fmt: skip


def _planned(
    request: CompanyRequest, customer: Customer, typed: dict[str, Any]
) -> operations.Planned:
    known = dict(typed)
    visitor = member_for(request.company, int(known.pop("visitor")))
    contact = queries.contact_of(customer, known.pop("contact"))
    return operations.Planned(visitor=visitor, contact=contact, **known)


def _typed(found: Visit) -> dict[str, Any]:
    """The visit as its form shows it."""
    plain = {name: getattr(found, name) for name in PLAIN}
    return plain | {"visitor": str(found.visitor_id or ""), "contact": str(found.contact_id or "")}


PLAIN = ("on", "at", "minutes", "address", "purpose", "invites")
