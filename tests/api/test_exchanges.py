"""Calls and visits, as a program uses them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

TODAY = timezone.localdate()


@pytest.fixture
def late(atelier: Company) -> Receivable:
    customer = factories.a_customer(atelier, "Menuiserie Roux", address="1 quai Nord\n69002 Lyon")
    return factories.a_receivable(customer, due_on=TODAY - timedelta(days=10))


def test_a_call_is_noted_with_what_it_became(nadia: Caller, late: Receivable) -> None:
    day = (TODAY + timedelta(days=4)).isoformat()
    told = {
        "customer": str(late.customer_id), "outcome": "promise", "receivables": [str(late.pk)],
        "cents": 40_000, "by_on": day, "next_action": "call", "next_on": day, "next_at": "09:30",
    }  # fmt: skip
    made = nadia.post("/exchanges/calls", told)
    assert made.status == 201
    assert nadia.get(f"/promises/{made.said['promise']}").said["cents"] == 40_000
    task = nadia.get(f"/dunning/tasks/{made.said['next_task']}").said
    assert (task["kind"], task["due_on"]) == ("call", day)
    assert nadia.get(f"/exchanges/calls/{made.said['id']}").said == made.said
    assert nadia.get("/exchanges/calls").said["items"] == [made.said]


def test_what_comes_next_is_asked(nadia: Caller, late: Receivable) -> None:
    told = {"customer": str(late.customer_id), "outcome": "reached"}
    refused = nadia.post("/exchanges/calls", told)
    assert (refused.status, refused.said["code"]) == (409, "next_action_missing")


def test_a_visit_is_planned_moved_and_reported(nadia: Caller, late: Receivable) -> None:
    wanted = {"on": TODAY.isoformat(), "at": "14:30", "address": "1 quai Nord"}
    made = nadia.post("/exchanges/visits", wanted | {"customer": str(late.customer_id)})
    assert made.status == 201
    where = f"/exchanges/visits/{made.said['id']}"
    moved = nadia.post(f"{where}/move", wanted | {"at": "16:00"}).said
    assert (moved["at"], moved["sequence"], moved["uid"]) == ("16:00:00", 1, made.said["uid"])
    told = {"outcome": "reached", "next_action": "nothing", "next_why": "A tout réglé."}
    done = nadia.post(f"{where}/report", told).said
    assert (done["state"], done["words"]) == ("done", "Joint.")
    assert nadia.post(f"{where}/cancel", {"why": "Non"}).said["code"] == "visit_over"
    assert nadia.get("/exchanges/visits").said["items"] == [done]


def test_a_reader_notes_nothing(atelier: Company, late: Receivable) -> None:
    reader = a_caller(atelier, Role.READER)
    told = {"customer": str(late.customer_id), "outcome": "unanswered", "next_action": "scenario"}
    assert reader.post("/exchanges/calls", told).status == 403


def test_another_company_s_calls_do_not_exist(nadia: Caller, late: Receivable) -> None:
    stranger = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    told = {"customer": str(late.customer_id), "outcome": "unanswered", "next_action": "scenario"}
    assert stranger.post("/exchanges/calls", told).status == 404
    assert stranger.get("/exchanges/calls").said["items"] == []
