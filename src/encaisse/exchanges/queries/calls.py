"""Calls as their viewers may see them; what is on the screen while one calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
from django.http import Http404
from django.utils.timezone import localdate

from encaisse.audit.models import Entry
from encaisse.audit.rules import sentence
from encaisse.dunning.models import Task
from encaisse.dunning.queries.explaining import explain_account
from encaisse.dunning.queries.scenarios import scenario_behind, scenarios_of
from encaisse.dunning.rules.stage import free
from encaisse.dunning.rules.words import title
from encaisse.exchanges.models import Call
from encaisse.kernel.days import next_business_day
from encaisse.parties.models import Contact
from encaisse.parties.queries import payer_of
from encaisse.parties.rules.phones import phone_known
from encaisse.replies.queries import owed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Receivable

LATEST = 6
TOLD = (
    "call.recorded", "visit.planned", "visit.reported", "reply.received", "reply.answered",
    "dunning.delivered", "promise.made", "dispute.declared", "dispute.settled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number to dial, and whose it is: ``key`` names it in the form."""

    key: str
    name: str
    role: str
    shown: str
    dialled: str
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One of the latest exchanges, in a sentence."""

    on: date
    text: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coming:
    """The step that the scenario takes next, and its earliest day if nothing but time is in the
    way."""

    title: str
    on: date | None = None


def call_for(viewer: User, call_id: int) -> Call:
    """The call, if the viewer belongs to its company; else it does not exist."""
    found = Call.objects.select_related(
        "company", "customer", "task", "promise", "dispute", "template"
    )
    call = found.filter(company__memberships__user=viewer, pk=call_id).first()
    if call is None:
        raise Http404
    return call


def calls(company: Company) -> QuerySet[Call]:
    """All the calls of the company, the newest first."""
    found = Call.objects.filter(company=company).select_related("customer", "contact")
    return found.order_by("-at", "-id")


def task_of(company: Company, customer: Customer, task_id: int) -> Task:
    """The open task that a call is made for; else it does not exist."""
    found = Task.objects.filter(company=company, customer=customer, done_on=None, pk=task_id)
    task = found.select_related("company", "customer", "person", "message__scenario").first()
    if task is None:
        raise Http404
    return task


def numbers(customer: Customer) -> list[Number]:
    """Whom to call: those whom reminders go to, then accounting, then the customer itself."""
    people = sorted(
        customer.contacts.order_by("name", "id"), key=lambda each: ROLES.get(each.role, 2)
    )
    found = [
        _number(
            f"contact-{each.pk}", each.name, each.get_role_display(), each.phone, customer, each
        )
        for each in people
        if each.phone.strip()
    ]
    if customer.phone.strip():
        found.append(_number("customer", customer.name, "", customer.phone, customer))
    return found


def asked_now(customer: Customer, task: Task | None, on: date) -> list[tuple[Receivable, bool]]:
    """What the customer owes, and whether the call is about it: what the task is about, else all
    that is late."""
    about = set(_receivables_of(task)) if task else set()
    return [(each, each.pk in about if about else each.due_on < on) for each in owed(customer)]


def chosen(customer: Customer, ids: Iterable[int]) -> list[Receivable]:
    """Those of these receivables that the customer owes, in the order of their due dates."""
    wanted = set(ids)
    return [each for each in owed(customer) if each.pk in wanted]


def latest(customer: Customer) -> list[Act]:
    """The latest exchanges, of all channels, newest first."""
    acts = Entry.objects.filter(
        company=customer.company, customer_id=customer.pk, verb__in=TOLD
    ).order_by("-rank", "-id")
    return [
        Act(_day_of(each), sentence(each.verb), each.actor, each.reason) for each in acts[:LATEST]
    ]


def coming(customer: Customer, task: Task | None, on: date) -> Coming | None:
    """What the scenario does if the call takes its step; None when nothing is left to do."""
    if task is not None and task.message is not None:
        return _after(task, on)
    decided = explain_account(customer.company, payer_of(customer.pk), on=on)
    mine = (pl.col("customer") == customer.pk) & pl.col("excluded").is_null()
    steps = (
        decided.filter(mine & pl.col("next_level").is_not_null())
        .with_columns(free=free(on))
        .sort("free", "step_on", "receivable", nulls_last=True)
    )
    if steps.is_empty():
        return None
    row = steps.row(0, named=True)
    scenario = scenarios_of(customer.company).get(row["scenario"])
    step = (
        next((each for each in scenario.steps if each.level == row["next_level"]), None)
        if (scenario)
        else None
    )
    return Coming(title(step), row["free"]) if step else None


def usual_day(on: date) -> date:
    """When one calls again, unless one says another day: the next open day."""
    return next_business_day(on + timedelta(days=1))


def number_known(text: str, customer: Customer) -> str:
    """A number as the network knows it; as it was typed when it is none."""
    found = phone_known(text, customer.country) if text.strip() else None
    return found.e164 if found else text.strip()


def _day_of(entry: Entry) -> date:
    """The day told, else that of its writing."""
    told = entry.facts.get("on")
    return date.fromisoformat(told) if told else localdate(entry.at)


def _after(task: Task, on: date) -> Coming | None:
    message = task.message
    assert message is not None
    ladder = scenario_behind(message).ladder
    step = next((each for each in ladder if each.level > message.level), None)
    if step is None:
        return None
    if step.after_previous:
        return Coming(title(step), on + timedelta(days=step.days))
    due = [each.due_on for each in owed(task.customer) if each.pk in set(_receivables_of(task))]
    days = [day + timedelta(days=step.days) for day in due]
    return Coming(title(step), max([on + timedelta(days=1), min(days)]) if days else None)


def _receivables_of(task: Task) -> list[int]:
    if task.message is None:
        return []
    return list(task.message.proposals.order_by("id").values_list("receivable_id", flat=True))


def _number(
    key: str, name: str, role: str, text: str, customer: Customer, contact: Contact | None = None
) -> Number:
    found = phone_known(text, customer.country)
    shown, dialled = (found.shown, found.e164) if found else (text, text)
    return Number(key, name, role, shown, dialled, contact)


ROLES = {"dunning": 0, "billing": 1}
