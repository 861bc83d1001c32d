"""Of all that holds a receivable, the strongest; and what of it is contested.

A proceeding beats an invoice rejected (never issued), that one refused (a credit note is due), that
a plan, a plan a dispute, a dispute an invoice suspended, that a direct debit on its way, that a
promise, a promise a plan proposed, that a reply that nobody has read, and that what a person
blocked or allowed. A dispute of a part holds nothing: that part is not asked.
"""

import polars as pl

ORDER = (
    "insolvent", "rejected", "refused", "planned", "disputed", "suspended", "collected", "promised",
    "proposed", "replied",
)  # fmt: skip
STRENGTH = {code: rank for rank, code in enumerate(ORDER)}
HOLD = ["held", "held_until", "held_reason"]
NARROW_SPACE = "\u202f"


def with_holds(receivables: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    """The receivables with what is ``contested`` of them (cents, at most what is open), and with
    their strongest hold in place of what people decided."""
    if holds.is_empty():
        return receivables
    standing = holds.join(receivables.select("receivable", "open"), on="receivable")
    contested = _contested(standing)
    strongest = _strongest(standing.join(contested, on="receivable", how="left"))
    joined = receivables.join(contested, on="receivable", how="left", maintain_order="left").join(
        strongest, on="receivable", how="left", maintain_order="left"
    )
    is_held = pl.col("held_right").is_not_null()
    return joined.with_columns(
        pl.coalesce("contested_right", "contested").alias("contested"),
        *(pl.when(is_held).then(f"{name}_right").otherwise(name).alias(name) for name in HOLD),
    ).select(receivables.columns)


def held_whole(receivables: pl.DataFrame, holds: pl.DataFrame) -> list[int]:
    """Those of these receivables (``receivable``, ``open``) of which nothing is asked."""
    standing = holds.join(receivables.select("receivable", "open"), on="receivable")
    contested = _contested(standing)
    strongest = _strongest(standing.join(contested, on="receivable", how="left"))
    return strongest["receivable"].sort().to_list()


def asked() -> pl.Expr:
    """What may be asked of a receivable: what is open, less what is contested."""
    return pl.col("open") - pl.col("contested")


def sentences_of(holds: pl.DataFrame) -> pl.DataFrame:
    """What each hold says, the strongest first: ``receivable``, ``since``, ``until``, ``told``."""
    strength = pl.col("hold").replace_strict(STRENGTH, return_dtype=pl.Int8)
    named = holds.with_columns(told=_sentence())
    return named.sort(strength, "since").select("receivable", "since", "until", "told")


def _contested(standing: pl.DataFrame) -> pl.DataFrame:
    taken = pl.col("cents").fill_null(pl.col("open")).sum()
    disputed = standing.filter(pl.col("hold") == "disputed")
    return disputed.group_by("receivable").agg(
        contested=pl.min_horizontal(taken, pl.col("open").first())
    )


def _strongest(standing: pl.DataFrame) -> pl.DataFrame:
    """One row per receivable held: the strongest, the last to end, the first begun. A dispute holds
    when everything is contested."""
    holds = (pl.col("hold") != "disputed") | (pl.col("contested") >= pl.col("open"))
    strength = pl.col("hold").replace_strict(STRENGTH, return_dtype=pl.Int8)
    return (
        standing.filter(holds)
        .sort(strength, "until", "since", descending=[False, True, False], nulls_last=True)
        .unique("receivable", keep="first", maintain_order=True)
        .select("receivable", held="hold", held_until="until", held_reason=_sentence())
    )


def _sentence() -> pl.Expr:
    """What the hold says, a whole sentence."""
    since = pl.col("since").dt.strftime("%d/%m/%Y")
    reason = pl.col("reason").str.strip_chars_end(". ")
    told = {
        "insolvent": pl.format("Procédure collective du {} : {}.", since, "reason"),
        "rejected": pl.format("Facture rejetée le {} : {}. Elle n'est pas émise.", since, reason),
        "refused": pl.format("Facture refusée le {} : {}. Un avoir est à établir.", since, reason),
        "suspended": pl.format("Facture suspendue le {} : {}.", since, reason),
        "planned": pl.format("Échéancier du {}.", since),
        "disputed": pl.format("Litige ouvert le {} : {}.", since, "reason"),
        "collected": pl.format("Prélèvement demandé le {} {}.", since, reason),
        "promised": pl.format("Promesse de {} pour le {}.", _money(), _day("until")),
        "proposed": pl.format(
            "Échéancier proposé le {}, réponse attendue le {}.", since, _day("until")
        ),
        "replied": pl.format("Réponse du client du {}, à lire.", since),
    }
    return pl.coalesce(
        [pl.when(pl.col("hold") == code).then(words) for code, words in told.items()]
    )


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%d/%m/%Y")


def _money() -> pl.Expr:
    """1 234,56 € ; 20,00 USD."""
    whole = (pl.col("cents") // 100).cast(pl.String).str.reverse()
    grouped = whole.str.replace_all(r"(\d{3})", f"${{1}}{NARROW_SPACE}").str.reverse()
    cents = (pl.col("cents") % 100).cast(pl.String).str.zfill(2)
    currency = pl.col("currency").replace({"EUR": "€"})
    return pl.format("{},{}\u00a0{}", grouped.str.strip_chars_start(NARROW_SPACE), cents, currency)
