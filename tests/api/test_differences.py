"""Differences and losses, over REST."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

ON = "2026-11-20"


@pytest.fixture
def receivable(martin: Customer) -> Receivable:
    return factories.a_receivable(martin, cents=900)


def test_a_difference_is_settled_once_and_undone(nadia: Caller, receivable: Receivable) -> None:
    wanted = {"receivables": [str(receivable.pk)], "cause": "bank_fee", "on": ON}
    made = nadia.post("/differences", wanted, key="e1")
    assert (made.status, made.said["cents"], made.said["way"]) == (201, 900, "given_up")
    assert nadia.post("/differences", wanted, key="e1").said == made.said
    (listed,) = nadia.get(f"/differences?customer={receivable.customer_id}").said["items"]
    assert listed == made.said
    undone = nadia.post(f"/differences/{made.said['id']}/undo", {"on": ON})
    assert undone.said["undone_on"] == ON
    again = nadia.post(f"/differences/{made.said['id']}/undo", {"on": ON})
    assert (again.status, again.said["code"]) == (409, "difference_undone")


def test_a_collector_s_limit_holds_for_scripts(
    atelier: Company, nadia: Caller, receivable: Receivable
) -> None:
    wanted = {"receivables": [str(receivable.pk)], "cause": "time_barred", "on": ON}
    refused = nadia.post("/differences", wanted)
    assert (refused.status, refused.said["code"]) == (409, "difference_above_limit")
    assert a_caller(atelier, Role.MANAGER).post("/differences", wanted).status == 201
    assert a_caller(atelier, Role.READER).post("/differences", wanted).status == 403


def test_an_excess_is_kept_and_a_payment_converted(nadia: Caller, martin: Customer) -> None:
    payment = matching.receive_payment(
        customer=martin, reference="VIR", on=datetime.date(2026, 11, 10), amount=Money(500), by="n"
    )
    dollars = factories.a_receivable(martin, cents=540)
    dollars.currency = dollars.invoice.currency = "USD"
    dollars.invoice.save()
    dollars.save()
    wanted = {"payment": str(payment.pk), "receivable": str(dollars.pk), "rate": "1.10", "on": ON}
    above = nadia.post("/differences/converted", wanted)
    assert (above.status, above.said["code"]) == (409, "converted_above_due")
    made = nadia.post("/differences/converted", wanted | {"settles": True})
    assert (made.said["cents"], made.said["currency"], made.said["rate"]) == (10, "USD", "1.1")
    kept = nadia.post(
        "/differences/kept", {"payment": str(payment.pk), "cause": "rounding", "on": ON}
    )
    assert (kept.status, kept.said["code"]) == (409, "nothing_in_excess")


def test_a_stranger_s_difference_does_not_exist(nadia: Caller, receivable: Receivable) -> None:
    wanted = {"receivables": [str(receivable.pk)], "cause": "rounding", "on": ON}
    made = nadia.post("/differences", wanted).said
    ines = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    assert ines.post(f"/differences/{made['id']}/undo", {"on": ON}).status == 404
    assert ines.post("/differences", wanted).status == 404
