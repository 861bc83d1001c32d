"""The database itself keeps each company's books apart."""

import pytest
from django.db import DatabaseError, connection, transaction

from encaisse.parties.models import Customer
from encaisse.store import isolation
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_session_sees_the_companies_it_was_given_and_no_other() -> None:
    atelier, other = factories.a_company(), factories.a_company("Boulons du Rhône")
    factories.a_customer(atelier, "Garage Martin")
    factories.a_customer(other, "Studio Lemoine")
    with isolation.seeing(atelier.pk):
        assert [customer.name for customer in Customer.objects.all()] == ["Garage Martin"]
    with isolation.seeing():
        assert not Customer.objects.exists()
    assert Customer.objects.count() == 2


def test_a_session_cannot_write_in_another_company() -> None:
    atelier, other = factories.a_company(), factories.a_company("Boulons du Rhône")
    with (
        isolation.seeing(atelier.pk),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        factories.a_customer(other, "Studio Lemoine")
    assert not Customer.objects.exists()


def test_every_table_with_a_company_is_walled() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'company_wall'")
        walled = {name for (name,) in cursor.fetchall()}
    assert walled == {model._meta.db_table for model in isolation.walled_models()}


def test_the_application_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
