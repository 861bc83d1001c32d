"""The run of the day over REST: many messages at once, the limits, how old the bank is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message, Proposal
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller

NAMES = ("Garage Martin", "Studio Lemoine", "Mairie de Sorbiers")
LIMITS = {
    "run_hour": 5, "first_hour": 9, "end_hour": 18, "weekdays": [1, 2, 3, 4, 5],
    "only_business_days": True, "most_per_week": 2, "bank_days": 3, "unreceived_days": 20,
    "tasks_to": None,
}  # fmt: skip


@pytest.fixture
def waiting(atelier: Company) -> list[str]:
    """A reminder that waits for each of three customers."""
    today = timezone.localdate()
    dunning.default_scenario(atelier, by="paul")
    for name in NAMES:
        customer = factories.a_customer(atelier, name, email="compta@client.example")
        factories.a_receivable(customer, due_on=today - timedelta(days=10))
    dunning.run(atelier, on=today, by="paul", at=timezone.now())
    return [str(pk) for pk in Message.objects.order_by("pk").values_list("pk", flat=True)]


def today() -> str:
    return timezone.localdate().isoformat()


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_many_are_let_go_at_once_and_a_stranger_s_are_left_alone(
    nadia: Caller, waiting: list[str]
) -> None:
    stranger = a_caller(factories.a_company("Autre"))
    refused = stranger.post("/dunning/messages/approve", {"messages": waiting})
    assert (refused.status, refused.said["code"]) == (409, "nothing_to_approve")
    done = nadia.post("/dunning/messages/approve", {"messages": waiting[:2]})
    assert done.said == {"messages": waiting[:2]}
    assert states() == ["released", "released", "waiting"]


def test_many_are_put_off_set_aside_or_skipped_with_a_reason(
    nadia: Caller, waiting: list[str]
) -> None:
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    one, other, last = ([each] for each in waiting)
    put_off = {"messages": one, "until": later, "on": today()}
    assert nadia.post("/dunning/messages/postpone", put_off).said == {"messages": one}
    assert nadia.get(f"/dunning/messages/{one[0]}").said["postponed_until"] == later
    why = {"why": "appelé ce matin", "on": today()}
    assert nadia.post("/dunning/messages/skip", why | {"messages": other}).status == 200
    assert nadia.post("/dunning/messages/set-aside", why | {"messages": last}).status == 200
    assert states() == ["waiting", "ignored", "ignored"]
    steps = Proposal.objects.order_by("message").values_list("state", flat=True)
    assert list(steps) == ["pending", "skipped", "ignored"]
    past = nadia.post("/dunning/messages/postpone", put_off | {"until": today()})
    assert (past.status, past.said["code"]) == (409, "postponed_to_the_past")


def test_the_text_of_one_message_is_rewritten(nadia: Caller, waiting: list[str]) -> None:
    where = f"/dunning/messages/{waiting[0]}/text"
    assert nadia.put(where, {"subject": "Bonjour", "body": "Merci."}).said["is_edited"] is True
    wrong = nadia.put(where, {"subject": "Bonjour", "body": "{{ inconnu }}"})
    assert wrong.status == 409
    assert nadia.put(where, {"subject": "", "body": ""}).said["is_edited"] is False


def test_old_bank_data_ask_to_be_confirmed(
    nadia: Caller, waiting: list[str], martin: Customer
) -> None:
    known = timezone.localdate() - timedelta(days=30)
    matching.receive_payment(
        customer=martin, reference="VIR", on=known, amount=Money(100), by="Nadia"
    )
    bank = nadia.get(f"/dunning/bank?on={today()}").said
    assert (bank["newest_on"], bank["days"], bank["is_stale"]) == (known.isoformat(), 30, True)
    refused = nadia.post(f"/dunning/messages/{waiting[0]}/approve")
    assert (refused.status, refused.said["code"]) == (409, "bank_data_stale")
    many = {"messages": waiting[1:], "bank_confirmed": True}
    assert nadia.post("/dunning/messages/approve", many).status == 200
    confirmed = nadia.post(f"/dunning/messages/{waiting[0]}/approve?bank_confirmed=true")
    assert confirmed.said["state"] == "released"


def test_managers_change_the_limits(atelier: Company, nadia: Caller) -> None:
    assert nadia.get("/dunning/policy").said["run_hour"] == 6
    assert nadia.put("/dunning/policy", LIMITS).status == 403
    paul = a_caller(atelier, Role.MANAGER)
    assert paul.put("/dunning/policy", LIMITS).said == LIMITS
    assert nadia.get("/dunning/policy").said == LIMITS
    closed = paul.put("/dunning/policy", LIMITS | {"end_hour": 9})
    assert (closed.status, closed.said["code"]) == (409, "window_never_opens")
    nobody = paul.put("/dunning/policy", LIMITS | {"tasks_to": "999999"})
    assert (nobody.status, nobody.said["code"]) == (409, "not_a_taker")


def test_a_reader_changes_nothing(atelier: Company, waiting: list[str]) -> None:
    reader = a_caller(atelier, Role.READER)
    for act in ("approve", "set-aside", "skip", "postpone"):
        given = {"messages": waiting, "why": "x", "on": today(), "until": "2199-01-01"}
        assert reader.post(f"/dunning/messages/{act}", given).status == 403, act
    text = {"subject": "", "body": ""}
    assert reader.put(f"/dunning/messages/{waiting[0]}/text", text).status == 403
    assert states() == ["waiting"] * 3
