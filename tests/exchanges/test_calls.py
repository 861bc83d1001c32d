"""A call does what its outcome says, in one transaction, and says what comes next."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from encaisse.accounts.models import User
from encaisse.audit.models import Entry
from encaisse.disputes.models import Dispute
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import MessageState, Proposal, Task
from encaisse.exchanges.models import Call
from encaisse.exchanges.operations import Dialled, Given, Teller, calls
from encaisse.exchanges.operations.calls import NumberNotDialled
from encaisse.exchanges.operations.outcomes import NothingTicked
from encaisse.exchanges.rules.outcomes import Following, Next, Outcome, StepStillOpen
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.parties.models import Contact, Customer
from encaisse.promises.models import Promise
from encaisse.promises.operations import PromiseInThePast
from encaisse.receivables.models import Receivable
from tests.exchanges.conftest import MME_PETIT

pytestmark = pytest.mark.django_db

SCENARIO = Following(Next.SCENARIO)


def again(on: date, at: time | None = None) -> Following:
    return Following(Next.CALL, on, at)


@pytest.fixture
def record(nadia: User, today: date) -> Any:
    def noted(customer: Customer, outcome: Outcome, **more: Any) -> Call:
        task, dialled = more.pop("task", None), more.pop("dialled", Dialled())
        return calls.record(
            customer, Given(outcome, **more), dialled, at=timezone.now(),
            by=Teller("Nadia", today, nadia), task=task,
        )  # fmt: skip

    return noted


def test_a_promise_takes_the_step_and_holds_what_is_promised(
    task: Task, late: Receivable, mme_petit: Contact, record: Any, today: date
) -> None:
    by_on = today + timedelta(days=8)
    call = record(
        late.customer, Outcome.PROMISE, task=task, receivables=[late], by_on=by_on,
        amount=Money(50_000), then=SCENARIO, dialled=Dialled(MME_PETIT, mme_petit),
    )  # fmt: skip
    promise = Promise.objects.get(customer=late.customer)
    task.refresh_from_db()
    assert (promise.cents, promise.by_on, promise.person) == (50_000, by_on, "Mme Petit")
    assert (call.promise, call.takes_step, call.next_task) == (promise, True, None)
    assert call.words == f"Mme Petit promet 500,00\u00a0€ pour le {by_on:%d/%m/%Y}."
    assert (task.end, task.outcome) == ("done", call.words)
    assert task.message is not None
    assert task.message.state == MessageState.DELIVERED
    told = Entry.objects.get(verb="call.recorded")
    assert (told.subject, told.reason) == (f"call:{call.pk}", call.words)


def test_a_dispute_is_opened_on_what_is_ticked(task: Task, late: Receivable, record: Any) -> None:
    call = record(
        late.customer, Outcome.DISPUTE, task=task, receivables=[late], cause="quality",
        note="Pièce rayée.", then=SCENARIO,
    )  # fmt: skip
    dispute = Dispute.objects.get(customer=late.customer)
    assert (dispute.reason, dispute.note, call.dispute) == ("quality", "Pièce rayée.", dispute)


def test_who_asks_to_be_called_again_gets_the_same_task_that_day(
    task: Task, late: Receivable, record: Any, today: date
) -> None:
    day = today + timedelta(days=3)
    call = record(
        late.customer, Outcome.CALLBACK, task=task, then=Following(None, day, time(14, 30))
    )
    task.refresh_from_db()
    assert (task.done_on, task.due_on, call.next_task) == (None, day, task)
    assert call.words == f"Le client demande à être rappelé le {day:%d/%m/%Y} à 14:30."
    assert not call.takes_step


def test_a_voicemail_leaves_the_step_to_do_unless_it_counts(
    task: Task, late: Receivable, record: Any, today: date
) -> None:
    tomorrow = today + timedelta(days=1)
    record(late.customer, Outcome.VOICEMAIL, task=task, then=again(tomorrow))
    task.refresh_from_db()
    assert (task.done_on, task.due_on) == (None, tomorrow)
    with pytest.raises(StepStillOpen):
        record(late.customer, Outcome.VOICEMAIL, task=task, then=SCENARIO)
    call = record(late.customer, Outcome.VOICEMAIL, task=task, counts=True, then=again(tomorrow))
    task.refresh_from_db()
    assert task.end == "done"
    assert call.next_task is not None
    assert (call.next_task.kind, call.next_task.due_on) == ("call", tomorrow)


def test_nothing_next_gives_the_step_up_with_the_reason(
    task: Task, late: Receivable, record: Any
) -> None:
    why = Following(Next.NOTHING, why="Repris par l'avocat.")
    record(late.customer, Outcome.UNANSWERED, task=task, then=why)
    task.refresh_from_db()
    assert (task.end, task.outcome) == ("not_done", "Repris par l'avocat.")
    assert Proposal.objects.get(receivable=late).state == "skipped"


def test_a_wrong_number_is_taken_away_and_one_is_to_be_found(
    task: Task, late: Receivable, mme_petit: Contact, record: Any, today: date
) -> None:
    call = record(
        late.customer, Outcome.WRONG_NUMBER, task=task, dialled=Dialled(MME_PETIT, mme_petit)
    )
    mme_petit.refresh_from_db()
    task.refresh_from_db()
    assert mme_petit.phone == ""
    assert task.done_on is None
    assert call.next_task is not None
    assert (call.next_task.kind, call.next_task.due_on) == ("number", today)
    assert "Mme Petit" in call.next_task.reason
    changed = Entry.objects.get(verb="contact.changed")
    assert changed.reason == f"Faux numéro, dit par Nadia le {today:%d/%m/%Y} : {MME_PETIT}"
    late.customer.refresh_from_db()
    assert late.customer.phone
    with pytest.raises(NumberNotDialled):
        record(late.customer, Outcome.WRONG_NUMBER, task=task)


def test_a_number_to_find_is_found_once_one_is_noted(
    task: Task, late: Receivable, mme_petit: Contact, record: Any, today: date
) -> None:
    wrong = Dialled(MME_PETIT, mme_petit)
    to_find = record(late.customer, Outcome.WRONG_NUMBER, task=task, dialled=wrong).next_task
    dunning.tasks.settle(late.company, on=today)
    to_find.refresh_from_db()
    assert to_find.done_on is None  # the customer's own number was known before
    after_midnight = datetime.combine(today, time(0, 30), ZoneInfo(late.company.timezone))
    with time_machine.travel(after_midnight, tick=False):  # the day before, for the database
        parties.change_contact(mme_petit, by="Nadia", phone="04 65 71 00 13")
    dunning.tasks.settle(late.company, on=today, customer_id=late.customer_id)
    to_find.refresh_from_db()
    assert (to_find.end, to_find.outcome) == (
        "settled", "Un numéro a été noté depuis : on peut l'appeler.",
    )  # fmt: skip


def test_a_call_without_task_asks_for_the_next_one_once(
    late: Receivable, record: Any, nadia: User, today: date
) -> None:
    first, second = today + timedelta(days=2), today + timedelta(days=5)
    record(late.customer, Outcome.UNANSWERED, then=again(first))
    record(late.customer, Outcome.UNANSWERED, then=again(second))
    asked = Task.objects.get(customer=late.customer)
    assert (asked.kind, asked.due_on, asked.person) == ("call", second, nadia)
    visit = Following(Next.VISIT, second)
    record(late.customer, Outcome.REACHED, task=asked, then=visit)
    asked.refresh_from_db()
    assert asked.end == "done"
    assert Task.objects.get(customer=late.customer, done_on=None).kind == "visit"


def test_what_is_refused_changes_nothing(
    task: Task, late: Receivable, record: Any, today: date
) -> None:
    with pytest.raises(NothingTicked):
        record(late.customer, Outcome.PROMISE, task=task, by_on=today, then=SCENARIO)
    with pytest.raises(PromiseInThePast):
        record(
            late.customer, Outcome.PROMISE, task=task, receivables=[late],
            by_on=today - timedelta(days=1), then=SCENARIO,
        )  # fmt: skip
    task.refresh_from_db()
    assert task.done_on is None
    assert not Call.objects.exists()


def test_a_call_to_make_closes_once_nothing_is_owed(
    late: Receivable, record: Any, today: date
) -> None:
    record(late.customer, Outcome.UNANSWERED, then=again(today))
    assert dunning.tasks.settle(late.company, on=today) == 0
    matching.receive_payment(
        customer=late.customer, reference="FA-2291", on=today, amount=Money(late.open_cents),
        by="Nadia",
    )  # fmt: skip
    assert dunning.tasks.settle(late.company, on=today) == 1
