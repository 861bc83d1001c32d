"""The legal values over the API: read by all, completed by administrators."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from encaisse.accounts.models import Company, User
from tests.api.conftest import Caller, a_caller

ADDED = {
    "kind": "ecb_mro_semester", "first": "2027-01-01", "last": "2027-06-30", "value": "2.65",
    "article": "C. com. L441-10, II", "source": "BCE, taux directeurs", "read_on": "2026-12-28",
}  # fmt: skip
CONFIRMED = {
    "kind": "legal_interest_other", "first": "2015-01-01", "by": "Me Garnier",
    "on": "2026-12-28", "source": "arrêté du 23 décembre 2014",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _end_of_december() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 28, 10, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def paul(atelier: Company) -> Caller:
    caller = a_caller(atelier)
    User.objects.update(is_staff=True)
    return caller


def test_the_values_of_a_kind_and_of_a_day(nadia: Caller) -> None:
    found = nadia.get("/legal-values?kind=b2b_default_penalty&on=2026-11-21").said
    assert found["next"] is None
    (value,) = found["items"]
    assert (value["value"], value["unit"], value["certain"]) == ("12.40", "percent", True)
    assert (value["first"], value["article"]) == ("2026-07-01", "C. com. L441-10, II")
    assert len(nadia.get("/legal-values?kind=legal_interest_other").said["items"]) == 24


def test_an_unknown_kind_is_not_found(nadia: Caller) -> None:
    assert nadia.get("/legal-values?kind=taux_inconnu").status == 404
    assert nadia.get("/legal-values?kind=Taux").status == 422


def test_an_administrator_adds_once(paul: Caller) -> None:
    added = paul.post("/legal-values", ADDED, key="2027-S1")
    assert added.status == 201
    assert (added.said["value"], added.said["certain"]) == ("2.65", True)
    assert added.said["confirmation"]["by"] == "Nadia · script"
    assert paul.post("/legal-values", ADDED, key="2027-S1").said == added.said
    again = paul.post("/legal-values", ADDED)
    assert (again.status, again.said["code"]) == (409, "already_known")
    asked = "/legal-values?kind=ecb_mro_semester&on=2027-01-01"
    assert len(paul.get(asked).said["items"]) == 1
    assert paul.get(f"{asked}&known_on=2026-12-27").said["items"] == []


def test_an_administrator_confirms_once(paul: Caller) -> None:
    confirmed = paul.post("/legal-values/confirmations", CONFIRMED)
    assert confirmed.status == 201
    assert confirmed.said["certain"]
    assert confirmed.said["confirmation"] == {
        "by": "Me Garnier", "on": "2026-12-28", "source": "arrêté du 23 décembre 2014",
    }  # fmt: skip
    again = paul.post("/legal-values/confirmations", CONFIRMED)
    assert (again.status, again.said["code"]) == (409, "already_certain")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"value": "2.123456"}, "value_not_understood", id="too many decimals"),
        pytest.param({"kind": "b2b_default_penalty"}, "parameter_combined", id="computed"),
        pytest.param({"last": "2026-12-31"}, "period_upside_down", id="upside down"),
        pytest.param({"last": "2027-05-31"}, "half_year_expected", id="five months"),
    ],
)
def test_a_refusal_has_its_code(paul: Caller, changes: dict[str, str], code: str) -> None:
    refused = paul.post("/legal-values", ADDED | changes)
    assert (refused.status, refused.said["code"]) == (409, code)


@pytest.mark.parametrize(
    ("path", "body"), [("/legal-values", ADDED), ("/legal-values/confirmations", CONFIRMED)]
)
def test_others_only_read(nadia: Caller, path: str, body: dict[str, str]) -> None:
    assert nadia.post(path, body).status == 403
