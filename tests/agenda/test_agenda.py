"""The agenda of a day: where its lines come from, and what people do with them."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import NotAllowed, Role
from encaisse.agenda import columns, operations
from encaisse.agenda.models import AgendaAct, NextAction
from encaisse.agenda.operations import Doer, Then
from encaisse.agenda.queries import listing
from encaisse.agenda.rules import Item
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Dispute
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message, MessageState, Run, Step, Task, TaskKind
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as plans
from encaisse.payment_plans.rules import Part
from encaisse.promises import operations as promises
from encaisse.receivables.models import Invoice, Receivable
from encaisse.replies import operations as replies
from encaisse.replies.models import Reply
from tests import factories
from tests.replies.mails import CUSTOMER, a_mail

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 23)
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
TOMORROW = ON + datetime.timedelta(1)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def paul(company: Company) -> User:
    return factories.a_user(company, Role.MANAGER, "Paul")


@pytest.fixture
def garage(company: Company, nadia: User) -> Customer:
    return factories.a_customer(company, email=CUSTOMER, phone="0240000000", collector=nadia)


def who(user: User) -> Doer:
    return Doer(user, str(user), ON)


def sources(company: Company, on: datetime.date = ON) -> list[str]:
    return [item.source.partition(":")[0] for item in listing.agenda(company, on=on).items]


def only(company: Company, on: datetime.date = ON) -> Item:
    [item] = listing.agenda(company, on=on).items
    return item


def broken(customer: Customer, *, day: int = 20, cents: int = 100_000) -> None:
    """A promise for a day of November, made of a receivable of its own."""
    receivable = factories.a_receivable(customer, cents=cents)
    promises.promise(
        [receivable], by_on=datetime.date(2026, 11, day), on=datetime.date(2026, 11, 2), by="Nadia",
        confirmed=True,
    )  # fmt: skip


def a_call(customer: Customer, by: str = "Paul", due_on: datetime.date = ON) -> Task:
    return dunning.tasks.ask(
        customer, "call", due_on=due_on, reason="Rappeler Mme Petit.", on=ON, by=by
    )


@pytest.mark.parametrize("kind", [kind for kind in TaskKind if kind != TaskKind.DISPUTE])
def test_a_task_of_any_kind_is_a_line_with_its_verb_and_its_page(
    company: Company, garage: Customer, kind: str
) -> None:
    invoice = factories.a_receivable(garage).invoice
    Task.objects.create(
        company=company, customer=garage, invoice=invoice, kind=kind, reason="À faire.",
        opened_on=ON,
    )  # fmt: skip
    [line] = columns.lines([only(company)], on=ON, people={}, viewer_id=0)
    assert line.verb
    assert line.href.startswith("/")


def test_an_empty_company_has_nothing_to_do(company: Company) -> None:
    assert sources(company) == []


def test_a_call_weighs_what_its_customer_owes_past_its_date(
    company: Company, garage: Customer
) -> None:
    factories.a_receivable(garage, cents=50_000)
    factories.a_receivable(garage, cents=70_000, due_on=ON)
    a_call(garage)
    item = only(company)
    assert (item.cents, item.days_late, item.reason) == (50_000, 23, "Rappeler Mme Petit")
    assert item.person_id == garage.collector_id


def test_a_call_weighs_the_largest_currency_that_its_customer_owes_drafts_apart(
    company: Company, garage: Customer
) -> None:
    factories.a_receivable(garage, cents=50_000)
    dollars = factories.a_receivable(garage, cents=60_000, due_on=datetime.date(2026, 11, 13))
    Receivable.objects.filter(pk=dollars.pk).update(currency="USD")
    draft = factories.a_receivable(garage, cents=90_000)
    Invoice.objects.filter(pk=draft.invoice_id).update(is_draft=True)
    a_call(garage)
    item = only(company)
    assert (item.cents, item.currency, item.days_late) == (60_000, "USD", 10)


def test_a_task_of_a_message_weighs_what_the_message_asks(
    company: Company, garage: Customer
) -> None:
    factories.a_receivable(garage, cents=50_000)
    run = Run.objects.create(company=company, on=ON, by="Paul", started_at=timezone.now())
    message = Message.objects.create(
        company=company, run=run, customer=garage, level=3, channel="call", total_cents=30_000,
        currency="USD", state=MessageState.RELEASED,
        scenario=dunning.default_scenario(company, by="Paul"),
    )  # fmt: skip
    task = a_call(garage)
    Task.objects.filter(pk=task.pk).update(message=message, kind=TaskKind.STEP, channel="visit")
    item = only(company)
    assert (item.kind, item.cents, item.currency, item.days_late) == ("visit", 30_000, "USD", 23)


def test_the_latest_promise_not_kept_says_how_many_were_not(
    company: Company, garage: Customer
) -> None:
    broken(garage, day=10)
    broken(garage, day=20)
    assert only(company).reason == "promesse du 20/11/2026 non tenue (2e fois)"


def test_whoever_kept_their_word_before_comes_first(company: Company, nadia: User) -> None:
    for name, was_kept in (("Peu fiable", False), ("Fiable", True)):
        customer = factories.a_customer(company, name, collector=nadia)
        broken(customer, day=5)
        if was_kept:
            number = Receivable.objects.get(customer=customer).invoice.number
            matching.receive_payment(
                customer=customer, reference=number, on=datetime.date(2026, 11, 4),
                amount=Money(100_000), by="Nadia",
            )  # fmt: skip
        broken(customer, day=20)
    first, second = listing.agenda(company, on=ON).items
    assert (first.subject, first.chance) == ("Fiable", 70)
    assert first.reason == "promesse du 20/11/2026 non tenue, 1 tenue sur 1 auparavant"
    assert (second.subject, second.chance) == ("Peu fiable", 50)


def test_a_promise_paid_since_is_no_line(company: Company, garage: Customer) -> None:
    broken(garage)
    invoice = Receivable.objects.get().invoice
    matching.receive_payment(
        customer=garage, reference=invoice.number, on=ON, amount=Money(100_000), by="Nadia"
    )
    assert sources(company) == []


def test_the_first_instalment_missed_weighs_all_that_is_late(
    company: Company, garage: Customer
) -> None:
    days = [datetime.date(2026, 11, 10), datetime.date(2026, 11, 20), datetime.date(2026, 12, 20)]
    receivable = factories.a_receivable(garage, cents=90_000)
    parts = [Part(day, 30_000) for day in days]
    plans.agree([receivable], parts, on=datetime.date(2026, 11, 2), by="Nadia")
    item = only(company)
    assert (item.kind, item.cents) == ("installment", 60_000)
    assert item.reason == "échéance 1 de l'échéancier non payée le 10/11/2026"


def test_a_promise_is_no_line_before_its_day_has_passed(company: Company, garage: Customer) -> None:
    broken(garage, day=23)
    assert sources(company) == []
    assert sources(company, TOMORROW) == ["promise"]


def test_a_reminder_to_approve_is_one_line_for_each_step(company: Company) -> None:
    dunning.default_scenario(company, by="Paul")
    Step.objects.filter(company=company).update(approval="approve")
    for name in ("Garage Martin", "Studio Lemoine"):
        factories.a_receivable(factories.a_customer(company, name, email="compta@client.example"))
    dunning.run(company, on=ON, by="Nadia", at=NOON)
    item = only(company)
    assert (item.kind, item.subject, item.cents) == ("approval", "2 relances", 240_000)


def test_an_unread_reply_is_a_line_and_done_reads_it(
    company: Company, garage: Customer, nadia: User
) -> None:
    replies.drop(company, "reponse.eml", a_mail().as_bytes(), at=NOON)
    item = only(company)
    assert (item.kind, item.reason) == ("reply", "« Re: votre facture FA-1 »")
    operations.finish(company, item.source, words="Virement annoncé", then=Then(), who=who(nadia))
    assert sources(company) == []
    assert Reply.objects.get().outcome == "Virement annoncé"
    assert listing.done_by(company, str(nadia), on=ON) == 1


def test_a_dispute_is_a_line_once_its_day_has_passed(company: Company, garage: Customer) -> None:
    receivable = factories.a_receivable(garage)
    opened = datetime.date(2026, 11, 5)
    dispute = disputes.declare(
        [receivable], reason="price", note="", on=opened, by="Nadia", amount=Money(30_000)
    )
    Dispute.objects.filter(pk=dispute.pk).update(due_on=datetime.date(2026, 11, 20))
    assert sources(company, datetime.date(2026, 11, 20)) == []
    Task.objects.create(
        company=company, customer=garage, invoice=receivable.invoice, kind=TaskKind.DISPUTE,
        reason="Litige en retard.", opened_on=ON,
    )  # fmt: skip
    item = only(company)
    assert item.reason == "litige (prix) à régler le 20/11/2026, sans issue"
    assert (item.due_on, item.cents) == (datetime.date(2026, 11, 20), 30_000)
    assert columns.address(item) == f"/litiges/{dispute.pk}/"


def test_a_bank_line_of_nobody_waits_in_one_line(company: Company) -> None:
    factories.a_bank_line(company, cents=1_000)
    factories.a_bank_line(company, cents=2_000)
    item = only(company)
    assert (item.subject, item.cents) == ("2 lignes de relevé", 3_000)


def test_done_is_kept_where_the_task_lives_and_asks_for_the_next_call(
    company: Company, garage: Customer, nadia: User
) -> None:
    factories.a_receivable(garage)
    task = a_call(garage)
    then = Then("call", ON + datetime.timedelta(3), "Vérifier le virement")
    operations.finish(
        company, f"task:{task.pk}", words="Promet pour jeudi", then=then, who=who(nadia)
    )
    task.refresh_from_db()
    assert (task.end, task.outcome) == ("done", "Promet pour jeudi")
    item = only(company)
    assert (item.due_on, item.reason) == (ON + datetime.timedelta(3), "Vérifier le virement")


def test_another_next_action_is_a_line_until_it_is_done(
    company: Company, garage: Customer, nadia: User
) -> None:
    then = Then("other", TOMORROW, "Envoyer le relevé à M. Étoile")
    operations.ask_next(company, garage.pk, then, who=who(nadia))
    item = only(company)
    assert (item.reason, item.person_id) == ("Envoyer le relevé à M. Étoile", nadia.pk)
    operations.finish(company, item.source, words="Envoyé", then=Then(), who=who(nadia))
    assert sources(company) == []
    assert NextAction.objects.get().done_on == ON


def test_a_next_action_needs_a_day(company: Company, garage: Customer, nadia: User) -> None:
    with pytest.raises(operations.NoNextDay, match="Dites quoi faire ensuite, et pour quel jour"):
        operations.ask_next(company, garage.pk, Then("other", None, "Rappeler"), who=who(nadia))


def test_a_line_put_off_comes_back_on_its_day(
    company: Company, garage: Customer, nadia: User
) -> None:
    broken(garage)
    source = only(company).source
    operations.snooze(company, source, until=TOMORROW, words="absent", who=who(nadia))
    assert listing.agenda(company, on=ON).due(listing.TODAY) == []
    assert len(listing.agenda(company, on=ON).due(listing.TOMORROW)) == 1
    assert len(listing.agenda(company, on=TOMORROW).due(listing.TODAY)) == 1


@pytest.mark.parametrize("day", [ON, datetime.date(2029, 1, 1)])
def test_a_line_is_put_off_to_a_day_to_come(
    company: Company, garage: Customer, nadia: User, day: datetime.date
) -> None:
    broken(garage)
    with pytest.raises(operations.SnoozedInThePast, match="Choisissez un jour après aujourd'hui"):
        operations.snooze(company, only(company).source, until=day, words="", who=who(nadia))


def test_what_its_cause_closes_is_not_ticked(company: Company, nadia: User) -> None:
    factories.a_bank_line(company, cents=1_000)
    with pytest.raises(operations.ClosesByItself, match="« 1 ligne de relevé » se ferme par"):
        operations.finish(company, "bank:EUR", words="vu", then=Then(), who=who(nadia))


def test_done_without_a_word_is_refused(company: Company, garage: Customer, nadia: User) -> None:
    broken(garage)
    with pytest.raises(operations.WordsMissing, match="Dites en quelques mots"):
        operations.finish(company, only(company).source, words=" ", then=Then(), who=who(nadia))


def test_a_line_that_went_is_not_there(company: Company, nadia: User) -> None:
    with pytest.raises(listing.ItemGone, match="Cette ligne n'est plus à faire"):
        operations.note(company, "promise:1", words="vu", who=who(nadia))


def test_a_line_is_taken_and_given(
    company: Company, garage: Customer, nadia: User, paul: User
) -> None:
    broken(garage)
    source = only(company).source
    operations.give(company, source, to=paul, who=who(nadia))
    assert only(company).person_id == paul.pk
    with pytest.raises(NotAllowed, match="confier la ligne d'une autre personne"):
        operations.give(company, source, to=nadia, who=who(nadia))
    operations.give(company, source, to=nadia, who=who(paul))
    assert only(company).person_id == nadia.pk


def test_lines_are_read_by_person(
    company: Company, garage: Customer, nadia: User, paul: User
) -> None:
    broken(garage)
    factories.a_bank_line(company, cents=1_000)
    found = listing.agenda(company, on=ON)
    assert len(found.of("moi", nadia.pk).items) == 2
    assert len(found.of("moi", paul.pk).items) == 1
    assert len(found.of("personne", nadia.pk).items) == 1
    assert len(found.of(str(nadia.pk), paul.pk).items) == 1
    assert len(found.of("tous", paul.pk).items) == 2


def test_gestures_are_never_rewritten(company: Company, garage: Customer, nadia: User) -> None:
    broken(garage)
    operations.note(company, only(company).source, words="Absent", who=who(nadia))
    assert only(company).note == "Absent"
    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaAct.objects.update(words="Présent")


def test_another_company_s_lines_are_not_here(company: Company) -> None:
    other = factories.a_company("Delaunay Compta")
    customer = factories.a_customer(other)
    factories.a_user(other)
    factories.a_receivable(customer)
    a_call(customer)
    assert sources(company) == []
    assert sources(other) == ["task"]


def test_the_number_of_queries_does_not_grow_with_the_lines(
    company: Company, garage: Customer
) -> None:
    broken(garage)
    a_call(garage)
    with CaptureQueriesContext(
        connection,
    ) as few:
        listing.agenda(company, on=ON)
    for rank in range(5):
        customer = factories.a_customer(company, f"Client {rank}")
        broken(customer)
        a_call(customer)
    with CaptureQueriesContext(connection) as many:
        assert len(listing.agenda(company, on=ON).items) == 12
    assert len(many) == len(few)
