"""Adding to the law and vouching for it: what counts from when, what is refused, what is kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from encaisse.audit.models import Entry
from encaisse.kernel.period import PeriodUpsideDown
from encaisse.law.reader import Addition, Confirmation, ParameterCombined, ParameterUnknown
from encaisse.legal_values import models, operations, queries, rules
from encaisse.store import isolation
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 28)
NEW_YEAR = date(2027, 1, 1)
ECB_2027 = Addition(
    parameter="ecb_mro_semester",
    first=NEW_YEAR,
    last=date(2027, 6, 30),
    value=Decimal("2.65"),
    article="C. com. L441-10, II",
    source="Banque centrale européenne, taux directeurs",
    read_on=TODAY,
    known_on=TODAY,
    by="Paul Mercier",
)
IN_2015 = Confirmation(
    parameter="legal_interest_other",
    first=date(2015, 1, 1),
    on=TODAY,
    by="Me Garnier, avocate",
    source="arrêté du 23 décembre 2014, Journal officiel du 27",
)


def test_a_new_half_year_is_known_once_added_and_not_before() -> None:
    assert queries.law().ecb_mro_semester.known(NEW_YEAR) is None
    operations.add(ECB_2027)
    found = queries.law().ecb_mro_semester.on(NEW_YEAR)
    assert (str(found.value), found.is_certain) == ("2.65", True)
    assert found.confirmation is not None
    assert found.confirmation.by == "Paul Mercier"
    assert queries.law().as_known_on(date(2026, 12, 27)).ecb_mro_semester.known(NEW_YEAR) is None


def test_a_later_reading_supersedes_and_rewrites_nothing() -> None:
    operations.add(ECB_2027)
    later = replace(ECB_2027, value=Decimal("2.60"), known_on=date(2027, 1, 5))
    operations.add(later)
    law = queries.law()
    assert law.ecb_mro_semester.on(NEW_YEAR).value == Decimal("2.60")
    assert law.as_known_on(TODAY).ecb_mro_semester.on(NEW_YEAR).value == Decimal("2.65")
    assert [each.value.value for each in law.superseded("ecb_mro_semester")] == [Decimal("2.65")]


def test_a_confirmed_value_becomes_certain_and_says_by_whom() -> None:
    before = queries.law().legal_interest_other.on(IN_2015.first)
    operations.confirm(IN_2015, on=TODAY, recorded_by="Paul Mercier")
    after = queries.law().legal_interest_other.on(IN_2015.first)
    assert (before.is_certain, after.is_certain) == (False, True)
    assert after.confirmation is not None
    assert (after.confirmation.by, after.value) == ("Me Garnier, avocate", before.value)


REFUSED_ADDITIONS = [
    pytest.param({"parameter": "taux_inconnu"}, ParameterUnknown, id="unknown figure"),
    pytest.param({"parameter": "b2b_default_penalty"}, ParameterCombined, id="combined figure"),
    pytest.param({"last": date(2026, 12, 31)}, PeriodUpsideDown, id="ends before it starts"),
    pytest.param({"last": date(2027, 5, 31)}, rules.HalfYearExpected, id="not a half-year"),
    pytest.param(
        {"first": date(2027, 7, 1), "last": date(2027, 12, 31)},
        rules.DaysLeftUnknown,
        id="leaves a half-year unknown",
    ),
    pytest.param({"value": Decimal("26.5")}, rules.ValueImplausible, id="comma out of place"),
    pytest.param({"source": "  "}, rules.SourceMissing, id="no source"),
    pytest.param({"article": ""}, rules.ArticleMissing, id="no article"),
    pytest.param({"read_on": NEW_YEAR}, rules.DayNotYet, id="read tomorrow"),
    pytest.param(
        {"first": date(2026, 7, 1), "last": date(2026, 12, 31), "value": Decimal("2.40")},
        rules.AlreadyKnown,
        id="ships already",
    ),
]


@pytest.mark.parametrize(("changes", "refusal"), REFUSED_ADDITIONS)
def test_what_is_unsound_is_not_added(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        operations.add(replace(ECB_2027, **changes))
    assert not models.Addition.objects.exists()


def test_the_same_value_is_added_once() -> None:
    operations.add(ECB_2027)
    with pytest.raises(rules.AlreadyKnown, match="vaut déjà 2,65"):
        operations.add(ECB_2027)


REFUSED_CONFIRMATIONS = [
    pytest.param({"parameter": "legal_interest_other_plus5"}, ParameterCombined, id="combined"),
    pytest.param({"first": date(2015, 1, 2)}, rules.NothingBeginsThen, id="no value begins then"),
    pytest.param({"first": date(2015, 7, 1)}, rules.AlreadyCertain, id="read twice already"),
    pytest.param({"source": ""}, rules.SourceMissing, id="no source"),
    pytest.param({"by": " "}, rules.NameMissing, id="nobody"),
    pytest.param({"on": NEW_YEAR}, rules.DayNotYet, id="tomorrow"),
]


@pytest.mark.parametrize(("changes", "refusal"), REFUSED_CONFIRMATIONS)
def test_what_needs_no_confirmation_takes_none(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        operations.confirm(replace(IN_2015, **changes), on=TODAY, recorded_by="Paul")
    assert not models.Confirmation.objects.exists()


def test_a_value_is_confirmed_once() -> None:
    operations.confirm(IN_2015, on=TODAY, recorded_by="Paul")
    with pytest.raises(rules.AlreadyCertain):
        operations.confirm(IN_2015, on=TODAY, recorded_by="Paul")


def test_every_company_s_journal_says_that_the_law_was_completed() -> None:
    companies = [factories.a_company(), factories.a_company("Boulons du Rhône")]
    with isolation.seeing(companies[0].pk):
        operations.add(ECB_2027)
        assert Entry.objects.count() == 1
    for company in companies:
        entry = Entry.objects.get(company=company)
        assert (entry.verb, entry.subject) == ("law.added", "law:ecb_mro_semester")
        assert (entry.actor, entry.reason) == ("Paul Mercier", ECB_2027.source)
        assert entry.facts["value"] == "2.65"


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["legal_values_addition", "legal_values_confirmation"])
@pytest.mark.parametrize("act", ["UPDATE {table} SET source = 'autre'", "DELETE FROM {table}"])
def test_the_database_refuses_to_rewrite(table: str, act: str) -> None:
    operations.add(ECB_2027)
    operations.confirm(IN_2015, on=TODAY, recorded_by="Paul")
    with pytest.raises(DatabaseError), transaction.atomic():
        _execute(act.format(table=table))


def test_the_owner_may_not_rewrite_either() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
            " WHERE tgname IN ('legal_values_append_only', 'legal_values_never_empty')"
            " GROUP BY 1 ORDER BY 1"
        )
        assert cursor.fetchall() == [
            ("legal_values_addition", 2),
            ("legal_values_confirmation", 2),
        ]
