"""Colleagues and their digests, as a program uses them."""

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from tests import factories
from tests.api.conftest import Caller, a_caller


def test_who_follows_a_customer_is_said_listed_and_ended(atelier: Company, nadia: Caller) -> None:
    customer = factories.a_customer(atelier)
    given = {
        "customer": str(customer.pk), "department": "sales", "name": "Julie Renaud",
        "email": "julie@atelier.example",
    }  # fmt: skip
    assert a_caller(atelier, Role.READER).post("/colleagues/followers", given).status == 403
    made = nadia.post("/colleagues/followers", given)
    assert (made.status, made.said["name"]) == (201, "Julie Renaud")
    refused = nadia.post("/colleagues/followers", given | {"department": "nulle-part"})
    assert (refused.status, refused.said["code"]) == (409, "dispute_department_unknown")
    nobody = nadia.post("/colleagues/followers", given | {"name": "", "email": ""})
    assert (nobody.status, nobody.said["code"]) == (409, "colleague_without_name")
    [listed] = nadia.get(f"/colleagues/followers?customer={customer.pk}").said["items"]
    assert listed["id"] == made.said["id"]
    [julie] = nadia.get("/colleagues").said["items"]
    assert (julie["email"], julie["is_stopped"]) == ("julie@atelier.example", False)
    other = a_caller(factories.a_company("Autre"))
    address = f"/colleagues/followers/{made.said['id']}/end"
    assert other.post(address, {}).status == 404
    assert nadia.post(address, {}).status == 200
    assert nadia.get("/colleagues/followers").said["items"] == []


def test_a_digest_is_read_stopped_and_resumed(atelier: Company, nadia: Caller) -> None:
    customer = factories.a_customer(atelier)
    factories.a_receivable(customer, cents=120_000)
    given = {"customer": str(customer.pk), "department": "sales", "name": "Julie Renaud"}
    julie = nadia.post("/colleagues/followers", given).said["colleague"]
    [late] = nadia.get(f"/colleagues/{julie}/digest").said["late"]
    assert (late["customer"], late["cents"], late["invoices"]) == (str(customer.pk), 120_000, 1)
    assert nadia.post(f"/colleagues/{julie}/digest/stop", {}).said["is_stopped"] is True
    assert nadia.post(f"/colleagues/{julie}/digest/resume", {}).said["is_stopped"] is False


def test_a_manager_says_when_digests_leave(atelier: Company, nadia: Caller) -> None:
    assert nadia.get("/colleagues/digests").said == {"weekday": 0, "minute": 450, "is_sent": True}
    wanted = {"weekday": 4, "minute": 480, "is_sent": False}
    assert nadia.post("/colleagues/digests", wanted).status == 403
    manager = a_caller(atelier, Role.MANAGER)
    assert manager.post("/colleagues/digests", wanted).said == wanted
    assert nadia.get("/colleagues/digests").said == wanted
    assert manager.post("/colleagues/digests", {"weekday": 7}).status == 422
