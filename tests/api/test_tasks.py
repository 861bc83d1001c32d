"""Tasks, as a program uses them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations
from encaisse.dunning.models import Step
from tests import factories
from tests.api.conftest import Caller, a_caller

TODAY = timezone.localdate()


@pytest.fixture
def paul(atelier: Company) -> Caller:
    return a_caller(atelier, Role.MANAGER)


@pytest.fixture
def task(atelier: Company, nadia: Caller) -> str:
    """Somebody is to be called, by whoever came first."""
    operations.default_scenario(atelier, by="Paul")
    Step.objects.filter(company=atelier, level=1).update(approval="task")
    customer = factories.a_customer(atelier, name="Menuiserie Roux")
    factories.a_receivable(customer, due_on=TODAY - timedelta(days=10))
    operations.run(atelier, on=TODAY, by="Nadia", at=timezone.now())
    (found,) = nadia.get(f"/dunning/tasks?customer={customer.pk}").said["items"]
    return str(found["id"])


def test_tasks_are_listed(nadia: Caller, task: str) -> None:
    listed = nadia.get("/dunning/tasks?state=open&person=me").said["items"]
    shown = nadia.get(f"/dunning/tasks/{task}").said
    assert shown in listed
    assert (shown["kind"], shown["end"]) == ("step", None)
    assert nadia.get("/dunning/tasks?state=ended").said["items"] == []


def test_a_task_is_done(nadia: Caller, task: str) -> None:
    said = {"outcome": "Payera vendredi", "on": TODAY.isoformat()}
    done = nadia.post(f"/dunning/tasks/{task}/done", said)
    assert (done.status, done.said["end"], done.said["outcome"]) == (200, "done", "Payera vendredi")
    again = nadia.post(f"/dunning/tasks/{task}/done", said)
    assert (again.status, again.said["code"]) == (409, "task_closed")


def test_a_task_is_given_up(nadia: Caller, task: str) -> None:
    said = {"why": "Fermé en août", "on": TODAY.isoformat()}
    assert nadia.post(f"/dunning/tasks/{task}/not-done", said).said["end"] == "not_done"


def test_not_tomorrow(nadia: Caller, task: str) -> None:
    said = {"outcome": "Vu", "on": (TODAY + timedelta(days=1)).isoformat()}
    refused = nadia.post(f"/dunning/tasks/{task}/done", said)
    assert (refused.status, refused.said["code"]) == (409, "task_on_another_day")


def test_a_manager_gives_it_to_another(nadia: Caller, paul: Caller, task: str) -> None:
    takers = paul.get("/dunning/tasks/takers").said
    now = nadia.get(f"/dunning/tasks/{task}").said["person"]
    other = next(each["id"] for each in takers if each["id"] != now)
    given = paul.post(f"/dunning/tasks/{task}/reassign", {"person": other})
    assert given.said["person"] == other
    assert nadia.post(f"/dunning/tasks/{task}/reassign", {"person": now}).status == 403
    stranger = factories.a_user(factories.a_company("Autre"), name="Inès")
    assert paul.post(f"/dunning/tasks/{task}/reassign", {"person": str(stranger.pk)}).status == 404


def test_a_reader_only_reads(atelier: Company, task: str) -> None:
    reader = a_caller(atelier, Role.READER)
    assert reader.get(f"/dunning/tasks/{task}").status == 200
    said = {"outcome": "Vu", "on": TODAY.isoformat()}
    assert reader.post(f"/dunning/tasks/{task}/done", said).status == 403


def test_another_company_s_task_does_not_exist(task: str) -> None:
    ines = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    assert ines.get(f"/dunning/tasks/{task}").status == 404
