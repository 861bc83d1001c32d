"""The trials of scenarios, and what each would have changed."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.columns.words import CHANNELS
from encaisse.dunning.queries.simulated import STATE_LABELS
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

CHANNEL_WORDS = {
    "mail": (_("courriel"), _("courriels")),
    "letter": (_("lettre"), _("lettres")),
    "sms": (_("SMS"), _("SMS")),
    "call": (_("appel"), _("appels")),
    "visit": (_("visite"), _("visites")),
    "hand": (_("tâche"), _("tâches")),
}
SIMULATION_STATES = {"waiting": "not-due", "running": "due-soon", "done": "paid",
                     "failed": "very-late"}  # fmt: skip


def step_label(level: int) -> str:
    """A step as people say it."""
    return gettext("courtoisie") if level == 0 else gettext("niveau {level}").format(level=level)


SIMULATIONS = Listing(
    name="essais",
    columns=(
        Column(
            key="name", label=_("Scénario"), sort="name", place="title",
            link=lambda row: reverse("dunning:simulation", args=[row.pk]),
        ),
        Column(key="first", label=_("Du"), kind=Kind.DAY, sort="first"),
        Column(key="last", label=_("Au"), kind=Kind.DAY, sort="last"),
        Column(
            key="state", label=_("État"), kind=Kind.STATUS, labels=STATE_LABELS,
            states=SIMULATION_STATES, place="figure",
        ),
        Column(key="by", label=_("Par"), place="wide"),
        Column(key="at", label=_("Demandé"), kind=Kind.INSTANT, sort="at"),
    ),
    order="-at",
    search=("name",),
    empty=_("Aucun essai : choisissez une période, le résultat vient en quelques secondes."),
)  # fmt: skip


def _customer(row: dict[str, Any]) -> str:
    return reverse("home:customer", args=[row["customer"]])


def _invoice(row: dict[str, Any]) -> str:
    return reverse("home:invoice", args=[row["invoice"]])


def _is(sign: int) -> Callable[[dict[str, Any]], bool]:
    return lambda row: row["days"] is not None and row["days"] * sign > 0


def _only(mine: str, other: str) -> Callable[[dict[str, Any]], bool]:
    return lambda row: row[f"first_{mine}"] is not None and row[f"first_{other}"] is None


CHANGES = Filter(
    "qui",
    _("Tous les clients"),
    (
        Choice("plus-tot", _("Écrits plus tôt"), _is(-1)),
        Choice("plus-tard", _("Écrits plus tard"), _is(1)),
        Choice("en-plus", _("Écrits en plus"), _only("tried", "against")),
        Choice("en-moins", _("Écrits en moins"), _only("against", "tried")),
    ),
)


def customers(tried: str, against: str) -> Listing:
    """Each customer written to: the first day in each way, how many messages."""
    return Listing(
        name="essai-clients",
        columns=(
            Column(
                key="name", label=_("Client"), sort="name", hint="code", place="title",
                link=_customer,
            ),
            Column(key="first_tried", label=tried, kind=Kind.DAY, sort="first_tried"),
            Column(key="first_against", label=against, kind=Kind.DAY, sort="first_against"),
            Column(key="days", label=_("Écart (jours)"), kind=Kind.NUMBER, sort="days"),
            Column(key="first_done", label=_("Remis"), kind=Kind.DAY, sort="first_done"),
            Column(
                key="count_tried", label=_("Relances, essai"), kind=Kind.NUMBER,
                sort="count_tried", place="figure",
            ),
            Column(
                key="count_against", label=_("Relances, comparé"), kind=Kind.NUMBER,
                sort="count_against", place="wide",
            ),
            Column(
                key="count_done", label=_("Relances remises"), kind=Kind.NUMBER,
                sort="count_done", place="wide",
            ),
        ),
        order="first_tried",
        unique="customer",
        filters=(CHANGES,),
        search=("name", "code"),
        empty=_("Personne n'aurait reçu de message sur cette période."),
    )  # fmt: skip


CONTACTS = Listing(
    name="essai-relances",
    columns=(
        Column(key="on", label=_("Jour"), kind=Kind.DAY, sort="on"),
        Column(
            key="name", label=_("Client"), sort="name", hint="code", place="title", link=_customer
        ),
        Column(key="step", label=_("Étape"), sort="level"),
        Column(key="channel", label=_("Canal"), sort="channel", labels=CHANNELS),
        Column(key="total", label=_("Demandé"), kind=Kind.MONEY, sort="total", place="figure"),
    ),
    order="on",
    unique="rank",
    search=("name", "code"),
    empty=_("Le scénario essayé n'envoie rien sur cette période."),
)


def settled(name: str, reminded: Text, empty: Text) -> Listing:
    """Receivables that one way reminded and the other never did, settled all the same."""
    return Listing(
        name=name,
        columns=(
            Column(
                key="label", label=_("Créance"), sort="label", place="title", link=_invoice
            ),
            Column(key="name", label=_("Client"), sort="name", link=_customer),
            Column(key="on", label=reminded, kind=Kind.DAY, sort="on"),
            Column(key="settled_on", label=_("Soldée le"), kind=Kind.DAY, sort="settled_on"),
            Column(
                key="open", label=_("Ouvert ce jour-là"), kind=Kind.MONEY, sort="open",
                place="figure",
            ),
        ),
        order="on",
        unique="receivable",
        search=("label", "name"),
        empty=empty,
    )  # fmt: skip


def spared() -> Listing:
    """Reminders of the way compared that the scenario tried would have spared."""
    return settled(
        "essai-evitees",
        _("Relancée par le comparé le"),
        _("Aucune facture relancée par le scénario comparé ne s'est soldée sans l'essayé."),
    )


def added() -> Listing:
    """Reminders of the scenario tried on what was settled without the other."""
    return settled(
        "essai-ajoutees",
        _("Relancée par l'essayé le"),
        _("Aucune facture relancée par le seul scénario essayé ne s'est soldée ensuite."),
    )
