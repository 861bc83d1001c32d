"""A year of a company's life tried with another scenario, against running it night by night."""

import datetime
import os
from collections.abc import Iterator

from bench import Figure, _books, _reminders
from encaisse.accounts.models import Company
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Scenario
from encaisse.dunning.queries.scenarios import content_of
from encaisse.dunning.queries.simulation import Trial, tried

PROMISE = "trying a scenario on a year costs at most a quarter of that year's runs, one by one"
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "5000"))
CUSTOMERS = 600
YEAR = 365
TURNS = 2
FIRM = (rules.Step(1, 2), rules.Step(2, 10), rules.Step(3, 20, channel="letter"))

# Nineteen invoices in twenty were paid in whole, up to seven weeks after their due date.
PAID = """
WITH paid AS MATERIALIZED (
  SELECT r.*, r.due_on + (r.id %% 50)::int - 3 AS on_day,
         nextval(pg_get_serial_sequence('payments_credit', 'id')) AS credit
  FROM receivables_receivable r WHERE r.company_id = %(company)s AND r.id %% 20 <> 0
), received AS (
  INSERT INTO payments_credit (id, company_id, customer_id, kind, reference, entry_key, "on",
    face_cents, open_cents, currency, method, label, reason)
  SELECT credit, company_id, customer_id, 'payment', 'R' || id, 'banc:' || id, on_day,
    face_cents, 0, currency, '', '', '' FROM paid WHERE on_day <= %(on)s
), emptied AS (
  UPDATE receivables_receivable r SET open_cents = 0 FROM paid
  WHERE paid.id = r.id AND paid.on_day <= %(on)s
)
INSERT INTO matching_allocation (company_id, credit_id, receivable_id, cents, "on", source, reason,
  matching_code, is_proposal)
SELECT company_id, credit, id, face_cents, on_day, 'exact', '', '', false FROM paid
WHERE on_day <= %(on)s
"""


def measure() -> Iterator[Figure]:
    company = _reminders.company_of(
        RECEIVABLES, name="Mesure d'un essai", customers=CUSTOMERS, soonest_days=-YEAR
    )
    _reminders.execute(PAID, {"company": company.pk, "on": _books.DAY})
    _reminders.execute("ANALYZE")
    trial = _trial(company)
    essay = min(
        _reminders.seconds(lambda: tried(company, trial, tell=lambda _percent: None))
        for _turn in range(TURNS)
    )
    nights = sum(_night(company, on) for on in trial.days)
    detail = f"{essay:.1f} s pour un an joué deux fois, contre {nights:.1f} s de passages"
    yield Figure("essai d'un an", essay / nights, 0.25, "×", detail)


def _trial(company: Company) -> Trial:
    scenario = Scenario.objects.get(company=company, is_default=True)
    content = content_of(rules.Scenario(scenario.pk, "ferme", FIRM))
    first = _books.DAY - datetime.timedelta(days=YEAR)
    return Trial(content, scenario.pk, first, _books.DAY - datetime.timedelta(days=1))


def _night(company: Company, on: datetime.date) -> float:
    return _reminders.seconds(
        lambda: operations.run(company, on=on, by="banc", at=_books.SINCE, dry=True)
    )
