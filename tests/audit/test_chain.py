"""The journal only grows, and tells when somebody touched it."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations, queries
from encaisse.audit.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db


def an_act(company: Company, verb: str = "payment.recorded") -> None:
    operations.record(
        company=company, actor="Nadia", verb=verb, subject="payment:1", facts={"cents": 1200}
    )


def test_entries_are_ranked_and_chained_in_each_company() -> None:
    atelier, other = factories.a_company(), factories.a_company("Boulons du Rhône")
    an_act(atelier)
    an_act(other)
    an_act(atelier)
    ranks = [entry.rank for entry in Entry.objects.filter(company=atelier).order_by("rank")]
    first, second = Entry.objects.filter(company=atelier).order_by("rank")
    assert ranks == [1, 2]
    assert second.previous == first.digest != ""
    assert queries.first_broken() is None


@pytest.mark.parametrize(
    "gesture", ["UPDATE audit_entry SET actor = 'Paul'", "DELETE FROM audit_entry"]
)
def test_the_application_cannot_rewrite_the_journal(gesture: str) -> None:
    an_act(factories.a_company())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(gesture)
    assert Entry.objects.get().actor == "Nadia"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_touched_entry_is_found_even_when_the_owner_did_it() -> None:
    company = factories.a_company()
    an_act(company)
    an_act(company)
    connections["owner"].settings_dict["NAME"] = connections["default"].settings_dict["NAME"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_append_only")
        cursor.execute("UPDATE audit_entry SET reason = 'oublié' WHERE rank = 1")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_append_only")
    broken = queries.first_broken()
    connections["owner"].close()
    assert broken == queries.Broken(company_id=company.pk, rank=1)
