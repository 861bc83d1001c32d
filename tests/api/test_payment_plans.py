"""Payment plans over REST: agreed, read, accelerated, cancelled."""

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

PARTS = [{"due_on": "2026-12-15", "cents": 70_000}, {"due_on": "2027-01-15", "cents": 50_000}]


@pytest.fixture
def owed(martin: Customer) -> Receivable:
    return factories.a_receivable(martin)


def asked(owed: Receivable, **changes: object) -> dict[str, object]:
    return {"receivables": [str(owed.pk)], "on": "2026-11-20", "installments": PARTS} | changes


def test_a_plan_is_agreed_listed_and_read(
    nadia: Caller, owed: Receivable, martin: Customer
) -> None:
    made = nadia.post("/payment-plans", asked(owed))
    assert made.status == 201, made.said
    assert [part["left_cents"] for part in made.said["installments"]] == [70_000, 50_000]
    assert (made.said["customer"], made.said["ended_on"]) == (str(martin.pk), None)
    assert nadia.get(f"/payment-plans/{made.said['id']}").said == made.said
    assert nadia.get(f"/payment-plans?customer={martin.pk}").said["items"] == [made.said]


def test_a_sum_that_differs_is_refused_with_its_code(nadia: Caller, owed: Receivable) -> None:
    refused = nadia.post("/payment-plans", asked(owed, installments=PARTS[:1]))
    assert (refused.status, refused.said["code"]) == (409, "plan_sum_differs")


def test_acceleration_needs_its_reason(nadia: Caller, owed: Receivable) -> None:
    address = f"/payment-plans/{nadia.post('/payment-plans', asked(owed)).said['id']}/accelerate"
    assert nadia.post(address, {"on": "2026-12-20", "why": " "}).status == 422
    ended = nadia.post(address, {"on": "2026-12-20", "why": "Échéance impayée"})
    assert (ended.said["ended_on"], ended.said["why"]) == ("2026-12-20", "Échéance impayée")


def test_a_plan_given_up_may_be_replaced(nadia: Caller, owed: Receivable) -> None:
    first = nadia.post("/payment-plans", asked(owed)).said["id"]
    assert nadia.post("/payment-plans", asked(owed)).said["code"] == "already_planned"
    assert nadia.post(f"/payment-plans/{first}/cancel", {"on": "2026-11-20"}).status == 200
    assert nadia.post("/payment-plans", asked(owed)).status == 201


def test_a_reader_reads_and_a_stranger_sees_nothing(
    nadia: Caller, owed: Receivable, atelier: Company
) -> None:
    plan = nadia.post("/payment-plans", asked(owed)).said["id"]
    reader = a_caller(atelier, Role.READER)
    assert reader.get(f"/payment-plans/{plan}").status == 200
    assert reader.post("/payment-plans", asked(owed)).status == 403
    stranger = a_caller(factories.a_company("Delaunay Compta"))
    assert stranger.get(f"/payment-plans/{plan}").status == 404
    assert stranger.get("/payment-plans").said["items"] == []
    assert stranger.post("/payment-plans", asked(owed)).status == 404
