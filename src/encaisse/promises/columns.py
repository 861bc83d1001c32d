"""The list of promises: its columns and what it is filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.promises.queries.board import BROKEN, COMING, KEPT, TABS, TODAY
from encaisse.promises.rules import Status
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

if TYPE_CHECKING:
    from collections.abc import Callable

STATES: dict[str, Text] = {
    Status.PENDING: _("en attente"),
    Status.KEPT: _("tenue"),
    Status.PARTLY: _("tenue en partie"),
    Status.BROKEN: _("non tenue"),
    Status.WITHDRAWN: _("retirée"),
}
COLOURS: dict[str, str] = {
    Status.PENDING: "promised",
    Status.KEPT: "paid",
    Status.PARTLY: "late",
    Status.BROKEN: "very-late",
    Status.WITHDRAWN: "not-due",
}
WAYS: dict[str, Text] = {
    "": "",
    "call": _("au téléphone"),
    "mail": _("par courriel"),
    "visit": _("en visite"),
    "letter": _("par courrier"),
    "portal": _("sur sa page"),
    "einvoice": _("par la plateforme"),
}
ALL: Text = _("Toutes")
TAB_LABELS: dict[str, Text] = {
    COMING: _("À venir"),
    TODAY: _("Aujourd'hui"),
    BROKEN: _("Non tenues"),
    KEPT: _("Tenues"),
}


def _page(row: Any) -> str:
    return reverse("promises:promise", args=[row.id])


def _is(key: str, value: str) -> Callable[[Any], bool]:
    return lambda row: bool(getattr(row, key) == value)


PROMISES = Listing(
    name="promesses",
    columns=(
        Column(key="customer", label=_("Client"), sort="customer", link=_page, place="title"),
        Column(
            key="state", label=_("État"), kind=Kind.STATUS, sort="state", labels=STATES,
            states=COLOURS,
        ),
        Column(key="by_on", label=_("Pour le"), kind=Kind.DAY, sort="by_on"),
        Column(key="made_on", label=_("Faite le"), kind=Kind.DAY, sort="made_on"),
        Column(key="way", label=_("Comment"), sort="way", labels=WAYS, place="wide"),
        Column(key="person", label=_("Par qui"), sort="person", place="wide"),
        Column(key="invoices", label=_("Factures"), place="wide"),
        Column(key="paid", label=_("Payé"), kind=Kind.MONEY, sort="paid"),
        Column(key="cents", label=_("Promis"), kind=Kind.MONEY, sort="cents", place="figure"),
    ),
    order="by_on",
    search=("customer", "person", "invoices"),
    empty=_("Aucune promesse ici. On en note une au cours d'un appel, ou en lisant une réponse."),
)  # fmt: skip
FILTERS = [
    Filter(
        "comment", _("Tous les moyens"),
        tuple(Choice(way, label, _is("way", way)) for way, label in WAYS.items() if way),
    ),
    Filter(
        "quand", _("Toutes"), tuple(Choice(tab, TAB_LABELS[tab], _is("tab", tab)) for tab in TABS)
    ),
]  # fmt: skip
