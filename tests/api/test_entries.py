"""The accounting entries, over REST."""

import datetime

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller

PERIOD = {"first": "2026-11-01", "last": "2026-11-30"}


def test_a_file_is_made_once_and_undone(atelier: Company, nadia: Caller, martin: Customer) -> None:
    matching.receive_payment(
        customer=martin, reference="VIR", on=datetime.date(2026, 11, 3), amount=Money(500), by="n"
    )
    asked = "/entries/waiting?first=2026-11-01&last=2026-11-30"
    (entry,) = nadia.get(asked).said["entries"]
    assert [leg["cents"] for leg in entry["legs"]] == [500, -500]
    made = nadia.post("/entries/exports", PERIOD | {"format": "quadra"}, key="e1")
    assert (made.status, made.said["count"], made.said["total_cents"]) == (201, 1, 500)
    assert nadia.post("/entries/exports", PERIOD | {"format": "quadra"}, key="e1").said == made.said
    nothing = nadia.post("/entries/exports", PERIOD)
    assert (nothing.status, nothing.said["code"]) == (409, "nothing_to_export")
    (listed,) = nadia.get("/entries/exports").said["items"]
    assert listed == made.said
    undone = nadia.post(f"/entries/exports/{listed['id']}/undo")
    assert undone.said["undone_on"]
    assert len(nadia.get(asked).said["entries"]) == 1


def test_a_reader_exports_nothing_and_a_stranger_sees_nothing(
    atelier: Company, nadia: Caller, martin: Customer
) -> None:
    assert a_caller(atelier, Role.READER).post("/entries/exports", PERIOD).status == 403
    matching.receive_payment(
        customer=martin, reference="VIR", on=datetime.date(2026, 11, 3), amount=Money(500), by="n"
    )
    made = nadia.post("/entries/exports", PERIOD)
    ines = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    assert ines.post(f"/entries/exports/{made.said['id']}/undo").status == 404
