"""Rows to movements: text fields become days, whole cents and account numbers, in bulk.

A line that cannot be read is refused with its reason; a missing posting day is taken from the
document's day and said.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from encaisse.imports.fec import values
from encaisse.imports.fec.rows import Rows

CUSTOMER_ACCOUNT = "411"
PLAIN_AMOUNT = r"^[0-9]{1,13}[,.][0-9]{2}$"


@dataclass(slots=True)
class Movements:
    """Every accounting line of a file, typed.

    ``frame``: line, journal, journal_name, num, on, account, cents (debit positive), and the text
    fields that only customers' lines need, still raw.
    """

    frame: pl.DataFrame
    refused: list[tuple[int, str]] = field(default_factory=list)
    refused_customer_lines: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def movements_of(rows: Rows) -> Movements:
    """Type the rows; the refused lines of ``rows`` are carried over."""
    frame = rows.frame.with_columns(
        cents=_cents(rows.frame),
        on=_mapped(rows.frame["EcritureDate"], values.day, pl.Date()),
        account=_clean(rows.frame["CompteNum"]),
        journal=_clean(rows.frame["JournalCode"]),
        journal_name=_clean(rows.frame["JournalLib"]),
        num=_clean(rows.frame["EcritureNum"]),
    )
    result = Movements(frame, refused=list(rows.refused))
    _refuse_amounts(result)
    _complete_days(result)
    result.refused_customer_lines += [
        line for line, text in rows.refused_text.items() if CUSTOMER_ACCOUNT in text
    ]
    result.refused.sort()
    return result


def _clean(column: pl.Series) -> pl.Series:
    """A text column without padding nor ``b'…'``."""
    bare = column.str.strip_chars(" \t\u00a0\u202f")
    if not bare.str.starts_with("b'").any() and not bare.str.starts_with('b"').any():
        return bare
    return _mapped(bare, values.cell, pl.String())


def clean(frame: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """The frame with text columns cleaned under new names (new → old)."""
    return frame.with_columns(**{new: _clean(frame[old]) for new, old in names.items()})


def days(frame: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """The frame with day columns typed under new names (new → old)."""
    return frame.with_columns(
        **{new: _mapped(frame[old], values.day, pl.Date()) for new, old in names.items()}
    )


def _mapped(column: pl.Series, read: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """Each distinct text read once; an empty column has the type too."""
    if column.is_empty():
        return pl.Series(column.name, [], dtype=dtype)
    distinct = column.unique()
    found = pl.Series("new", [read(text) for text in distinct.to_list()], dtype=dtype)
    return column.replace_strict(distinct, found, return_dtype=dtype)


def _cents(frame: pl.DataFrame) -> pl.Series:
    """Debit − credit, or the amount with its direction; null when unreadable."""
    debit, credit = _amounts(frame["Debit"]), _amounts(frame["Credit"])
    if not (frame["Montant"] != "").any():
        return debit - credit
    sign = _mapped(frame["Sens"], values.direction, pl.Int64())
    signed = _amounts(frame["Montant"]) * sign
    stated = frame["Montant"].str.strip_chars() != ""
    return pl.select(pl.when(stated).then(signed).otherwise(debit - credit)).to_series()


def _amounts(column: pl.Series) -> pl.Series:
    """Whole cents: the usual spelling in bulk, the others one by one, to the same result."""
    plain = column.str.contains(PLAIN_AMOUNT)
    usual = pl.when(plain).then(column.str.replace(r"[,.]", "")).otherwise(None)
    bulk = pl.select(usual.cast(pl.Int64)).to_series()
    if plain.all():
        return bulk
    others = column.filter(~plain).unique()
    found = pl.Series([values.cents(text) for text in others.to_list()], dtype=pl.Int64)
    mapped = column.replace_strict(others, found, default=None, return_dtype=pl.Int64)
    return pl.select(pl.when(plain).then(bulk).otherwise(mapped)).to_series()


def _refuse_amounts(result: Movements) -> None:
    """Lines whose amount is no amount leave the frame, with the words found."""
    bad = result.frame.filter(pl.col("cents").is_null())
    if not bad.height:
        return
    for row in bad.iter_rows(named=True):
        words = " ".join(row[name] for name in ("Debit", "Credit", "Montant", "Sens")).strip()
        result.refused.append((row["line"], f"Montant illisible : « {words[:60]} »."))
        if row["account"].startswith(CUSTOMER_ACCOUNT):
            result.refused_customer_lines.append(row["line"])
    result.frame = result.frame.filter(pl.col("cents").is_not_null())


def _complete_days(result: Movements) -> None:
    """A posting day missing or impossible: the document's day, else the day of the line above."""
    missing = result.frame["on"].null_count()
    if not missing:
        return
    frame = days(result.frame, {"document_on": "PieceDate"})
    frame = frame.with_columns(
        on=pl.coalesce("on", "document_on").forward_fill().backward_fill()
    ).drop("document_on")
    if frame["on"].null_count():
        unread = frame.filter(pl.col("on").is_null())["line"].to_list()
        result.refused += [(line, "Date d'écriture illisible.") for line in unread]
        result.refused_customer_lines += unread
        frame = frame.filter(pl.col("on").is_not_null())
    else:
        result.warnings.append(
            f"{missing} lignes sans date d'écriture lisible : date de pièce ou de la ligne voisine."
        )
    result.frame = frame


def first_and_last(frame: pl.DataFrame) -> tuple[date, date]:
    """The first and the last posting day of a frame that has lines."""
    first, last = frame["on"].min(), frame["on"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    return first, last
