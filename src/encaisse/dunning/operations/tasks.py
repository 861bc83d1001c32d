"""Tasks: opened by the run or asked for by a person, done or given up, given to another, put off,
closed when their reason is gone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning.models import (
    Message,
    MessageState,
    Proposal,
    ProposalState,
    Task,
    TaskEnd,
    TaskKind,
)
from encaisse.dunning.operations.delivery import record_outcome
from encaisse.dunning.queries import tasks as queries
from encaisse.dunning.rules.scenario import CALL, VISIT
from encaisse.dunning.rules.tasks import needed
from encaisse.kernel.days import french_day, is_too_far
from encaisse.kernel.refusal import Refusal
from encaisse.store.frames import copy_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Customer

BY = "encaisse"
SETTLED = {
    "paid": "Réglé entre-temps : plus rien à demander.",
    "reached": "Une adresse est connue : les relances repartent.",
    "decided": "L'étape a été tranchée autrement.",
    "answered": "La facture n'attend plus rien : avoir reçu, statut levé ou tout est réglé.",
    "corrected": "Plus aucune adresse de ce client ne refuse nos courriels.",
    "found": "Un numéro a été noté depuis : on peut l'appeler.",
}
WORDS_MAX = 250
LACKS = {
    CALL: " Aucun numéro n'est connu : trouvez-en un.",
    VISIT: " Aucune adresse n'est connue : trouvez-la.",
}


class TaskClosed(Refusal):
    """Nothing left to do."""

    code = "task_closed"
    sentence = "Cette tâche est déjà close : {outcome}"


class TaskWithoutWords(Refusal):
    """What came of it is the point of the task."""

    code = "task_without_words"
    sentence = "Dites en quelques mots ce que la tâche a donné, ou pourquoi elle n'est pas faite."


class TaskOnAnotherDay(Refusal):
    """A task is done between the day it was asked for and today."""

    code = "task_on_another_day"
    sentence = "Le jour doit être entre le {opened}, où la tâche a été demandée, et le {today}."


class TaskDueInThePast(Refusal):
    """Nobody does anything yesterday."""

    code = "task_due_in_the_past"
    sentence = "Le {day} est passé : choisissez aujourd'hui ou un jour à venir."


class TaskDueTooFar(Refusal):
    """Nobody plans for years ahead: the day was mistyped."""

    code = "task_due_too_far"
    sentence = "Le {day} est trop loin : choisissez un jour dans les deux ans."


class NotATaker(Refusal):
    """Only a member of the company can do something for it."""

    code = "not_a_taker"
    sentence = "{person} n'est pas membre de {company} : choisissez un de ses membres."


def open_of_run(company: Company, messages: pl.DataFrame, on: date) -> int:
    """Open the tasks that the messages of a run need, in bulk; what is open already is left as it
    is. Returns how many."""
    wanted = needed(messages)
    if wanted.is_empty():
        return 0
    standing = Task.objects.filter(company=company, kind=TaskKind.NO_CONTACT, done_on=None)
    known = list(standing.values_list("customer_id", flat=True))
    asked = pl.col("message").is_null() & pl.col("customer").is_in(known)
    new = _saying_what_lacks(company, wanted.filter(~asked))
    people = queries.takers(company, new["customer"])
    rows = new.join(people, on="customer", how="left", maintain_order="left").select(
        customer_id="customer", message_id="message", person_id="person",
        company_id=pl.lit(company.pk), opened_on=pl.lit(on), due_on=pl.lit(on),
        kind="kind", channel="channel", reason="reason",
        done_by=pl.lit(""), outcome=pl.lit(""), end=pl.lit(TaskEnd.OPEN.value),
    )  # fmt: skip
    return copy_in(Task._meta.db_table, rows)


def _saying_what_lacks(company: Company, tasks: pl.DataFrame) -> pl.DataFrame:
    """A call without a number, a visit without an address: the task says so."""
    for channel, lacks in LACKS.items():
        of_channel = (pl.col("kind") == TaskKind.STEP) & (pl.col("channel") == channel)
        customers = tasks.filter(of_channel)["customer"].to_list()
        if customers:
            known = queries.reachable(company, customers, channel)
            lost = of_channel & ~pl.col("customer").is_in(known)
            reason = pl.col("reason")
            tasks = tasks.with_columns(reason=pl.when(lost).then(reason + lacks).otherwise(reason))
    return tasks


def open_by_hand(message: Message, *, on: date) -> None:
    """A message whose step turned out, as it left, to be a person's task: nothing is sent."""
    message.state = MessageState.TASK
    message.save(update_fields=["state"])
    people = queries.takers(message.company, pl.Series([message.customer_id], dtype=pl.Int64))
    Task.objects.get_or_create(
        company=message.company,
        customer_id=message.customer_id,
        kind=TaskKind.STEP,
        message=message,
        done_on=None,
        defaults={
            "channel": message.channel if message.channel in LACKS else "",
            "person_id": people["person"][0], "reason": message.reason, "opened_on": on,
            "due_on": on,
        },
    )  # fmt: skip


@transaction.atomic
def do(task: Task, *, outcome: str, on: date, today: date, by: str) -> None:
    """Done on that day, with what came of it. The steps of a message done by hand count as
    delivered that day, but for what was paid by then."""
    task = _open(task)
    _check(task, outcome, on, today)
    if task.message is not None:
        _take(task.message, on=on, by=by)
    _close(task, TaskEnd.DONE, outcome, on=on, by=by)


@transaction.atomic
def give_up(task: Task, *, why: str, on: date, today: date, by: str) -> None:
    """Not done, with the reason: the steps of its message count as taken without anything said to
    the customer. A customer that nothing reaches is asked for again by the next run."""
    task = _open(task)
    _check(task, why, on, today)
    if task.message is not None:
        _skip(task.message, why, on=on, by=by)
    _close(task, TaskEnd.NOT_DONE, why, on=on, by=by)


@transaction.atomic
def ask(
    customer: Customer,
    kind: str,
    *,
    due_on: date,
    reason: str,
    on: date,
    by: str,
    person: User | None = None,
) -> Task:
    """A person asks for a call, a visit, a number, for that day; whoever usually takes the tasks of
    the customer does it when nobody is named. One of that kind that waits already is moved."""
    _check_due(due_on, on)
    waiting = Task.objects.filter(customer=customer, kind=kind, message=None, done_on=None).first()
    if waiting is not None:
        return put_off(waiting, to=due_on, why=reason, on=on, by=by)
    customers = pl.Series([customer.pk], dtype=pl.Int64)
    taker = person.pk if person else queries.takers(customer.company, customers)["person"][0]
    task = Task.objects.create(
        company=customer.company, customer=customer, kind=kind, person_id=taker,
        reason=reason[:WORDS_MAX], opened_on=on, due_on=due_on,
    )  # fmt: skip
    _record(task, "task.asked", task.reason, {"kind": kind, "due": due_on.isoformat()}, by=by)
    return task


@transaction.atomic
def put_off(task: Task, *, to: date, why: str, on: date, by: str) -> Task:
    """An open task is for another day, with the reason."""
    _check_due(to, on)
    task = _open(task)
    before, task.due_on = task.due_on, to
    if task.message_id is None and why.strip():
        task.reason = why.strip()[:WORDS_MAX]
    task.save(update_fields=["due_on", "reason"])
    facts: dict[str, object] = {"due": [before.isoformat() if before else "", to.isoformat()]}
    _record(task, "task.put_off", why, facts, by=by, on=on)
    return task


@transaction.atomic
def reassign(task: Task, *, to: User, by: str) -> None:
    """Give an open task to another member."""
    task = _open(task)
    if not queries.is_member(to, task.company):
        raise NotATaker(person=str(to), company=task.company.name)
    before, task.person = task.person, to
    task.save(update_fields=["person"])
    moved: dict[str, object] = {"person": [str(before or ""), str(to)]}
    _record(task, "task.reassigned", task.reason, moved, by=by)


@transaction.atomic
def reassign_all(tasks: Sequence[Task], *, to: User, by: str) -> None:
    """Give these open tasks of one company, all of one person, to another member: a few statements
    for thousands of them. Those that somebody closed meanwhile stay as they are."""
    if not tasks:
        return
    company = tasks[0].company
    if not queries.is_member(to, company):
        raise NotATaker(person=str(to), company=company.name)
    waiting = Task.objects.select_for_update().filter(
        pk__in=[each.pk for each in tasks], done_on=None
    )
    held = set(waiting.order_by("id").values_list("pk", flat=True))
    Task.objects.filter(pk__in=held).update(person=to)
    audit.record_all(
        company,
        [
            audit.Act(
                by, "task.reassigned", f"task:{each.pk}", each.reason,
                {"person": [str(each.person or ""), str(to)]}, each.customer_id,
            )
            for each in tasks
            if each.pk in held
        ],
    )  # fmt: skip


@transaction.atomic
def settle(company: Company, *, on: date, customer_id: int | None = None) -> int:
    """Close the tasks whose reason is gone: paid, reachable, decided otherwise."""
    by_reason = defaultdict(list)
    found = queries.settled(company, on, customer_id=customer_id)
    for task_id, message_id, customer, why in found:
        by_reason[why].append((task_id, message_id, customer))
    for why, closed in by_reason.items():
        ids = [task_id for task_id, _message, _customer in closed]
        Task.objects.filter(pk__in=ids, done_on=None).update(
            done_on=on, done_by=BY, outcome=SETTLED[why], end=TaskEnd.SETTLED
        )
        if why == "paid":
            _empty([message_id for _task, message_id, _customer in closed if message_id])
        audit.record(
            company=company, actor=BY, verb="task.settled", subject=f"task:{ids[0]}",
            reason=SETTLED[why], facts={"tasks": ids}, on=on,
            customer_id=closed[0][2] if len(closed) == 1 else None,
        )  # fmt: skip
    return len(found)


def _open(task: Task) -> Task:
    locked = Task.objects.select_for_update(of=("self",)).select_related(
        "company", "person", "message__company"
    )
    task = locked.get(pk=task.pk)
    if task.done_on is not None:
        raise TaskClosed(outcome=task.outcome)
    return task


def _check(task: Task, words: str, on: date, today: date) -> None:
    if not words.strip():
        raise TaskWithoutWords
    if not task.opened_on <= on <= today:
        raise TaskOnAnotherDay(opened=french_day(task.opened_on), today=french_day(today))


def _check_due(due_on: date, on: date) -> None:
    if due_on < on:
        raise TaskDueInThePast(day=french_day(due_on))
    if is_too_far(due_on, on=on):
        raise TaskDueTooFar(day=french_day(due_on))


def _close(task: Task, end: TaskEnd, words: str, *, on: date, by: str) -> None:
    task.end, task.outcome = end, words.strip()[:WORDS_MAX]
    task.done_on, task.done_by = on, by
    task.save(update_fields=["end", "outcome", "done_on", "done_by"])
    _record(task, f"task.{end}", task.outcome, {"kind": task.kind}, by=by, on=on)


def _take(message: Message, *, on: date, by: str) -> None:
    """What a person did is a fact: it is not asked of the rule again, only of the payments."""
    steps = queries.steps_of(message)
    paid = [step.pk for step in steps if queries.owed_cents(step, on) <= 0]
    Proposal.objects.filter(pk__in=paid).update(state=ProposalState.EMPTY)
    if len(paid) < len(steps):
        record_outcome(message, outcome="delivered", on=on, by=by)
    else:
        _empty([message.pk])


def _skip(message: Message, why: str, *, on: date, by: str) -> None:
    for step in queries.steps_of(message):
        step.state, step.taken_on, step.reason = ProposalState.SKIPPED, on, why[:WORDS_MAX]
        step.save(update_fields=["state", "taken_on", "reason"])
        kind, key = ("installment" if step.installment_id else "receivable"), abs(step.key)
        audit.record(
            company=message.company, actor=by, verb="dunning.skipped", subject=f"{kind}:{key}",
            reason=why, facts={"level": step.level}, customer_id=message.customer_id, on=on,
        )  # fmt: skip
    message.state = MessageState.IGNORED
    message.save(update_fields=["state"])


def _empty(message_ids: list[int]) -> None:
    steps = Proposal.objects.filter(message__in=message_ids, state=ProposalState.PENDING)
    steps.update(state=ProposalState.EMPTY)
    by_hand = Message.objects.filter(pk__in=message_ids, state=MessageState.TASK)
    by_hand.update(state=MessageState.EMPTY)


def _record(
    task: Task, verb: str, reason: str, facts: dict[str, object], *, by: str, on: date | None = None
) -> None:
    audit.record(
        company=task.company, actor=by, verb=verb, subject=f"task:{task.pk}", reason=reason,
        facts=facts, customer_id=task.customer_id, on=on,
    )  # fmt: skip
