"""The list of plans and proposals: its columns and what it is filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.payment_plans.queries.board import ENDED, LATE, PAID, RUNNING
from encaisse.payment_plans.rules.proposing import State
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

if TYPE_CHECKING:
    from collections.abc import Callable

STATES: dict[str, Text] = {
    State.TO_APPROVE: _("proposition à approuver"),
    State.READY: _("proposition à envoyer"),
    State.SENT: _("proposition envoyée"),
    RUNNING: _("en cours"),
    LATE: _("en retard"),
    PAID: _("payé"),
    ENDED: _("terminé"),
    State.EXPIRED: _("proposition sans réponse"),
    State.REFUSED: _("proposition refusée"),
    State.WITHDRAWN: _("proposition retirée"),
    State.ACCEPTED: _("proposition acceptée"),
}
COLOURS: dict[str, str] = {
    State.TO_APPROVE: "due-soon",
    State.READY: "due-soon",
    State.SENT: "promised",
    State.ACCEPTED: "paid",
    RUNNING: "promised",
    LATE: "very-late",
    PAID: "paid",
    ENDED: "not-due",
    State.EXPIRED: "late",
    State.REFUSED: "disputed",
    State.WITHDRAWN: "not-due",
}
OFFERED = tuple(state for state in STATES if state != State.ACCEPTED)


def _page(row: Any) -> str:
    return reverse(f"payment_plans:{row.what}", args=[row.id])


PLANS = Listing(
    name="echeanciers",
    columns=(
        Column(key="customer", label=_("Client"), sort="customer", link=_page, place="title"),
        Column(
            key="state", label=_("État"), kind=Kind.STATUS, sort="state", labels=STATES,
            states=COLOURS,
        ),
        Column(key="on", label=_("Du"), kind=Kind.DAY, sort="on"),
        Column(key="count", label=_("Versements"), kind=Kind.NUMBER, sort="count"),
        Column(key="next_on", label=_("Prochain versement"), kind=Kind.DAY, sort="next_on"),
        Column(key="late", label=_("En retard"), kind=Kind.MONEY, sort="late"),
        Column(key="left", label=_("Reste à payer"), kind=Kind.MONEY, sort="left"),
        Column(key="cents", label=_("Principal"), kind=Kind.MONEY, sort="cents", place="figure"),
    ),
    order="-on",
    search=("customer",),
    empty=_("Aucun échéancier. On en propose un depuis la page d'un client."),
)  # fmt: skip


def _is(state: str) -> Callable[[Any], bool]:
    return lambda row: bool(row.state == state)


FILTERS = [
    Filter(
        "etat",
        _("Tous les états"),
        tuple(Choice(state, STATES[state], _is(state)) for state in OFFERED),
    )
]
