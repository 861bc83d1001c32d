"""The limitation over REST: the same dates, the same refusals."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

pytestmark = pytest.mark.django_db

ON = "2026-11-23"


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> Caller:
    return a_caller(company)


@pytest.fixture
def old(company: Company) -> Receivable:
    return factories.a_receivable(
        factories.a_customer(company),
        issued_on=datetime.date(2021, 12, 10),
        due_on=datetime.date(2022, 1, 9),
    )


def test_what_is_open_by_days_left(nadia: Caller, old: Receivable) -> None:
    factories.a_receivable(old.customer, due_on=datetime.date(2026, 10, 31))
    first = nadia.get(f"/limitation?on={ON}&limit=1").said
    (row,) = first["items"]
    assert (row["invoice"], row["kind"], row["alert"]) == (str(old.invoice_id), "b2b", "month")
    assert (row["safe_on"], row["possible_on"], row["days_left"]) == (
        "2026-12-10",
        "2027-01-09",
        17,
    )
    second = nadia.get(f"/limitation?on={ON}&limit=1&cursor={first['next']}").said
    assert (second["items"][0]["alert"], second["next"]) == ("later", None)
    assert len(nadia.get(f"/limitation?on={ON}&alert=alert").said["items"]) == 1
    assert nadia.get(f"/limitation?on={ON}&alert=soon").status == 422


def test_an_act_is_noted_judged_and_cancelled(nadia: Caller, old: Receivable) -> None:
    told = {"invoice": str(old.invoice_id), "kind": "court_action", "on": "2025-06-02"}
    refused = nadia.post("/limitation/events", told)
    assert (refused.status, refused.said["code"]) == (409, "proof_missing")
    noted = nadia.post("/limitation/events", told | {"proof": "Assignation du 02/06/2025"})
    assert noted.status == 201
    (found,) = nadia.get(f"/limitation/invoices/{old.invoice_id}?on={ON}").said
    (act,) = found["acts"]
    assert (act["effect"], act["article"]) == ("interrupts", "C. civ. 2241")
    assert (found["safe_on"], found["possible_on"]) == ("2030-06-02", "2041-12-10")
    event = noted.said["id"]
    cancelled = nadia.post(f"/limitation/events/{event}/cancel", {"reason": "Autre facture"})
    assert cancelled.said["cancelled"] == "Autre facture"
    again = nadia.post(f"/limitation/events/{event}/cancel", {"reason": "Encore"})
    assert (again.status, again.said["code"]) == (409, "act_already_cancelled")
    (found,) = nadia.get(f"/limitation/invoices/{old.invoice_id}?on={ON}").said
    assert (found["acts"], found["safe_on"]) == ([], "2026-12-10")
    assert [one["id"] for one in nadia.get("/limitation/events").said["items"]] == [event]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"on": "2999-01-01"}, 422, "invalid"),
        ({"kind": "prayer"}, 422, "invalid"),
        ({"on": "2100-01-01"}, 409, "act_not_yet"),
        ({"invoice": "999999"}, 404, "not_found"),
    ],
)
def test_what_cannot_be_noted(
    nadia: Caller, old: Receivable, changes: dict[str, str], status: int, code: str
) -> None:
    told = {"invoice": str(old.invoice_id), "kind": "email", "on": "2026-06-02"}
    answer = nadia.post("/limitation/events", told | changes)
    assert (answer.status, answer.said["code"]) == (status, code)


def test_the_manager_alone_chooses_the_sort_of_claim(
    company: Company, nadia: Caller, old: Receivable
) -> None:
    told = {"kind": "transport", "customer": str(old.customer_id)}
    assert nadia.post("/limitation/kinds", told).status == 403
    paul = a_caller(company, Role.MANAGER)
    assert paul.post("/limitation/kinds", told).status == 204
    (row,) = paul.get(f"/limitation?on={ON}").said["items"]
    assert (row["kind"], row["alert"]) == ("transport", "barred")
    both = paul.post("/limitation/kinds", told | {"invoice": str(old.invoice_id)})
    assert (both.status, both.said["code"]) == (409, "regime_scope_ambiguous")


def test_another_company_sees_and_notes_nothing(nadia: Caller, old: Receivable) -> None:
    ines = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    assert ines.get(f"/limitation?on={ON}").said["items"] == []
    assert ines.get(f"/limitation/invoices/{old.invoice_id}?on={ON}").status == 404
    told = {"invoice": str(old.invoice_id), "kind": "email", "on": "2026-06-02"}
    assert ines.post("/limitation/events", told).status == 404
