"""The past of a company's books, read once: what was open on any day of a period, in memory."""

from bisect import bisect
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import polars as pl

from encaisse.accounts.models import Company
from encaisse.dunning.models import Scenario
from encaisse.dunning.queries import sql
from encaisse.dunning.queries.facts import ACCOUNTS, OPEN, assembled, credits_of
from encaisse.dunning.queries.holds import holds_of
from encaisse.dunning.queries.installments import with_installments
from encaisse.dunning.queries.scenarios import default_of
from encaisse.dunning.queries.segments import active, segment_of, with_scenarios
from encaisse.dunning.rules import Facts
from encaisse.dunning.rules import facts as schema
from encaisse.dunning.rules import segments as segmenting
from encaisse.dunning.rules.history import STEPS, progress
from encaisse.dunning.rules.holds import with_holds
from encaisse.dunning.rules.simulation import MESSAGES, TAKEN, spans
from encaisse.store.frames import copy_out, rows_out

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

ALLOCATION_COLUMNS: schema.Schema = {
    "receivable": pl.Int64,
    "credit": pl.Int64,
    "on": pl.Date,
    "cents": pl.Int64,
}
BLOCK_COLUMNS: schema.Schema = {
    "invoice": pl.Int64,
    "since": pl.Date,
    "ends": pl.Date,
    "invoice_blocked_until": pl.Date,
    "invoice_blocked_reason": pl.String,
}

ALLOCATIONS = """
SELECT receivable_id, credit_id, "on", cents FROM matching_allocation
WHERE company_id = %(company)s AND "on" <= %(last)s
"""

INVOICE_BLOCKS = """
SELECT invoice_id, since, least(until, lifted_on - 1), until, reason FROM dunning_block
WHERE company_id = %(company)s AND invoice_id IS NOT NULL
ORDER BY invoice_id, until DESC NULLS FIRST, id
"""

# The days on which what was decided of an account changes.
TURNS = """
SELECT DISTINCT day FROM dunning_block, unnest(ARRAY[since, until + 1, lifted_on]) AS day
WHERE company_id = %(company)s AND customer_id IS NOT NULL
  AND day > %(first)s AND day <= %(last)s ORDER BY day
"""

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


@dataclass(slots=True)
class Past:
    """What the books knew on each day of a period; customers and contacts are as they are now."""

    company: Company
    first: date
    last: date
    receivables: pl.DataFrame
    credits: pl.DataFrame
    invoice_blocks: pl.DataFrame
    payers: pl.DataFrame
    contacts: pl.DataFrame
    turns: list[date]
    segments: list[segmenting.Segment]
    default: Scenario | None
    _segments: pl.DataFrame | None = None
    _accounts: dict[int, pl.DataFrame] = field(default_factory=dict)

    @classmethod
    def read(cls, company: Company, first: date, last: date) -> "Past":
        """A few queries, whatever the number of days."""
        bound = _bound(company, first, last)
        allocations = copy_out(ALLOCATIONS, bound, schema=ALLOCATION_COLUMNS)
        return cls(
            company,
            first,
            last,
            _receivables(copy_out(STOOD, bound, schema=STOOD_COLUMNS), allocations),
            _credits(copy_out(STOOD_CREDITS, bound, schema=CREDIT_COLUMNS), allocations),
            copy_out(INVOICE_BLOCKS, bound, schema=BLOCK_COLUMNS),
            copy_out(sql.PAYERS, bound, schema=schema.PAYERS),
            copy_out(sql.CONTACTS, bound, schema=schema.CONTACTS),
            copy_out(TURNS, bound, schema={"day": pl.Date})["day"].to_list(),
            active(company),
            default_of(company),
        )

    def facts(self, on: date) -> Facts:
        """Those of that day, without a history: it is the play's."""
        receivables = self._open_on(on)
        accounts = with_scenarios(
            self._accounts_on(on), self._segmented(receivables, on), self.company, self.default
        )
        bound = _bound(self.company, on, on)
        receivables, holds = with_installments(
            receivables, holds_of(rows_out, bound), rows_out, bound
        )
        unforced = receivables.with_columns(forced=pl.lit(None, pl.Int16))
        return Facts(
            with_holds(assembled(unforced, accounts, _no_history(), on), holds),
            self.payers,
            self.contacts,
            credits_of(_standing(self.credits, on), accounts),
        )

    def _accounts_on(self, on: date) -> pl.DataFrame:
        """Read again on the few days when a decision begins or ends."""
        turn = bisect(self.turns, on)
        if turn not in self._accounts:
            bound = _bound(self.company, on, on)
            self._accounts[turn] = copy_out(sql.ACCOUNTS, bound, schema=ACCOUNTS)
        return self._accounts[turn]

    def _segmented(self, receivables: pl.DataFrame, on: date) -> pl.DataFrame:
        """The segment of each customer that day; read once when no day can change it."""
        needed = segmenting.facts_needed(self.segments)
        moves = needed & (segmenting.LIVE_FACTS | segmenting.SALES_FACTS)
        if moves or self._segments is None:
            self._segments = segment_of(
                self.company, on, receivables=receivables, among=self.segments
            )
        return self._segments

    def _open_on(self, on: date) -> pl.DataFrame:
        blocked = self.invoice_blocks.filter(
            (pl.col("since") <= on) & (pl.col("ends") >= on).fill_null(value=True)
        ).unique("invoice", keep="first", maintain_order=True)
        return (
            _standing(self.receivables, on)
            .join(blocked, on="invoice", how="left")
            .with_columns(
                invoice_blocked=pl.col("since_right").is_not_null(), forced=pl.lit(None, pl.Int16)
            )
            .select(list(OPEN))
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


def _bound(company: Company, first: date, last: date) -> dict[str, object]:
    days = {"first": first, "last": last, "on": last}
    return {"company": company.pk, "customers": None, **days}


def _standing(things: pl.DataFrame, on: date) -> pl.DataFrame:
    return things.filter((pl.col("since") <= on) & (pl.col("until") > on))


def _receivables(stood: pl.DataFrame, allocations: pl.DataFrame) -> pl.DataFrame:
    things = stood.select(key="receivable", amount="face", since="issued_on", until="cancelled_on")
    open_ = spans(things, allocations.select("on", "cents", key="receivable"))
    return stood.join(open_, left_on="receivable", right_on="key", how="inner")


def _credits(stood: pl.DataFrame, allocations: pl.DataFrame) -> pl.DataFrame:
    things = stood.select("amount", "until", key="credit", since="on")
    open_ = spans(things, allocations.select("on", "cents", key="credit"))
    left = stood.drop("amount", "until")
    return left.join(open_, left_on="credit", right_on="key", how="inner")
