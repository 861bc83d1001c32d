"""What is late and of which nothing is to come."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.agenda import jobs, operations
from encaisse.agenda.models import NextAction
from encaisse.agenda.operations import Doer, Then
from encaisse.agenda.operations import orphans as counting
from encaisse.agenda.queries import listing
from encaisse.agenda.queries.orphans import orphans
from encaisse.disputes import operations as disputes
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Step, Task
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as plans
from encaisse.payment_plans.rules import Part
from encaisse.promises import operations as promises
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from tests import factories
from tests.replies.mails import CUSTOMER, a_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]

ON = datetime.date(2026, 11, 23)
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
SOON = datetime.date(2026, 11, 30)


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def garage(company: Company, nadia: User) -> Customer:
    return factories.a_customer(company, email=CUSTOMER, collector=nadia)


@pytest.fixture
def late(garage: Customer) -> Receivable:
    """Late, and no scenario reminds anybody."""
    return factories.a_receivable(garage, number="FA-2291")


def reasons(company: Company, on: datetime.date = ON) -> list[str]:
    return [each.reason for each in orphans(company, on=on)]


def test_without_scenario_whatever_is_late_is_an_orphan(company: Company, late: Receivable) -> None:
    factories.a_receivable(late.customer, due_on=ON)
    factories.a_receivable(factories.a_customer(company, "Caisse", is_pseudo=True))
    assert reasons(company) == ["Aucune relance prévue."]


def test_a_step_to_come_is_a_next_action_until_the_last_is_done(
    company: Company, late: Receivable
) -> None:
    scenario = dunning.default_scenario(company, by="Paul")
    assert reasons(company) == []
    Step.objects.filter(scenario=scenario).exclude(level=1).delete()
    Step.objects.filter(scenario=scenario).update(approval="approve")
    dunning.run(company, on=ON, by="Nadia", at=NOON)
    assert reasons(company) == []


def test_a_promise_a_plan_and_a_dispute_are_next_actions_while_they_stand(
    company: Company, garage: Customer
) -> None:
    promised, planned, contested = (factories.a_receivable(garage) for _ in range(3))
    promises.promise([promised], by_on=SOON, on=ON, by="Nadia")
    plans.agree([planned], [Part(datetime.date(2027, 1, 20), 120_000)], on=ON, by="Nadia")
    disputes.declare([contested], reason="price", note="", on=ON, by="Nadia")
    dunning.default_scenario(company, by="Paul")
    assert reasons(company) == []


def test_a_block_without_end_makes_an_orphan_one_that_ends_does_not(
    company: Company, late: Receivable
) -> None:
    dunning.default_scenario(company, by="Paul")
    dunning.block(late.customer, until=SOON, why="Salon", by="Nadia", on=ON)
    assert reasons(company) == []
    dunning.unblock(late.customer, by="Nadia", on=ON)
    dunning.block(late.customer, until=None, why="Ami du patron", by="Nadia", on=ON)
    assert reasons(company) == ["Bloquée : Ami du patron."]


def test_a_task_a_next_action_or_a_reply_to_read_is_somebody_at_work(
    company: Company, late: Receivable, nadia: User
) -> None:
    replies.drop(company, "reponse.eml", a_mail().as_bytes(), at=NOON)
    assert reasons(company) == []
    [line] = listing.agenda(company, on=ON).items
    who = Doer(nadia, "Nadia", ON)
    operations.finish(company, line.source, words="Lu", then=Then(), who=who)
    assert len(reasons(company)) == 1
    operations.ask_next(company, late.customer_id, Then("other", SOON, "Relancer"), who=who)
    assert reasons(company) == []


def orphan_lines(company: Company, on: datetime.date = ON) -> list[tuple[str, int]]:
    found = listing.agenda(company, on=on).items
    return [(line.subject, line.cents) for line in found if line.kind == "orphan"]


def test_orphans_are_one_line_of_the_agenda_without_the_page(
    company: Company, late: Receivable
) -> None:
    factories.a_receivable(late.customer, cents=80_000)
    assert orphan_lines(company) == []
    counting.count(company, on=ON)
    assert orphan_lines(company) == [("2 créances sans suite", 200_000)]
    assert orphan_lines(company, SOON) == []


def test_they_are_counted_again_once_the_journal_grew(
    company: Company, late: Receivable, nadia: User
) -> None:
    counting.count(company, on=ON)
    factories.a_receivable(late.customer, cents=80_000)
    counting.count(company, on=ON)
    assert orphan_lines(company) == [("1 créance sans suite", 120_000)]
    then = Then("other", SOON, "Relancer")
    operations.ask_next(company, late.customer_id, then, who=Doer(nadia, "Nadia", ON))
    counting.count(company, on=ON)
    assert orphan_lines(company) == []


def test_what_is_near_its_limitation_stays_in_the_agenda_after_an_act(
    company: Company, late: Receivable, nadia: User
) -> None:
    old = factories.a_receivable(late.customer, due_on=datetime.date(2021, 12, 30))

    def near() -> list[tuple[str, int]]:
        found = listing.agenda(company, on=ON).items
        return [(line.subject, line.cents) for line in found if line.kind == "limitation"]

    assert near() == []
    counting.count(company, on=ON)
    assert near() == [("1 créance", 120_000)]
    then = Then("other", SOON, "Relancer")
    operations.ask_next(company, old.customer_id, then, who=Doer(nadia, "Nadia", ON))
    assert near() == [("1 créance", 120_000)]
    client = Client()
    client.force_login(nadia)
    page = client.get("/agenda/").content.decode()
    assert "/prescription/?alerte=alert" in page


@pytest.mark.django_db(transaction=True)
def test_the_clock_counts_each_company_once(company: Company, late: Receivable) -> None:
    jobs.sweep(0)
    queued = ProcrastinateJob.objects.filter(task_name="agenda.orphans")
    assert [each.args["company_id"] for each in queued] == [company.pk]
    app.tasks["agenda.orphans"].func(company_id=company.pk)
    assert orphan_lines(company) == [("1 créance sans suite", 120_000)]
    jobs.sweep(0)
    assert queued.count() == 1


def test_the_ticked_ones_are_given_what_comes_next(
    company: Company, late: Receivable, nadia: User
) -> None:
    client = Client()
    client.force_login(nadia)
    page = client.get("/agenda/orphelines/").content.decode()
    assert "FA-2291" in page
    assert "Aucune relance prévue." in page
    typed = {"client": late.pk, "then": "call", "day": "2026-11-24", "what": "Premier appel"}
    page = client.post("/agenda/orphelines/", typed, follow=True).content.decode()
    assert "Suite prévue pour 1 client." in page
    assert "Tout ce qui est en retard a une suite prévue." in page
    task = Task.objects.get()
    assert (task.kind, task.reason, task.due_on) == (
        "call", "Premier appel", datetime.date(2026, 11, 24),
    )  # fmt: skip


def test_what_is_missing_is_said(company: Company, late: Receivable, nadia: User) -> None:
    client = Client()
    client.force_login(nadia)

    def said(**typed: object) -> str:
        return client.post("/agenda/orphelines/", typed, follow=True).content.decode()

    assert "Cochez au moins une créance." in said(then="call", day="2026-11-24")
    assert "Dites quoi faire ensuite" in said(client=late.pk, then="call", day="")
    assert "Dites quoi faire ensuite" in said(client=late.pk, then="other", day="2026-11-24")
    assert not NextAction.objects.exists()


def test_a_reader_sees_orphans_and_plans_nothing(company: Company, late: Receivable) -> None:
    client = Client()
    client.force_login(factories.a_user(company, Role.READER, "Rémi"))
    page = client.get("/agenda/orphelines/").content.decode()
    assert "FA-2291" in page
    assert "Prévoir la suite" not in page
    assert client.post("/agenda/orphelines/", {"client": late.pk}).status_code == 403


def test_another_company_s_orphans_are_not_here(company: Company) -> None:
    factories.a_receivable(factories.a_customer(factories.a_company("Delaunay Compta")))
    assert reasons(company) == []
