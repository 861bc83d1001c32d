"""Mandates and direct debits, over REST."""

import datetime

import time_machine

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.direct_debits import operations
from encaisse.direct_debits.rules.pain import VERSIONS
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@time_machine.travel(NOW)
def test_a_batch_is_made_once_and_cancelled(
    atelier: Company, nadia: Caller, martin: Customer
) -> None:
    atelier.iban = "FR7630006000011234567890189"
    atelier.save()
    operations.be_creditor(atelier, ics="FR72ZZZ123456", version=VERSIONS[1], by="paul")
    receivable = factories.a_receivable(martin, cents=900)
    mandate = {
        "customer": str(martin.pk), "reference": "RUM1", "iban": "FR1420041010050500013M02606",
        "signed_on": "2026-01-10",
    }  # fmt: skip
    signed = nadia.post("/mandates", mandate)
    assert (signed.status, signed.said["unusable"], signed.said["scheme"]) == (201, "", "core")
    again = nadia.post("/mandates", mandate)
    assert (again.status, again.said["code"]) == (409, "mandate_reference_taken")
    wanted = {"receivables": [str(receivable.pk)], "collect_on": "2026-11-24"}
    made = nadia.post("/direct-debits", wanted, key="d1")
    assert (made.status, made.said["total_cents"], made.said["count"]) == (201, 900, 1)
    assert nadia.post("/direct-debits", wanted, key="d1").said == made.said
    twice = nadia.post("/direct-debits", wanted)
    assert (twice.status, twice.said["code"]) == (409, "not_collectable")
    assert nadia.get(f"/direct-debits/{made.said['id']}").said == made.said
    (listed,) = nadia.get("/direct-debits").said["items"]
    assert listed["message"] == made.said["message"]
    cancelled = nadia.post(f"/direct-debits/{made.said['id']}/cancel")
    assert cancelled.said["cancelled_on"] == "2026-11-20"
    revoked = nadia.post(f"/mandates/{signed.said['id']}/revoke", {"on": "2026-11-20"})
    assert "révoqué" in revoked.said["unusable"]
    assert nadia.get(f"/mandates?customer={martin.pk}").said["items"] == [
        revoked.said | {"latest_on": None}
    ]


def test_a_reader_asks_for_nothing_and_a_stranger_sees_nothing(
    atelier: Company, martin: Customer
) -> None:
    reader = a_caller(atelier, Role.READER)
    wanted = {"receivables": ["1"], "collect_on": "2026-11-24"}
    assert reader.post("/direct-debits", wanted).status == 403
    ines = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    mandate = {"customer": str(martin.pk), "reference": "R", "iban": "F", "signed_on": "2026-01-10"}
    assert ines.post("/mandates", mandate).status == 404
