"""From the books to the ledger: invoices, receivables, credits, allocations, and their check."""

from dataclasses import dataclass

import polars as pl

from encaisse.imports.fec import due_days, lettering
from encaisse.imports.fec.books import Book
from encaisse.imports.fec.due_days import Terms


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who owes what, and why.

    ``invoices``: key, customer, kind, number, issued_on, label, total_cents.
    ``receivables``: key, invoice_key, customer, face_cents, open_cents, due_on, due_source,
    due_estimated. ``credits``: key, customer, kind, reference, on, face_cents, open_cents, label.
    ``allocations``: credit_key, receivable_key, cents, on, source, matching_code, is_proposal,
    reason, is_reversal. ``aliases``: key, also (the other keys of the same item).
    """

    customers: pl.DataFrame
    invoices: pl.DataFrame
    receivables: pl.DataFrame
    credits: pl.DataFrame
    allocations: pl.DataFrame
    aliases: pl.DataFrame
    balances: pl.DataFrame
    warnings: list[str]

    @property
    def found_cents(self) -> int:
        """Σ open − Σ unallocated, from the receivables and credits themselves."""
        return total_of(self.receivables, "open_cents") - total_of(self.credits, "open_cents")


def total_of(frame: pl.DataFrame, name: str) -> int:
    """The sum of a column of cents."""
    return int(frame.select(pl.col(name).sum()).item())


def settle(book: Book, terms: Terms) -> Ledger:
    """The ledger that the books make."""
    state = lettering.settle(book)
    lines = book.lines.join(state.items.select("id", "left"), on="id", maintain_order="left")
    debits = _with_invoices(lines.filter(pl.col("cents") > 0))
    credits = lines.filter(pl.col("cents") < 0)
    return Ledger(
        customers=_customers(lines),
        invoices=_invoices(debits),
        receivables=_receivables(due_days.dated(debits, credits, state.allocations, terms)),
        credits=_credits(credits),
        allocations=_allocations(state.allocations, lines),
        aliases=_aliases(book),
        balances=lines.group_by("customer").agg(balance_cents=pl.col("cents").sum()),
        warnings=_warnings(book, lines),
    )


def _customers(lines: pl.DataFrame) -> pl.DataFrame:
    """Each customer once, under its latest name."""
    return (
        lines.sort("on", "id")
        .group_by("customer", maintain_order=True)
        .agg(pl.col("customer_name").last(), pl.col("is_pseudo").last())
        .select(code="customer", name="customer_name", is_pseudo="is_pseudo")
        .sort("code")
    )


def _with_invoices(debits: pl.DataFrame) -> pl.DataFrame:
    """Debits with the key of their invoice: instalments of one number in one entry go together; an
    opening has one entry per line, so the number and the day tell."""
    is_opening = pl.col("kind") == "opening"
    entry = pl.when(is_opening).then(pl.col("issued_on").cast(pl.String)).otherwise("entry_key")
    together = ["customer", "kind", "number", entry]
    return debits.sort("id").with_columns(invoice_key=pl.col("key").first().over(together))


def _invoices(debits: pl.DataFrame) -> pl.DataFrame:
    return debits.group_by("invoice_key", maintain_order=True).agg(
        pl.col("customer", "kind", "number", "issued_on", "label").first(),
        total_cents=pl.col("cents").sum(),
    )


def _receivables(debits: pl.DataFrame) -> pl.DataFrame:
    return debits.select(
        "key",
        "invoice_key",
        "customer",
        "due_on",
        "due_source",
        "due_estimated",
        face_cents="cents",
        open_cents="left",
    )


def _credits(credits: pl.DataFrame) -> pl.DataFrame:
    words = pl.when(pl.col("kind").is_in(["credit_note", "opening"]) | (pl.col("piece") == ""))
    return credits.select(
        "key",
        "customer",
        "kind",
        "label",
        reference=words.then(pl.col("number")).otherwise(pl.col("piece").str.slice(0, 120)),
        on=lettering.item_day(),
        face_cents=-pl.col("cents"),
        open_cents="left",
    )


def _allocations(allocations: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    keys = lines.select("id", "key")
    return (
        allocations.join(
            keys.rename({"key": "credit_key"}),
            left_on="credit",
            right_on="id",
            maintain_order="left",
        )
        .join(
            keys.rename({"key": "receivable_key"}),
            left_on="debit",
            right_on="id",
            maintain_order="left",
        )
        .drop("credit", "debit")
    )


def _aliases(book: Book) -> pl.DataFrame:
    """Every other key under which a line of the books is known."""
    own = book.lines.select("id", main="key")
    return (
        book.aliases.join(own, on="id")
        .filter(pl.col("key") != pl.col("main"))
        .select(key="main", also="key")
    )


def _warnings(book: Book, lines: pl.DataFrame) -> list[str]:
    """What the lettering of the latest exercise does not settle."""
    if not book.exercises:
        return []
    groups = (
        lines.drop("letter")
        .join(book.exercises[-1].letters, on="id")
        .group_by(lettering.GROUP)
        .agg(
            pl.col("cents").sum(),
            debits=(pl.col("cents") > 0).sum(),
            credits=(pl.col("cents") < 0).sum(),
        )
    )
    wrong = groups.filter(pl.col("cents") != 0)
    later = wrong.filter(pl.col("credits") == 0).height
    alone = wrong.filter(pl.col("debits") == 0).height
    partial = wrong.height - later - alone
    found = (
        (partial, "groupes lettrés ne s'équilibrent pas : le reste demeure dû."),
        (
            later,
            "groupes de factures lettrées seules : réglées après cet export, encore dues ici.",
        ),
        (
            alone,
            "groupes de règlements lettrés seuls : imputés sur l'ouverture s'il y en a une.",
        ),
    )
    return [f"{count} {words}" for count, words in found if count]
