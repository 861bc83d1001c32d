"""The pages of the tasks, as Nadia and her manager use them."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.dunning import operations
from encaisse.dunning.models import Policy, Proposal, Step, Task
from encaisse.parties.models import Customer
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LIST = "/taches/"


@pytest.fixture
def company() -> Company:
    company = factories.a_company()
    operations.default_scenario(company, by="Paul")
    Step.objects.filter(company=company, level=1).update(approval="task")
    return company


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def paul(company: Company) -> User:
    return factories.a_user(company, Role.MANAGER, "Paul")


@pytest.fixture
def called(company: Company, nadia: User) -> Task:
    """Garage Martin is to be called."""
    garage = factories.a_customer(company, phone="02 96 00 00 00")
    late(garage, "FA-2291")
    ran(company)
    return Task.objects.get(customer=garage)


@pytest.fixture
def unknown(company: Company, nadia: User) -> Task:
    """Nobody knows where to write to."""
    Step.objects.filter(company=company, level=1).update(approval="auto")
    lost = factories.a_customer(company, name="Introuvable")
    late(lost, "FA-2300")
    ran(company)
    return Task.objects.get(customer=lost)


def late(customer: Customer, number: str) -> None:
    factories.a_receivable(customer, due_on=TODAY - timedelta(days=10), number=number)


def ran(company: Company) -> None:
    operations.run(company, on=TODAY, by="Nadia", at=timezone.now())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, where: str, **query: str) -> str:
    answer = client.get(where, query)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, *tasks: Task, **typed: str) -> str:
    posted = {"task": [task.pk for task in tasks], "on": TODAY.isoformat(), **typed}
    return client.post(reverse("dunning:act_on_tasks"), posted, follow=True).content.decode()


def test_the_list_says_who_what_why_since_and_for_whom(nadia: User, called: Task) -> None:
    listed = shown(signed_in(nadia), LIST)
    for told in ("Étape à la main", "Garage Martin", "Étape 1 à faire à la main", "Nadia"):
        assert told in listed


def test_mine_others_and_nobody_s(nadia: User, paul: User, called: Task) -> None:
    assert "Garage Martin" in shown(signed_in(nadia), LIST, qui="moi")
    assert "Garage Martin" not in shown(signed_in(paul), LIST, qui="moi")
    assert "Garage Martin" in shown(signed_in(paul), LIST, qui=str(nadia.pk))
    assert "Garage Martin" not in shown(signed_in(paul), LIST, qui="personne")


def test_the_list_is_a_spreadsheet_too(nadia: User, called: Task) -> None:
    answer = signed_in(nadia).get(LIST, {"export": "xlsx"})
    with ZipFile(BytesIO(answer.content)) as book:
        assert "Garage Martin" in book.read("xl/sharedStrings.xml").decode()


def test_done_in_place(nadia: User, called: Task) -> None:
    answer = act(signed_in(nadia), called, act="done", outcome="Virement vendredi")
    assert "1 tâche mise à jour" in answer
    assert "Et ensuite ?" in answer
    assert "Garage Martin" not in shown(signed_in(nadia), LIST)
    assert Proposal.objects.get().taken_on == TODAY
    ended = shown(signed_in(nadia), LIST, etat="closes")
    assert "Virement vendredi" in ended


def test_without_a_word_it_is_not_done(nadia: User, called: Task) -> None:
    assert "Dites en quelques mots" in act(signed_in(nadia), called, act="done", outcome=" ")
    called.refresh_from_db()
    assert called.done_on is None


def test_not_done_keeps_the_reason(nadia: User, called: Task) -> None:
    act(signed_in(nadia), called, act="not_done", outcome="Fermé en août")
    assert Proposal.objects.get().reason == "Fermé en août"


def test_one_task_says_whom_to_call_about_what(nadia: User, called: Task) -> None:
    told = shown(signed_in(nadia), f"{LIST}{called.pk}/")
    for expected in ("FA-2291/1", "tel:+33296000000", "1\u202f200,00"):
        assert expected in told


def test_what_is_held_since_says_so(nadia: User, called: Task) -> None:
    operations.block(called.customer, until=None, why="Accord du 3", by="Paul", on=TODAY)
    assert "Accord du 3" in shown(signed_in(nadia), f"{LIST}{called.pk}/")


def test_a_manager_gives_anybody_s_task(paul: User, nadia: User, called: Task) -> None:
    act(signed_in(paul), called, act="give", person=str(paul.pk))
    called.refresh_from_db()
    assert called.person == paul


def test_a_collector_gives_her_own_only(paul: User, nadia: User, called: Task) -> None:
    lise = signed_in(factories.a_user(called.company, name="Lise"))
    assert "Votre rôle ne permet pas" in act(lise, called, act="give", person=str(paul.pk))
    act(signed_in(nadia), called, act="give", person=str(paul.pk))
    called.refresh_from_db()
    assert called.person == paul


def test_to_nobody_is_refused(nadia: User, called: Task) -> None:
    assert "Choisissez à qui confier" in act(signed_in(nadia), called, act="give", person="")


def test_a_reader_sees_and_does_nothing(company: Company, called: Task) -> None:
    reader = signed_in(factories.a_user(company, Role.READER, "Rémi"))
    assert "Garage Martin" in shown(reader, LIST)
    assert 'value="done"' not in shown(reader, f"{LIST}{called.pk}/")
    assert reader.post(reverse("dunning:act_on_tasks")).status_code == 403


def test_an_address_typed_on_the_task_closes_it(nadia: User, unknown: Task) -> None:
    where = reverse("dunning:reach", args=[unknown.pk])
    client = signed_in(nadia)
    nothing = client.post(where, {"email": "", "address": ""}, follow=True)
    assert "Il manque encore" in nothing.content.decode()
    answer = client.post(where, {"email": "compta@lost.example", "address": ""}, follow=True)
    assert "peut être joint" in answer.content.decode()
    unknown.refresh_from_db()
    assert unknown.end == "settled"


def test_an_address_typed_on_the_customer_s_page_closes_it(nadia: User, unknown: Task) -> None:
    client, customer = signed_in(nadia), unknown.customer
    page = reverse("home:customer", args=[customer.pk])
    assert "ompléter les coordonnées" in shown(client, page)
    client.post(
        reverse("home:add_contact", args=[customer.pk]),
        {"name": "Mme Petit", "role": "billing", "email": "petit@lost.example"},
    )
    assert "ompléter les coordonnées" not in shown(client, page)


def test_home_counts_my_tasks(nadia: User, paul: User, called: Task) -> None:
    assert "1 tâche pour vous" in shown(signed_in(nadia), "/")
    assert "pour vous" not in shown(signed_in(paul), "/")


def test_the_rules_of_the_company_name_who_takes_them(
    company: Company, nadia: User, paul: User
) -> None:
    client = signed_in(paul)
    answer = client.post(
        reverse("dunning:policy"),
        {"run_hour": "6", "first_hour": "0", "end_hour": "24", "weekdays": ["1"], "bank_days": "4",
             "unreceived_days": "10",
         "tasks_to": str(paul.pk)},
    )  # fmt: skip
    assert answer.status_code == 302
    assert Policy.objects.get(company=company).tasks_to == paul
    late(factories.a_customer(company), "FA-9")
    ran(company)
    assert Task.objects.get().person == paul


def test_the_list_costs_the_same_for_two_tasks_or_forty(company: Company, nadia: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(signed_in(nadia), LIST)
        return len(captured)

    for rank in range(2):
        late(factories.a_customer(company, name=f"Client {rank}"), f"A{rank}")
    ran(company)
    few = cost()
    for rank in range(40):
        late(factories.a_customer(company, name=f"Autre {rank}"), f"B{rank}")
    ran(company)
    assert Task.objects.count() == 42
    assert cost() <= few


def test_put_off_it_is_for_another_day(nadia: User, called: Task) -> None:
    client = signed_in(nadia)
    later = TODAY + timedelta(days=3)
    typed = {"task": called.pk, "act": "put_off", "to": later.isoformat(), "why": "Absente lundi."}
    client.post("/taches/acte", typed)
    called.refresh_from_db()
    assert (called.due_on, called.done_on) == (later, None)
    typed["to"] = (TODAY - timedelta(days=1)).isoformat()
    refused = client.post("/taches/acte", typed, follow=True).content.decode()
    called.refresh_from_db()
    assert called.due_on == later
    assert "aujourd&#x27;hui" in refused
