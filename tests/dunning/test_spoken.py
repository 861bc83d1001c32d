"""Steps that are called or visited: always a person's task, by a channel of their own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Message, MessageState, Step, Task
from encaisse.dunning.queries.explaining import explain
from encaisse.dunning.rules.faults import faults
from encaisse.dunning.rules.words import lived
from tests import factories
from tests.dunning.test_scenario_pages import shown

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def ladder(channel: str, **more: object) -> rules.Scenario:
    step = rules.Step(1, 7, channel=channel, approval="task", **more)  # type: ignore[arg-type]
    return rules.Scenario(0, "de vive voix", (step,))


def ran(company: Company, channel: str, **facts: str) -> Task:
    operations.save_scenario(company, ladder(channel), by="Paul", is_default=True)
    customer = factories.a_customer(company, **facts)
    factories.a_receivable(customer, due_on=TODAY - timedelta(days=10), number="FA-1")
    operations.run(company, on=TODAY, by="Nadia", at=timezone.now())
    return Task.objects.get()


@pytest.mark.parametrize(("channel", "told"), [("call", "téléphone"), ("visit", "une visite")])
def test_a_step_to_call_or_visit_is_a_task_of_its_channel(channel: str, told: str) -> None:
    company = factories.a_company()
    task = ran(company, channel, phone="04 65 71 00 10", address="1 quai Nord\n69002 Lyon")
    message = Message.objects.get()
    assert (message.state, message.channel) == (MessageState.TASK, channel)
    assert (task.kind, task.channel, task.message) == ("step", channel, message)
    assert task.reason == f"Étape 1 à faire par {told}, jusqu'à 10 jours de retard."


@pytest.mark.parametrize(
    ("channel", "lacks"), [("call", "Aucun numéro n'est connu"), ("visit", "Aucune adresse")]
)
def test_the_task_says_what_lacks(channel: str, lacks: str) -> None:
    assert lacks in ran(factories.a_company(), channel).reason


def test_the_explanation_says_how() -> None:
    company = factories.a_company()
    operations.save_scenario(company, ladder("call"), by="Paul", is_default=True)
    due = TODAY - timedelta(days=10)
    factories.a_receivable(factories.a_customer(company), due_on=due, number="FA-1")
    told = " ".join(each["text"] for each in explain(company, "FA-1", on=TODAY)[0]["sentences"])
    assert "Une personne s'en charge, par téléphone, auprès de Garage Martin" in told


def test_a_number_of_a_contact_is_one() -> None:
    company = factories.a_company()
    operations.save_scenario(company, ladder("call"), by="Paul", is_default=True)
    customer = factories.a_customer(company)
    customer.contacts.create(company=company, name="Mme Petit", phone="04 65 71 00 12")
    factories.a_receivable(customer, due_on=TODAY - timedelta(days=10))
    operations.run(company, on=TODAY, by="Nadia", at=timezone.now())
    assert "Aucun numéro" not in Task.objects.get().reason


def test_its_faults_say_what_to_choose() -> None:
    alone = rules.Scenario(0, "x", (rules.Step(1, 7, channel="call", approval="auto"),))
    assert any("l'affaire d'une personne" in str(each) for each in faults(alone))
    turning = ladder("visit", other_channel="mail")
    assert any("ne change pas de canal" in str(each) for each in faults(turning))
    formal = ladder("call", template_code="mise-en-demeure")
    assert any("Une mise en demeure s'écrit" in str(each) for each in faults(formal))
    assert not faults(ladder("call"))


def test_what_a_customer_lives_through() -> None:
    told = lived(ladder("call"))
    assert told == [
        "7 jours après l'échéance, la relance 1 par téléphone, que vous faites vous-même."
    ]


def test_the_editor_makes_a_call_a_task() -> None:
    company = factories.a_company()
    scenario = operations.default_scenario(company, by="Paul")
    client = Client()
    client.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    typed = shown(scenario) | {"s2-channel": "call", "enregistrer": "1"}
    address = reverse("dunning:scenario", args=[scenario.pk])
    assert client.post(address, typed).status_code == 302
    step = Step.objects.get(company=company, level=2)
    assert (step.channel, step.approval) == ("call", "task")
    assert "par téléphone" in client.get(address).content.decode()
