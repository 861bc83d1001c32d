"""Causes of what is late, as a program uses them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.disputes import operations as disputes
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

TODAY = timezone.localdate()


@pytest.fixture
def contested(atelier: Company) -> Receivable:
    customer = factories.a_customer(atelier, name="Menuiserie Roux")
    receivable = factories.a_receivable(
        customer, cents=10_000, due_on=TODAY - timedelta(days=10), number="FA-2291"
    )
    disputes.declare([receivable], reason="price", note="", on=TODAY, by="Paul")
    return receivable


def test_causes_are_counted_and_said(nadia: Caller, contested: Receivable) -> None:
    [group] = nadia.get("/causes").said
    assert (group["cause"], group["cents"], group["chosen"]) == ("price", 10_000, 0)
    given = {
        "customer": str(contested.customer_id), "receivables": [str(contested.pk)],
        "cause": "service", "note": "Vu avec l'atelier",
    }  # fmt: skip
    [said] = nadia.post("/causes", given).said
    assert (said["cause"], said["proposed"], said["is_chosen"]) == ("service", "price", True)
    assert nadia.get("/causes/receivables?cause=price").said == []
    [late] = nadia.get(f"/causes/receivables?customer={contested.customer_id}").said
    assert (late["number"], late["note"]) == ("FA-2291", "Vu avec l'atelier")
    [late] = nadia.post("/causes", given | {"cause": "unknown"}).said
    assert (late["cause"], late["is_chosen"]) == ("price", False)


def test_a_cause_is_of_the_list_and_of_something_late(
    atelier: Company, nadia: Caller, contested: Receivable
) -> None:
    given = {"customer": str(contested.customer_id), "receivables": ["1"], "cause": "cash"}
    assert nadia.post("/causes", given | {"cause": "la lune"}).status == 422
    refused = nadia.post("/causes", given | {"receivables": [str(contested.pk + 1)]})
    assert (refused.status, refused.said["code"]) == (409, "cause_of_nothing")
    reader = a_caller(atelier, Role.READER)
    assert reader.post("/causes", given).status == 403
