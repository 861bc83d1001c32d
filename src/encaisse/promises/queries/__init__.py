"""Promises as their viewers may see them, and what was paid of each on a day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.promises.models import Promise
from encaisse.promises.rules import NOT_KEPT, Status, Word, status, word_of
from encaisse.promises.rules.slipping import Promised, Received, slips
from encaisse.store.frames import copy_out, rows_out

# What was paid of each promise made by %(on)s: what its receivables received from the day it was
# made through its own, and did not give back by %(on)s, less what an earlier promise on one of them
# took of it. A loss of the company's keeps no promise.
_PAID = """
WITH promise AS (
  SELECT * FROM promises_promise
  WHERE company_id = %(company)s AND made_on <= %(on)s
    AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[])){among}
), part AS (
  SELECT part.promise_id, part.receivable_id, promise.made_on, promise.by_on,
         promise.withdrawn_on
  FROM promise JOIN promises_promisedreceivable part ON part.promise_id = promise.id
), received AS (
  SELECT part.promise_id, a."on", a.cents + coalesce(back.cents, 0) AS cents
  FROM part
  JOIN matching_allocation a ON a.receivable_id = part.receivable_id AND a.cents > 0
    AND a."on" BETWEEN part.made_on AND least(part.by_on, %(on)s)
  JOIN payments_credit c ON c.id = a.credit_id AND c.kind <> 'write_off'
  LEFT JOIN matching_allocation back ON back.reverses_id = a.id AND back."on" <= %(on)s
), earlier AS (
  SELECT DISTINCT mine.promise_id, theirs.promise_id AS other_id, mine.made_on
  FROM part mine JOIN part theirs ON theirs.receivable_id = mine.receivable_id
    AND theirs.by_on >= mine.made_on
    AND (theirs.by_on, theirs.promise_id) < (mine.by_on, mine.promise_id)
    AND (theirs.withdrawn_on IS NULL OR theirs.withdrawn_on > %(on)s)
), taken AS (
  SELECT earlier.promise_id, sum(least(other.cents, got.all_of_it) - least(other.cents, got.before))
         AS cents
  FROM earlier JOIN promise other ON other.id = earlier.other_id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(cents), 0) AS all_of_it,
           coalesce(sum(cents) FILTER (WHERE "on" < earlier.made_on), 0) AS before
    FROM received WHERE received.promise_id = earlier.other_id) got
  GROUP BY earlier.promise_id
), paid AS (
  SELECT promise_id, sum(cents) AS cents FROM received GROUP BY promise_id
)
SELECT promise.id AS promise_id,
       greatest(0, coalesce(paid.cents, 0) - coalesce(taken.cents, 0))::bigint AS cents
FROM promise
LEFT JOIN paid ON paid.promise_id = promise.id
LEFT JOIN taken ON taken.promise_id = promise.id
"""
_STANDING = """
    AND customer_id IN (
      SELECT customer_id FROM promises_promise WHERE company_id = %(company)s
        AND by_on >= %(on)s AND (withdrawn_on IS NULL OR withdrawn_on > %(on)s))"""
PAID = _PAID.format(among="")
# What dunning holds. Rows: receivable_id, hold, since, until, reason, currency, cents (promised).
# Of the customers whose promise stands: years of others are not counted again each time.
HELD = f"""
SELECT part.receivable_id, 'promised' AS hold, p.made_on AS since, p.by_on AS until,
       '' AS reason, p.currency, p.cents
FROM promises_promise p
JOIN promises_promisedreceivable part ON part.promise_id = p.id
JOIN ({_PAID.format(among=_STANDING)}) paid ON paid.promise_id = p.id AND paid.cents < p.cents
WHERE p.company_id = %(company)s AND p.by_on >= %(on)s
  AND (p.withdrawn_on IS NULL OR p.withdrawn_on > %(on)s)
"""
STATED = f"""
SELECT p.id, p.cents, paid.cents, p.by_on, p.withdrawn_on
FROM promises_promise p JOIN ({PAID}) paid ON paid.promise_id = p.id
ORDER BY p.by_on DESC, p.id DESC
"""
# What receivables received by a day and did not give back, losses of the company's left out.
RECEIVED = """
SELECT a.receivable_id, a."on", a.cents + coalesce(back.cents, 0)
FROM matching_allocation a
JOIN payments_credit c ON c.id = a.credit_id AND c.kind <> 'write_off'
LEFT JOIN matching_allocation back ON back.reverses_id = a.id AND back."on" <= %(on)s
WHERE a.receivable_id = ANY (%(receivables)s::bigint[]) AND a.cents > 0 AND a."on" <= %(on)s
"""
RECEIVED_COLUMNS: dict[str, type[pl.DataType]] = {
    "receivable": pl.Int64, "on": pl.Date, "cents": pl.Int64,
}  # fmt: skip
WORDS: dict[str, type[pl.DataType]] = {
    "customer": pl.Int64, "kept": pl.Int64, "broken": pl.Int64,
}  # fmt: skip
COLUMNS: dict[str, type[pl.DataType]] = {
    "promise": pl.Int64,
    "cents": pl.Int64,
    "paid_cents": pl.Int64,
    "by_on": pl.Date,
    "withdrawn_on": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Stated:
    """What became of a promise by a day."""

    paid_cents: int
    status: Status


NOTHING_YET = Stated(0, Status.PENDING)


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def with_promises() -> list[int]:
    """The companies to which somebody promised."""
    found = Promise.objects.order_by("company_id").values_list("company_id", flat=True)
    return list(found.distinct())


def promise_for(viewer: User, promise_id: int) -> Promise:
    """The promise, if the viewer belongs to its company; else it does not exist."""
    found = _whole(Promise.objects.filter(company__memberships__user=viewer, pk=promise_id)).first()
    if found is None:
        raise Http404
    return found


def promises(company: Company, *, on: date, state: str = "") -> QuerySet[Promise]:
    """The promises of the company, the latest day first: those that stand so that day, or all."""
    found = Promise.objects.filter(company=company)
    if state:
        known = stated(company, on=on)
        found = found.filter(pk__in=[key for key, each in known.items() if each.status == state])
    return _whole(found)


def stated(
    company: Company, *, on: date, customers: Sequence[int] | None = None
) -> dict[int, Stated]:
    """What became, by that day, of each promise made; of these customers' only, when named."""
    read = copy_out if customers is None else rows_out
    wanted = None if customers is None else list(customers)
    bound = {"company": company.pk, "on": on, "customers": wanted}
    found = {}
    for row in read(STATED, bound, schema=COLUMNS).iter_rows(named=True):
        key = row.pop("promise")
        found[key] = Stated(row["paid_cents"], status(**row, on=on))
    return found


def standing_over(customer_id: int, receivables: Sequence[int], *, on: date) -> list[Promise]:
    """The promises of the customer that wait for their day on one of these receivables."""
    found = Promise.objects.filter(customer=customer_id, parts__receivable__in=receivables)
    over = list(found.select_related("company").order_by("by_on", "id").distinct())
    if not over:
        return []
    known = stated(over[0].company, on=on, customers=[customer_id])
    waits = {key for key, each in known.items() if each.status == Status.PENDING}
    return [each for each in over if each.pk in waits]


def state_of(promise: Promise, *, on: date) -> Stated:
    """What became of one promise by that day; nothing yet before it was made."""
    found = stated(promise.company, on=on, customers=[promise.customer_id])
    return found.get(promise.pk, NOTHING_YET)


def word(company: Company, customer_id: int, *, on: date) -> Word:
    """What the word of a customer was worth so far."""
    found = stated(company, on=on, customers=[customer_id])
    not_kept = {key for key, each in found.items() if each.status in NOT_KEPT}
    late = _slips(customer_id, not_kept, on=on) if not_kept else []
    return word_of((each.status for each in found.values()), late)


def words(company: Company, *, on: date) -> pl.DataFrame:
    """``customer``, ``kept``, ``broken``: how the word of each who promised was kept."""
    found = stated(company, on=on)
    if not found:
        return pl.DataFrame(schema=WORDS)
    judged: dict[int, Counter[bool]] = {}
    for key, customer_id in Promise.objects.filter(company=company).values_list(
        "pk", "customer_id"
    ):
        status_ = found[key].status if key in found else Status.WITHDRAWN
        if status_ == Status.KEPT or status_ in NOT_KEPT:
            judged.setdefault(customer_id, Counter())[status_ == Status.KEPT] += 1
    rows = [(key, counts[True], counts[False]) for key, counts in sorted(judged.items())]
    return pl.DataFrame(rows, schema=WORDS, orient="row")


def _slips(customer_id: int, not_kept: set[int], *, on: date) -> list[int]:
    """How late the money of promises not kept came."""
    found = Promise.objects.filter(customer=customer_id, withdrawn_on=None, made_on__lte=on)
    promises = [
        Promised(
            each.pk, frozenset(part.receivable_id for part in each.parts.all()), each.made_on,
            each.by_on, each.cents,
        )
        for each in found.prefetch_related("parts").order_by("by_on", "id")
    ]  # fmt: skip
    wanted = sorted({key for each in promises for key in each.receivables})
    rows = rows_out(RECEIVED, {"receivables": wanted, "on": on}, schema=RECEIVED_COLUMNS)
    received = [Received(**row) for row in rows.iter_rows(named=True)]
    return slips(promises, received, not_kept=not_kept)


def _whole(found: QuerySet[Promise]) -> QuerySet[Promise]:
    return (
        found.select_related("company", "customer")
        .prefetch_related("parts__receivable__invoice")
        .order_by("-by_on", "-id")
    )
