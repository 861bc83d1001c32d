"""Which messages of a run need a person: those that reach nobody, those of a step done by hand."""

from datetime import date

import polars as pl

from encaisse.accounts.rules import Role, may_collect
from encaisse.dunning.rules.scenario import COURTESY, SPOKEN, TASK

NO_CONTACT, STEP, ADDRESS = "no_contact", "step", "address"
CALL, VISIT, NUMBER = "call", "visit", "number"
REASON_MAX = 250
COLUMNS = ["customer", "kind", "message", "channel", "reason"]


# Of what an invoice asks: the task, and how it is told.
OF_INVOICE = {
    "suspended": ("documents", "Facture {number} suspendue : envoyez les pièces demandées"),
    "refused": ("credit_note", "Facture {number} refusée : établissez l'avoir"),
    "unreceived": (
        "unreceived",
        "Facture {number} sans preuve de réception : renvoyez-la ou prouvez",
    ),
    "dispute": ("dispute", "Litige en retard, facture {number} : décidez, ou changez le délai"),
    "unanswered": (
        "unanswered",
        "Question sans réponse sur le litige de la facture {number} : relancez-la",
    ),
    "rejected": ("reissue", "Facture {number} rejetée, jamais émise : émettez-la de nouveau"),
}


def asked_of_invoice(kind: str, number: str, words: str) -> tuple[str, str]:
    """Facture F-12 suspendue : envoyez les pièces demandées (bon de livraison absent)."""
    task, told = OF_INVOICE[kind]
    told = told.format(number=number)
    return task, f"{told} ({words.rstrip(' .')})." if words else f"{told}."


def may_reassign(role: str | None, *, is_own: bool) -> bool:
    """A manager gives anybody's task to another; who collects gives their own, or nobody's."""
    return role == Role.MANAGER or (may_collect(role) and is_own)


def needed(messages: pl.DataFrame) -> pl.DataFrame:
    """The tasks of the messages that a run composed, the largest sums first: one per customer whom
    nothing reaches, one per message to do by hand (``id``: its identifier, null when not kept)."""
    unreached = messages.filter(pl.col("hold") == "no_contact")
    by_hand = messages.filter(pl.col("hold").is_null() & (pl.col("approval") == TASK))
    return pl.concat([_to_reach(unreached), _to_do(by_hand)])


def _to_reach(messages: pl.DataFrame) -> pl.DataFrame:
    """``channel``: ``mail`` when not even an e-mail is known, ``letter`` when only the post was
    asked for (``max`` takes the former)."""
    since = pl.col("refused_since").dt.strftime("%d/%m/%Y")
    lacks = (
        pl.when(pl.col("channel") == "letter")
        .then(pl.lit("Pas d'adresse postale : "))
        .when(since.is_not_null())
        .then(pl.format("Courriels refusés depuis le {}, pas d'adresse postale : ", since))
        .otherwise(pl.lit("Ni courriel ni adresse : "))
    )
    return (
        messages.group_by("payer")
        .agg(pl.col("channel", "level", "days_late", "refused_since").max(), pl.col("asked").sum())
        .sort("asked", "payer", descending=[True, False])
        .select(
            customer="payer",
            kind=pl.lit(NO_CONTACT),
            message=pl.lit(None, pl.Int64),
            channel="channel",
            reason=pl.concat_str(lacks, _told("étape {} retenue", "rappel de courtoisie retenu")),
        )
    )


def _to_do(messages: pl.DataFrame) -> pl.DataFrame:
    return messages.sort("total", "message", descending=[True, False]).select(
        customer="payer",
        kind=pl.lit(STEP),
        message="id",
        channel=pl.when(pl.col("channel").is_in(SPOKEN)).then("channel").otherwise(pl.lit("")),
        reason=pl.when(pl.col("channel") == CALL)
        .then(_told("Étape {} à faire par téléphone", "Rappel de courtoisie par téléphone"))
        .when(pl.col("channel") == VISIT)
        .then(_told("Étape {} à faire par une visite", "Rappel de courtoisie par une visite"))
        .otherwise(_told("Étape {} à faire à la main", "Rappel de courtoisie à faire à la main")),
    )


def _told(step: str, courtesy: str) -> pl.Expr:
    """étape 2 retenue, jusqu'à 41 jours de retard."""
    days = pl.when(pl.col("days_late") == 1).then(pl.lit("jour")).otherwise(pl.lit("jours"))
    late = pl.format(step + ", jusqu'à {} {} de retard.", "level", "days_late", days)
    is_courtesy = pl.col("level") == COURTESY
    return pl.when(is_courtesy).then(pl.lit(f"{courtesy}.")).otherwise(late)


def to_correct(address: str, why: str, said: str, *, since: date) -> str:
    """compta@garage.example refuse nos courriels depuis le 12/03/2026 : 550 boîte inconnue."""
    told = f"{address} {why} depuis le {since:%d/%m/%Y}"
    return f"{told} : {said}"[:REASON_MAX] if said else f"{told}."
