"""The agenda on the screen, and its gestures."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.agenda.models import AgendaAct, NextAction
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.parties.models import Customer
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]

ON = datetime.date(2026, 11, 23)


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
def client(nadia: User) -> Client:
    client = Client()
    client.force_login(nadia)
    return client


@pytest.fixture
def garage(company: Company) -> Customer:
    garage = factories.a_customer(company)
    factories.a_receivable(garage, cents=824_000)
    return garage


@pytest.fixture
def task(garage: Customer) -> Task:
    due_on = datetime.date(2026, 11, 20)
    return dunning.tasks.ask(
        garage, "call", due_on=due_on, reason="Promesse non tenue", on=due_on, by="Paul"
    )


def read(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_each_line_says_its_reason_and_what_makes_its_place(client: Client, task: Task) -> None:
    page = read(client, "/agenda/")
    assert "Garage Martin" in page
    assert "Promesse non tenue · en retard de 3\u00a0j" in page
    assert "40 % de chances d&#x27;avancer, urgence × 1,3" in page
    assert f"/clients/{task.customer_id}/appel?tache={task.pk}" in page


def test_tomorrow_and_the_week_have_their_own_lines(client: Client, garage: Customer) -> None:
    due_on = datetime.date(2026, 11, 26)
    dunning.tasks.ask(garage, "call", due_on=due_on, reason="Rappeler", on=ON, by="Paul")
    assert "Rien à faire" in read(client, "/agenda/")
    assert "Rien à faire" in read(client, "/agenda/?jour=demain")
    assert "pour le 26/11/2026" in read(client, "/agenda/?jour=semaine")


def test_a_long_day_is_read_by_pages_of_twenty_five(client: Client, company: Company) -> None:
    for rank in range(30):
        somebody = factories.a_customer(company, code=f"P{rank}", name=f"Client numéro {rank:02}")
        factories.a_receivable(somebody, cents=100_000 - 1_000 * rank)
        dunning.tasks.ask(somebody, "call", due_on=ON, reason="Rappeler", on=ON, by="Paul")
    first, second = read(client, "/agenda/?qui=tous"), read(client, "/agenda/?qui=tous&page=2")
    assert [f"numéro {rank:02}" in first for rank in (0, 24, 25)] == [True, True, False]
    assert [f"numéro {rank:02}" in second for rank in (24, 25, 29)] == [False, True, True]
    assert "1 à 25" in first
    assert "?qui=tous&amp;page=2" in first
    assert "26 à 30" in second
    assert "?qui=tous&amp;page=1" in second
    assert "26 à 30" in read(client, "/agenda/?qui=tous&page=999")
    assert "1 à 25" in read(client, "/agenda/?qui=tous&page=deux")


def test_a_gesture_comes_back_to_the_lines_that_were_shown(client: Client, task: Task) -> None:
    page = read(client, "/agenda/?qui=tous&page=1&intrus=2")
    assert 'retour=agenda%3Fqui%3Dtous%26page%3D1"' in page
    typed = {"ligne": f"task:{task.pk}", "geste": "noter", "words": "Appelle le matin."}
    shown = "agenda?qui=tous&jour=semaine&suite=//ailleurs"
    back = client.post("/agenda/geste", typed | {"retour": shown})
    assert back["Location"] == "/agenda/?qui=tous&jour=semaine"
    away = client.post("/agenda/geste", typed | {"retour": "//ailleurs.example?qui=tous"})
    assert away["Location"] == "/agenda/"


def test_done_asks_what_comes_next(client: Client, task: Task) -> None:
    page = read(client, f"/agenda/geste?geste=fait&ligne=task:{task.pk}")
    assert "Et ensuite ?" in page
    typed = {
        "ligne": f"task:{task.pk}", "geste": "fait", "words": "Chèque parti", "then": "other",
        "day": "2026-11-30", "what": "Vérifier la banque", "retour": "agenda",
    }  # fmt: skip
    answer = client.post("/agenda/geste", typed)
    assert answer.headers["Location"] == "/agenda/"
    task.refresh_from_db()
    assert task.outcome == "Chèque parti"
    assert NextAction.objects.get().what == "Vérifier la banque"
    assert "1 fait aujourd" in read(client, "/agenda/")


def test_what_is_missing_is_said_in_place(client: Client, task: Task) -> None:
    typed = {"ligne": f"task:{task.pk}", "geste": "fait", "then": "scenario"}
    answer = client.post("/agenda/geste", typed)
    assert answer.status_code == 422
    assert "Dites en quelques mots ce que cela a donné." in answer.content.decode()


def test_a_line_is_put_off_and_noted(client: Client, task: Task) -> None:
    line = {"ligne": f"task:{task.pk}"}
    client.post("/agenda/geste", line | {"geste": "noter", "words": "Demander M. Étoile"})
    assert "Demander M. Étoile" in read(client, "/agenda/")
    client.post("/agenda/geste", line | {"geste": "reporter", "day": "2026-11-24", "words": ""})
    assert "Rien à faire" in read(client, "/agenda/")
    assert "Garage Martin" in read(client, "/agenda/?jour=demain")


def test_a_day_past_is_refused_in_place(client: Client, task: Task) -> None:
    nobody = client.post("/agenda/geste", {"ligne": f"task:{task.pk}", "geste": "confier"})
    assert "Choisissez la personne à qui confier cette ligne." in nobody.content.decode()
    typed = {"ligne": f"task:{task.pk}", "geste": "reporter", "day": "2026-11-20"}
    page = client.post("/agenda/geste", typed).content.decode()
    assert "Choisissez un jour après aujourd&#x27;hui" in page


def test_a_line_of_nobody_is_taken(client: Client, nadia: User, company: Company) -> None:
    factories.a_bank_line(company, cents=1_000)
    client.post("/agenda/geste", {"ligne": "bank:EUR", "geste": "prendre"})
    assert AgendaAct.objects.get().person == nadia


def test_opening_a_gesture_takes_nothing(client: Client, company: Company) -> None:
    factories.a_bank_line(company, cents=1_000)
    client.get("/agenda/geste?ligne=bank:EUR&geste=prendre")
    assert not AgendaAct.objects.exists()


def test_a_reader_sees_the_lines_without_their_gestures(company: Company, task: Task) -> None:
    client = Client()
    client.force_login(factories.a_user(company, Role.READER, "Rémi"))
    page = read(client, "/agenda/?qui=tous")
    assert "Garage Martin" in page
    assert "/agenda/geste" not in page


def test_the_list_alone_is_the_same_as_in_the_page(client: Client, task: Task) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#list"}
    part = client.get("/agenda/", headers=headers).content.decode()
    assert "<html" not in part
    assert "Promesse non tenue" in part


def test_a_line_that_went_shows_the_agenda_and_says_so(client: Client, company: Company) -> None:
    page = read(client, "/agenda/geste?geste=fait&ligne=task:1")
    assert "Cette ligne n&#x27;est plus à faire" in page
    assert "Rien à faire" in page
