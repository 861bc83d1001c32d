"""Movements to entries: which lines belong together, and what each customer line means.

The key of an entry is (journal, number, day). Where numbers are absent or useless, lines go by
journal, day and document; where that does not balance, consecutive lines until the running total
is zero (formats.md §2.4).
"""

import polars as pl

from encaisse.imports.fec import kinds
from encaisse.imports.fec.kinds import Contra
from encaisse.imports.fec.movements import clean, first_and_last

USELESS_SHARE = 0.5
SIDE_ACCOUNTS = ("413", "416", "418", "4191")
ENTRY = ["journal", "num", "entry_on", "part"]
SHOWN_MAX = 5


def with_entries(frame: pl.DataFrame) -> pl.DataFrame:
    """The movements with ``entry_on`` and ``part``: with journal and num, they tell the entry."""
    keyed = frame.with_columns(entry_on=pl.col("on"), part=pl.lit(""))
    unbalanced = _balance(keyed) != 0
    if not unbalanced.any():
        return keyed
    if _numbers_are_useless(keyed, unbalanced):
        return _by_document(keyed)
    keyed = _over_several_days(keyed, unbalanced)
    return _zero_numbers(keyed)


def _balance(frame: pl.DataFrame) -> pl.Series:
    return frame.select(pl.col("cents").sum().over(ENTRY)).to_series()


def _numbers_are_useless(frame: pl.DataFrame, unbalanced: pl.Series) -> bool:
    """One number for all, or numbers that do not gather lines into balanced entries."""
    constant = frame["num"].n_unique() == 1
    share = unbalanced.sum() / frame.height
    return constant or share > USELESS_SHARE


def _over_several_days(frame: pl.DataFrame, unbalanced: pl.Series) -> pl.DataFrame:
    """An entry whose lines bear several days is one entry when that balances it."""
    keys = ["journal", "num"]
    whole = (pl.col("cents").sum().over(keys) == 0) & (pl.col("num").str.strip_chars("0") != "")
    return frame.with_columns(
        entry_on=pl.when(unbalanced & whole)
        .then(pl.col("on").min().over(keys))
        .otherwise(pl.col("entry_on"))
    )


def _zero_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Lines numbered 0 or not at all, in a file that numbers the others, go by document."""
    useless = (pl.col("num").str.strip_chars("0") == "") & (pl.col("cents").sum().over(ENTRY) != 0)
    split = frame.filter(useless)
    if not split.height:
        return frame
    return pl.concat([frame.filter(~useless), _by_document(split)]).sort("line")


def _by_document(frame: pl.DataFrame) -> pl.DataFrame:
    """Entries by journal, day and document, then by consecutive lines that add up to zero."""
    frame = clean(frame, {"document": "PieceRef"})
    place = ["journal", "entry_on", "document"]
    balanced = frame.select(pl.col("cents").sum().over(place) == 0).to_series()
    by_document = _runs(frame.filter(balanced), place, pl.col("document"))
    consecutive = _runs(frame.filter(~balanced), ["journal"], pl.lit("~"))
    if consecutive.height:
        consecutive = _on_first_day_of_run(consecutive)
    return pl.concat([by_document, consecutive]).sort("line").drop("document")


def _runs(frame: pl.DataFrame, place: list[str], name: pl.Expr) -> pl.DataFrame:
    """Number the runs of consecutive lines whose total is zero, within each place."""
    before = pl.col("cents").cum_sum().over(place) - pl.col("cents")
    run = (before == 0).cast(pl.Int32).cum_sum().over(place)
    return frame.with_columns(part=pl.concat_str([name, run.cast(pl.String)], separator="·"))


def _on_first_day_of_run(frame: pl.DataFrame) -> pl.DataFrame:
    """A run is dated by its first line and numbered within that day, so that lines added later
    in the year do not rename it."""
    run = ["journal", "part"]
    frame = frame.with_columns(entry_on=pl.col("on").first().over(run))
    rank = pl.col("part").rank("dense").over("journal", "entry_on").cast(pl.String)
    return frame.with_columns(part=pl.concat_str([pl.lit("~"), rank]))


def with_families(frame: pl.DataFrame) -> pl.DataFrame:
    """Each movement with the family of its account, read once per account."""
    accounts = frame.select(pl.col("account").unique())
    families = [int(kinds.family(account)) for account in accounts["account"].to_list()]
    family = pl.col("account").replace_strict(accounts["account"], pl.Series(families))
    is_bank = family == int(Contra.BANK_IN)
    money_out = is_bank & (pl.col("cents") < 0)
    return frame.with_columns(
        family=pl.when(money_out).then(pl.lit(int(Contra.BANK_OUT))).otherwise(family)
    )


def entry_facts(frame: pl.DataFrame) -> pl.DataFrame:
    """Of each entry: the families of accounts met, the balance, the first line."""
    return frame.group_by(ENTRY).agg(
        contra=pl.col("family").bitwise_or(),
        balance=pl.col("cents").sum(),
        line=pl.col("line").min(),
    )


def customer_lines(frame: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The lines on customer accounts (411, and those kept apart) with their kind."""
    wanted = pl.col("account").str.slice(0, 3).is_in(["411", "413", "416", "418"])
    lines = frame.filter(wanted | pl.col("account").str.starts_with("4191"))
    lines = lines.join(facts.drop("line"), on=ENTRY, how="left", maintain_order="left")
    lines = clean(lines, {"label": "EcritureLib"})
    return _with_kinds(lines, frame)


def _with_kinds(lines: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Kinds are decided once per distinct situation, then spread over the lines."""
    if not lines.height:
        return lines.with_columns(kind=pl.lit(""))
    first_day, _ = first_and_last(frame)
    label = pl.when((pl.col("cents") > 0) & (pl.col("contra") & int(kinds.BANK) != 0))
    situation = lines.select(
        "journal",
        "journal_name",
        "contra",
        debit=pl.col("cents") > 0,
        first=pl.col("entry_on") == first_day,
        balanced=pl.col("balance") == 0,
        words=label.then(pl.col("label")).otherwise(pl.lit("")),
    )
    distinct = situation.unique()
    found = [_kind(*row) for row in distinct.iter_rows()]
    kind = situation.join(
        distinct.with_columns(kind=pl.Series(found, dtype=pl.String)),
        on=situation.columns,
        how="left",
        maintain_order="left",
    )
    return lines.with_columns(kind["kind"])


def _kind(
    journal: str,
    name: str,
    contra: int,
    debit: bool,
    first: bool,
    balanced: bool,
    words: str,
) -> str:
    met = Contra(contra)
    opening_journal = kinds.is_opening_journal(journal, name)
    if kinds.is_opening(
        met,
        in_opening_journal=opening_journal,
        on_first_day=first,
        is_balanced=balanced,
    ):
        return "opening"
    return kinds.debit_kind(met, words) if debit else kinds.credit_kind(met)


def unbalanced_entries(facts: pl.DataFrame) -> tuple[int, list[str]]:
    """How many entries do not balance, and the first of those."""
    wrong = facts.filter(pl.col("balance") != 0).sort("line")
    shown = [
        f"{row['journal']} {row['num']}".strip()
        for row in wrong.head(SHOWN_MAX).iter_rows(named=True)
    ]
    return wrong.height, shown
