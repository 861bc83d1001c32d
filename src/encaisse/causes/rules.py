"""Why a receivable is late, from what is known of it. Pure, over a frame of facts."""

from collections.abc import Mapping
from enum import StrEnum

import polars as pl

from encaisse.life_cycle.rules.codes import CAUSES as REASON_CODES


class Cause(StrEnum):
    """Why a receivable is not paid."""

    CASH = "cash"
    FORGOTTEN = "forgotten"
    PRICE = "price"
    QUALITY = "quality"
    QUANTITY = "quantity"
    SERVICE = "service"
    DELIVERY = "delivery"
    NOT_RECEIVED = "not_received"
    WRONG_CONTACT = "wrong_contact"
    ORDER = "order"
    INTERNAL = "internal"
    OUR_MISTAKE = "our_mistake"
    WAITS = "waits"
    INSOLVENCY = "insolvency"
    ALREADY_PAID = "already_paid"
    OTHER = "other"


LABELS: Mapping[str, str] = {
    Cause.CASH: "difficultés de trésorerie",
    Cause.FORGOTTEN: "oubli",
    Cause.PRICE: "litige sur le prix",
    Cause.QUALITY: "litige sur la qualité",
    Cause.QUANTITY: "litige sur la quantité",
    Cause.SERVICE: "litige sur la prestation",
    Cause.DELIVERY: "litige sur la livraison",
    Cause.NOT_RECEIVED: "facture non reçue",
    Cause.WRONG_CONTACT: "mauvais interlocuteur",
    Cause.ORDER: "bon de commande manquant",
    Cause.INTERNAL: "circuit interne du client",
    Cause.OUR_MISTAKE: "erreur de notre part",
    Cause.WAITS: "attend toujours d'être relancé",
    Cause.INSOLVENCY: "procédure collective",
    Cause.ALREADY_PAID: "dit avoir déjà payé",
    Cause.OTHER: "autre cause",
}
UNKNOWN = ""
UNKNOWN_LABEL = "cause inconnue"

# What is known of a late receivable. dispute: the reason of one that stands on it; held, code: what
# a status of its invoice entailed, and the reason that the buyer gave; status: the latest told;
# refused: an address of its customer refuses our mails; promised: a promise on it has passed;
# paid, late, reminded, delay: how its customer pays (dunning.rules.profiles).
FACTS: Mapping[str, type[pl.DataType]] = {
    "receivable": pl.Int64, "invoice": pl.Int64, "number": pl.String, "customer": pl.Int64,
    "name": pl.String, "due_on": pl.Date, "cents": pl.Int64, "currency": pl.String,
    "days_late": pl.Int64, "insolvent": pl.Boolean, "dispute": pl.String, "held": pl.String,
    "code": pl.String, "status": pl.String, "refused": pl.Boolean, "planned": pl.Boolean,
    "promised": pl.Boolean, "paid": pl.Int64, "late": pl.Int64, "reminded": pl.Int64,
    "delay": pl.Int64, "chosen": pl.String, "chosen_by": pl.String, "chosen_on": pl.Date,
    "note": pl.String,
}  # fmt: skip
DISPUTES: Mapping[str, str] = {
    "price": Cause.PRICE, "quantity": Cause.QUANTITY, "quality": Cause.QUALITY,
    "delivery": Cause.DELIVERY, "service": Cause.SERVICE, "invoice": Cause.OUR_MISTAKE,
    "order": Cause.ORDER, "already_paid": Cause.ALREADY_PAID, "other": Cause.OTHER,
}  # fmt: skip
CODES: Mapping[str, str] = {code: DISPUTES[reason] for code, reason in REASON_CODES.items()}
SENT, APPROVED = ("200", "201", "221"), ("204", "205")
ENOUGH_PAID = 5  # fewer payments tell no habit
WAITING_PERCENT = 50  # one invoice in two waits for a reminder
ALWAYS_PERCENT = 70  # the customer's own circuit takes that long
GOOD_DELAY = 8  # one weekly payment round
FORGOTTEN_DAYS = 15  # after two weeks and a reminder it is no oversight any more
POOR_DAYS = 45  # lives on its suppliers' credit


def judged(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts with ``proposed`` and ``why``, the first that answers; ``cause``: a person's, else
    the one proposed; ``is_chosen`` says whose."""
    told = pl.struct(proposed=pl.lit(UNKNOWN), why=pl.lit("rien de ce qui est connu ne l'explique"))
    for when, cause, why in reversed(_answers()):
        told = pl.when(when).then(pl.struct(proposed=cause, why=pl.lit(why))).otherwise(told)
    found = facts.with_columns(told.alias("told")).unnest("told")
    is_chosen = (pl.col("chosen") != UNKNOWN).fill_null(value=False)
    return found.with_columns(
        is_chosen=is_chosen, cause=pl.when(is_chosen).then("chosen").otherwise("proposed")
    )


def _answers() -> list[tuple[pl.Expr, pl.Expr, str]]:
    """What each fact answers, the surest first."""
    is_known = pl.col("paid").fill_null(0) >= ENOUGH_PAID
    waits = pl.col("reminded") * 100 >= pl.col("paid") * WAITING_PERCENT
    always = pl.col("late") * 100 >= pl.col("paid") * ALWAYS_PERCENT
    forgets = (pl.col("delay") <= GOOD_DELAY) & (pl.col("days_late") <= FORGOTTEN_DAYS)
    by_code = pl.col("code").replace_strict(CODES, default=None, return_dtype=pl.String)
    of_dispute = pl.col("dispute").replace_strict(
        DISPUTES, default=Cause.OTHER.value, return_dtype=pl.String
    )
    return [
        (pl.col("insolvent"), _is(Cause.INSOLVENCY), "une procédure collective est ouverte"),
        (pl.col("dispute").is_not_null(), of_dispute, "un litige est ouvert"),
        (by_code.is_not_null(), by_code, "le motif donné par le client"),
        (pl.col("held").is_in(["rejected", "refused"]), _is(Cause.OUR_MISTAKE),
         "la facture a été rejetée ou refusée"),
        (pl.col("held") == "suspended", _is(Cause.ORDER), "la facture attend une pièce"),
        (pl.col("status").is_in(SENT), _is(Cause.NOT_RECEIVED),
         "aucune plateforme ne dit l'avoir reçue"),
        (pl.col("refused"), _is(Cause.WRONG_CONTACT), "une adresse refuse nos courriels"),
        (pl.col("planned"), _is(Cause.CASH), "un échéancier court"),
        (pl.col("promised"), _is(Cause.CASH), "une promesse n'a pas été tenue"),
        (pl.col("status").is_in(APPROVED), _is(Cause.INTERNAL),
         "le client l'a prise en charge, sans la payer"),
        (is_known & (pl.col("delay") >= POOR_DAYS), _is(Cause.CASH),
         "ce client paie très en retard d'habitude"),
        (is_known & waits, _is(Cause.WAITS), "ce client paie une fois relancé, d'habitude"),
        (is_known & always, _is(Cause.INTERNAL), "ce client paie toujours en retard, sans relance"),
        (is_known & forgets, _is(Cause.FORGOTTEN), "ce client paie d'habitude à temps"),
    ]  # fmt: skip


def _is(cause: Cause) -> pl.Expr:
    return pl.lit(cause.value)


def label(cause: str) -> str:
    """The cause in French."""
    return LABELS.get(cause, UNKNOWN_LABEL)
