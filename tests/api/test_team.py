"""The team, as a program uses it."""

from datetime import timedelta

from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
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
