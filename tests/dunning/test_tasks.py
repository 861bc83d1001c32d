"""What a run asks of people: who has no address, and the steps done by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.dunning import operations
from encaisse.dunning.models import (
    Message,
    MessageState,
    Policy,
    Proposal,
    ProposalState,
    Step,
    Task,
    TaskEnd,
    TaskKind,
)
from encaisse.dunning.operations import tasks
from encaisse.dunning.operations.approval import NothingToApprove
from encaisse.kernel.money import Money
from encaisse.letters.models import Letter
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests.factories import a_company, a_customer, a_receivable, a_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
LATE = date(2026, 11, 3)


@pytest.fixture
def company() -> Company:
    """Every step is a person's task but the courtesy."""
    company = a_company()
    operations.default_scenario(company, by="Paul")
    Step.objects.filter(company=company, is_courtesy=False).update(approval="task")
    return company


@pytest.fixture
def nadia(company: Company) -> User:
    return a_user(company)


@pytest.fixture
def garage(company: Company) -> Customer:
    return a_customer(company, email="compta@garage.example")


def ran(company: Company, on: date = LATE) -> operations.Ran:
    return operations.run(company, on=on, by="Nadia", at=AT)


def paid(receivable: Receivable, on: date = LATE) -> None:
    matching.receive_payment(
        customer=receivable.customer, on=on, amount=Money(receivable.open_cents), by="Nadia",
        reference=receivable.invoice.number, pays=[receivable],
    )  # fmt: skip


@pytest.fixture
def mail_server(settings: Settings) -> None:
    """Set, and never spoken to."""
    settings.EMAIL_HOST = "127.0.0.1"


def the_task() -> Task:
    return Task.objects.get()


def done(task: Task, on: date = LATE, outcome: str = "Payera vendredi") -> None:
    tasks.do(task, outcome=outcome, on=on, today=on, by="Nadia")


def test_a_step_by_hand_opens_a_task_and_sends_nothing(
    company: Company, garage: Customer, nadia: User, mail_server: None
) -> None:
    a_receivable(garage)
    ran(company)
    ran(company)
    task, message = the_task(), Message.objects.get()
    assert (task.kind, task.message, task.customer, task.person) == (
        TaskKind.STEP, message, garage, nadia
    )  # fmt: skip
    assert task.reason == "Étape 1 à faire à la main, jusqu'à 3 jours de retard."
    assert (message.state, message.channel) == (MessageState.TASK, "hand")
    with pytest.raises(NothingToApprove):
        operations.approve(company, [message.pk], by="Nadia")
    operations.deliver(company, [message.pk], at=AT)
    assert not Letter.objects.exists()


def test_a_step_by_hand_needs_no_address(company: Company, nadia: User) -> None:
    a_receivable(a_customer(company))
    ran(company)
    assert the_task().kind == TaskKind.STEP


def test_done_it_counts_as_delivered_that_day(company: Company, garage: Customer) -> None:
    a_receivable(garage)
    ran(company)
    tasks.do(
        the_task(), outcome="Payera vendredi", on=LATE, today=LATE + timedelta(days=2), by="Nadia"
    )
    task, step, message = the_task(), Proposal.objects.get(), Message.objects.get()
    assert (task.end, task.done_on, task.done_by) == (TaskEnd.DONE, LATE, "Nadia")
    assert (step.state, step.taken_on) == (ProposalState.DELIVERED, LATE)
    assert (message.state, message.delivered_on) == (MessageState.DELIVERED, LATE)
    entry = Entry.objects.get(verb="task.done")
    assert (entry.reason, entry.customer_id) == ("Payera vendredi", garage.pk)
    assert ran(company, date(2026, 11, 14)).decisions["hold"].to_list() == ["not_reached"]
    assert ran(company, date(2026, 11, 15)).decisions["next_level"].to_list() == [2]


def test_what_was_paid_before_the_call_is_not_counted_as_reminded(
    company: Company, garage: Customer
) -> None:
    first, second = a_receivable(garage), a_receivable(garage)
    ran(company)
    paid(first)
    done(the_task())
    states = dict(Proposal.objects.values_list("receivable_id", "state"))
    assert states == {first.pk: ProposalState.EMPTY, second.pk: ProposalState.DELIVERED}


def test_a_call_made_before_the_payment_and_noted_after_counts(
    company: Company, garage: Customer
) -> None:
    called, other = a_receivable(garage), a_receivable(garage)
    ran(company)
    paid(called, LATE + timedelta(days=1))
    tasks.do(the_task(), outcome="Vu", on=LATE, today=LATE + timedelta(days=2), by="Nadia")
    states = dict(Proposal.objects.values_list("receivable_id", "state"))
    assert states == dict.fromkeys((called.pk, other.pk), ProposalState.DELIVERED)


def test_not_done_skips_the_step_with_its_reason(company: Company, garage: Customer) -> None:
    receivable = a_receivable(garage)
    ran(company)
    tasks.give_up(the_task(), why="Gérant en congé", on=LATE, today=LATE, by="Nadia")
    step = Proposal.objects.get()
    assert (step.state, step.reason) == (ProposalState.SKIPPED, "Gérant en congé")
    assert Message.objects.get().state == MessageState.IGNORED
    assert the_task().end == TaskEnd.NOT_DONE
    entry = Entry.objects.get(verb="dunning.skipped")
    assert (entry.subject, entry.reason) == (f"receivable:{receivable.pk}", "Gérant en congé")
    assert ran(company, date(2026, 11, 15)).decisions["next_level"].to_list() == [2]


def test_paid_meanwhile_the_task_closes_itself(company: Company, garage: Customer) -> None:
    receivable = a_receivable(garage)
    ran(company)
    paid(receivable)
    assert tasks.settle(company, on=LATE) == 1
    task = the_task()
    assert (task.end, task.done_by) == (TaskEnd.SETTLED, "encaisse")
    assert "Réglé" in task.outcome
    assert Message.objects.get().state == MessageState.EMPTY
    assert Proposal.objects.get().state == ProposalState.EMPTY
    assert Entry.objects.get(verb="task.settled").customer_id == garage.pk
    assert tasks.settle(company, on=LATE) == 0


def test_skipped_by_a_person_elsewhere_the_task_closes(company: Company, garage: Customer) -> None:
    receivable = a_receivable(garage)
    ran(company)
    operations.skip(receivable, level=1, why="Accord", by="Paul", on=LATE)
    ran(company, LATE + timedelta(days=1))
    assert the_task().end == TaskEnd.SETTLED


def test_a_step_made_a_task_as_it_leaves_opens_one(
    company: Company, garage: Customer, mail_server: None
) -> None:
    Step.objects.filter(company=company, level=1).update(approval="approve")
    a_receivable(garage)
    ran(company)
    message = Message.objects.get()
    operations.approve(company, [message.pk], by="Nadia")
    Step.objects.filter(company=company, level=1).update(approval="task")
    operations.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert (message.state, the_task().message) == (MessageState.TASK, message)
    assert not Letter.objects.exists()


@pytest.fixture
def mailing() -> Company:
    """A company whose steps are messages."""
    company = a_company()
    operations.default_scenario(company, by="Paul")
    return company


@pytest.fixture
def unknown(mailing: Company) -> Customer:
    return a_customer(mailing, name="Introuvable")


def test_nobody_to_write_to_is_a_task(mailing: Company, unknown: Customer) -> None:
    a_receivable(unknown)
    paul = a_user(mailing, Role.MANAGER, "Paul")
    ran(mailing)
    ran(mailing)
    task = the_task()
    assert (task.kind, task.message, task.person) == (TaskKind.NO_CONTACT, None, paul)
    told = "Ni courriel ni adresse : étape 1 retenue, jusqu'à 3 jours de retard."
    assert task.reason == told


@pytest.mark.parametrize("known", [{"email": "a@b.example"}, {"address": "3 rue du Port"}])
def test_an_address_closes_it(mailing: Company, unknown: Customer, known: dict[str, Any]) -> None:
    a_receivable(unknown)
    ran(mailing)
    parties.change_customer(unknown, by="Nadia", on=LATE, **known)
    tasks.settle(mailing, on=LATE)
    assert "adresse" in the_task().outcome
    assert ran(mailing).plan.sent.height == 1
    assert Task.objects.count() == 1


def test_a_contact_closes_it(mailing: Company, unknown: Customer) -> None:
    a_receivable(unknown)
    ran(mailing)
    parties.add_contact(customer=unknown, name="Mme Roy", email="roy@b.example", by="Nadia")
    assert tasks.settle(mailing, on=LATE, customer_id=unknown.pk) == 1


def test_an_e_mail_is_no_use_for_a_letter(mailing: Company) -> None:
    Step.objects.filter(company=mailing, level=1).update(channel="letter")
    a_receivable(a_customer(mailing, email="compta@garage.example"))
    ran(mailing)
    assert the_task().reason.startswith("Pas d'adresse postale : étape 1 retenue")
    assert tasks.settle(mailing, on=LATE) == 0


def test_paid_it_closes_too(mailing: Company, unknown: Customer) -> None:
    receivable = a_receivable(unknown)
    ran(mailing)
    paid(receivable)
    tasks.settle(mailing, on=LATE)
    assert "Réglé" in the_task().outcome


def test_still_unreached_the_next_run_asks_again(mailing: Company, unknown: Customer) -> None:
    a_receivable(unknown)
    ran(mailing)
    tasks.give_up(the_task(), why="Parti sans laisser d'adresse", on=LATE, today=LATE, by="Nadia")
    ran(mailing, LATE + timedelta(days=1))
    assert Task.objects.filter(done_on=None).count() == 1


def test_whoever_the_rules_name_takes_the_tasks(
    company: Company, garage: Customer, nadia: User
) -> None:
    paul = a_user(company, Role.MANAGER, "Paul")
    Policy.objects.create(company=company, tasks_to=paul)
    garage.collector = nadia
    garage.save()
    a_receivable(garage)
    ran(company)
    assert the_task().person == paul


def test_else_whoever_follows_the_customer(company: Company, garage: Customer, nadia: User) -> None:
    lise = a_user(company, Role.COLLECTOR, "Lise")
    garage.collector = lise
    garage.save()
    a_receivable(garage)
    ran(company)
    assert the_task().person == lise


def test_a_task_is_given_to_a_member(company: Company, garage: Customer, nadia: User) -> None:
    lise, stranger = a_user(company, name="Lise"), a_user(a_company("Autre"), name="Inès")
    a_receivable(garage)
    ran(company)
    tasks.reassign(the_task(), to=lise, by="Paul")
    assert the_task().person == lise
    assert Entry.objects.get(verb="task.reassigned").facts["person"] == ["Nadia", "Lise"]
    with pytest.raises(tasks.NotATaker, match="Inès n'est pas membre d"):
        tasks.reassign(the_task(), to=stranger, by="Paul")


@pytest.mark.parametrize(
    ("outcome", "on", "refusal"),
    [
        ("", LATE, tasks.TaskWithoutWords),
        ("Vu", LATE - timedelta(days=1), tasks.TaskOnAnotherDay),
        ("Vu", LATE + timedelta(days=1), tasks.TaskOnAnotherDay),
    ],
)
def test_what_is_refused(
    company: Company, garage: Customer, outcome: str, on: date, refusal: type[Exception]
) -> None:
    a_receivable(garage)
    ran(company)
    with pytest.raises(refusal):
        tasks.do(the_task(), outcome=outcome, on=on, today=LATE, by="Nadia")


def test_a_task_is_done_once(company: Company, garage: Customer) -> None:
    a_receivable(garage)
    ran(company)
    done(the_task())
    with pytest.raises(tasks.TaskClosed, match="Payera vendredi"):
        done(the_task())
