"""The books: the customer lines of any number of FECs of one company, each line once.

Three repetitions are recognised, in whatever order the files came:

- exports of the same exercise (each month's file repeats the months before): the newest says what a
  line is and how it is lettered; lines that it dropped are gone;
- the opening of an exercise whose past is known, in detail: the same items under another entry;
- the same opening as one total per customer: it adds nothing to the items it stands for.

Where the opening and the known past differ (a year is missing between two files), a line of
adjustment makes up the difference, so that the balance is always that of the latest books.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from encaisse.imports.fec.lines import SCHEMA

SAME_ITEM = (
    ["customer", "cents", "number", "issued_on"],
    ["customer", "cents", "piece", "issued_on"],
    ["customer", "cents", "number"],
)
ADJUSTMENT_LABEL = "Écart entre l'ouverture et les exercices précédents"
ID = pl.UInt32()


@dataclass(slots=True)
class Exercise:
    """What one exercise says of the items of the books (by ``id``).

    ``letters``: id, letter. ``standing_for_past``: the opening total, or the items it stands for.
    ``adjustments``: lines made here; ``past_unseen``: older items that its opening does not list.
    """

    letters: pl.DataFrame
    members: pl.Series
    standing_for_past: pl.Series
    adjustments: pl.Series
    past_unseen: pl.Series


@dataclass(slots=True)
class Book:
    """``lines``: ``lines.SCHEMA`` plus ``id``; ``aliases``: id, key (every key of each item)."""

    lines: pl.DataFrame
    aliases: pl.DataFrame
    exercises: list[Exercise] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Period:
    """The customer lines of one file and the days it covers."""

    lines: pl.DataFrame
    first_on: date
    last_on: date


def merge(files: Sequence[Period]) -> Book:
    """The books that these files make together; their order does not matter."""
    book = Book(
        pl.DataFrame(schema={**SCHEMA, "id": ID}),
        pl.DataFrame(schema={"id": ID, "key": pl.String}),
    )
    for lines in _exercises(files):
        _add(book, lines)
    return book


def _exercises(files: Sequence[Period]) -> list[pl.DataFrame]:
    """One frame per exercise, oldest first; exports of the same exercise are joined."""
    ordered = sorted(files, key=lambda file: (file.last_on, file.first_on, file.lines.height))
    exercises: list[Period] = []
    for file in ordered:
        for index, known in enumerate(exercises):
            if _same_exercise(known, file):
                exercises[index] = _newer(known, file)
                break
        else:
            exercises.append(file)
    exercises.sort(key=lambda exercise: (exercise.first_on, exercise.last_on))
    return [exercise.lines for exercise in exercises]


def _same_exercise(known: Period, file: Period) -> bool:
    """Two exports of one exercise have entries in common."""
    return bool(known.lines["key"].is_in(file.lines["key"].implode()).any())


def _newer(known: Period, file: Period) -> Period:
    """The newer file says all of the days that it covers; older days are kept."""
    before = known.lines.filter(
        ~pl.col("key").is_in(file.lines["key"].implode())
        & ~pl.col("on").is_between(file.first_on, file.last_on)
    )
    return Period(
        pl.concat([before, file.lines]),
        min(known.first_on, file.first_on),
        max(known.last_on, file.last_on),
    )


def _add(book: Book, lines: pl.DataFrame) -> None:
    """Add one exercise to the books."""
    opening = lines.filter(pl.col("kind") == "opening")
    past = book.lines
    if not past.height or not opening.height:
        _append(book, lines, opening.clear(), past["id"], past["id"])
        return
    matches = _same_items(opening, past)
    unmatched = opening.join(matches, on="key", how="anti", maintain_order="left")
    kept, adjustments = _reconcile(opening, unmatched, past)
    others = lines.filter(pl.col("kind") != "opening")
    new = pl.concat([kept, others])
    dropped = unmatched.join(kept, on="key", how="anti")
    seen = matches["id"]
    unseen = past.filter(~pl.col("id").is_in(seen.implode()))
    standing = unseen.join(dropped.select("customer").unique(), on="customer", how="semi")
    _append(book, new, adjustments, standing["id"], unseen["id"])
    _alias(book, matches, opening)


def _append(
    book: Book,
    new: pl.DataFrame,
    adjustments: pl.DataFrame,
    standing: pl.Series,
    unseen: pl.Series,
) -> None:
    """Number the new lines, remember their letters."""
    start = book.lines.height
    numbered = _numbered(pl.concat([new, adjustments.select(new.columns)]), start)
    adjusting = numbered.filter(pl.col("id") >= start + new.height)
    totals = numbered.filter(pl.col("is_aggregate"))
    book.lines = pl.concat([book.lines, numbered])
    book.aliases = pl.concat([book.aliases, numbered.select("id", "key")])
    exercise = Exercise(
        letters=numbered.filter(pl.col("letter") != "").select("id", "letter"),
        members=pl.concat([numbered["id"], unseen]),
        standing_for_past=pl.concat([totals["id"], standing, adjusting["id"]]),
        adjustments=adjusting["id"],
        past_unseen=unseen,
    )
    book.exercises.append(exercise)


def _alias(book: Book, matches: pl.DataFrame, opening: pl.DataFrame) -> None:
    """Opening lines that repeat known items: other keys and letters of those items."""
    book.aliases = pl.concat([book.aliases, matches.select("id", "key")])
    repeated = matches.join(opening.select("key", "letter"), on="key")
    exercise = book.exercises[-1]
    exercise.letters = pl.concat(
        [
            exercise.letters,
            repeated.filter(pl.col("letter") != "").select("id", "letter"),
        ]
    )
    exercise.members = pl.concat([exercise.members, repeated["id"]])


def _numbered(lines: pl.DataFrame, start: int) -> pl.DataFrame:
    return lines.with_columns(
        id=pl.int_range(start, start + lines.height, dtype=pl.UInt32, eager=True)
    ).select(*SCHEMA, "id")


def _same_items(opening: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Opening lines (key) and the past items (id) that they repeat, one to one."""
    found = pl.DataFrame(schema={"key": pl.String, "id": ID})
    for fields in SAME_ITEM:
        left = _ranked(opening.join(found, on="key", how="anti", maintain_order="left"), fields)
        right = _ranked(past.join(found, on="id", how="anti", maintain_order="left"), fields)
        named = left.filter(pl.col(fields[2]).str.contains(r"\d"))
        pairs = named.join(right.select(*fields, "rank", "id"), on=[*fields, "rank"])
        found = pl.concat([found, pairs.select("key", "id")])
    return found


def _ranked(lines: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    return lines.with_columns(rank=pl.col("key").cum_count().over(fields))


def _reconcile(
    opening: pl.DataFrame, unmatched: pl.DataFrame, past: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The opening lines to add as new items, and the adjustments, so that each customer's balance
    is what the opening says."""
    balances = _per_customer(opening, "opening").join(
        _per_customer(past, "past"), on="customer", how="full", coalesce=True
    )
    balances = balances.join(_per_customer(unmatched, "new"), on="customer", how="left")
    balances = balances.with_columns(
        pl.col("opening_cents", "past_cents", "new_cents", "new_count", "opening_count").fill_null(
            0
        )
    ).with_columns(gap=pl.col("opening_cents") - pl.col("past_cents"))
    is_total = (pl.col("new_count") == 1) & (pl.col("opening_count") == 1) & pl.col("new_undated")
    adds = (pl.col("gap") != 0) & ~(is_total & (pl.col("past_cents") != 0)).fill_null(value=False)
    balances = balances.with_columns(adds=adds)
    kept = unmatched.join(balances.filter("adds"), on="customer", how="semi", maintain_order="left")
    added = pl.when("adds").then(pl.col("new_cents")).otherwise(0)
    rest = balances.select("customer", cents=pl.col("gap") - added).filter(pl.col("cents") != 0)
    return kept, _adjustments(rest, opening, past)


def _per_customer(lines: pl.DataFrame, name: str) -> pl.DataFrame:
    return lines.group_by("customer").agg(
        pl.col("cents").sum().alias(f"{name}_cents"),
        pl.len().alias(f"{name}_count"),
        (pl.col("document_on").is_null() | (pl.col("document_on") >= pl.col("on")))
        .all()
        .alias(f"{name}_undated"),
    )


def _adjustments(rest: pl.DataFrame, opening: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """One line per customer whose opening is not what the past adds up to."""
    day: date = opening["on"].sort().to_list()[0]
    known = pl.concat([past.select(opening.columns), opening]).unique("customer", keep="last")
    accounts = known.select("customer", "customer_name", "is_pseudo", "account")
    entry = pl.concat_str([pl.lit(f"fec|ouverture|{day:%Y%m%d}|"), pl.col("customer")])
    made = rest.sort("customer").join(accounts, on="customer", maintain_order="left")
    return made.with_columns(
        entry_key=entry,
        key=entry + "|" + pl.col("cents").cast(pl.String),
        line=pl.lit(0),
        kind=pl.lit("opening"),
        on=pl.lit(day),
        issued_on=pl.lit(day),
        number=pl.lit(f"Ouverture {day:%d/%m/%Y}"),
        label=pl.lit(ADJUSTMENT_LABEL),
        is_aggregate=pl.lit(value=False),
        piece=pl.lit(""),
        letter=pl.lit(""),
        document_on=pl.lit(None),
        letter_on=pl.lit(None),
        due_on=pl.lit(None),
    ).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
