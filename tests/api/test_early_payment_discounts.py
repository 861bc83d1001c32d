"""Discounts tried, offered, sent and withdrawn over REST."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.early_payment_discounts.operations import limiting
from encaisse.early_payment_discounts.rules.limiting import Limits
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

WHERE = "/early-payment-discounts"


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def owed(martin: Customer, today: datetime.date) -> Receivable:
    due_on = today + datetime.timedelta(days=30)
    return factories.a_receivable(martin, cents=100_000, due_on=due_on, issued_on=today)


def asked(owed: Receivable, today: datetime.date, **more: object) -> dict[str, object]:
    last_on = today + datetime.timedelta(days=10)
    return {"receivables": [str(owed.pk)], "last_on": str(last_on), "rate": "0.02"} | more


def test_a_discount_is_tried(nadia: Caller, owed: Receivable, today: datetime.date) -> None:
    told = nadia.post(f"{WHERE}/try", asked(owed, today)).said
    (part,) = told["parts"]
    assert (part["asked_cents"], part["discount_cents"], part["days_early"]) == (98_000, 2_000, 20)
    assert Decimal(str(told["cost"]["simple"])) == Decimal("0.3724")
    assert Decimal(str(told["cost"]["effective"])) == Decimal("0.4459")


def test_an_offer_is_made_told_and_withdrawn(
    nadia: Caller, owed: Receivable, today: datetime.date, martin: Customer
) -> None:
    made = nadia.post(WHERE, asked(owed, today, asked_by="leur comptable"))
    assert (made.status, made.said["state"]) == (201, "ready")
    where = f"{WHERE}/{made.said['id']}"
    assert nadia.post(WHERE, asked(owed, today)).said["code"] == "early_discount_already_offered"
    assert nadia.post(f"{where}/send", {}).said["state"] == "open"
    refused = nadia.post(f"{where}/withdraw", {})
    assert refused.said["code"] == "early_discount_withdrawn_without_reason"
    over = nadia.post(f"{where}/withdraw", {"why": "Erreur."}).said
    assert (over["state"], over["why"], over["asked_by"]) == (
        "withdrawn", "Erreur.", "leur comptable",
    )  # fmt: skip
    assert nadia.get(f"{WHERE}?customer={martin.pk}").said["items"] == [over]
    assert nadia.get(where).said == over


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"rate": None}, "early_discount_without_rate"),
        ({"discount_cents": 100}, "early_discount_without_rate"),
        ({"rate": None, "discount_cents": 90_000}, "early_discount_too_large"),
    ],
)
def test_what_is_no_discount_is_refused(
    nadia: Caller, owed: Receivable, today: datetime.date, more: dict[str, object], code: str
) -> None:
    answer = nadia.post(WHERE, asked(owed, today) | more)
    assert (answer.status, answer.said["code"]) == (409, code)


def test_beyond_the_limits_a_manager_approves(
    atelier: Company, nadia: Caller, owed: Receivable, today: datetime.date
) -> None:
    limiting.change_limits(atelier, Limits(rate_max=Decimal("0.01")), by="Paul")
    made = nadia.post(WHERE, asked(owed, today)).said
    assert (made["state"], made["beyond"]) == ("to_approve", "Plus de 1,00\u00a0% d'escompte.")
    where = f"{WHERE}/{made['id']}/approve"
    assert nadia.post(where).status == 403
    assert a_caller(atelier, Role.MANAGER).post(where).said["state"] == "ready"


def test_an_offer_of_another_company_does_not_exist(
    nadia: Caller, owed: Receivable, today: datetime.date
) -> None:
    made = nadia.post(WHERE, asked(owed, today)).said
    stranger = a_caller(factories.a_company("Studio Lemoine"))
    assert stranger.get(f"{WHERE}/{made['id']}").status == 404
