"""Opening and changing customers."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.law.payment_terms_reading import TermsAmbiguous, TermsNotStanding
from encaisse.parties import operations
from encaisse.parties.rules.phones import PhoneNotUnderstood
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"


@pytest.fixture
def atelier() -> Company:
    return factories.a_company()


def test_a_customer_without_account_gets_one_from_its_name(atelier: Company) -> None:
    first = operations.open_customer(company=atelier, name="Garage de l'Étoile", by=BY)
    second = operations.open_customer(company=atelier, name="Garage de l'Étoile", by=BY)
    assert (first.code, second.code) == ("GARAGEDELETOILE", "GARAGEDELETOILE2")


def test_an_account_belongs_to_one_customer(atelier: Company) -> None:
    operations.open_customer(company=atelier, name="Garage Martin", code="C001", by=BY)
    with pytest.raises(operations.CustomerCodeTaken, match="Garage Martin"):
        operations.open_customer(company=atelier, name="Autre", code="C001", by=BY)


def test_a_customer_has_a_name(atelier: Company) -> None:
    with pytest.raises(operations.CustomerWithoutName):
        operations.open_customer(company=atelier, name="  ", by=BY)


def test_the_journal_keeps_before_and_after(atelier: Company) -> None:
    customer = operations.open_customer(company=atelier, name="Garage Martin", by=BY)
    until = datetime.date(2026, 12, 31)
    operations.change_customer(customer, by=BY, name="Garage Martin", grace_until=until)
    entry = Entry.objects.get(verb="customer.changed")
    assert entry.facts == {"grace_until": [None, "2026-12-31"]}


def test_payment_terms_are_kept_in_one_spelling(atelier: Company) -> None:
    customer = operations.open_customer(
        company=atelier, name="Garage Martin", by=BY, payment_terms="net 30"
    )
    assert customer.payment_terms == "30 jours"
    operations.change_customer(customer, by=BY, payment_terms="45 jours puis fin de mois")
    entry = Entry.objects.get(verb="customer.changed")
    assert entry.facts == {"payment_terms": ["30 jours", "45 jours, fin de mois"]}
    with pytest.raises(TermsAmbiguous):
        operations.change_customer(customer, by=BY, payment_terms="45 jours fin de mois")
    with pytest.raises(TermsNotStanding, match="pour une facture"):
        operations.change_customer(customer, by=BY, payment_terms="le 31/05/2026")
    operations.change_customer(customer, by=BY, payment_terms="  ")
    assert customer.payment_terms == ""


def test_a_change_that_changes_nothing_is_no_act(atelier: Company) -> None:
    customer = operations.open_customer(company=atelier, name="Garage Martin", by=BY)
    operations.change_customer(customer, by=BY, name="Garage Martin")
    assert not Entry.objects.filter(verb="customer.changed").exists()


def test_unknown_facts_are_refused_by_name(atelier: Company) -> None:
    customer = factories.a_customer(atelier)
    with pytest.raises(operations.CustomerFactUnknown, match="company"):
        operations.change_customer(customer, by=BY, company=atelier)


def test_a_group_does_not_turn_in_circles(atelier: Company) -> None:
    mother = factories.a_customer(atelier, "Holding")
    child = factories.a_customer(atelier, "Filiale", parent=mother)
    with pytest.raises(operations.ParentIsItsOwnChild, match="Filiale"):
        operations.change_customer(mother, by=BY, parent=child)


def test_contacts_are_added_and_changed(atelier: Company) -> None:
    customer = factories.a_customer(atelier)
    contact = operations.add_contact(customer=customer, name="Mme Roy", by=BY, role="dunning")
    operations.change_contact(contact, by=BY, email="roy@garage.example")
    entry = Entry.objects.get(verb="contact.changed")
    assert entry.facts == {"contact": contact.pk, "email": ["", "roy@garage.example"]}


def test_a_telephone_is_kept_as_typed_and_refused_when_it_is_none(atelier: Company) -> None:
    customer = operations.open_customer(
        company=atelier, name="Garage Martin", by=BY, phone="06.12.34.56.78", country="FR"
    )
    contact = operations.add_contact(
        customer=customer, name="Mme Petit", by=BY, phone="+32 470 12 34 56"
    )
    assert (customer.phone, contact.phone) == ("06.12.34.56.78", "+32 470 12 34 56")
    with pytest.raises(PhoneNotUnderstood, match="« bientôt »"):
        operations.change_contact(contact, by=BY, phone="bientôt")
    with pytest.raises(PhoneNotUnderstood):
        operations.change_customer(customer, by=BY, phone="12")
    with pytest.raises(PhoneNotUnderstood):
        operations.add_contact(customer=customer, name="M. Roux", by=BY, phone="12")


def test_an_old_number_that_is_none_stops_no_other_change(atelier: Company) -> None:
    customer = operations.open_customer(company=atelier, name="Garage Martin", by=BY)
    type(customer).objects.filter(pk=customer.pk).update(phone="bientôt")
    customer.refresh_from_db()
    operations.change_customer(customer, by=BY, phone="bientôt", name="Garage Roux")
    assert customer.name == "Garage Roux"
