"""What one mistypes on a call or a visit is told beside it, in words; nothing crashes."""

from datetime import date, time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from encaisse.accounts.models import User
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.dunning.operations.tasks import TaskDueTooFar
from encaisse.exchanges.models import Call, Visit
from encaisse.exchanges.operations import Planned, Teller, visits
from encaisse.exchanges.operations.visits import VisitTooFar
from encaisse.exchanges.rules.inviting import title_of
from encaisse.kernel.days import add_months, french_day
from encaisse.parties.models import Contact, Customer
from encaisse.promises import operations as promises
from encaisse.promises.operations import PromiseTooFar
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db
LAST_DAY = date(9999, 12, 31)


@pytest.fixture
def by(nadia: User, today: date) -> Teller:
    return Teller("Nadia", today, nadia)


@pytest.fixture
def visit(garage: Customer, late: Receivable, nadia: User, by: Teller) -> Visit:
    planned = Planned(by.on, time(14, 30), garage.address, nadia)
    return visits.plan(garage, planned, at=timezone.now(), by=by)


def typed_visit(nadia: User, on: date) -> dict[str, str]:
    return {
        "on": on.isoformat(), "at": "23:59", "minutes": "30", "address": "1 quai Nord",
        "visitor": str(nadia.pk), "contact": "", "purpose": "",
    }  # fmt: skip


def said(client: Client, address: str, typed: dict[str, str], status: int = 422) -> str:
    answer = client.post(address, typed, follow=True)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def dial(customer: Customer) -> str:
    return reverse("exchanges:dial", args=[customer.pk])


def act(visit: Visit) -> str:
    return reverse("exchanges:act_on_visit", args=[visit.pk])


def test_a_visit_at_the_end_of_time_is_refused_planned_or_moved(
    client: Client, visit: Visit, nadia: User
) -> None:
    plan = reverse("exchanges:plan_visit", args=[visit.customer_id])
    assert "31/12/9999 est trop loin" in said(client, plan, typed_visit(nadia, LAST_DAY))
    moved = typed_visit(nadia, LAST_DAY) | {"geste": "deplacer"}
    assert "31/12/9999 est trop loin" in said(client, act(visit), moved)


def test_two_years_ahead_is_the_most(
    visit: Visit, late: Receivable, nadia: User, by: Teller, today: date
) -> None:
    most = add_months(today, 24)
    beyond = most + timedelta(days=1)
    visits.move(visit, Planned(most, time(9), "ici", nadia), at=timezone.now(), by=by)
    with pytest.raises(VisitTooFar):
        visits.move(visit, Planned(beyond, time(9), "ici"), at=timezone.now(), by=by)
    with pytest.raises(TaskDueTooFar):
        dunning.tasks.ask(
            late.customer, "call", due_on=beyond, reason="Rappeler", on=today, by="Nadia"
        )
    never = add_months(today, 120) + timedelta(days=1)
    with pytest.raises(PromiseTooFar):
        promises.promise([late], by_on=never, on=today, by="Nadia")


def test_what_is_typed_under_another_choice_is_not_looked_at(
    client: Client, task: Task, late: Receivable
) -> None:
    hidden = {"amount": "abc", "by_on": "31/02/2026", "call_at": "25:99", "cause": "?"}
    typed = {"outcome": "voicemail", "next_action": "nothing", "next_why": "Réglé", **hidden}
    said(client, dial(late.customer), typed, status=200)
    assert Call.objects.get().outcome == "voicemail"


def test_no_wrong_number_without_a_number(client: Client, garage: Customer) -> None:
    silent = factories.a_customer(garage.company, name="Sans téléphone")
    assert 'value="wrong_number"' in client.get(dial(garage)).content.decode()
    assert 'value="wrong_number"' not in client.get(dial(silent)).content.decode()
    screen = said(client, dial(silent), {"outcome": "wrong_number"})
    assert 'class="errors"' in screen


def test_a_visit_that_is_over_says_so(client: Client, visit: Visit, by: Teller) -> None:
    visits.cancel(visit, why="A réglé", at=timezone.now(), by=by)
    report = {"geste": "rapport", "outcome": "reached", "next_action": "scenario"}
    assert "n'est plus à venir : elle est annulée" in said(client, act(visit), report, status=200)


def test_an_invitation_goes_to_somebody(client: Client, visit: Visit, nadia: User) -> None:
    plan = reverse("exchanges:plan_visit", args=[visit.customer_id])
    typed = typed_visit(nadia, visit.on) | {"invites": "on"}
    assert "Choisissez la personne à inviter" in said(client, plan, typed)


def test_a_report_is_about_the_visit(client: Client, visit: Visit) -> None:
    assert "Dites ce que la visite a donné." in said(client, act(visit), {"geste": "rapport"})


def test_names_are_elided() -> None:
    assert title_of("Atelier Martin", "Garage") == "Visite d'Atelier Martin : Garage"
    assert title_of("Élan", "Garage") == "Visite d'Élan : Garage"
    assert title_of("Garage Martin", "Élan") == "Visite de Garage Martin : Élan"


def test_one_calls_at_somebodys_and_the_task_is_punctuated(
    client: Client, task: Task, mme_petit: Contact, late: Receivable, today: date
) -> None:
    later = today + timedelta(days=3)
    typed = {
        "outcome": "reached", "number": f"contact-{mme_petit.pk}", "next_action": "visit",
        "visit_on": later.isoformat(),
    }  # fmt: skip
    said(client, dial(late.customer), typed, status=200)
    found = Task.objects.get(kind="visit")
    assert found.reason.startswith("Visite à faire chez Mme Petit le")
    screen = client.get(reverse("dunning:task", args=[found.pk])).content.decode()
    assert f"{french_day(today)}, pour le" in screen


def test_a_dispute_shows_its_cause_its_amount_and_its_invoices(
    client: Client, visit: Visit, late: Receivable, today: date
) -> None:
    told = {
        "outcome": "dispute", "cause": "quality", "contested": "300", "receivable": str(late.pk),
        "next_action": "call", "call_on": (today + timedelta(days=3)).isoformat(),
        "call_at": "14:30",
    }  # fmt: skip
    call = said(client, dial(late.customer), told, status=200)
    report = said(client, act(visit), told | {"geste": "rapport", "contested": "200"}, status=200)
    for screen, amount in ((call, "300,00"), (report, "200,00")):
        assert "Qualité · FA-2291" in screen
        assert amount in screen
        assert "14:30" in screen
    following = Visit.objects.get().next_task_id
    assert reverse("dunning:task", args=[following]) in report
