"""An import is undone though a rule shared its new customers; what a person handed over holds it,
with a remedy that works."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile, take_file
from encaisse.parties.models import Customer
from encaisse.teams import operations
from encaisse.teams.models import HandedCustomer, Handover
from tests import factories
from tests.imports.test_lists_taken import FIRST, MARCH, listed

pytestmark = pytest.mark.django_db(transaction=True)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def company() -> Company:
    return factories.a_company(name="Atelier")


@pytest.fixture
def ines(company: Company) -> User:
    """Whom the rule gives every new customer."""
    found = factories.a_user(company, name="Inès")
    operations.add_rule(company, name="Tous", collector=found, by="Paul")
    return found


@pytest.fixture
def manager(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    return client


@pytest.fixture
def taken(company: Company, ines: User) -> FileImport:
    """A list whose customers the rule shared after it."""
    take_file(company, GivenFile("mars.csv", listed(MARCH, *FIRST)), by="Paul", at=timezone.now())
    app.tasks["teams.share"].func(company_id=company.pk)
    assert {each.collector for each in Customer.objects.filter(is_pseudo=False)} == {ines}
    return FileImport.objects.get()


def undone(manager: Client, row: FileImport) -> str:
    answer = manager.post(f"/imports/{row.pk}/defaire/", follow=True).content.decode()
    return answer.replace("\u00a0", " ").replace("&#x27;", "'")


def test_what_the_rule_shared_by_itself_goes_with_it(
    manager: Client, taken: FileImport, company: Company
) -> None:
    kept = factories.a_customer(company, "Ancien")
    app.tasks["teams.share"].func(company_id=company.pk)
    assert "mars.csv est défait : tout est comme avant." in undone(manager, taken)
    assert list(Customer.objects.filter(is_pseudo=False)) == [kept]
    assert [part.customer for part in HandedCustomer.objects.all()] == [kept]
    assert Handover.objects.count() == 1
    told = Entry.objects.get(verb="team.handover_undone")
    assert (told.actor, told.reason) == ("Paul", "Import défait.")


def test_what_a_person_handed_over_holds_it_until_it_is_undone(
    manager: Client, taken: FileImport, company: Company, ines: User
) -> None:
    nadia = factories.a_user(company)
    customer = Customer.objects.filter(is_pseudo=False).earliest("id")
    made = operations.hand_over(
        ines, nadia, company=company, customers=[customer.pk], on=timezone.localdate(), by="Paul"
    )
    told = undone(manager, taken)
    remedy = "1 client confié à Nadia (défaites la passation sur la page « Équipe »)"
    assert remedy in told
    customer.refresh_from_db()
    assert customer.collector == nadia
    assert Handover.objects.count() == 2
    manager.post(f"/equipe/passations/{made.pk}/defaire")
    assert "mars.csv est défait" in undone(manager, taken)
    assert not Customer.objects.filter(is_pseudo=False).exists()
    assert not Handover.objects.exists()


def test_what_was_handed_over_before_today_holds_it_and_says_since_when(
    manager: Client, taken: FileImport, company: Company, ines: User
) -> None:
    day = timezone.localdate() - A_DAY
    operations.hand_over(ines, factories.a_user(company), company=company, on=day, by="Paul")
    told = undone(manager, taken)
    assert f"le {day:%d/%m/%Y} (une passation se défait le jour même)" in told
    assert Handover.objects.count() == 2
