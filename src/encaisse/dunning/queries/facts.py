"""The facts of a company's open receivables on a day: a few queries, by COPY, into frames."""

from collections.abc import Collection
from datetime import date

import polars as pl
from django.db.models import Case, Exists, OuterRef, When

from encaisse.accounts.models import Company
from encaisse.dunning.models import Demand, Message, Proposal, ProposalState
from encaisse.dunning.queries import sql
from encaisse.dunning.queries.holds import holds_of
from encaisse.dunning.queries.installments import KEY, with_installments
from encaisse.dunning.queries.scenarios import default_of
from encaisse.dunning.queries.segments import segment_of, with_scenarios
from encaisse.dunning.queries.texting import people
from encaisse.dunning.rules import Facts
from encaisse.dunning.rules import facts as schema
from encaisse.dunning.rules.crediting import left_after
from encaisse.dunning.rules.history import STEPS, progress
from encaisse.dunning.rules.holds import asked, with_holds
from encaisse.store.frames import copy_out, rows_out

ACCOUNTS: schema.Schema = {
    "customer": pl.Int64,
    "payer": pl.Int64,
    "excluded": pl.String,
    "account_scenario": pl.Int64,
    "is_own": pl.Boolean,
    "is_blocked": pl.Boolean,
    "blocked_until": pl.Date,
    "blocked_reason": pl.String,
    "account_grace": pl.Date,
}

OPEN: schema.Schema = {
    "receivable": pl.Int64,
    "invoice": pl.Int64,
    "customer": pl.Int64,
    "contact": pl.Int64,
    "currency": pl.String,
    "face": pl.Int64,
    "open": pl.Int64,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "chosen_scenario": pl.Int64,
    "is_excluded": pl.Boolean,
    "invoice_blocked": pl.Boolean,
    "invoice_blocked_until": pl.Date,
    "invoice_blocked_reason": pl.String,
    "invoice_grace": pl.Date,
    "forced": pl.Int16,
}

FEW = 10  # accounts are read one by one when less than one in so many is concerned


ELSEWHERE = "elsewhere"  # asked by another message: this one does not list it


def facts_of(
    company: Company,
    on: date,
    *,
    payer_id: int | None = None,
    near: date | None = None,
    far: bool = False,
) -> Facts:
    """What is known on that day; of one payer's account only when it is named. With ``near``, what
    is due later is only counted, in ``asleep``; ``far``: that rest, one by one."""
    customers = None if payer_id is None else _group(company, payer_id)
    bound: dict[str, object] = {
        "company": company.pk, "on": on, "customers": customers, "near": near, "far": far,
    }  # fmt: skip
    read = copy_out if payer_id is None else rows_out
    accounts = read(sql.ACCOUNTS, bound, schema=ACCOUNTS)
    if payer_id is not None:
        accounts = accounts.filter(pl.col("payer") == payer_id)
    receivables = read(sql.RECEIVABLES, bound, schema=OPEN)
    whole = receivables if near is None else None
    segmented = segment_of(company, on, customers, receivables=whole)
    accounts = with_scenarios(accounts, segmented, company, default_of(company))
    if near is not None:
        bound["customers"] = _concerned(receivables, accounts)
    history = progress(read(sql.PROPOSALS, bound, schema=STEPS))
    receivables, holds = with_installments(receivables, holds_of(read, bound), read, bound)
    return Facts(
        with_holds(assembled(receivables, accounts, history, on), holds),
        *people(read, bound),
        credits_of(read(sql.CREDITS, bound, schema=sql.CREDIT_COLUMNS), accounts),
        *([] if near is None or far else [_asleep(bound, accounts, on)]),
    )


def usual_scenarios(company: Company, on: date) -> pl.DataFrame:
    """``customer``, ``usual_scenario``: whom each scenario reminds, by choice, segment or default;
    an invoice may have its own. Those never reminded are left out."""
    bound: dict[str, object] = {"company": company.pk, "on": on, "customers": None}
    accounts = copy_out(sql.ACCOUNTS, bound, schema=ACCOUNTS)
    segmented = segment_of(company, on)
    found = with_scenarios(accounts, segmented, company, default_of(company))
    reminded = found.filter(pl.col("excluded").is_null() & pl.col("usual_scenario").is_not_null())
    return reminded.select("customer", "usual_scenario")


def facts_leaving(
    company: Company, message: Message, on: date, *, along: Collection[int] = ()
) -> Facts:
    """The same for one message about to leave: its own proposals, and those of the messages that it
    takes along, are no more pending, nothing else of the account gets a step by it, and credits
    deducted by earlier messages are spent. Beside its own it lists nothing that was not listed when
    it was proposed, nor what another message of its run asks: never more leaves than a person saw.
    """
    facts = facts_of(company, on, payer_id=message.customer_id)
    mine = _proposed([message.pk, *along])
    own = mine["receivable"].to_list()
    beside = _beside(message, along)
    others = sorted({key for keys in beside.values() for key in keys})
    is_mine = pl.col("proposed").is_not_null()
    may_list = pl.col("receivable").is_in(message.listed) & ~pl.col("receivable").is_in(others)
    waiting = (
        pl.when(may_list)
        .then(pl.coalesce("pending", pl.lit("waiting")))
        .otherwise(pl.lit(ELSEWHERE))
    )
    receivables = (
        facts.receivables.drop("proposed", "forced")
        .join(mine, on="receivable", how="left", maintain_order="left")
        .with_columns(pending=pl.when(is_mine).then(None).otherwise(waiting))
        .select(list(schema.RECEIVABLES))
    )
    earlier = {key for number, keys in beside.items() if number < message.pk for key in keys}
    spent = _asked(receivables, earlier.difference(own)) + min(
        message.ahead_cents,
        _late(receivables, message.currency, on, without=[*others, *own, *message.listed]),
    )
    credits = left_after(facts.credits, message.currency, spent)
    return Facts(receivables, facts.payers, facts.contacts, credits)


def _proposed(messages: Collection[int]) -> pl.DataFrame:
    """The live steps of these messages: ``forced`` when somebody asked for it."""
    demanded = Exists(
        Demand.objects.annotate(followed=KEY).filter(
            followed=OuterRef("followed"), level=OuterRef("level")
        )
    )
    found = Proposal.objects.filter(message__in=messages, state=ProposalState.PENDING)
    live = found.annotate(followed=KEY)
    return pl.DataFrame(
        list(live.values_list("followed", "level", Case(When(demanded, then="level")))),
        schema={"receivable": pl.Int64, "proposed": pl.Int16, "forced": pl.Int16},
        orient="row",
    )


def _asked(receivables: pl.DataFrame, keys: Collection[int]) -> int:
    """What is asked of these."""
    found = receivables.filter(pl.col("receivable").is_in(list(keys)))
    return int(found.select(asked()).sum().item())


def _late(receivables: pl.DataFrame, currency: str, on: date, *, without: Collection[int]) -> int:
    """What is late in the currency, these receivables left out."""
    late = (pl.col("currency") == currency) & (pl.col("due_on") < on)
    found = receivables.filter(late & ~pl.col("receivable").is_in(list(without)))
    return int(found.select(asked()).sum().item())


def _beside(message: Message, along: Collection[int]) -> dict[int, list[int]]:
    """What the other messages of the run ask and list of the same account, by message; those taken
    along are no others."""
    found = (
        Proposal.objects.filter(
            message__run=message.run_id,
            message__customer=message.customer_id,
            message__currency=message.currency,
            state__in=[ProposalState.PENDING, ProposalState.DELIVERED, ProposalState.UNCLEAR],
        )
        .exclude(message__in=[message.pk, *along])
        .values_list("message", KEY)
    )
    beside: dict[int, list[int]] = {}
    for number, key in found:
        beside.setdefault(number, []).append(key)
    for number, listed in _listed(beside).items():
        beside[number] += listed
    return beside


def _listed(messages: Collection[int]) -> dict[int, list[int]]:
    """What each of these messages lists without a step."""
    found = Message.objects.filter(pk__in=list(messages)).order_by().values_list("pk", "listed")
    return dict(found) if messages else {}


def _group(company: Company, payer_id: int) -> list[int]:
    bound = {"company": company.pk, "payer": payer_id}
    return rows_out(sql.GROUP, bound, schema={"customer": pl.Int64})["customer"].to_list()


def _concerned(receivables: pl.DataFrame, accounts: pl.DataFrame) -> list[int] | None:
    """Every customer of the accounts that have something to decide, when they are few."""
    payers = accounts.join(receivables, on="customer", how="semi").select("payer").unique()
    customers = accounts.join(payers, on="payer", how="semi")["customer"]
    return customers.to_list() if customers.len() * FEW < accounts.height else None


def _asleep(bound: dict[str, object], accounts: pl.DataFrame, on: date) -> pl.DataFrame:
    rows = copy_out(sql.ASLEEP, bound, schema=OPEN | {"many": pl.Int64})
    untouched = progress(pl.DataFrame(schema=STEPS))
    return assembled(rows, accounts, untouched, on).join(
        rows.select("receivable", "many"), on="receivable"
    )


def assembled(
    receivables: pl.DataFrame,
    accounts: pl.DataFrame,
    history: pl.DataFrame,
    on: date | pl.Expr,
) -> pl.DataFrame:
    """What is open, with what was decided of its account and where it stands in its ladder. ``on``:
    the day, or the column that has that of each row."""
    joined = receivables.join(accounts, on="customer", how="inner").join(
        history, on="receivable", how="left"
    )
    excluded = pl.when("is_excluded").then(pl.lit("chosen"))
    blocked = pl.col("invoice_blocked") | pl.col("is_blocked")
    grace = pl.max_horizontal("invoice_grace", "account_grace")
    in_grace = (grace >= on).fill_null(value=False)
    by_invoice = pl.col("invoice_blocked")
    until = pl.when(by_invoice).then("invoice_blocked_until").otherwise("blocked_until")
    why = pl.when(by_invoice).then("invoice_blocked_reason").otherwise("blocked_reason")
    return joined.with_columns(
        pl.col("level", "cycle", "skipped", "courtesies").fill_null(0),
        excluded=pl.coalesce("excluded", excluded),
        scenario=pl.coalesce("chosen_scenario", "usual_scenario"),
        held=pl.when(blocked).then(pl.lit("blocked")).when(in_grace).then(pl.lit("grace")),
        held_until=pl.when(blocked).then(until).otherwise(grace),
        held_reason=pl.when(blocked).then(why),
        contested=pl.lit(0, pl.Int64),
        proposed=pl.lit(None, pl.Int16),
    ).select(list(schema.RECEIVABLES))


def credits_of(credits: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """The credits, by payer."""
    return credits.join(accounts.select("customer", "payer"), on="customer", how="inner").select(
        list(schema.CREDITS)
    )
