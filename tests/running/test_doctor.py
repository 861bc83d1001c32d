"""`encaisse doctor`: what is missing or stale, one finding each."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection

from encaisse.accounts.models import Company
from encaisse.config import doctor
from encaisse.dunning import jobs
from encaisse.law.reader import Addition, Parameter
from encaisse.legal_values import operations, queries
from encaisse.letters.models import Letter, LetterState
from tests import factories

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def company() -> Company:
    return factories.a_company(is_demonstration=True)


def found(name: str) -> doctor.Finding:
    return {finding.name: finding for finding in doctor.examine()}[name]


def a_letter(company: Company, state: LetterState) -> Letter:
    return Letter.objects.create(
        company=company, channel="mail", state=state, message_id=f"<{state}>", prepared_at=AT
    )


def test_all_is_well(company: Company) -> None:
    apart = {"disque", "taux légaux"}  # of the machine, of the day
    assert all(finding.ok for finding in doctor.examine() if finding.name not in apart)


def test_the_rates_of_a_half_year_are_missed_fifteen_days_before_it() -> None:
    with time_machine.travel(datetime(2026, 12, 16, 12, tzinfo=UTC)):
        assert found("taux légaux").ok
    with time_machine.travel(datetime(2026, 12, 17, 12, tzinfo=UTC)):
        said = found("taux légaux")
    assert not said.ok
    assert "01/01/2027" in said.sentence
    for label in ("BCE retenu pour le semestre", "tous les autres cas", "personnes physiques"):
        assert label in said.sentence


def test_a_rate_that_the_installation_added_is_missed_no_more() -> None:
    law = queries.law()
    with time_machine.travel(datetime(2026, 12, 28, 12, tzinfo=UTC)):
        for lacking in queries.lacking(on=date(2026, 12, 28)):
            operations.add(the_next(law.read(lacking.parameter.name)))
        assert found("taux légaux").ok


def the_next(parameter: Parameter) -> Addition:
    """The newest value, read again for the next half-year."""
    return Addition(
        parameter=parameter.name, first=date(2027, 1, 1), last=date(2027, 6, 30),
        value=parameter.latest.value, article=parameter.latest.article, source="relue",
        read_on=date(2026, 12, 28), known_on=date(2026, 12, 28), by="Paul",
    )  # fmt: skip


def test_mail_that_has_nowhere_to_go() -> None:
    factories.a_company()
    assert not found("courriel").ok


def test_letters_that_may_have_left(company: Company) -> None:
    a_letter(company, LetterState.DELIVERED)
    assert found("messages").ok
    a_letter(company, LetterState.UNCLEAR)
    assert found("messages") == doctor.Finding(
        "messages", False, "1 message(s) dont l'envoi est incertain"
    )


@pytest.mark.parametrize(
    ("status", "days", "ok"),
    [
        pytest.param("todo", 0, True, id="waiting"),
        pytest.param("failed", 0, False, id="failed today"),
        pytest.param("failed", 8, True, id="failed long ago"),
    ],
)
def test_jobs_that_failed(company: Company, status: str, days: int, ok: bool) -> None:
    number = jobs.run(company.pk, on="2026-11-23")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, number])
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - %s::interval WHERE job_id = %s",
            [f"{days} days", number],
        )
    assert found("tâches").ok is ok


def test_sums_that_drifted(company: Company) -> None:
    receivable = factories.a_receivable(factories.a_customer(company))
    assert found(f"sommes {company.code}").ok
    receivable.open_cents -= 1
    receivable.save()
    assert not found(f"sommes {company.code}").ok
