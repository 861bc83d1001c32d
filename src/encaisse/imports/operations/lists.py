"""Open items: what a list changes, written as rows and counter-entries; nothing is overwritten."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import polars as pl

from encaisse.imports.fec.customers import is_pseudo
from encaisse.imports.listing import names
from encaisse.imports.listing.comparing import Asked, compared
from encaisse.imports.listing.documents import folded, named
from encaisse.imports.listing.facts import Before
from encaisse.imports.listing.plan import LISTED, Plan
from encaisse.imports.queries import listed
from encaisse.matching import loading as matching
from encaisse.parties import loading as parties
from encaisse.parties.operations import following, hold_all
from encaisse.payments import loading as payments
from encaisse.receivables import loading as receivables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from encaisse.accounts.models import Company
    from encaisse.imports.open_items.reading import OpenItemsFile
    from encaisse.imports.open_items.rows import Customer

STATED = "stated"
CLAIM, CREDIT = "claim", "credit"
Ids = dict[int, int]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a list changed, whom it names, what of it is kept, the count of new rows, and what each
    customer may owe (cents and currency) where the list says so."""

    plan: Plan
    customers: frozenset[int]
    spoken_of: pl.DataFrame
    new: dict[str, int]
    limits: dict[int, tuple[int, str]]


def apply(
    company: Company, file: OpenItemsFile, source: str, asked: Asked, *, at: datetime
) -> Applied:
    """Make the tables say what the list says, as of its day. Raises a ``FileRefused``."""
    hold_all(company)
    owners, doubts, opened = _customers(company, file, at=at)
    numbers = {folded(named(item)) for item in file.items}
    kept = listed.kept(company, source, asked.on, numbers)
    plan = compared(file.items, owners, kept, asked)
    plan.refused += [
        (item.line, doubts[item.customer]) for item in file.items if item.customer in doubts
    ]
    invoices, claims, credits = _numbered(plan)
    _write_invoices(company, plan, invoices, claims)
    _write_credits(company, plan, credits)
    _write_allocations(company, plan, claims, credits)
    following.follow_listed(company, _salespeople(file, owners), by=plan.said)
    new = {
        "customers": opened, "invoices": len(invoices), "credits": len(credits),
        "allocations": len(plan.parts) + len(plan.undone),
    }  # fmt: skip
    spoken_of = _spoken_of(plan, claims, credits, kept.before)
    plan.forget_rows()
    return Applied(plan, frozenset(owners.values()), spoken_of, new, _limits(file, owners))


def _limits(file: OpenItemsFile, owners: Mapping[Customer, int]) -> dict[int, tuple[int, str]]:
    """The latest line of each customer that says one; a negative amount is no limit."""
    return {
        owners[item.customer]: (item.limit_cents, item.currency)
        for item in file.items
        if item.limit_cents is not None and item.limit_cents >= 0 and item.customer in owners
    }


def kept_lines(applied: Applied) -> bytes:
    """The receivables and credits that the list spoke of: the next one is compared with them."""
    lines = io.BytesIO()
    applied.spoken_of.write_parquet(lines)
    return lines.getvalue()


def _customers(
    company: Company, file: OpenItemsFile, *, at: datetime
) -> tuple[dict[Customer, int], dict[Customer, str], int]:
    """Whose each line is: those known, those opened now, those in doubt."""
    known = listed.payers(company)
    found, new, doubts = names.recognised((item.customer for item in file.items), known)
    coded = names.coded(new, (payer.code for payer in known))
    rows = pl.DataFrame(
        [
            {"code": code, "name": name, "is_pseudo": is_pseudo(name)}
            for code, name in dict(coded.values()).items()
        ],
        schema={"code": pl.String, "name": pl.String, "is_pseudo": pl.Boolean},
    )
    opened = dict(parties.load_customers(company, rows, at=at).iter_rows())
    return found | {one: opened[code] for one, (code, _name) in coded.items()}, doubts, len(opened)


def _salespeople(file: OpenItemsFile, owners: Mapping[Customer, int]) -> dict[int, str]:
    """Who sells to each customer: the latest line that names somebody is right; a bare number
    names nobody."""
    return {
        owners[item.customer]: item.salesperson
        for item in file.items
        if item.customer in owners and any(sign.isalpha() for sign in item.salesperson)
    }


def _numbered(plan: Plan) -> tuple[Ids, Ids, Ids]:
    """The identifiers of the new rows."""

    def reserved(rows: Sequence[Any], reserve: Callable[[int], range]) -> Ids:
        return {row.id: key for row, key in zip(rows, reserve(len(rows)), strict=True)}

    return (
        reserved(plan.invoices, receivables.reserve_invoices),
        reserved(plan.claims, receivables.reserve_receivables),
        reserved(plan.credits, payments.reserve_credits),
    )


def _write_invoices(company: Company, plan: Plan, invoices: Ids, claims: Ids) -> None:
    paid = Counter[int]()
    for part in plan.parts:
        paid[part.receivable_id] += part.cents
    rows = _columns(plan.invoices, id=[invoices[row.id] for row in plan.invoices])
    receivables.load_invoices(company, rows)
    rows = _columns(
        plan.claims, id=[claims[row.id] for row in plan.claims],
        invoice_id=[invoices[row.invoice_id] for row in plan.claims],
        open_cents=[row.face_cents - paid[row.id] for row in plan.claims],
    )  # fmt: skip
    receivables.load_receivables(company, rows)
    for one in plan.undone:
        paid[one.receivable_id] -= one.cents
    moved = {key: cents for key, cents in paid.items() if key > 0 and cents}
    receivables.restate_receivables(_left(listed.open_receivables_of(moved), moved))
    due = [
        {"id": row.id, "due_on": row.due_on, "due_source": STATED, "due_estimated": False}
        for row in plan.due_days
    ]
    receivables.restate_receivables(_frame(due))


def _write_credits(company: Company, plan: Plan, credits: Ids) -> None:
    """Payments that a former list supposed and that are undone are worth nothing any more."""
    spent = Counter[int]()
    for part in plan.parts:
        spent[part.credit_id] += part.cents
    rows = _columns(
        plan.credits, id=[credits[row.id] for row in plan.credits],
        open_cents=[row.face_cents - spent[row.id] for row in plan.credits],
    )  # fmt: skip
    payments.load_credits(company, rows)
    supposed = {one.credit_id for one in plan.undone if one.is_supposed}
    for one in plan.undone:
        spent[one.credit_id] -= one.cents
    moved = {key: cents for key, cents in spent.items() if key > 0 and cents}
    moved = {key: cents for key, cents in moved.items() if key not in supposed}
    payments.restate_credits(_left(listed.open_credits_of(moved), moved))
    void = [{"id": key, "open_cents": 0, "cancelled_on": plan.on} for key in sorted(supposed)]
    payments.restate_credits(_frame(void))


def _write_allocations(company: Company, plan: Plan, claims: Ids, credits: Ids) -> None:
    ids = matching.reserve_allocations(len(plan.undone) + len(plan.parts))
    counter = [
        {
            "id": key, "credit_id": one.credit_id, "receivable_id": one.receivable_id,
            "on": plan.on, "cents": -one.cents, "source": "reversal",
            "reason": f"Rouverte d'après {plan.said}", "reverses_id": one.allocation_id,
        }
        for key, one in zip(ids, plan.undone, strict=False)
    ]  # fmt: skip
    paying = [
        asdict(row)
        | {
            "id": key, "credit_id": credits.get(row.credit_id, row.credit_id),
            "receivable_id": claims.get(row.receivable_id, row.receivable_id),
            "source": LISTED, "reverses_id": None,
        }
        for key, row in zip(ids[len(counter) :], plan.parts, strict=True)
    ]  # fmt: skip
    rows = _frame([*counter, *paying])
    if not rows.is_empty():
        rows = rows.with_columns(
            pl.col("reverses_id").cast(pl.Int64),
            matching_code=pl.lit(""), is_proposal=pl.lit(value=False),
        )  # fmt: skip
    matching.load_allocations(company, rows)


def _frame(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)


def _columns(rows: Sequence[Any], **more: list[int]) -> pl.DataFrame:
    """The rows of a plan, field by field: a dictionary for each row would weigh ten times as much
    as what it says."""
    if not rows:
        return pl.DataFrame()
    told = {each.name: [getattr(row, each.name) for row in rows] for each in fields(rows[0])}
    return pl.DataFrame(told | more)


def _left(now: Mapping[int, int], moved: Mapping[int, int]) -> pl.DataFrame:
    """What is open of known rows once they moved."""
    return _frame([{"id": key, "open_cents": now[key] - cents} for key, cents in moved.items()])


def _spoken_of(plan: Plan, claims: Ids, credits: Ids, before: Before) -> pl.DataFrame:
    """What this list spoke of, and what the former ones of the same source did."""
    spoken = {
        CLAIM: {claims.get(key, key) for key in plan.receivables} | before.receivables,
        CREDIT: {credits.get(key, key) for key in plan.standing} | before.credits,
    }
    rows = [(what, key) for what, keys in spoken.items() for key in sorted(keys)]
    return pl.DataFrame(rows, schema={"what": pl.String, "id": pl.Int64}, orient="row")
