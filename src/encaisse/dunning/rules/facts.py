"""The facts that the rule needs, as frames: one row per open receivable, payer, contact, credit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Schema = dict[str, type[pl.DataType] | pl.DataType]

# payer: who gets the message. excluded: why never reminded. held, held_until, held_reason: the
# strongest of insolvency, plan, dispute, promise, block, grace. contested: cents in dispute, which
# are not asked. level, delivered_on: the highest step delivered in this cycle.
# skipped: bit n is set when level n was skipped. taken_on: latest dunning step delivered or
# skipped; ended_on: the same in the first cycle, from which repeats are counted. courtesy_on,
# courtesies: the latest courtesy and the rank up to which they were taken. stepped_on: latest step
# of any kind. pending: a proposal waits or is unclear.
# forced: a person asks for that level. proposed: the level of the proposal now being sent.
RECEIVABLES: Schema = {
    "receivable": pl.Int64,
    "invoice": pl.Int64,
    "customer": pl.Int64,
    "payer": pl.Int64,
    "contact": pl.Int64,
    "currency": pl.String,
    "face": pl.Int64,
    "open": pl.Int64,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "scenario": pl.Int64,
    "excluded": pl.String,
    "held": pl.String,
    "held_until": pl.Date,
    "held_reason": pl.String,
    "contested": pl.Int64,
    "level": pl.Int16,
    "cycle": pl.Int16,
    "delivered_on": pl.Date,
    "skipped": pl.Int64,
    "taken_on": pl.Date,
    "ended_on": pl.Date,
    "courtesy_on": pl.Date,
    "courtesies": pl.Int16,
    "stepped_on": pl.Date,
    "pending": pl.String,
    "forced": pl.Int16,
    "proposed": pl.Int16,
}

# Recipients are JSON texts, [{"name", "email"}…], null when there is none; *_mail keeps those
# that have an e-mail; *_text has the first one whom a text message reaches.
# latest_on: the day of the latest message, recent: how many in seven days;
# latest_channel: by which way the latest delivered one went. tone: the one of the customer's
# profile, "" when none is known. refused_since: from which day an address of the customer's refuses
# our mails; it is in none of the *_mail.
PAYERS: Schema = {
    "payer": pl.Int64,
    "latest_on": pl.Date,
    "recent": pl.Int32,
    "has_address": pl.Boolean,
    "dunning_mail": pl.String,
    "billing_mail": pl.String,
    "own_mail": pl.String,
    "dunning": pl.String,
    "billing": pl.String,
    "own": pl.String,
    "latest_channel": pl.String,
    "tone": pl.String,
    "refused_since": pl.Date,
    "dunning_text": pl.String,
    "billing_text": pl.String,
    "own_text": pl.String,
}

CONTACTS: Schema = {
    "contact": pl.Int64,
    "shared_mail": pl.String,
    "shared": pl.String,
    "shared_text": pl.String,
}

CREDITS: Schema = {
    "credit": pl.Int64,
    "payer": pl.Int64,
    "currency": pl.String,
    "open": pl.Int64,
    "on": pl.Date,
    "reference": pl.String,
}

# Receivables that no step can reach that day, one row for many of the same fate.
ASLEEP: Schema = RECEIVABLES | {"many": pl.Int64}

_DEFAULTS: dict[str, Any] = {
    "currency": "EUR",
    "contested": 0,
    "level": 0,
    "cycle": 0,
    "skipped": 0,
    "courtesies": 0,
    "recent": 0,
    "tone": "",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a company's open receivables on a day."""

    receivables: pl.DataFrame
    payers: pl.DataFrame
    contacts: pl.DataFrame
    credits: pl.DataFrame
    asleep: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ASLEEP))

    @classmethod
    def of(
        cls,
        receivables: Iterable[Mapping[str, Any]],
        payers: Iterable[Mapping[str, Any]] = (),
        contacts: Iterable[Mapping[str, Any]] = (),
        credits: Iterable[Mapping[str, Any]] = (),
    ) -> "Facts":
        """Facts written by hand: what is left out takes its plain value."""
        return cls(
            _frame(receivables, RECEIVABLES),
            _frame(payers, PAYERS),
            _frame(contacts, CONTACTS),
            _frame(credits, CREDITS),
        )


def _frame(rows: Iterable[Mapping[str, Any]], schema: Schema) -> pl.DataFrame:
    plain = {name: _DEFAULTS.get(name) for name in schema}
    return pl.DataFrame([plain | dict(row) for row in rows], schema=schema, orient="row")
