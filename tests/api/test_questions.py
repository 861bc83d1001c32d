"""Questions about customers, as a program asks them."""

from django.utils import timezone
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from tests import factories
from tests.api.conftest import Caller, a_caller

TODAY = timezone.localdate().isoformat()


def test_a_question_is_asked_listed_and_answered(
    atelier: Company, nadia: Caller, settings: Settings
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    customer = factories.a_customer(atelier)
    given = {
        "customer": str(customer.pk), "on": TODAY, "text": "Qui décide ?",
        "email": "roux@atelier.example",
    }  # fmt: skip
    made = nadia.post("/questions", given)
    assert (made.status, made.said["name"]) == (201, "roux@atelier.example")
    assert a_caller(atelier, Role.READER).post("/questions", given).status == 403
    other = a_caller(factories.a_company("Autre"))
    assert other.post("/questions", given).status == 404
    listed = nadia.get(f"/questions?customer={customer.pk}&waiting=true").said["items"]
    assert [each["id"] for each in listed] == [made.said["id"]]
    address = f"/questions/{made.said['id']}/answer"
    assert other.post(address, {"on": TODAY, "text": "La gérante."}).status == 404
    told = nadia.post(address, {"on": TODAY, "text": "La gérante.", "by": "P. Roux"})
    assert (told.status, told.said["answer"]) == (200, "La gérante.")
    assert nadia.get("/questions?waiting=true").said["items"] == []
    again = nadia.post(address, {"on": TODAY, "text": "Encore."})
    assert (again.status, again.said["code"]) == (409, "dispute_question_answered")


def test_somebody_is_asked(atelier: Company, nadia: Caller) -> None:
    customer = factories.a_customer(atelier)
    given = {"customer": str(customer.pk), "on": TODAY, "text": "Qui ?", "department": "sales"}
    refused = nadia.post("/questions", given)
    assert (refused.status, refused.said["code"]) == (409, "dispute_question_to_nobody")
