"""The list of offers: its columns and what it is filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.early_payment_discounts.rules import State
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

if TYPE_CHECKING:
    from collections.abc import Callable

STATES: dict[str, Text] = {
    State.TO_APPROVE: _("à approuver"),
    State.READY: _("à envoyer"),
    State.OPEN: _("en cours"),
    State.TAKEN: _("prise"),
    State.EXPIRED: _("sans suite"),
    State.WITHDRAWN: _("retirée"),
}
COLOURS: dict[str, str] = {
    State.TO_APPROVE: "due-soon",
    State.READY: "due-soon",
    State.OPEN: "promised",
    State.TAKEN: "paid",
    State.EXPIRED: "late",
    State.WITHDRAWN: "not-due",
}


def _page(row: Any) -> str:
    return reverse("early_payment_discounts:offer", args=[row.id])


OFFERS = Listing(
    name="escomptes",
    columns=(
        Column(key="customer", label=_("Client"), sort="customer", link=_page, place="title"),
        Column(
            key="state", label=_("État"), kind=Kind.STATUS, sort="state", labels=STATES,
            states=COLOURS,
        ),
        Column(key="on", label=_("Du"), kind=Kind.DAY, sort="on"),
        Column(key="last_on", label=_("Dernier jour"), kind=Kind.DAY, sort="last_on"),
        Column(key="count", label=_("Factures"), kind=Kind.NUMBER, sort="count"),
        Column(key="cents", label=_("Restant dû"), kind=Kind.MONEY, sort="cents"),
        Column(key="discount", label=_("Escompte"), kind=Kind.MONEY, sort="discount"),
        Column(key="annual", label=_("Coût annuel"), kind=Kind.RATE, sort="annual"),
        Column(key="taken", label=_("Escompte pris"), kind=Kind.MONEY, sort="taken"),
        Column(key="asked", label=_("À payer"), kind=Kind.MONEY, sort="asked", place="figure"),
    ),
    order="-on",
    search=("customer",),
    empty=_("Aucune offre d'escompte. On en fait une depuis la page d'un client."),
)  # fmt: skip


def _is(state: str) -> Callable[[Any], bool]:
    return lambda row: bool(row.state == state)


FILTERS = [
    Filter(
        "etat",
        _("Tous les états"),
        tuple(Choice(state, STATES[state], _is(state)) for state in STATES),
    )
]
