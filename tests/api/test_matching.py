"""What waits to be matched, over REST."""

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.matching.models import LearnedPayer
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller


@pytest.fixture
def line(atelier: Company) -> BankLine:
    return factories.a_bank_line(atelier, cents=300_00, counterparty="Mme Petit")


@pytest.fixture
def owed(martin: Customer) -> Receivable:
    return factories.a_receivable(martin, cents=300_00)


def test_what_waits_is_proposed_matched_and_put_back(
    nadia: Caller, line: BankLine, owed: Receivable
) -> None:
    waiting = nadia.get("/matching/waiting").said
    assert [one["bank_line"] for one in waiting] == [str(line.pk)]
    proposed = waiting[0]["proposals"][0]
    assert proposed == nadia.get(f"/bank-lines/{line.pk}/proposals").said[0]
    assert (proposed["confidence"], proposed["customer"]) == (70, str(owed.customer_id))
    parts = [
        {"receivable": part["receivable"], "cents": part["cents"]} for part in proposed["parts"]
    ]
    path = f"/bank-lines/{line.pk}"
    matched = nadia.post(f"{path}/match", {"customer": proposed["customer"], "parts": parts})
    assert (matched.status, matched.said["bank_line"]) == (200, None)
    owed.refresh_from_db()
    assert owed.open_cents == 0
    assert nadia.get(f"{path}/proposals").said == []
    assert nadia.post(f"{path}/undo").said["bank_line"] == str(line.pk)
    owed.refresh_from_db()
    assert owed.open_cents == 300_00
    assert nadia.post(f"{path}/undo").said["code"] == "nothing_to_undo"


def test_what_is_certain_is_applied_when_asked(
    nadia: Caller, atelier: Company, martin: Customer, owed: Receivable
) -> None:
    factories.a_bank_line(atelier, cents=300_00, counterparty=martin.name)
    factories.a_bank_line(atelier, cents=9_00, counterparty="Inconnu")
    assert nadia.post("/matching/run").said == {"lines": 1, "payments": 0}
    assert len(nadia.get("/matching/waiting").said) == 1


def test_payers_are_seen_and_forgotten(nadia: Caller, line: BankLine, martin: Customer) -> None:
    nadia.post(f"/bank-lines/{line.pk}/customer", {"customer": str(martin.pk)})
    known = nadia.get("/matching/payers").said["items"]
    assert [(one["kind"], one["value"], one["customer"]) for one in known] == [
        ("name", "Mme Petit", str(martin.pk))
    ]
    assert nadia.post(f"/matching/payers/{known[0]['id']}/forget").status == 204
    assert not LearnedPayer.objects.exists()


def test_the_threshold_is_the_managers(nadia: Caller, atelier: Company) -> None:
    chosen = {"threshold": 98, "tolerance_cents": 10, "discount_rate": "2.00"}
    assert nadia.post("/matching/policy", chosen).status == 403
    paul = a_caller(atelier, Role.MANAGER)
    assert paul.post("/matching/policy", chosen).status == 200
    told = nadia.get("/matching/policy").said
    assert (told["threshold"], told["tolerance_cents"], float(told["discount_rate"])) == (98, 10, 2)
    refused = paul.post("/matching/policy", chosen | {"threshold": 12})
    assert (refused.status, refused.said["code"]) == (409, "threshold_out_of_bounds")
