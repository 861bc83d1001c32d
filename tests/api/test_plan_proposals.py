"""Plans tried, proposed, answered over REST."""

import datetime

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

WHERE = "/payment-plans/proposals"


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def owed(martin: Customer, today: datetime.date) -> Receivable:
    late = today - datetime.timedelta(days=30)
    return factories.a_receivable(martin, cents=120_000, due_on=late)


def asked(owed: Receivable, today: datetime.date) -> dict[str, object]:
    days = [today + datetime.timedelta(days=30 * rank) for rank in (1, 2)]
    return {
        "receivables": [str(owed.pk)], "expires_on": str(today + datetime.timedelta(days=9)),
        "installments": [{"due_on": str(day), "cents": 60_000} for day in days],
    }  # fmt: skip


def test_a_plan_is_tried(nadia: Caller, owed: Receivable, today: datetime.date) -> None:
    told = nadia.post(
        f"{WHERE}/simulate",
        {"receivables": [str(owed.pk)], "count": 3, "first_on": str(today), "first_cents": 40_000,
         "waived_percent": 50},
    ).said  # fmt: skip
    assert [part["cents"] for part in told["installments"]] == [40_000, 40_000, 40_000]
    assert told["principal_cents"] == 120_000
    assert sum(part["interest_cents"] for part in told["installments"]) == told["interest_cents"]
    assert abs(told["interest_cents"] - told["waived_cents"]) <= 1


def test_a_proposal_is_made_handed_and_accepted(
    nadia: Caller, owed: Receivable, today: datetime.date, martin: Customer
) -> None:
    made = nadia.post(WHERE, asked(owed, today))
    assert (made.status, made.said["state"], made.said["cents"]) == (201, "ready", 120_000)
    where = f"{WHERE}/{made.said['id']}"
    yes = {"name": "Mme Petit", "evidence": "bon pour accord"}
    assert nadia.post(f"{where}/accept", yes).said["code"] == "plan_proposal_not_sent"
    assert nadia.post(f"{where}/send", {}).said["state"] == "sent"
    accepted = nadia.post(f"{where}/accept", yes).said
    assert (accepted["state"], accepted["answered_by"]) == ("accepted", "Mme Petit")
    plan = nadia.get(f"/payment-plans/{accepted['plan']}").said
    assert [part["left_cents"] for part in plan["installments"]] == [60_000, 60_000]
    assert nadia.get(f"{WHERE}?customer={martin.pk}").said["items"] == [accepted]
    assert nadia.get(where).said == accepted


@pytest.mark.parametrize(("act", "state"), [("refuse", "refused"), ("withdraw", "withdrawn")])
def test_a_proposal_ends_otherwise(
    nadia: Caller, owed: Receivable, today: datetime.date, act: str, state: str
) -> None:
    where = f"{WHERE}/{nadia.post(WHERE, asked(owed, today)).said['id']}"
    nadia.post(f"{where}/send", {})
    assert nadia.post(f"{where}/{act}", {"why": "Trop long"}).said["state"] == state


def test_a_reader_proposes_nothing(
    nadia: Caller, owed: Receivable, today: datetime.date, atelier: Company
) -> None:
    reader = a_caller(atelier, Role.READER)
    assert reader.post(WHERE, asked(owed, today)).status == 403
    made = nadia.post(WHERE, asked(owed, today)).said["id"]
    assert reader.get(f"{WHERE}/{made}").said["id"] == made
