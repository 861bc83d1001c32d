"""An invoice that nobody seems to have received is seen before it is due."""

from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message, MessageState, Task
from encaisse.dunning.queries.unreceived import unreceived
from encaisse.dunning.rules.scenario import Scenario, Step
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.receivables.models import Invoice
from tests import factories
from tests.imports import papers
from tests.life_cycle.conftest import NUMBER, Say

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 1)
SOON = date(2026, 11, 25)


@pytest.fixture
def billed(company: Company) -> Invoice:
    customer = factories.a_customer(company, papers.BUYER, email="compta@sorbiers.example")
    return factories.a_receivable(
        customer, issued_on=date(2026, 11, 2), due_on=DUE, number=NUMBER
    ).invoice  # fmt: skip


def asked(company: Company, on: date = SOON) -> list[str]:
    dunning.invoice_tasks.ask(company, on=on)
    found = Task.objects.filter(company=company, done_on=None, kind="unreceived")
    return [task.reason for task in found.order_by("id")]


def test_deposited_and_received_by_nobody(company: Company, billed: Invoice, say: Say) -> None:
    assert asked(company) == []
    say("200", at="20261103093000")
    assert asked(company, date(2026, 11, 20)) == [], "eleven days before"
    assert asked(company) == asked(company) == [
        f"Facture {NUMBER} sans preuve de réception : renvoyez-la ou prouvez (déposée, aucune "
        "plateforme ne dit l'avoir reçue)."
    ]  # fmt: skip
    assert Task.objects.get().invoice == billed
    say("202", at="20261124093000", name="b.xml")
    dunning.tasks.settle(company, on=SOON)
    assert Task.objects.get().end == "settled"
    assert asked(company) == []


@pytest.mark.usefixtures("billed")
@pytest.mark.parametrize("code", ["202", "204", "205", "207", "211", "213"])
def test_any_word_of_the_buyer_is_enough(company: Company, say: Say, code: str) -> None:
    say("200", at="20261103093000")
    say(code, at="20261104093000", name="b.xml")
    assert asked(company) == []


def test_what_is_paid_or_late_is_left_to_others(
    company: Company, billed: Invoice, say: Say
) -> None:
    say("201", at="20261103093000")
    assert unreceived(company, on=date(2026, 12, 2)) == []
    assert [each.number for each in unreceived(company, on=DUE)] == [NUMBER]
    matching.receive_payment(
        customer=billed.customer, reference=NUMBER, on=SOON, amount=Money(1200_00), by="Nadia"
    )
    assert unreceived(company, on=SOON) == []


@pytest.mark.usefixtures("billed")
def test_the_company_chooses_how_long_before(company: Company, say: Say) -> None:
    say("221", at="20261103093000")
    dunning.set_policy(company, by="Paul", unreceived_days=0)
    assert asked(company) == []
    dunning.set_policy(company, by="Paul", unreceived_days=30)
    assert len(asked(company, date(2026, 11, 5))) == 1


@pytest.mark.parametrize(("state", "tracks", "words"), [
    (MessageState.FAILED, False, "est revenu"),
    (MessageState.DELIVERED, True, "pas été ouvert"),
    (MessageState.DELIVERED, False, ""),
])  # fmt: skip
def test_a_mail_before_the_due_date_that_nobody_had(
    company: Company, billed: Invoice, state: str, tracks: bool, words: str
) -> None:
    company.tracks_opens = tracks
    company.save()
    courteous(company, billed.customer, state)
    reasons = asked(company)
    assert bool(reasons) is bool(words)
    assert all(words in each for each in reasons)


def test_the_task_offers_three_gestures(company: Company, billed: Invoice, say: Say) -> None:
    say("200", at="20261103093000")
    asked(company)
    client = Client()
    client.force_login(factories.a_user(company))
    task = Task.objects.get()
    page = client.get(reverse("dunning:task", args=[task.pk])).content.decode()
    for gesture in ("Enregistrer la preuve", "Renvoyer la facture", "Vérifier le contact"):
        assert gesture in page
    again = f"{reverse('exchanges:write', args=[task.customer_id])}?facture={billed.pk}"
    written = client.get(f"{again}&tache={task.pk}").content.decode()
    assert f"{again}&amp;tache={task.pk}" in page
    assert f"Facture {billed.number}" in written
    assert "renvoyez-la ou prouvez" in written


def courteous(company: Company, customer: Customer, state: str) -> None:
    """A reminder of courtesy left on 20 November, and what became of it."""
    on = date(2026, 11, 20)
    scenario = dunning.add_scenario(
        company,
        Scenario(id=0, name="Doux", steps=(Step(0, -11, is_courtesy=True), Step(1, 7))),
        by="Paul",
    )
    dunning.make_default(scenario, by="Paul")
    dunning.run(company, on=on, by="Paul", at=datetime.combine(on, time(6), UTC))
    Message.objects.filter(customer=customer).update(state=state, delivered_on=on)
