"""Causes from the books: what the facts propose, what people choose, how they add up."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.causes import operations, queries
from encaisse.causes.models import CauseChoice
from encaisse.disputes import operations as disputes
from encaisse.insolvency import operations as insolvencies
from encaisse.insolvency.models import Kind
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer, RefusingAddress
from encaisse.payment_plans import operations as plans
from encaisse.payment_plans.rules import Part
from encaisse.promises import operations as promises
from tests import factories

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 23)
BEFORE = datetime.date(2026, 11, 2)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, email="compta@garage.example")


def causes(company: Company, on: datetime.date = ON) -> list[str]:
    return [each.cause for each in queries.lines(queries.late(company, on=on))]


def test_what_is_not_late_has_no_cause(company: Company, garage: Customer) -> None:
    factories.a_receivable(garage, due_on=ON)
    factories.a_receivable(factories.a_customer(company, "Caisse", is_pseudo=True))
    assert causes(company) == []


def test_a_dispute_gives_its_reason_until_it_is_settled(company: Company, garage: Customer) -> None:
    receivable = factories.a_receivable(garage)
    made = disputes.declare(
        [receivable], reason="quality", note="", on=BEFORE, by="Nadia", amount=Money(30_000)
    )
    assert causes(company) == ["quality"]
    disputes.settle(made, outcome="Facture confirmée", on=ON, by="Nadia")
    assert causes(company) == [""]


def test_a_proceeding_counts_over_a_dispute(company: Company, garage: Customer) -> None:
    disputes.declare([factories.a_receivable(garage)], reason="price", note="", on=BEFORE, by="N.")
    insolvencies.open_proceeding(garage, kind=Kind.REDRESSEMENT, on=BEFORE, by="N.")
    assert causes(company) == ["insolvency"]


def test_an_address_that_refuses_is_a_wrong_contact_until_it_is_accepted(
    company: Company, garage: Customer
) -> None:
    factories.a_receivable(garage)
    refusing = RefusingAddress.objects.create(
        company=company, address="compta@garage.example", why="refused", told_by="le serveur",
        since=BEFORE,
    )  # fmt: skip
    assert causes(company) == ["wrong_contact"]
    parties.accept_again(refusing, on=ON, by="Nadia")
    assert causes(company) == [""]


def test_a_promise_past_and_a_plan_tell_of_cash(company: Company, garage: Customer) -> None:
    promised, planned = factories.a_receivable(garage), factories.a_receivable(garage)
    promises.promise([promised], by_on=datetime.date(2026, 11, 20), on=BEFORE, by="Nadia")
    plans.agree([planned], [Part(datetime.date(2026, 12, 20), 120_000)], on=BEFORE, by="Nadia")
    assert causes(company) == ["cash", "cash"]
    assert causes(company, datetime.date(2026, 11, 20)) == ["", "cash"]


def test_a_promise_kept_in_time_tells_nothing(company: Company, garage: Customer) -> None:
    owed = factories.a_receivable(garage)
    by = datetime.date(2026, 11, 20)
    promises.promise([owed], by_on=by, amount=Money(40_000), on=BEFORE, by="Nadia")
    matching.receive_payment(
        customer=garage, reference="VIR", on=by, amount=Money(40_000), by="Nadia", pays=[owed]
    )
    assert causes(company) == [""]


def test_what_a_colleague_chose_is_not_there_to_be_confirmed(
    company: Company, garage: Customer
) -> None:
    insolvencies.open_proceeding(garage, kind=Kind.REDRESSEMENT, on=BEFORE, by="N.")
    factories.a_receivable(garage)
    theirs = factories.a_receivable(garage)
    operations.choose(garage, "insolvency", [theirs.pk], on=ON, by="Anne", note="Vu avec elle")
    [group] = queries.groups(queries.late(company, on=ON))
    assert (group.count, group.to_confirm) == (2, 1)


def test_a_person_says_another_cause_and_goes_back(company: Company, garage: Customer) -> None:
    receivable = factories.a_receivable(garage)
    operations.choose(garage, "forgotten", [receivable.pk], on=ON, by="Nadia", note="Vu avec elle")
    [late] = queries.of_customer(company, garage.pk, on=ON)
    assert (late.cause, late.is_chosen, late.by, late.note) == (
        "forgotten", True, "Nadia", "Vu avec elle",
    )  # fmt: skip
    assert Entry.objects.filter(verb="cause.chosen", reason="Vu avec elle").count() == 1
    operations.choose(garage, "", [receivable.pk], on=ON, by="Nadia")
    [late] = queries.of_customer(company, garage.pk, on=ON)
    assert (late.cause, late.is_chosen) == ("", False)


def test_what_was_proposed_is_kept_beside_the_answer(garage: Customer) -> None:
    receivable = factories.a_receivable(garage)
    disputes.declare([receivable], reason="price", note="", on=BEFORE, by="Nadia")
    operations.choose(garage, "service", [receivable.pk], on=ON, by="Nadia")
    assert CauseChoice.objects.get().proposed == "price"


def test_a_choice_is_never_rewritten(garage: Customer) -> None:
    operations.choose(garage, "cash", [factories.a_receivable(garage).pk], on=ON, by="Nadia")
    with pytest.raises(DatabaseError), transaction.atomic():
        CauseChoice.objects.update(cause="other")


def test_a_cause_is_of_the_list(garage: Customer) -> None:
    receivable = factories.a_receivable(garage)
    with pytest.raises(operations.UnknownCause, match="« la lune » n'y est pas"):
        operations.choose(garage, "la lune", [receivable.pk], on=ON, by="Nadia")


def test_a_cause_is_that_of_something_late_of_the_customer(
    company: Company, garage: Customer
) -> None:
    other = factories.a_receivable(factories.a_customer(company, "Studio Lemoine"))
    with pytest.raises(operations.NothingLate, match="en retard de Garage Martin"):
        operations.choose(garage, "cash", [other.pk], on=ON, by="Nadia")


def test_sums_are_by_cause_and_currency_the_largest_first(
    company: Company, garage: Customer
) -> None:
    first, second = factories.a_receivable(garage), factories.a_receivable(garage, cents=50_000)
    factories.a_receivable(factories.a_customer(company, "Delta", currency="USD"), cents=70_000)
    operations.choose(garage, "cash", [first.pk, second.pk], on=ON, by="Nadia")
    found = [
        (each.cause, each.currency, each.cents, each.count, each.to_confirm)
        for each in queries.groups(queries.late(company, on=ON))
    ]
    assert found == [("cash", "EUR", 170_000, 2, 0), ("", "USD", 70_000, 1, 1)]


def test_another_company_s_delays_are_not_counted(company: Company) -> None:
    factories.a_receivable(factories.a_customer(factories.a_company("Delaunay Compta")))
    assert causes(company) == []
