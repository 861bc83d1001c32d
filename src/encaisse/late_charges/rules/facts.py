"""The frames that the rules of claims take, and the kinds of customers in them.

``stopped_on``: the opening judgment of the customer's insolvency, for what was invoiced up to it:
no day bears interest from its own on (C. com. L622-28). ``legal_times``: the invoice asks for so
many times the legal rate, which follows the half-years.
"""

import polars as pl

RECEIVABLES = {
    "receivable_id": pl.Int64,
    "invoice_id": pl.Int64,
    "customer_kind": pl.String,
    "due_on": pl.Date,
    "due_estimated": pl.Boolean,
    "currency": pl.String,
    "penalty_millionths": pl.Int64,
    "face_cents": pl.Int64,
    "stopped_on": pl.Date,
    "legal_times": pl.Int64,
}
MOVEMENTS = {"receivable_id": pl.Int64, "on": pl.Date, "cents": pl.Int64}

ONE_DAY = pl.duration(days=1)
STARTED_ON = pl.col("due_on") + ONE_DAY
IS_CONSUMER = pl.col("customer_kind") == "consumer"
IS_PUBLIC = pl.col("customer_kind") == "public"
FOLLOWS_LEGAL = pl.col("legal_times").is_not_null() & ~IS_PUBLIC & ~IS_CONSUMER
HAS_CLAUSE = pl.col("penalty_millionths").is_not_null() & ~FOLLOWS_LEGAL & ~IS_PUBLIC & ~IS_CONSUMER
