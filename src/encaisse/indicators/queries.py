"""The aged balance at any day, and the totals that the home page shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from django.db import connection

from encaisse.accounts.models import Company
from encaisse.indicators import rules
from encaisse.matching import queries as matching

RANKS = range(len(rules.BUCKETS))
SINCE = [f"%(day)s::date - {start}" for start in rules.STARTS]
AGES = [
    f"due_on > {SINCE[0]}",
    *(f"due_on <= {since} AND due_on > {until}" for since, until in pairwise(SINCE)),
    f"due_on <= {SINCE[-1]}",
]
IN_BUCKETS = ", ".join(
    f"coalesce(sum(cents) FILTER (WHERE {age}), 0)::bigint AS bucket_{rank}"
    for rank, age in enumerate(AGES)
)
OWED = [f"coalesce(owed.bucket_{rank}, 0)" for rank in RANKS]
OVERDUE, OUTSTANDING = " + ".join(OWED[1:]), " + ".join(OWED)
AGED_BALANCE = f"""
WITH {matching.CHANGED_RECEIVABLES}, {matching.OPEN_CREDITS}, owed AS (
  SELECT customer_id, currency, {IN_BUCKETS} FROM (
    SELECT customer_id, currency, due_on, open_cents AS cents
    FROM receivables_receivable WHERE company_id = %(company)s AND open_cents > 0
    UNION ALL
    SELECT customer_id, currency, due_on, cents FROM changed_receivable
  ) aged GROUP BY customer_id, currency HAVING sum(cents) <> 0
), held AS (
  SELECT customer_id, currency, sum(open_cents)::bigint AS cents
  FROM open_credit WHERE open_cents > 0 GROUP BY customer_id, currency
)
SELECT customer.id, customer.code, customer.name, line.currency, {", ".join(OWED)},
       coalesce(held.cents, 0)
FROM owed FULL JOIN held USING (customer_id, currency) AS line
JOIN parties_customer customer ON customer.id = line.customer_id
ORDER BY {OVERDUE} DESC, {OUTSTANDING} DESC, customer.name, customer.id, line.currency
"""


class Aged(NamedTuple):
    """What a customer owes in one currency on a day, by age; ``unallocated`` comes off it."""

    customer_id: int
    code: str
    name: str
    currency: str
    not_due: int
    late_1_30: int
    late_31_60: int
    late_61_90: int
    late_over_90: int
    unallocated: int

    @property
    def key(self) -> str:
        """Unique in the list: a customer has a line for each currency."""
        return f"{self.customer_id}:{self.currency}"

    @property
    def amounts(self) -> tuple[int, ...]:
        """By bucket, in the order of ``rules.BUCKETS``."""
        return (
            self.not_due, self.late_1_30, self.late_31_60, self.late_61_90, self.late_over_90
        )  # fmt: skip

    @property
    def overdue(self) -> int:
        """Past its due date."""
        return self.late_1_30 + self.late_31_60 + self.late_61_90 + self.late_over_90

    @property
    def outstanding(self) -> int:
        """Invoiced and open (encours)."""
        return self.not_due + self.overdue

    @property
    def total(self) -> int:
        """The balance of the customer's account."""
        return self.outstanding - self.unallocated


FIGURES = [
    attrgetter(name)
    for name in (
        "not_due", "late_1_30", "late_31_60", "late_61_90", "late_over_90", "unallocated",
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """The aged balance of a company on a day: the worst first, one total for each currency."""

    on: date
    rows: list[Aged]
    totals: list[Aged]

    def total_in(self, currency: str) -> Aged:
        """The total in that currency, zero when nothing is."""
        found = (total for total in self.totals if total.currency == currency)
        return next(found, _total(currency, []))

    def rows_in(self, currency: str) -> list[Aged]:
        """The lines of one currency."""
        return [row for row in self.rows if row.currency == currency]

    def usual_currency(self, preferred: str) -> str:
        """The company's own when something is due in it, else one that is."""
        known = [total.currency for total in self.totals]
        return preferred if preferred in known or not known else known[0]

    def worst(self, most: int) -> list[Aged]:
        """Who is late with most."""
        return [row for row in self.rows[:most] if row.overdue]


@dataclass(frozen=True, slots=True)
class Behind:
    """A receivable behind a figure, as it stood on the day."""

    id: int
    label: str
    invoice_id: int
    customer_id: int
    customer_code: str
    customer_name: str
    issued_on: date
    due_on: date
    days_late: int
    face_cents: int
    open_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Sum:
    """So many receivables, so much."""

    currency: str
    count: int
    cents: int


def aged_balance(company: Company, on: date) -> AgedBalance:
    """Who owes what since when, at the end of that day. Totals equal the subledger's balance."""
    with connection.cursor() as cursor:
        cursor.execute(AGED_BALANCE, {"company": company.pk, "day": on, "customer": None})
        rows = [Aged._make(row) for row in cursor.fetchall()]
    currencies = sorted({row.currency for row in rows}, key=lambda code: (code != "EUR", code))
    totals = [_total(code, [row for row in rows if row.currency == code]) for code in currencies]
    return AgedBalance(on, rows, totals)


def receivables_behind(
    company: Company, on: date, *, customer_id: int | None, bucket: str, currency: str
) -> list[Behind]:
    """The receivables that make a figure; without a bucket or a currency, of all."""
    items = matching.open_items(company, on, customer_id=customer_id)
    return [
        Behind(
            id=item.id,
            label=f"{item.invoice}/{item.rank}",
            invoice_id=item.invoice_id,
            customer_id=item.customer_id,
            customer_code=item.customer_code,
            customer_name=item.customer_name,
            issued_on=item.issued_on,
            due_on=item.due_on,
            days_late=item.days_late(on),
            face_cents=item.face_cents,
            open_cents=item.open_cents,
            currency=item.currency,
        )
        for item in items.receivables
        if (not bucket or rules.bucket(item.due_on, on=on) == bucket)
        and (not currency or item.currency == currency)
    ]


def sums(rows: Iterable[Behind]) -> list[Sum]:
    """What they come to, by currency."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        count_cents = counts.setdefault(row.currency, [0, 0])
        count_cents[0] += 1
        count_cents[1] += row.open_cents
    return [Sum(currency, *found) for currency, found in sorted(counts.items())]


def _total(currency: str, rows: Sequence[Aged]) -> Aged:
    return Aged(0, "", "", currency, *(sum(map(figure, rows)) for figure in FIGURES))
