"""Reading FECs in tests: files in, ledger out, and what the life says should be open."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from encaisse.imports.fec.books import Period, merge
from encaisse.imports.fec.due_days import Terms
from encaisse.imports.fec.ledger import Ledger, settle
from encaisse.imports.fec.reading import FecFile, read_fec
from encaisse.law.payment_terms import PaymentTerms, Rule
from tests.imports.maker import Life, Row, balance, text_of

TERMS = Terms(PaymentTerms.at(Rule(30)), cap_days=60)


def ledger_of(*files: FecFile | Sequence[Row], terms: Terms = TERMS) -> Ledger:
    """The ledger of some files, read if they are rows."""
    read = [file if isinstance(file, FecFile) else read_rows(file) for file in files]
    return settle(merge([Period(file.lines, file.first_on, file.last_on) for file in read]), terms)


def read_rows(rows: Sequence[Row]) -> FecFile:
    """Read rows as the text file that they make."""
    return read_fec(text_of(rows).encode())


def open_by_number(ledger: Ledger) -> dict[tuple[str, str], int]:
    """What is open of each invoice; credit notes count below zero; nothing open is left out."""
    debits = ledger.receivables.join(
        ledger.invoices.select("invoice_key", "number"), on="invoice_key"
    )
    credits = ledger.credits.select(
        "customer", number="reference", open_cents=-pl.col("open_cents")
    )
    both = pl.concat([debits.select("customer", "number", "open_cents"), credits])
    sums = both.group_by("customer", "number").agg(pl.col("open_cents").sum())
    return {(code, number): cents for code, number, cents in sums.rows() if cents}


def open_in(life: Life, day: date) -> dict[tuple[str, str], int]:
    """What is really open of each document at the end of a day."""
    found: dict[tuple[str, str], int] = {}
    for item in life.items:
        if item.on <= day:
            sign = 1 if item.cents > 0 else -1
            key = (item.customer, item.number)
            found[key] = found.get(key, 0) + sign * item.open_on(day, life)
    return {key: cents for key, cents in found.items() if cents}


def balances(ledger: Ledger) -> dict[str, int]:
    """Σ open − Σ unallocated per customer, from receivables and credits; zeros left out."""
    both = pl.concat(
        [
            ledger.receivables.select("customer", cents="open_cents"),
            ledger.credits.select("customer", cents=-pl.col("open_cents")),
        ]
    )
    sums = both.group_by("customer").agg(pl.col("cents").sum())
    return {code: cents for code, cents in sums.rows() if cents}


def balances_in(life: Life, day: date) -> dict[str, int]:
    """What the 411 accounts really say at the end of a day; zeros left out."""
    codes = {item.customer for item in life.items}
    found = {code: balance(life, code, day) for code in codes}
    return {code: cents for code, cents in found.items() if cents}
