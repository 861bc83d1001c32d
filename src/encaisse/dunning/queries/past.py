"""The past of a company's books, read once: what was known on each day of a period, in memory.

The facts of a month are made at once, by the same functions as those of one day: each day is a
world of its own, in which an identifier is that of the books plus ``DAY`` times the rank of the
day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from encaisse.dunning.queries import segments as segmenting
from encaisse.dunning.queries import sql
from encaisse.dunning.queries.facts import ACCOUNTS, OPEN, assembled
from encaisse.dunning.queries.holds import holds_of
from encaisse.dunning.queries.installments import with_installments
from encaisse.dunning.queries.policy import day_of
from encaisse.dunning.queries.scenarios import default_of, rates_of
from encaisse.dunning.queries.texting import people
from encaisse.dunning.rules import facts as schema
from encaisse.dunning.rules import segments as segment_rules
from encaisse.dunning.rules.decision import EachItsDay
from encaisse.dunning.rules.history import STEPS, progress
from encaisse.dunning.rules.holds import with_holds
from encaisse.dunning.rules.simulation import MESSAGES, TAKEN, Lives
from encaisse.dunning.rules.stretches import FOREVER, joined, on_days, spans
from encaisse.store.frames import copy_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from encaisse.accounts.models import Company
    from encaisse.dunning.models import Scenario

DAY = 1 << 42  # more than there are identifiers
MONTH_DAYS = 31
KEYS = {"receivable", "installment", "plan", "bearer", "customer"}

# Invoices that were open on some day of the period, as they are now but for what is open.
STOOD = """
WITH later AS (
  SELECT DISTINCT receivable_id FROM matching_allocation
  WHERE company_id = %(company)s AND "on" > %(first)s
)
SELECT r.id, r.invoice_id, r.customer_id, i.contact_id, r.currency, r.face_cents,
       i.issued_on, r.due_on, i.cancelled_on, chosen.scenario_id,
       chosen.scenario_id IS NOT NULL AND NOT EXISTS (
         SELECT FROM dunning_step t WHERE t.scenario_id = chosen.scenario_id),
       i.grace_until
FROM receivables_receivable r
JOIN receivables_invoice i ON i.id = r.invoice_id
LEFT JOIN later ON later.receivable_id = r.id
LEFT JOIN dunning_assignment chosen ON chosen.invoice_id = r.invoice_id
WHERE r.company_id = %(company)s AND NOT i.is_draft AND i.issued_on <= %(last)s
  AND (r.open_cents > 0 OR later.receivable_id IS NOT NULL OR i.cancelled_on > %(first)s)
  AND (i.cancelled_on IS NULL OR i.cancelled_on > %(first)s)
"""
STOOD_COLUMNS: schema.Schema = {
    "receivable": pl.Int64,
    "invoice": pl.Int64,
    "customer": pl.Int64,
    "contact": pl.Int64,
    "currency": pl.String,
    "face": pl.Int64,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "cancelled_on": pl.Date,
    "chosen_scenario": pl.Int64,
    "is_excluded": pl.Boolean,
    "invoice_grace": pl.Date,
}

STOOD_CREDITS = """
SELECT id, customer_id, currency, face_cents - charges_cents, "on", reference,
       least(returned_on, cancelled_on)
FROM payments_credit WHERE company_id = %(company)s AND "on" <= %(last)s AND kind <> 'write_off'
  AND (returned_on IS NULL OR returned_on > %(first)s)
  AND (cancelled_on IS NULL OR cancelled_on > %(first)s)
"""
CREDIT_COLUMNS: schema.Schema = {
    "credit": pl.Int64,
    "customer": pl.Int64,
    "currency": pl.String,
    "amount": pl.Int64,
    "on": pl.Date,
    "reference": pl.String,
    "until": pl.Date,
}

ALLOCATIONS = """
SELECT receivable_id, credit_id, "on", cents FROM matching_allocation
WHERE company_id = %(company)s AND "on" <= %(last)s
"""
ALLOCATION_COLUMNS: schema.Schema = {
    "receivable": pl.Int64,
    "credit": pl.Int64,
    "on": pl.Date,
    "cents": pl.Int64,
}

# Of those that overlap, the one that ends last speaks.
BLOCKS = """
SELECT customer_id, invoice_id, since, least(until + 1, lifted_on), until, reason
FROM dunning_block WHERE company_id = %(company)s ORDER BY until DESC NULLS FIRST, id
"""
BLOCK_COLUMNS: schema.Schema = {
    "customer": pl.Int64,
    "invoice": pl.Int64,
    "since": pl.Date,
    "until": pl.Date,
    "blocked_until": pl.Date,
    "blocked_reason": pl.String,
}

STEPS_BEFORE = """
SELECT coalesce(-installment_id, receivable_id), level, cycle, state, taken_on, open_cents,
       message_id
FROM dunning_proposal
WHERE company_id = %(company)s AND state IN ('delivered', 'skipped') AND taken_on < %(first)s
"""

MESSAGES_BEFORE = """
SELECT id, customer_id, delivered_on, scenario_id, currency, channel, level, total_cents
FROM dunning_message WHERE company_id = %(company)s AND delivered_on < %(first)s
"""


def lives(company: Company, first: date, last: date) -> Lives:
    """What the books knew on each of these days; customers and contacts are as they are now."""
    bound = _bound(company, first, last)
    books = _Books.read(company, first, last)
    months = [joined(_stretched(books.known(days)), "receivable") for days in _months(first, last)]
    allocations = copy_out(ALLOCATIONS, bound, schema=ALLOCATION_COLUMNS)
    return Lives(
        first,
        last,
        joined(pl.concat(months), "receivable"),
        *people(copy_out, bound),
        _credits(copy_out(STOOD_CREDITS, bound, schema=CREDIT_COLUMNS), allocations, books),
    )


def before(company: Company, first: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The steps and the messages delivered before that day."""
    bound = _bound(company, first, first)
    return (
        copy_out(STEPS_BEFORE, bound, schema=TAKEN),
        copy_out(MESSAGES_BEFORE, bound, schema=MESSAGES),
    )


@cache
def _no_history() -> pl.DataFrame:
    return progress(pl.DataFrame(schema=STEPS))


def limits_of(company: Company, first: date, last: date) -> EachItsDay:
    """The company's own limits, for all the days in between."""
    day = day_of(company, last)
    return EachItsDay(last, day.rates, None, day.most_per_week, first=first)


def _bound(company: Company, first: date, last: date) -> dict[str, object]:
    days = {"first": first, "last": last, "on": last}
    return {"company": company.pk, "customers": None, **days}


def _months(first: date, last: date) -> Iterator[pl.DataFrame]:
    """``day``, ``world``: so many days at once, so that memory does not grow with the period."""
    while first <= last:
        end = min(last, first + timedelta(days=MONTH_DAYS - 1))
        days = pl.date_range(first, end, eager=True).alias("day")
        yield days.to_frame().with_columns(world=pl.int_range(1, days.len() + 1) * DAY)
        first = end + timedelta(days=1)


def _stretched(known: pl.DataFrame) -> pl.DataFrame:
    """A stretch of one day for each row."""
    tomorrow = pl.col("day") + timedelta(days=1)
    return known.with_columns(since="day", until=tomorrow).drop("day")


def _credits(stood: pl.DataFrame, allocations: pl.DataFrame, books: _Books) -> pl.DataFrame:
    things = stood.select("amount", "until", key="credit", since="on")
    left = spans(things, allocations.select("on", "cents", key="credit"))
    return (
        stood.drop("amount", "until")
        .join(left, left_on="credit", right_on="key", how="inner")
        .join(books.accounts.select("customer", "payer"), on="customer", how="inner")
        .select(*schema.CREDITS, "since", "until")
    )


@dataclass(frozen=True, slots=True)
class _Books:
    """What a few queries say of the whole period."""

    company: Company
    bound: Mapping[str, object]
    receivables: pl.DataFrame
    accounts: pl.DataFrame
    blocks: pl.DataFrame
    customers: pl.DataFrame
    segments: list[segment_rules.Segment]
    default: Scenario | None

    @classmethod
    def read(cls, company: Company, first: date, last: date) -> _Books:
        """Whatever the number of days."""
        bound = _bound(company, first, last)
        stood = copy_out(STOOD, bound, schema=STOOD_COLUMNS)
        allocations = copy_out(ALLOCATIONS, bound, schema=ALLOCATION_COLUMNS)
        things = stood.select(key="receivable", amount="face", since="issued_on",
                              until="cancelled_on")  # fmt: skip
        open_ = spans(things, allocations.select("on", "cents", key="receivable"))
        segments = segmenting.active(company)
        blocks = copy_out(BLOCKS, bound, schema=BLOCK_COLUMNS)
        return cls(
            company,
            bound,
            stood.join(open_, left_on="receivable", right_on="key", how="inner"),
            copy_out(sql.ACCOUNTS, bound, schema=ACCOUNTS).drop(
                "is_blocked", "blocked_until", "blocked_reason"
            ),
            blocks.with_columns(pl.col("until").fill_null(FOREVER)),
            segmenting.facts(company, last, None, frozenset()),
            segments,
            default_of(company),
        )

    def known(self, days: pl.DataFrame) -> pl.DataFrame:
        """The receivables open on each of these days, and ``day``."""

        def read(query: str, bound: Mapping[str, object], *, schema: schema.Schema) -> pl.DataFrame:
            return _on_each(days, query, bound, schema)

        receivables = self._open(days)
        accounts = segmenting.with_scenarios(
            self._accounts(receivables, days),
            self._segmented(receivables, days),
            self.company,
            self.default,
        )
        bound = dict(self.bound)
        receivables, holds = with_installments(receivables, holds_of(read, bound), read, bound)
        unforced = receivables.with_columns(forced=pl.lit(None, pl.Int16))
        rows = with_holds(assembled(unforced, accounts, _no_history(), pl.col("day")), holds)
        return _in_the_books(rows, days)

    def _open(self, days: pl.DataFrame) -> pl.DataFrame:
        blocked = _blocked(self.blocks, "invoice", days).rename(
            {name: f"invoice_{name}" for name in ("blocked_until", "blocked_reason", "is_blocked")}
        )
        return (
            on_days(self.receivables, days)
            .join(blocked, on=["invoice", "day"], how="left")
            .with_columns(
                pl.col("receivable", "customer") + pl.col("world"),
                invoice_blocked=pl.col("invoice_is_blocked").fill_null(value=False),
                forced=pl.lit(None, pl.Int16),
            )
            .select(*OPEN, "day")
        )

    def _accounts(self, receivables: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
        """What was decided of the account of each of these customers on the day. The payer's block
        stands for its children."""
        here = receivables.select("customer", "day").unique().join(days, on="day")
        own = _blocked(self.blocks, "customer", days)
        theirs = own.rename({"customer": "payer"})
        plain = here.with_columns(pl.col("customer") - pl.col("world"))
        joined_ = (
            plain.join(self.accounts, on="customer", how="inner")
            .join(own, on=["customer", "day"], how="left")
            .join(theirs, on=["payer", "day"], how="left", suffix="_payer")
        )
        is_own = pl.col("is_blocked").is_not_null()
        return joined_.select(
            pl.col("customer", "payer") + pl.col("world"),
            "excluded",
            "account_scenario",
            "account_grace",
            is_blocked=is_own | pl.col("is_blocked_payer").is_not_null(),
            blocked_until=pl.when(is_own).then("blocked_until").otherwise("blocked_until_payer"),
            blocked_reason=pl.coalesce("blocked_reason", "blocked_reason_payer"),
        )

    def _segmented(self, receivables: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
        """The segment of each of these customers on the day."""
        if not self.segments:
            return pl.DataFrame(schema=segment_rules.ASSIGNED)
        here = receivables.select("customer", "day").unique().join(days, on="day")
        own = here.with_columns(key="customer", customer=pl.col("customer") - pl.col("world"))
        known = own.join(self.customers, on="customer", how="inner").with_columns(customer="key")
        needed = segment_rules.facts_needed(self.segments)
        if needed & segment_rules.LIVE_FACTS:
            known = segment_rules.with_live_facts(known, receivables, pl.col("day"))
        if needed & segment_rules.SALES_FACTS:
            sales = _on_each(days, segmenting.SALES_SQL, self.bound, segmenting.SALES)
            known = segmenting.with_sales(known, sales)
        return segment_rules.assigned(
            known, self.segments, currency=self.company.currency, rates=rates_of(self.company)
        )


def _blocked(blocks: pl.DataFrame, key: str, days: pl.DataFrame) -> pl.DataFrame:
    """Of what is blocked each day: ``key``, ``day``, the end and the reason, ``is_blocked``."""
    standing = on_days(blocks.filter(pl.col(key).is_not_null()), days)
    first = standing.unique([key, "day"], keep="first", maintain_order=True)
    named = first.select(key, "day", "blocked_until", "blocked_reason")
    return named.with_columns(is_blocked=pl.lit(value=True))


def _on_each(
    days: pl.DataFrame, query: str, bound: Mapping[str, object], columns: schema.Schema
) -> pl.DataFrame:
    """The rows of a query of one day, for each of these days, in its world."""
    asked = query.replace("%(on)s", "every.day")
    found = copy_out(
        "SELECT said.*, every.nth FROM unnest(%(days)s::date[]) WITH ORDINALITY AS every (day, nth)"
        f" CROSS JOIN LATERAL ({asked}) said",
        {**bound, "days": days["day"].to_list()},
        schema={**columns, "nth": pl.Int64},
    )
    keys = [name for name in columns if name in KEYS]
    return found.with_columns(pl.col(keys) + pl.col("nth") * DAY).drop("nth")


def _in_the_books(rows: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """The same with the identifiers of the books, and the ``day`` of the world they came from. An
    instalment is below zero, and so is its world."""
    world = (pl.col("receivable") + DAY // 2) // DAY * DAY
    return (
        rows.with_columns(
            pl.col("receivable") - world,
            pl.col("customer", "payer") - world.abs(),
            world=world.abs(),
        )
        .join(days, on="world", how="inner")
        .drop("world")
    )
