"""The team, as a program uses it."""

from datetime import timedelta

from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from tests import factories
from tests.api.conftest import Caller, a_caller

TODAY = timezone.localdate()


def test_a_portfolio_is_handed_over_and_given_back(atelier: Company, nadia: Caller) -> None:
    giver, taker = (factories.a_user(atelier, name=name) for name in ("Inès", "Léa"))
    customer = factories.a_customer(atelier, name="Menuiserie Roux", collector=giver)
    given = {"giver": str(giver.pk), "taker": str(taker.pk), "note": "Secteur nord"}
    assert nadia.post("/team/handovers", given).status == 403
    manager = a_caller(atelier, Role.MANAGER)
    made = manager.post("/team/handovers", given)
    assert (made.status, made.said["customers"]) == (201, [str(customer.pk)])
    counts = {each["name"]: each["customers"] for each in manager.get("/team").said}
    assert (counts["Inès"], counts["Léa"]) == (0, 1)
    address = f"/team/handovers/{made.said['id']}/undo"
    assert manager.post(address, {}).said["undone_on"] == TODAY.isoformat()
    again = manager.post(address, {})
    assert (again.status, again.said["code"]) == (409, "team_handover_over")


def test_an_absence_is_noted_and_ended(atelier: Company) -> None:
    manager = a_caller(atelier, Role.MANAGER)
    away, there = (factories.a_user(atelier, name=name) for name in ("Inès", "Léa"))
    given = {
        "person": str(away.pk), "replacement": str(there.pk), "first_on": TODAY.isoformat(),
        "last_on": (TODAY + timedelta(days=4)).isoformat(),
    }  # fmt: skip
    made = manager.post("/team/absences", given)
    assert made.status == 201
    [absence] = manager.get("/team/absences").said
    assert absence["replacement"] == str(there.pk)
    assert manager.post(f"/team/absences/{absence['id']}/back", {}).status == 200
    assert manager.get("/team/absences").said == []
    collector = a_caller(atelier, Role.COLLECTOR)
    assert collector.post("/team/absences", given).status == 403


def test_a_rule_takes_amounts_that_books_hold(atelier: Company) -> None:
    manager = a_caller(atelier, Role.MANAGER)
    taker = factories.a_user(atelier, name="Léa")
    given = {"name": "Nord", "collector": str(taker.pk), "least_cents": 10**20}
    assert manager.post("/team/rules", given).status == 422
    assert manager.post("/team/rules", given | {"least_cents": 10_000}).status == 201


def test_a_team_is_formed_read_and_dissolved(atelier: Company, nadia: Caller) -> None:
    member = factories.a_user(atelier, name="Léa")
    given = {"name": "Nord", "people": [str(member.pk)]}
    assert nadia.post("/team/teams", given).status == 403
    manager = a_caller(atelier, Role.MANAGER)
    made = manager.post("/team/teams", given)
    assert (made.status, made.said["people"]) == (201, [str(member.pk)])
    taken = manager.post("/team/teams", {"name": "NORD", "people": []})
    assert (taken.status, taken.said["code"]) == (409, "team_name_taken")
    address = f"/team/teams/{made.said['id']}"
    customer = factories.a_customer(atelier, collector=member)
    factories.a_receivable(customer)
    dunning.tasks.ask(
        customer, "call", due_on=TODAY, reason="Rappeler", on=TODAY, by="Paul", person=member
    )
    asked = f"team={made.said['id']}"
    [line] = manager.get(f"/agenda?{asked}").said
    assert line["person"] == str(member.pk)
    [count] = manager.get(f"/agenda/counts?{asked}").said
    assert (count["name"], count["to_do"], count["done"]) == ("Léa", 1, 0)
    assert len(manager.get("/agenda/counts").said) == 3
    changed = manager.put(address, {"name": "Grand Nord", "people": []})
    assert (changed.said["name"], changed.said["people"]) == ("Grand Nord", [])
    assert manager.ask("DELETE", address).status == 204
    assert manager.get("/team/teams").said == []
