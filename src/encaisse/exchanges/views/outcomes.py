"""What was typed of an outcome, as operations take it: the same for a call and a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from encaisse.exchanges import operations
from encaisse.exchanges.queries import calls as queries
from encaisse.exchanges.rules.outcomes import Following, Next, Outcome
from encaisse.kernel.money import Money
from encaisse.parties.queries import customer_for

if TYPE_CHECKING:
    from encaisse.accounts.requests import CompanyRequest
    from encaisse.dunning.models import Task
    from encaisse.parties.models import Customer

INVALID = 422
FIELD_OF = {
    "next_action_missing": "next_action", "step_still_open": "next_action",
    "number_not_dialled": "number", "promise_in_the_past": "by_on", "promise_above_open": "amount",
    "dispute_above_open": "contested", "visit_in_the_past": "on",
    "visit_without_address": "address", "visit_too_far": "on", "visit_invites_nobody": "contact",
    "promise_too_far": "by_on", "promise_to_confirm": "confirmed",
}  # fmt: skip


def customer_in(request: CompanyRequest, customer_id: int) -> Customer:
    """The customer, in the company at work; else it does not exist."""
    customer = customer_for(request.user, customer_id)
    if customer.company_id != request.company.pk:
        raise Http404
    return customer


def task_in(request: CompanyRequest, customer: Customer) -> Task | None:
    """The open task that the address names, if it does."""
    asked = request.GET.get("tache", "")
    if not asked.isdecimal():
        return None
    return queries.task_of(request.company, customer, int(asked))


def teller(request: CompanyRequest) -> operations.Teller:
    """Who tells, today."""
    return operations.Teller(str(request.user), localdate(), request.user)


def given(request: CompanyRequest, customer: Customer, typed: dict[str, Any]) -> operations.Given:
    """What was typed: only what the outcome asks for is looked at."""
    receivables = queries.chosen(customer, ticked(request))
    currency = receivables[0].currency if receivables else customer.currency
    outcome = Outcome(typed["outcome"])
    cents = {Outcome.PROMISE: typed["amount"], Outcome.DISPUTE: typed["contested"]}.get(outcome)
    return operations.Given(
        outcome, note=typed["note"], receivables=receivables,
        amount=None if cents is None else Money(cents, currency), by_on=typed["by_on"],
        cause=typed["cause"], counts=typed["counts"], confirmed=typed["confirmed"],
        then=_following(outcome, typed),
    )  # fmt: skip


def ticked(request: CompanyRequest) -> list[int]:
    """The receivables ticked."""
    return [int(each) for each in request.POST.getlist("receivable") if each.isdecimal()]


def tabs(shown: str, planned: int) -> list[tuple[str, str, bool, int | None]]:
    """Calls and visits, side by side."""
    return [
        (_("Appels"), "/echanges/", shown == "calls", None),
        (_("Visites"), "/echanges/visites/", shown == "visits", planned or None),
    ]


def _following(outcome: Outcome, typed: dict[str, Any]) -> Following:
    if outcome == Outcome.CALLBACK:
        return Following(Next.CALL, typed["again_on"], typed["again_at"])
    action = Next(typed["next_action"]) if typed["next_action"] else None
    if action == Next.CALL:
        return Following(action, typed["call_on"], typed["call_at"])
    on = typed["visit_on"] if action == Next.VISIT else None
    return Following(action, on, why=typed["next_why"] if action == Next.NOTHING else "")
