"""A portfolio is handed over and given back; somebody is away and somebody stands in."""

import datetime
from datetime import timedelta
from typing import Any

import pytest

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.agenda.queries import listing
from encaisse.audit.models import Entry
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.teams import operations, queries
from tests import factories

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 23)
TOMORROW, FRIDAY, MONDAY = (ON + timedelta(days=days) for days in (1, 4, 7))


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def paul(company: Company) -> User:
    return factories.a_user(company, Role.MANAGER, "Paul")


@pytest.fixture
def ines(company: Company) -> User:
    return factories.a_user(company, name="Inès")


@pytest.fixture
def garage(company: Company, nadia: User) -> Customer:
    customer = factories.a_customer(company, collector=nadia)
    factories.a_receivable(customer)
    return customer


def a_call(customer: Customer) -> Task:
    return dunning.tasks.ask(customer, "call", due_on=ON, reason="Rappeler", on=ON, by="Paul")


def collectors(company: Company) -> dict[str, str]:
    found = Customer.objects.filter(company=company).select_related("collector")
    return {each.name: str(each.collector) for each in found}


def whose(company: Company, on: datetime.date) -> list[tuple[int | None, int | None]]:
    return [(one.person_id, one.instead_of) for one in listing.agenda(company, on=on).items]


def test_a_whole_portfolio_goes_with_its_tasks(
    company: Company, nadia: User, ines: User, garage: Customer
) -> None:
    factories.a_customer(company, "Studio Lemoine", collector=nadia)
    task = a_call(garage)
    operations.hand_over(nadia, ines, company=company, note="Secteur nord", on=ON, by="Paul")
    assert collectors(company) == {"Garage Martin": "Inès", "Studio Lemoine": "Inès"}
    task.refresh_from_db()
    assert task.person == ines
    assert Entry.objects.filter(verb="team.handed_over", reason="Secteur nord").count() == 1
    assert Entry.objects.filter(verb="customer.changed", reason="Secteur nord").count() == 2


def test_the_ticked_ones_only_and_only_the_giver_s(
    company: Company, nadia: User, ines: User, paul: User, garage: Customer
) -> None:
    factories.a_customer(company, "Studio Lemoine", collector=nadia)
    other = factories.a_customer(company, "Delta", collector=paul)
    operations.hand_over(
        nadia, ines, company=company, customers=[garage.pk, other.pk], on=ON, by="Paul"
    )
    assert collectors(company) == {
        "Garage Martin": "Inès", "Studio Lemoine": "Nadia", "Delta": "Paul",
    }  # fmt: skip
    with pytest.raises(operations.NothingToHandOver, match="Cochez au moins un client"):
        operations.hand_over(nadia, ines, company=company, customers=[other.pk], on=ON, by="P.")


def test_undone_the_same_day_what_is_still_the_taker_s_goes_back(
    company: Company, nadia: User, ines: User, paul: User, garage: Customer
) -> None:
    studio = factories.a_customer(company, "Studio Lemoine", collector=nadia)
    task = a_call(garage)
    made = operations.hand_over(nadia, ines, company=company, on=ON, by="Paul")
    studio.refresh_from_db()
    parties.change_customer(studio, by="Paul", collector=paul)
    operations.undo(made, on=ON, by="Paul")
    assert collectors(company) == {"Garage Martin": "Nadia", "Studio Lemoine": "Paul"}
    task.refresh_from_db()
    assert task.person == nadia
    with pytest.raises(operations.HandoverOver, match="du 23/11/2026 ne se défait plus"):
        operations.undo(made, on=ON, by="Paul")


def test_customers_that_nobody_follows_are_given_to_somebody_and_back(
    company: Company, ines: User, garage: Customer
) -> None:
    alone = factories.a_customer(company, name="Studio Lemoine")
    task = dunning.tasks.ask(alone, "call", due_on=ON, reason="Rappeler", on=ON, by="Paul")
    made = operations.hand_over(None, ines, company=company, on=ON, by="Paul")
    alone.refresh_from_db()
    garage.refresh_from_db()
    assert (alone.collector, garage.collector == ines) == (ines, False)
    operations.undo(made, on=ON, by="Paul")
    alone.refresh_from_db()
    assert alone.collector is None
    assert Task.objects.get(pk=task.pk).person_id == task.person_id


def test_the_day_after_it_is_not_undone(
    company: Company, nadia: User, ines: User, garage: Customer
) -> None:
    made = operations.hand_over(nadia, ines, company=company, on=ON, by="Paul")
    with pytest.raises(operations.HandoverOver, match="confiez de nouveau les clients"):
        operations.undo(made, on=TOMORROW, by="Paul")


def test_customers_go_to_another_who_may_collect(
    company: Company, nadia: User, garage: Customer
) -> None:
    with pytest.raises(operations.SamePerson, match="une autre personne que Nadia"):
        operations.hand_over(nadia, nadia, company=company, on=ON, by="Paul")
    reader = factories.a_user(company, Role.READER, "Rémi")
    with pytest.raises(operations.TakerCannotCollect, match="Rémi ne peut pas suivre de clients"):
        operations.hand_over(nadia, reader, company=company, on=ON, by="Paul")
    stranger = factories.a_user(factories.a_company("Delaunay Compta"), name="Ève")
    with pytest.raises(operations.TakerCannotCollect, match="Ève"):
        operations.hand_over(nadia, stranger, company=company, on=ON, by="Paul")


def test_the_lines_of_who_is_away_are_the_replacement_s_on_these_days(
    company: Company, nadia: User, ines: User, garage: Customer
) -> None:
    a_call(garage)
    operations.be_away(
        nadia, ines, company=company, first_on=TOMORROW, last_on=FRIDAY, on=ON, by="Nadia"
    )
    assert whose(company, ON) == [(nadia.pk, None)]
    assert whose(company, TOMORROW) == [(ines.pk, nadia.pk)]
    assert whose(company, FRIDAY) == [(ines.pk, nadia.pk)]
    assert whose(company, MONDAY) == [(nadia.pk, None)]


def test_coming_back_early_gives_the_lines_back(
    company: Company, nadia: User, ines: User, garage: Customer
) -> None:
    a_call(garage)
    made = operations.be_away(
        nadia, ines, company=company, first_on=ON, last_on=FRIDAY, on=ON, by="Nadia"
    )
    operations.come_back(made, on=TOMORROW, by="Nadia")
    assert whose(company, ON) == [(ines.pk, nadia.pk)]
    assert whose(company, TOMORROW) == [(nadia.pk, None)]
    later = operations.be_away(
        nadia, ines, company=company, first_on=FRIDAY, last_on=MONDAY, on=TOMORROW, by="Nadia"
    )
    operations.come_back(later, on=TOMORROW, by="Nadia")
    assert list(queries.absences(company, on=TOMORROW)) == []
    assert whose(company, FRIDAY) == [(nadia.pk, None)]


def test_somebody_who_is_there_stands_in(
    company: Company, nadia: User, ines: User, paul: User
) -> None:
    days: dict[str, Any] = {
        "company": company, "first_on": TOMORROW, "last_on": FRIDAY, "on": ON, "by": "Paul",
    }  # fmt: skip
    operations.be_away(nadia, ines, **days)
    with pytest.raises(operations.AwayTwice, match="Nadia a déjà une absence du 24/11/2026"):
        operations.be_away(nadia, paul, **days)
    with pytest.raises(operations.AwayTwice, match="Nadia"):
        operations.be_away(paul, nadia, **days)
    with pytest.raises(operations.StandsIn, match="Inès remplace quelqu'un ces jours-là"):
        operations.be_away(ines, paul, **days)
    operations.be_away(ines, paul, **days | {"first_on": MONDAY, "last_on": MONDAY})


@pytest.mark.parametrize(
    ("first_on", "last_on"),
    [(ON - timedelta(days=1), ON), (FRIDAY, TOMORROW), (ON, datetime.date(2029, 1, 1))],
)
def test_an_absence_has_days_to_come(
    company: Company, nadia: User, ines: User, first_on: datetime.date, last_on: datetime.date
) -> None:
    with pytest.raises(operations.AbsenceWrong, match="à partir d'aujourd'hui"):
        operations.be_away(
            nadia, ines, company=company, first_on=first_on, last_on=last_on, on=ON, by="Nadia"
        )


def test_the_team_says_who_follows_what(
    company: Company, nadia: User, ines: User, garage: Customer
) -> None:
    factories.a_customer(company, "Delta")
    a_call(garage)
    operations.be_away(nadia, ines, company=company, first_on=ON, last_on=ON, on=ON, by="Nadia")
    found = {each.name: each for each in queries.team(company, on=ON)}
    mine = found["Nadia"]
    assert (mine.customers, mine.late_cents, mine.tasks) == (1, 120_000, 1)
    assert mine.away == "jusqu'au 23/11/2026 (Inès)"
    assert found["Inès"].stands_in_for == "Nadia"
    assert queries.without_collector(company) == 1
