"""Which credit pays which debit: lettering first, then the opening balance, then proposals.

Works on a frame of lines with a row number ``id``. Amounts left are spread in bulk: equal amounts
first, then oldest first, as overlaps of running totals (formats.md §2.4).
"""

from dataclasses import dataclass

import polars as pl

from encaisse.imports.fec.books import Book, Exercise

GROUP = ["account", "customer", "letter"]
CUSTOMER = ["customer"]
OPENING_REASON = "règlement lettré seul, imputé sur le solde d'ouverture"
PAST_REASON = "réglé avant l'ouverture de l'exercice"
RETURN_REASON = "règlement revenu impayé"
TOKEN = r"[A-Za-z]{0,5}[-_.]?\d[\w/-]{2,}"
ALLOCATION = {
    "credit": pl.UInt32(),
    "debit": pl.UInt32(),
    "cents": pl.Int64(),
    "on": pl.Date(),
    "source": pl.String(),
    "matching_code": pl.String(),
    "is_proposal": pl.Boolean(),
    "reason": pl.String(),
    "is_reversal": pl.Boolean(),
}


@dataclass(slots=True)
class Settlement:
    """Lines with what is ``left`` of each, and the allocations made so far."""

    items: pl.DataFrame
    allocations: pl.DataFrame

    def debits(self, wanted: pl.Expr) -> pl.DataFrame:
        """Debits with something left, oldest first."""
        return self.items.filter(wanted & (pl.col("cents") > 0) & (pl.col("left") > 0)).sort(
            "dated_on", "id"
        )

    def credits(self, wanted: pl.Expr) -> pl.DataFrame:
        """Credits with something left, oldest first."""
        return self.items.filter(wanted & (pl.col("cents") < 0) & (pl.col("left") > 0)).sort(
            "dated_on", "id"
        )

    def apply(self, pairs: pl.DataFrame, source: str, reason: str = "", *, proposal: bool) -> None:
        """Add pairs (credit, debit, cents) as allocations and take them off what is left."""
        if not pairs.height:
            return
        dated = self.items.select("id", "dated_on", "letter")
        new = (
            pairs.join(dated, left_on="credit", right_on="id", how="left")
            .join(
                dated.drop("letter"),
                left_on="debit",
                right_on="id",
                how="left",
                suffix="_debit",
            )
            .select(
                "credit",
                "debit",
                "cents",
                on=pl.max_horizontal("dated_on", "dated_on_debit"),
                source=pl.lit(source),
                matching_code="letter",
                is_proposal=pl.lit(proposal),
                reason=pl.lit(reason),
                is_reversal=pl.lit(False),
            )
        )
        self.allocations = pl.concat([self.allocations, new.cast(pl.Schema(ALLOCATION))])
        self._take(pairs)

    def _take(self, pairs: pl.DataFrame) -> None:
        taken = (
            pl.concat([pairs.select("cents", id="credit"), pairs.select("cents", id="debit")])
            .group_by("id")
            .agg(taken=pl.col("cents").sum())
        )
        self.items = (
            self.items.join(taken, on="id", how="left", maintain_order="left")
            .with_columns(left=pl.col("left") - pl.col("taken").fill_null(0))
            .drop("taken")
        )


def settle(book: Book) -> Settlement:
    """Allocate the credits of the books to their debits, exercise after exercise."""
    items = book.lines.select(
        "id",
        "account",
        "customer",
        "cents",
        "kind",
        "number",
        "piece",
        "label",
        left=pl.col("cents").abs(),
        dated_on=item_day(),
        letter=pl.lit(""),
        stands_for_past=pl.lit(value=False),
    )
    state = Settlement(items, pl.DataFrame(schema=ALLOCATION))
    unlettered = [exercise for exercise in book.exercises if not _by_letter(state, exercise)]
    for exercise in unlettered:
        _by_proposal(state, exercise)
    _reopen_returned(state)
    return state


def item_day() -> pl.Expr:
    """The day a line exists from: documents from theirs, the rest from the day it was posted."""
    documents = (pl.col("cents") > 0) | pl.col("kind").is_in(["opening", "credit_note"])
    return pl.when(documents).then(pl.col("issued_on")).otherwise(pl.col("on"))


def _by_letter(state: Settlement, exercise: Exercise) -> bool:
    """What the lettering of one exercise says; False when it settles nothing."""
    before = state.allocations.height
    _read_letters(state, exercise)
    _close_past(state, exercise)
    lettered = pl.col("letter") != ""
    for pair in (equal_amounts, oldest_first):
        pairs = pair(state.debits(lettered), state.credits(lettered), GROUP)
        state.apply(pairs, "lettering", proposal=False)
    _on_opening(state)
    return state.allocations.height > before


def _read_letters(state: Settlement, exercise: Exercise) -> None:
    """Codes are those of the exercise: products use them again from one year to the next."""
    state.items = (
        state.items.drop("letter", "stands_for_past")
        .join(exercise.letters, on="id", how="left", maintain_order="left")
        .with_columns(
            pl.col("letter").fill_null(""),
            stands_for_past=pl.col("id").is_in(exercise.standing_for_past.implode()),
        )
    )


def _close_past(state: Settlement, exercise: Exercise) -> None:
    """What the opening says was settled between two files pays what was open before."""
    adjusting = pl.col("id").is_in(exercise.adjustments.implode())
    past = pl.col("id").is_in(exercise.past_unseen.implode())
    for debits, credits in ((past, adjusting), (adjusting, past)):
        pairs = oldest_first(state.debits(debits), state.credits(credits), CUSTOMER)
        state.apply(pairs, "lettering", PAST_REASON, proposal=False)


def _on_opening(state: Settlement) -> None:
    """Payments of last year's invoices, lettered alone because the opening is one total.

    They pay the opening line; where the invoices behind that total are known, they pay these.
    """
    past = pl.col("stands_for_past") & (pl.col("letter") == "")
    alone = (pl.col("letter") != "") & (pl.col("kind") != "opening")
    for pair in (equal_amounts, oldest_first):
        pairs = pair(state.debits(past), state.credits(alone), CUSTOMER)
        state.apply(pairs, "lettering", OPENING_REASON, proposal=False)


def _by_proposal(state: Settlement, exercise: Exercise) -> None:
    """No lettering at all: returned payments, then references, equal amounts, oldest first."""
    known = pl.col("id").is_in(exercise.members.implode())
    returns = state.debits(known & (pl.col("kind") == "return"))
    payments = state.credits(known & (pl.col("kind") == "payment"))
    state.apply(
        equal_amounts(returns, payments, CUSTOMER),
        "exact",
        RETURN_REASON,
        proposal=True,
    )
    pairs = _same_reference(state.debits(known), state.credits(known))
    state.apply(pairs, "exact", proposal=True)
    pairs = equal_amounts(state.debits(known), state.credits(known), CUSTOMER)
    state.apply(pairs, "amount", proposal=True)
    pairs = oldest_first(state.debits(known), state.credits(known), CUSTOMER)
    state.apply(pairs, "oldest", proposal=True)


def _same_reference(debits: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    """Credits that name the number of a debit of the same amount."""
    named = credits.select(
        "customer",
        "left",
        credit="id",
        number=pl.concat_list(
            pl.concat_list("piece"), pl.col("label").str.extract_all(TOKEN)
        ).list.unique(),
    ).explode("number")
    pairs = debits.select("customer", "left", "number", debit="id").join(
        named, on=["customer", "left", "number"]
    )
    return (
        pairs.sort("debit", "credit")
        .unique("debit", keep="first", maintain_order=True)
        .unique("credit", keep="first", maintain_order=True)
        .select("credit", "debit", cents="left")
    )


def equal_amounts(debits: pl.DataFrame, credits: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Pair equal amounts one to one within each group; a returned payment goes first."""
    keys = [*by, "left", "rank"]
    order = (pl.col("kind") != "return", pl.col("dated_on"), pl.col("id"))
    ranked = debits.sort(*order).with_columns(rank=pl.col("id").cum_count().over(*by, "left"))
    others = credits.with_columns(rank=pl.col("id").cum_count().over(*by, "left"))
    pairs = ranked.select(*keys, debit="id").join(others.select(*keys, credit="id"), on=keys)
    return pairs.select("credit", "debit", cents="left").sort("debit")


def oldest_first(debits: pl.DataFrame, credits: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Spread credits over debits in their order, within each group.

    Each side is laid end to end on a line of cents; where a credit and a debit overlap, that much
    of the one pays the other.
    """
    places = _places(debits, credits, by)
    if not places.height:
        return pl.DataFrame(
            schema={name: ALLOCATION[name] for name in ("credit", "debit", "cents")}
        )
    debit_ends = _ends(debits, places, by)
    credit_ends = _ends(credits, places, by)
    marks = pl.concat([debit_ends, credit_ends]).select("start", "shared", "end").unique()
    marks = marks.filter(pl.col("end") <= pl.col("start") + pl.col("shared")).sort("end")
    before = pl.max_horizontal(pl.col("end").shift(1, fill_value=0), pl.col("start"))
    return (
        marks.with_columns(cents=pl.col("end") - before)
        .join_asof(debit_ends.select("end", debit="id"), on="end", strategy="forward")
        .join_asof(credit_ends.select("end", credit="id"), on="end", strategy="forward")
        .select("credit", "debit", "cents")
    )


def _places(debits: pl.DataFrame, credits: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Where each group starts on the line of cents, and how much its two sides share."""
    totals = debits.group_by(by).agg(owed=pl.col("left").sum())
    totals = totals.join(credits.group_by(by).agg(paid=pl.col("left").sum()), on=by)
    room = pl.max_horizontal("owed", "paid")
    return totals.sort(by).select(
        *by, start=room.cum_sum() - room, shared=pl.min_horizontal("owed", "paid")
    )


def _ends(side: pl.DataFrame, places: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Where each amount ends on the line of cents."""
    placed = side.select("id", "left", *by).join(places, on=by, maintain_order="left")
    return placed.select(
        "id", "start", "shared", end=pl.col("start") + pl.col("left").cum_sum().over(by)
    ).sort("end")


def _reopen_returned(state: Settlement) -> None:
    """A returned payment that nothing settles: the payment it undoes stops paying its invoices."""
    returns = state.items.filter(
        (pl.col("kind") == "return") & (pl.col("cents") > 0) & (pl.col("left") == pl.col("cents"))
    )
    if not returns.height:
        return
    settling_returns = state.allocations.join(
        state.items.filter(pl.col("kind") == "return").select(debit="id"), on="debit"
    )
    payments = state.items.filter((pl.col("kind") == "payment") & (pl.col("cents") < 0)).join(
        settling_returns, left_on="id", right_on="credit", how="anti"
    )
    pairs = _latest_payment_before(returns, payments)
    undone = state.allocations.join(
        pairs.select("credit", returned_on="dated_on"), on="credit", how="inner"
    )
    reversals = undone.with_columns(
        cents=-pl.col("cents"),
        on=pl.max_horizontal("on", "returned_on"),
        source=pl.lit("reversal"),
        reason=pl.lit(RETURN_REASON),
        is_reversal=pl.lit(True),
    ).drop("returned_on")
    state.allocations = pl.concat([state.allocations, reversals])
    state._take(reversals)
    state.apply(pairs.select("credit", "debit", "cents"), "exact", RETURN_REASON, proposal=False)


def _latest_payment_before(returns: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """For each return, the latest payment of that amount on or before it; each payment once."""
    candidates = returns.select("customer", "cents", "dated_on", debit="id").join(
        payments.select("customer", cents=-pl.col("cents"), paid_on="dated_on", credit="id"),
        on=["customer", "cents"],
    )
    return (
        candidates.filter(pl.col("paid_on") <= pl.col("dated_on"))
        .sort("paid_on", "credit", descending=True)
        .unique("debit", keep="first", maintain_order=True)
        .unique("credit", keep="first", maintain_order=True)
    )
