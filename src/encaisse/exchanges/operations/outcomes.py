"""What an exchange became: a promise, a dispute, a step taken or put off, the next action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from encaisse.disputes import operations as disputes
from encaisse.dunning import operations as dunning
from encaisse.dunning.rules import tasks as kinds
from encaisse.exchanges.rules.outcomes import (
    OUTCOME_WORDS,
    WORDS_MAX,
    Following,
    Next,
    Outcome,
    check_open_step,
    following,
    takes_step,
    told,
)
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.promises import operations as promises

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import User
    from encaisse.disputes.models import Dispute
    from encaisse.dunning.models import Task
    from encaisse.exchanges.models import Told
    from encaisse.parties.models import Customer
    from encaisse.promises.models import Promise
    from encaisse.receivables.models import Receivable

KINDS = {Next.CALL: kinds.CALL, Next.VISIT: kinds.VISIT}
REASONS = {Next.CALL: "À rappeler", Next.VISIT: "Visite à faire"}


class NothingTicked(Refusal):
    """A promise or a dispute is about receivables."""

    code = "exchange_without_receivable"
    sentence = "Cochez les factures dont il est question : une au moins."


class PromiseWithoutDay(Refusal):
    """A promise has a day."""

    code = "promise_without_day"
    sentence = "Dites pour quel jour le règlement est promis."


class DisputeWithoutCause(Refusal):
    """A dispute has a cause."""

    code = "dispute_without_cause"
    sentence = "Choisissez pourquoi le client conteste."


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of an exchange. ``counts``: whether the step counts as taken when nobody
    was spoken to; ``amount``: what is promised or contested, the whole when none; ``confirmed``: a
    promise that looks odd is what was said."""

    outcome: Outcome
    note: str = ""
    receivables: Sequence[Receivable] = ()
    amount: Money | None = None
    by_on: date | None = None
    cause: str = ""
    counts: bool | None = None
    confirmed: bool = False
    then: Following = field(default_factory=Following)


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells, and of which day; ``user`` takes what follows when it was nobody's task."""

    name: str
    on: date
    user: User | None = None


def follow(
    kept: Told, customer: Customer, given: Given, *, task: Task | None, who: str, by: Teller
) -> None:
    """Do what an exchange says, and write it on ``kept``: in the caller's transaction. A step taken
    is taken first: what is promised meanwhile does not undo it."""
    then = following(given.outcome, given.then)
    kept.outcome, kept.note = given.outcome, given.note.strip()
    kept.takes_step = task is not None and takes_step(given.outcome, given.counts)
    if task is not None and task.message_id is not None:
        check_open_step(kept.takes_step, then)
    kept.words = told(given.outcome, who=who, detail=_detail(given, customer), note=given.note)
    stays = _close(kept, task, then, by)
    kept.promise, kept.dispute = _became(given, who, by, str(kept._meta.model_name))
    kept.next_action = then.action or ""
    kept.next_on, kept.next_at, kept.next_why = then.on, then.at, then.why.strip()
    kept.next_task = _next(customer, then, task, stays=stays, who=who, by=by)


def _detail(given: Given, customer: Customer) -> str:
    """What is promised, contested or asked, in words."""
    if given.outcome == Outcome.PROMISE and given.by_on is not None:
        cents = sum(each.open_cents for each in given.receivables)
        currency = next((each.currency for each in given.receivables), customer.currency)
        return f"promet {given.amount or Money(cents, currency)} pour le {french_day(given.by_on)}"
    if given.outcome == Outcome.CALLBACK and given.then.on is not None:
        at = f" à {given.then.at:%H:%M}" if given.then.at else ""
        return f"{OUTCOME_WORDS[given.outcome]} le {french_day(given.then.on)}{at}"
    return ""


def _close(kept: Told, task: Task | None, then: Following, by: Teller) -> Task | None:
    """The task of the exchange is done, given up, or stays for the next call or visit."""
    if task is None:
        return None
    again = then.action in KINDS and then.on is not None
    if not kept.takes_step and again and _same(task, then):
        return task
    if not kept.takes_step and then.action == Next.NOTHING:
        dunning.tasks.give_up(task, why=then.why, on=by.on, today=by.on, by=by.name)
    elif kept.takes_step or (task.message_id is None and then.action is not None):
        dunning.tasks.do(task, outcome=kept.words, on=by.on, today=by.on, by=by.name)
    return None


def _same(task: Task, then: Following) -> bool:
    """Whether the next action is what the task asks already: a step stands until it is taken."""
    return task.message_id is not None or task.kind == then.action


def _became(given: Given, who: str, by: Teller, way: str) -> tuple[Promise | None, Dispute | None]:
    if given.outcome not in (Outcome.PROMISE, Outcome.DISPUTE):
        return None, None
    if not given.receivables:
        raise NothingTicked
    about: dict[str, Any] = {
        "on": by.on, "by": by.name, "amount": given.amount, "note": given.note[:WORDS_MAX],
    }  # fmt: skip
    if given.outcome == Outcome.PROMISE:
        if given.by_on is None:
            raise PromiseWithoutDay
        made = promises.promise(
            given.receivables, by_on=given.by_on, person=who, confirmed=given.confirmed, way=way,
            **about,
        )  # fmt: skip
        return made, None
    if not given.cause:
        raise DisputeWithoutCause
    return None, disputes.declare(given.receivables, reason=given.cause, **about)


def _next(
    customer: Customer,
    then: Following,
    task: Task | None,
    *,
    stays: Task | None,
    who: str,
    by: Teller,
) -> Task | None:
    """The task that the next action becomes: the one that stays, put off, or a new one."""
    if then.action not in KINDS or then.on is None:
        return None
    at = f" à {then.at:%H:%M}" if then.at else ""
    whom = f" {'chez ' if then.action == Next.VISIT else ''}{who}" if who else ""
    reason = f"{REASONS[then.action]}{whom} le {french_day(then.on)}{at}. {then.why}".strip()
    if stays is not None:
        return dunning.tasks.put_off(stays, to=then.on, why=reason, on=by.on, by=by.name)
    return dunning.tasks.ask(
        customer, KINDS[then.action], due_on=then.on, reason=reason, on=by.on, by=by.name,
        person=taker(task, by),
    )  # fmt: skip


def taker(task: Task | None, by: Teller) -> User | None:
    """Who does what follows: whoever the task was for, else who tells."""
    return (task.person if task else None) or by.user
