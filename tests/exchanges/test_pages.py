"""The screen of a call, as Nadia uses it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from encaisse.accounts.models import User
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.exchanges.models import Call
from encaisse.kernel.days import french_day, next_business_day
from encaisse.letters.models import Template
from encaisse.parties.models import Contact, Customer
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db
COURTEOUS = "à l&#x27;échéance"


def where(customer: Customer, task: Task | None = None) -> str:
    address = reverse("exchanges:dial", args=[customer.pk])
    return f"{address}?tache={task.pk}" if task else address


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_screen_says_whom_to_call_what_is_owed_and_what_comes(
    client: Client, task: Task, late: Receivable
) -> None:
    screen = shown(client, where(late.customer, task))
    assert 'href="tel:+33465710012"' in screen
    assert screen.index("Mme Petit") < screen.index("04 65 71 00 10")
    assert "FA-2291" in screen
    assert "Étape 2" in screen
    assert "Compter quand même" in screen


def test_a_call_of_ones_own_speaks_of_what_is_owed_today(
    client: Client, task: Task, late: Receivable, today: date
) -> None:
    """Late: as a reminder does. Once that is paid and something comes due: as a courtesy does,
    whatever was delivered about the invoice paid."""
    assert COURTEOUS not in shown(client, where(late.customer))
    dunning.tasks.do(task, outcome="Rappelée.", on=today, today=today, by="Nadia")
    factories.a_receivable(late.customer, due_on=today + timedelta(days=5))
    assert COURTEOUS not in shown(client, where(late.customer))
    Receivable.objects.filter(pk=late.pk).update(open_cents=0)
    assert COURTEOUS in shown(client, where(late.customer))


def test_what_comes_next_is_never_of_a_day_gone_by(
    client: Client, garage: Customer, today: date
) -> None:
    """What may already go: from today. What waits for somebody: no day is known."""
    factories.a_receivable(garage, due_on=today + timedelta(days=1))
    screen = shown(client, where(garage))
    assert "Rappel de courtoisie, dès aujourd'hui" in screen
    dunning.run(garage.company, on=today, by="Nadia", at=timezone.now())
    assert "Rappel de courtoisie</p>" in shown(client, where(garage))
    factories.a_receivable(garage, due_on=today - timedelta(days=1))
    screen = shown(client, where(garage))
    first = next_business_day(today + timedelta(days=2))
    assert f"Étape 1, pas avant le {french_day(first)}" in screen


def test_the_page_of_the_task_and_of_the_customer_lead_there(
    client: Client, task: Task, late: Receivable
) -> None:
    assert where(late.customer, task) in shown(client, reverse("dunning:task", args=[task.pk]))
    customer = reverse("home:customer", args=[late.customer_id])
    assert where(late.customer) in shown(client, customer)


def test_a_call_is_noted_with_its_promise_and_told_in_the_line_of_time(
    client: Client, task: Task, late: Receivable, mme_petit: Contact, today: date
) -> None:
    typed = {
        "number": f"contact-{mme_petit.pk}", "outcome": "promise", "receivable": [late.pk],
        "by_on": (today + timedelta(days=5)).isoformat(), "amount": "300,50",
        "next_action": "scenario",
    }  # fmt: skip
    answer = client.post(where(late.customer, task), typed, follow=True)
    assert "Mme Petit promet 300,50" in answer.content.decode()
    assert Promise.objects.get().cents == 30_050
    customer = shown(client, reverse("home:timeline", args=[late.customer_id]))
    call = Call.objects.get()
    assert "Appel passé" in customer
    assert reverse("exchanges:call", args=[call.pk]) in customer
    assert "promesse de règlement" in shown(client, reverse("exchanges:calls"))
    assert call.number == "04 65 71 00 12"
    script = call.template
    assert script is not None
    assert (script.code, call.template_version) == ("relance-1-rigorous", 1)
    Template.objects.filter(pk=script.pk).update(version=2)
    page = shown(client, reverse("exchanges:call", args=[call.pk]))
    assert reverse("dunning:template_version", args=[script.pk, 1]) in page


def test_the_screen_of_a_call_reads_in_the_order_of_the_call(
    client: Client, task: Task, late: Receivable
) -> None:
    screen = shown(client, where(late.customer, task))
    parts = ("Qui appeler", "Ce qui est dû", "Quoi dire", "appel a donné", "Derniers échanges")
    places = [
        screen.index(f">{part}<") if "donné" not in part else screen.index(part) for part in parts
    ]
    assert places == sorted(places)


def test_a_derisory_promise_is_noted_once_it_is_confirmed(
    client: Client, task: Task, late: Receivable, today: date
) -> None:
    typed = {
        "outcome": "promise", "receivable": [late.pk], "amount": "1",
        "by_on": (today + timedelta(days=5)).isoformat(), "next_action": "scenario",
    }  # fmt: skip
    assert 'name="confirmed"' not in shown(client, where(late.customer, task))
    screen = client.post(where(late.customer, task), typed).content.decode()
    assert "1,00\u00a0€, c&#x27;est bien peu" in screen
    assert 'name="confirmed"' in screen
    assert not Promise.objects.exists()
    client.post(where(late.customer, task), typed | {"confirmed": "on"})
    assert Promise.objects.get().cents == 100


def test_what_was_typed_stays_when_something_is_missing(
    client: Client, task: Task, late: Receivable
) -> None:
    typed = {"outcome": "voicemail", "note": "Boîte pleine", "receivable": [late.pk]}
    answer = client.post(where(late.customer, task), typed)
    screen = answer.content.decode()
    assert answer.status_code == 422
    assert "Dites ce que vous faites ensuite" in screen
    assert "Boîte pleine" in screen
    assert not Call.objects.exists()


def test_a_task_that_is_done_is_not_called_again(
    client: Client, task: Task, late: Receivable
) -> None:
    typed = {"outcome": "reached", "next_action": "scenario"}
    address = where(late.customer, task)
    assert client.post(address, typed).status_code == 302
    assert client.get(address).status_code == 404


def test_without_a_number_the_screen_says_where_to_add_one(
    client: Client, garage: Customer, nadia: User
) -> None:
    silent = factories.a_customer(garage.company, name="Sans téléphone")
    assert "Aucun numéro connu" in shown(client, where(silent))
