"""Disputes, promises and proceedings, over REST."""

import datetime
from typing import Any

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

ON = "2026-11-20"


@pytest.fixture
def receivable(martin: Customer) -> Receivable:
    return factories.a_receivable(martin, cents=90_000, due_on=datetime.date(2026, 11, 1))


def test_a_dispute_is_declared_once_and_settled(nadia: Caller, receivable: Receivable) -> None:
    wanted = {"receivables": [str(receivable.pk)], "reason": "price", "cents": 20_000, "on": ON}
    made = nadia.post("/disputes", wanted, key="d1")
    assert (made.status, made.said["parts"][0]["cents"]) == (201, 20_000)
    assert nadia.post("/disputes", wanted, key="d1").said == made.said
    above = nadia.post("/disputes", wanted | {"cents": 70_001})
    assert (above.status, above.said["code"]) == (409, "dispute_above_open")
    (listed,) = nadia.get("/disputes?state=open").said["items"]
    assert listed == nadia.get(f"/disputes/{listed['id']}").said == made.said
    ended = {"on": "2026-11-25", "outcome": "avoir"}
    settled = nadia.post(f"/disputes/{listed['id']}/settle", ended)
    assert (settled.said["settled_on"], settled.said["outcome"]) == ("2026-11-25", "avoir")
    again = nadia.post(f"/disputes/{listed['id']}/withdraw", {"on": ON, "why": "erreur"})
    assert (again.status, again.said["code"]) == (409, "dispute_already_ended")
    assert nadia.get("/disputes?state=open").said["items"] == []


def test_a_dispute_has_an_owner_of_the_company(
    nadia: Caller, atelier: Company, receivable: Receivable
) -> None:
    wanted: dict[str, Any] = {"receivables": [str(receivable.pk)], "reason": "order", "on": ON}
    stranger = factories.a_user(factories.a_company("Autre"))
    assert nadia.post("/disputes", wanted | {"owner": str(stranger.pk)}).status == 404
    owner = str(factories.a_user(atelier, name="Paul").pk)
    made = nadia.post("/disputes", wanted | {"owner": owner}).said
    assert (made["owner"], made["parts"][0]["cents"]) == (owner, None)


def test_a_promise_is_noted_read_and_withdrawn(nadia: Caller, receivable: Receivable) -> None:
    wanted = {"receivables": [str(receivable.pk)], "on": ON, "by_on": "2036-11-01", "cents": 500_00}
    made = nadia.post("/promises", wanted, key="p1")
    assert (made.status, made.said["status"], made.said["paid_cents"]) == (201, "pending", 0)
    (listed,) = nadia.get("/promises?state=pending").said["items"]
    assert listed == nadia.get(f"/promises/{made.said['id']}").said
    assert nadia.get("/promises?state=kept").said["items"] == []
    past = nadia.post("/promises", wanted | {"by_on": "2026-11-19"})
    assert (past.status, past.said["code"]) == (409, "promise_in_the_past")
    back = nadia.post(f"/promises/{made.said['id']}/withdraw", {"on": "2026-11-21"})
    assert back.said["withdrawn_on"] == "2026-11-21"
    again = nadia.post(f"/promises/{made.said['id']}/withdraw", {"on": "2026-11-22"})
    assert (again.status, again.said["code"]) == (409, "promise_over")


def test_a_promise_that_looks_odd_asks_to_be_confirmed(
    nadia: Caller, receivable: Receivable
) -> None:
    wanted = {"receivables": [str(receivable.pk)], "on": ON, "by_on": "2036-11-01", "cents": 1}
    odd = nadia.post("/promises", wanted)
    assert (odd.status, odd.said["code"]) == (409, "promise_to_confirm")
    assert nadia.post("/promises", wanted | {"confirmed": True}).status == 201


def test_a_judgment_is_noted_and_closed(nadia: Caller, martin: Customer) -> None:
    wanted = {"customer": str(martin.pk), "kind": "redressement_judiciaire", "judged_on": ON}
    made = nadia.post("/insolvencies", wanted, key="i1")
    assert (made.status, made.said["closed_on"]) == (201, None)
    again = nadia.post("/insolvencies", wanted | {"kind": "liquidation_judiciaire"})
    assert (again.status, again.said["code"]) == (409, "already_insolvent")
    (listed,) = nadia.get("/insolvencies?state=open").said["items"]
    assert listed == nadia.get(f"/insolvencies/{listed['id']}").said
    closed = nadia.post(f"/insolvencies/{listed['id']}/close", {"on": "2026-12-20"})
    assert closed.said["closed_on"] == "2026-12-20"
    assert nadia.get("/insolvencies?state=closed").said["items"] == [closed.said]


def test_a_reader_notes_nothing_and_a_stranger_sees_nothing(
    nadia: Caller, receivable: Receivable
) -> None:
    held = {"receivables": [str(receivable.pk)], "on": ON}
    disputed = held | {"reason": "price"}
    promised = held | {"by_on": "2026-11-30"}
    judged = {
        "customer": str(receivable.customer_id), "kind": "sauvegarde", "judged_on": ON,
    }  # fmt: skip
    reader = a_caller(receivable.company, Role.READER)
    stranger = a_caller(factories.a_company("Autre"))
    for path, body in (("disputes", disputed), ("promises", promised), ("insolvencies", judged)):
        assert reader.post(f"/{path}", body).status == 403
        assert stranger.post(f"/{path}", body).status == 404
        made = nadia.post(f"/{path}", body).said["id"]
        assert reader.get(f"/{path}/{made}").status == 200
        assert stranger.get(f"/{path}/{made}").status == 404
        assert stranger.get(f"/{path}").said["items"] == []
