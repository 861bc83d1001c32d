"""The lines on customer accounts, in the form that lettering and the ledger use.

Each line has a ``key`` made of what it says (entry, customer, amount, and a rank among equals), so
that the same line of two exports of the same books is recognised whatever the file.
"""

from collections.abc import Callable
from datetime import date
from hashlib import blake2b

import polars as pl

from encaisse.imports.fec import customers
from encaisse.imports.fec.movements import clean, days

KEY_MAX = 200
DOCUMENT_YEARS_MAX = 10
LABEL_MAX = 250
NUMBER_MAX = 120
NO_LETTER = "0-.* "
NUMBER_IN_LABEL = r"\b([A-Za-z]{1,5}[-_.]?\d[\w/-]{2,}|\d{4,}(?:-\d+)*)\b"
SCHEMA = {
    "line": pl.Int64(),
    "entry_key": pl.String(),
    "key": pl.String(),
    "account": pl.String(),
    "customer": pl.String(),
    "customer_name": pl.String(),
    "is_pseudo": pl.Boolean(),
    "kind": pl.String(),
    "on": pl.Date(),
    "piece": pl.String(),
    "document_on": pl.Date(),
    "issued_on": pl.Date(),
    "number": pl.String(),
    "label": pl.String(),
    "cents": pl.Int64(),
    "letter": pl.String(),
    "letter_on": pl.Date(),
    "due_on": pl.Date(),
    "is_aggregate": pl.Boolean(),
}


def lines_of(found: pl.DataFrame, last_on: date) -> pl.DataFrame:
    """The lines on 411, with customers, keys, document numbers and dates."""
    frame = clean(found, {"piece": "PieceRef", "letter": "EcritureLet"})
    frame = days(
        frame,
        {"document_on": "PieceDate", "letter_on": "DateLet", "due_on": "DateEcheance"},
    )
    frame = _with_customers(frame)
    frame = frame.with_columns(
        entry_key=_entry_key(),
        letter=pl.when(pl.col("letter").str.strip_chars(NO_LETTER) == "")
        .then(pl.lit(""))
        .otherwise(pl.col("letter").str.slice(0, 20)),
        issued_on=pl.when(_document_day_is_sound(last_on))
        .then(pl.col("document_on"))
        .otherwise(pl.col("on")),
        label=pl.col("label").str.slice(0, LABEL_MAX),
    )
    frame = frame.with_columns(key=_line_key(), number=_number())
    frame = frame.with_columns(_fitting(frame["key"]))
    return frame.with_columns(is_aggregate=_is_aggregate()).select(
        pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()
    )


def sides_of(found: pl.DataFrame) -> pl.DataFrame:
    """Balances per customer of the accounts kept apart: bills, doubtful, unbilled, advances."""
    frame = _with_customers(found)
    side = pl.col("account").str.slice(0, 3).replace({"419": "4191"})
    return (
        frame.group_by("customer", side=side)
        .agg(
            pl.col("customer_name").last(),
            pl.col("is_pseudo").last(),
            balance_cents=pl.col("cents").sum(),
            on=pl.col("on").max(),
        )
        .sort("customer", "side")
    )


def _with_customers(found: pl.DataFrame) -> pl.DataFrame:
    """Each distinct account read once."""
    frame = clean(
        found,
        {"aux": "CompAuxNum", "aux_name": "CompAuxLib", "account_name": "CompteLib"},
    )
    by_aux = _read_customers(frame, ["aux", "aux_name"], customers.of_subledger)
    by_account = _read_customers(frame, ["account", "account_name"], customers.of_account)
    named = pl.concat([by_aux, by_account], how="horizontal")
    has_aux = frame["aux"] != ""
    return frame.with_columns(
        named.select(
            pl.when(has_aux)
            .then(pl.col(f"{name}_aux"))
            .otherwise(pl.col(f"{name}_account"))
            .alias(name)
            for name in ("customer", "customer_name", "is_pseudo")
        )
    )


def _read_customers(
    frame: pl.DataFrame,
    fields: list[str],
    read: Callable[[str, str], tuple[str, str, bool]],
) -> pl.DataFrame:
    """Code, name and "is pseudo" for each line, under names that end with the first field."""
    distinct = frame.select(fields).unique()
    found = [read(*row) for row in distinct.iter_rows()]
    names = [f"{name}_{fields[0]}" for name in ("customer", "customer_name", "is_pseudo")]
    known = distinct.with_columns(
        pl.DataFrame(
            found,
            schema=dict(zip(names, (pl.String, pl.String, pl.Boolean), strict=True)),
            orient="row",
        )
    )
    return (
        frame.select(fields).join(known, on=fields, how="left", maintain_order="left").select(names)
    )


def _document_day_is_sound(last_on: date) -> pl.Expr:
    """A document is not dated after the books, nor ten years before its entry."""
    known = pl.col("document_on")
    oldest = pl.col("on").dt.offset_by(f"-{DOCUMENT_YEARS_MAX}y")
    return known.is_not_null() & (known <= last_on) & (known > oldest)


def _entry_key() -> pl.Expr:
    parts = [pl.lit("fec"), "journal", "num", pl.col("entry_on").dt.strftime("%Y%m%d")]
    key = pl.concat_str(parts, separator="|")
    return pl.when(pl.col("part") == "").then(key).otherwise(key + "|" + pl.col("part"))


def _line_key() -> pl.Expr:
    """What the line says; a rank tells apart equal lines of one entry."""
    said = pl.concat_str(["entry_key", "customer", "cents"], separator="|")
    rank = pl.col("line").cum_count().over("entry_key", "customer", "account", "cents")
    return pl.when(rank == 1).then(said).otherwise(said + "|" + rank.cast(pl.String))


def _fitting(keys: pl.Series) -> pl.Series:
    """Keys too long for their column keep their beginning and a digest of the whole."""
    if not (keys.str.len_chars() > KEY_MAX).any():
        return keys
    return pl.Series(keys.name, [_short(key) for key in keys.to_list()])


def _short(key: str) -> str:
    if len(key) <= KEY_MAX:
        return key
    return f"{key[: KEY_MAX - 25]}#{blake2b(key.encode(), digest_size=12).hexdigest()}"


def _number() -> pl.Expr:
    """PieceRef when it is a number that this customer's other entries do not bear; else a number
    in the label; else the entry's number."""
    piece = pl.col("piece")
    documents = pl.col("kind").is_in(["invoice", "credit_note"])
    entries = pl.col("entry_key").n_unique().over("customer", "piece", "kind")
    sound = piece.str.contains(r"\d") & ((entries == 1) | ~documents)
    in_label = pl.col("label").str.extract(NUMBER_IN_LABEL)
    return (
        pl.when(sound)
        .then(piece)
        .otherwise(
            pl.coalesce(
                in_label,
                pl.when(pl.col("num").str.strip_chars("0") != "").then(pl.col("num")),
                pl.when(piece.str.strip_chars("-. ") != "").then(piece),
                pl.concat_str([pl.col("journal"), pl.col("on").dt.strftime(" %d/%m/%Y")]),
            )
        )
        .str.slice(0, NUMBER_MAX)
    )


def _is_aggregate() -> pl.Expr:
    """One opening line for all that the customer owed: alone, and without a day of its own."""
    opening = (pl.col("kind") == "opening") & (pl.col("cents") > 0)
    alone = opening.sum().over("customer", "account", "on") == 1
    undated = pl.col("document_on").is_null() | (pl.col("document_on") >= pl.col("on"))
    return opening & alone & undated
