"""What a month aims at: measured once for each customer, for a person and for a team."""

import datetime
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.teams.models import Objective
from encaisse.teams.operations import named
from encaisse.teams.operations import objectives as operations
from encaisse.teams.queries.objectives import Standing, measure, of_viewer, standings
from encaisse.teams.rules import objectives as rules
from encaisse.teams.rules.objectives import Aim, Measured
from tests import factories
from tests.api.conftest import a_caller

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 23)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def ines(company: Company) -> User:
    return factories.a_user(company, name="Inès")


@pytest.fixture
def paul(company: Company) -> User:
    return factories.a_user(company, Role.MANAGER, "Paul")


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)):
        yield


def a_payment(person: User | None, company: Company, cents: int, on: date = ON) -> Customer:
    customer = factories.a_customer(company, collector=person)
    matching.receive_payment(
        customer=customer, reference=f"VIR {customer.code}", on=on, amount=Money(cents), by="Nadia"
    )
    return customer


def aims(who: Any, company: Company, *, target: int = 100_000, **facts: Any) -> Objective:
    given: dict[str, Any] = {
        "aim": Aim.COLLECTED, "month": ON, "target": target, "on": ON, "by": "Paul",
    }  # fmt: skip
    return operations.set_objective(company, who=who, **(given | facts))


def values(found: list[Standing]) -> dict[str, int | None]:
    return {each.who: each.progress.value if each.progress else None for each in found}


@pytest.mark.parametrize(
    ("aim", "target", "people", "expected"),
    [
        pytest.param(Aim.COLLECTED, 10_000, [1], (5_000, 50, False), id="half way"),
        pytest.param(Aim.COLLECTED, 5_000, [1], (5_000, 100, True), id="to the cent"),
        pytest.param(Aim.COLLECTED, 4_000, [1, 1], (5_000, 125, True), id="named twice: once"),
        pytest.param(Aim.COLLECTED, 10_000, [1, 2], (8_000, 80, False), id="two people"),
        pytest.param(Aim.COLLECTED, 100, [9], (0, 0, False), id="nobody's customers"),
        pytest.param(
            Aim.LATE_SHARE, 25, [1], (25, 25, True), id="a quarter late, a quarter allowed"
        ),
        pytest.param(Aim.LATE_SHARE, 24, [1], (25, 25, False), id="above"),
        pytest.param(Aim.LATE_SHARE, 40, [1, 2], (36, 36, True), id="a share of sums, no mean"),
        pytest.param(Aim.LATE_SHARE, 0, [9], (0, 0, True), id="nothing owed, nothing late"),
    ],
)
def test_how_far_an_objective_is(
    aim: Aim, target: int, people: list[int], expected: tuple[int, int, bool]
) -> None:
    measured = {1: Measured(5_000, 40_000, 10_000), 2: Measured(3_000, 10_000, 8_000)}
    found = rules.progress(aim, target, people, measured)
    assert (found.value, found.percent, found.is_reached) == expected


def test_a_month_is_measured_to_its_last_day_at_most() -> None:
    assert rules.latest_day(NOVEMBER, on=ON) == ON
    assert rules.latest_day(NOVEMBER, on=date(2027, 1, 5)) == date(2026, 11, 30)


def test_each_payment_counts_for_whoever_follows_its_customer(
    company: Company, nadia: User, ines: User, paul: User
) -> None:
    a_payment(nadia, company, 30_000)
    a_payment(nadia, company, 5_000, on=NOVEMBER)
    a_payment(nadia, company, 70_000, on=date(2026, 10, 31))
    a_payment(ines, company, 20_000)
    a_payment(None, company, 11_000)
    team = named.form_team(company, name="Nord", manager=paul, people=[nadia.pk, ines.pk], by="P.")
    for who in (nadia, ines, team):
        aims(who, company)
    assert values(standings(company, on=ON)) == {"Nord": 55_000, "Inès": 20_000, "Nadia": 35_000}


def test_a_payment_that_came_back_does_not_count(company: Company, nadia: User) -> None:
    customer = a_payment(nadia, company, 30_000)
    matching.return_payment(customer.credits.get(), on=ON, reason="Provision", by="Nadia")
    assert measure(company, on=ON) == {}


def test_what_is_late_is_a_share_of_what_is_owed(company: Company, nadia: User) -> None:
    customer = factories.a_customer(company, collector=nadia)
    factories.a_receivable(customer, cents=30_000)
    factories.a_receivable(customer, cents=70_000, due_on=ON)
    aims(nadia, company, aim=Aim.LATE_SHARE, target=30)
    [found] = standings(company, on=ON)
    assert found.progress == rules.Progress(30, 30, is_reached=True)
    assert found.definition == "Part échue de ce que doivent les clients suivis, au 23/11/2026."


def test_set_again_it_is_changed_and_a_month_to_come_waits(company: Company, nadia: User) -> None:
    aims(nadia, company)
    aims(nadia, company, target=200_000)
    aims(nadia, company, month=date(2026, 12, 25))
    first, second = standings(company, on=ON)
    assert (first.target, second.month, second.progress) == (200_000, DECEMBER, None)
    assert [each.id for each in of_viewer(nadia, company, on=ON)] == [first.id]


def test_one_sees_one_s_own_and_those_of_the_team_one_leads(
    company: Company, nadia: User, ines: User, paul: User
) -> None:
    team = named.form_team(company, name="Nord", manager=paul, people=[nadia.pk], by="Paul")
    aims(team, company)
    aims(ines, company)
    assert list(values(of_viewer(nadia, company, on=ON))) == ["Nord"]
    assert list(values(of_viewer(paul, company, on=ON))) == ["Nord"]
    assert list(values(of_viewer(ines, company, on=ON))) == ["Inès"]


def test_what_cannot_be_aimed_at_is_refused(company: Company, nadia: User) -> None:
    with pytest.raises(operations.ObjectiveWrong, match="un montant positif à encaisser"):
        aims(nadia, company, target=0)
    with pytest.raises(operations.ObjectiveWrong, match="de 0 à 100"):
        aims(nadia, company, aim=Aim.LATE_SHARE, target=101)
    with pytest.raises(operations.ObjectiveOver, match="10/2026 est passé"):
        aims(nadia, company, month=date(2026, 10, 31))


@pytest.mark.usefixtures("on_monday")
def test_a_manager_sets_an_objective_seen_by_its_person(
    company: Company, nadia: User, paul: User
) -> None:
    a_payment(nadia, company, 30_000)
    manager, collector = Client(), Client()
    manager.force_login(paul)
    collector.force_login(nadia)
    typed = {
        "who": nadia.pk, "month": "2026-11-01", "aim": "collected", "target": "1 000,00",
    }  # fmt: skip
    page = manager.post("/equipe/objectifs/", typed, follow=True).content.decode()
    assert "Objectif fixé." in page
    for client, address in ((manager, "/equipe/"), (collector, "/")):
        page = client.get(address).content.decode()
        assert "encaissés sur" in page
        assert "sans ceux qui sont revenus impayés" in page
    wrong = manager.post("/equipe/objectifs/", typed | {"target": "beaucoup"})
    assert "Écrivez un montant, ou un pourcentage entier." in wrong.content.decode()
    assert collector.post("/equipe/objectifs/", typed).status_code == 403
    [found] = standings(company, on=ON)
    address = f"/equipe/objectifs/{found.id}/retirer"
    assert "Objectif retiré." in manager.post(address, follow=True).content.decode()


@pytest.mark.usefixtures("on_monday")
def test_objectives_over_rest(company: Company, nadia: User) -> None:
    a_payment(nadia, company, 30_000)
    given = {
        "person": str(nadia.pk), "month": "2026-11-15", "aim": "collected", "target": 100_000,
    }  # fmt: skip
    assert a_caller(company).post("/team/objectives", given).status == 403
    caller = a_caller(company, Role.MANAGER)
    made = caller.post("/team/objectives", given)
    assert (made.status, made.said["value"], made.said["is_reached"]) == (201, 30_000, False)
    nobody = caller.post("/team/objectives", given | {"person": None})
    assert (nobody.status, nobody.said["code"]) == (409, "team_objective_of_nobody")
    assert [each["month"] for each in caller.get("/team/objectives").said] == ["2026-11-01"]
    assert caller.ask("DELETE", f"/team/objectives/{made.said['id']}").status == 204
    assert caller.get("/team/objectives").said == []
