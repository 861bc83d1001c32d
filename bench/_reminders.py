"""A company to remind: four scenarios by segment, holds on one receivable in ten, a history of
steps; and the time of one run."""

import datetime
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from bench import _books
from encaisse.accounts.models import Company
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Segment

DAYS = (3, 15, 30, 45, 60)
COURTESY = rules.Step(0, -5, is_courtesy=True, template_code="courtoisie")
LADDER = tuple(rules.Step(level, days) for level, days in enumerate(DAYS, start=1))
STEPS = (COURTESY, *LADDER)
SETTINGS: dict[str, dict[str, Any]] = {
    "six étapes": {},
    "organismes publics": {"transit_days": 2},
    "grands comptes": {"lists": "overdue", "spacing_days": 2},
    "bâtiment": {"tolerance_cents": 1_000, "minimum": {"EUR": 2_000}},
}
CONDITIONS = {
    "organismes publics": {"fact": "kind", "test": "is", "value": "public"},
    "grands comptes": {"fact": "tag", "test": "has", "value": "grand compte"},
    "bâtiment": {"fact": "sector", "test": "is", "value": "bâtiment"},
}
KINDS_OF_CUSTOMERS = """
UPDATE parties_customer SET
  kind = CASE id %% 8 WHEN 0 THEN 'public' ELSE kind END,
  sector = CASE id %% 8 WHEN 1 THEN 'bâtiment' ELSE sector END,
  tags = CASE id %% 8 WHEN 2 THEN '["grand compte"]'::jsonb ELSE tags END
WHERE company_id = %(company)s
"""

# Of a hundred receivables four are disputed, three promised, two blocked; one customer in a hundred
# is insolvent.
HOLDS = (
    """
WITH held AS MATERIALIZED (
  SELECT id, customer_id, nextval(pg_get_serial_sequence('disputes_dispute', 'id')) AS dispute
  FROM receivables_receivable WHERE company_id = %(company)s AND id %% 100 < 4
), opened AS (
  INSERT INTO disputes_dispute (id, company_id, customer_id, reason, note, opened_on, outcome)
  SELECT dispute, %(company)s, customer_id, 'other', '', %(on)s, '' FROM held
)
INSERT INTO disputes_disputedpart (company_id, dispute_id, receivable_id)
SELECT %(company)s, dispute, id FROM held
""",
    """
WITH held AS MATERIALIZED (
  SELECT *, nextval(pg_get_serial_sequence('promises_promise', 'id')) AS promise
  FROM receivables_receivable WHERE company_id = %(company)s AND id %% 100 BETWEEN 4 AND 6
), made AS (
  INSERT INTO promises_promise
    (id, company_id, customer_id, made_on, by_on, cents, currency, person, note)
  SELECT promise, %(company)s, customer_id, %(on)s, %(on)s::date + 7, open_cents, currency, '', ''
  FROM held
)
INSERT INTO promises_promisedreceivable (company_id, promise_id, receivable_id)
SELECT %(company)s, promise, id FROM held
""",
    """
INSERT INTO dunning_block (company_id, invoice_id, since, reason)
SELECT %(company)s, invoice_id, %(on)s, 'accord' FROM receivables_receivable
WHERE company_id = %(company)s AND id %% 100 IN (7, 8)
""",
    """
INSERT INTO insolvency_insolvency (company_id, customer_id, kind, judged_on, note)
SELECT %(company)s, id, 'sauvegarde', %(on)s, '' FROM parties_customer
WHERE company_id = %(company)s AND id %% 100 = 9
""",
)


def company_of(
    receivables: int, *, name: str, customers: int | None = None, soonest_days: int = -120
) -> Company:
    """That many open receivables, twenty a customer, due from ``soonest_days`` on."""
    company = _books.make(
        customers=customers or receivables // 20,
        receivables=receivables,
        name=name,
        oldest_days=-soonest_days,
    )
    bound = {"company": company.pk, "on": _books.DAY - datetime.timedelta(days=2)}
    for query in (KINDS_OF_CUSTOMERS, *HOLDS):
        execute(query, bound)
    for rank, (title, settings) in enumerate(SETTINGS.items()):
        scenario = rules.Scenario(0, title, STEPS, **settings)
        kept = operations.save_scenario(company, scenario, by="banc", is_default=rank == 0)
        if title in CONDITIONS:
            Segment.objects.create(
                company=company, name=title, rank=rank, scenario=kept,
                conditions=[CONDITIONS[title]],
            )  # fmt: skip
    return company


def remind_every_day(company: Company, before: datetime.date) -> None:
    """Every step that was reached before that day has been delivered on its day."""
    for step in STEPS:
        reached = before - datetime.timedelta(days=step.days)
        execute(
            "INSERT INTO dunning_proposal (company_id, receivable_id, level, cycle, state,"
            ' open_cents, days_late, reason, "on", taken_on)'
            " SELECT company_id, id, %s, 0, 'delivered', open_cents, %s, 'banc', due_on + %s,"
            " due_on + %s FROM receivables_receivable WHERE company_id = %s AND due_on < %s",
            [step.level, step.days, step.days, step.days, company.pk, reached],
        )


def run(company: Company, on: datetime.date = _books.DAY) -> operations.Ran:
    """The run of the night."""
    return operations.run(company, on=on, by="banc", at=_books.SINCE)


def undone_seconds(company: Company, on: datetime.date = _books.DAY) -> float:
    """The time of a run that leaves nothing behind."""
    with transaction.atomic():
        taken = seconds(lambda: run(company, on))
        transaction.set_rollback(True)
    return taken


def execute(query: str, params: Any = None) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
