"""The disputes as a list and as a board: their columns and what they are filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.disputes.rules import State
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from encaisse.disputes.queries.board import Row

STATES: dict[str, Text] = {
    State.TO_QUALIFY: _("à qualifier"),
    State.ASKED: _("question posée"),
    State.TO_DECIDE: _("à décider"),
    State.AWAITING_CREDIT: _("en attente d'avoir"),
    State.PARTIAL: _("accord partiel"),
    State.CLOSED: _("clos"),
}
COLOURS: dict[str, str] = {
    State.TO_QUALIFY: "disputed",
    State.ASKED: "due-soon",
    State.TO_DECIDE: "disputed",
    State.AWAITING_CREDIT: "promised",
    State.PARTIAL: "promised",
    State.CLOSED: "paid",
}
OPENERS = {
    "collector": _("recouvrement"),
    "sales": _("commercial"),
    "portal": _("page du client"),
    "reply": _("réponse du client"),
    "einvoice": _("statut de la facture"),
    "rest": _("autre logiciel"),
}


def _page(row: Any) -> str:
    return reverse("disputes:dispute", args=[row.id])


def _customer(row: Any) -> str:
    return reverse("home:customer", args=[row.customer_id])


def listing(reasons: Sequence[tuple[str, str]], *, closed: bool = False) -> Listing:
    """The list of those that stand, with those closed lately, or of all that are closed;
    ``reasons``: the words of each cause."""
    begin = (
        Column(key="customer", label=_("Client"), sort="customer", link=_page, place="title"),
        Column(key="reason", label=_("Cause"), sort="reason", labels=dict(reasons)),
        Column(
            key="state", label=_("État"), kind=Kind.STATUS, sort="state", labels=STATES,
            states=COLOURS,
        ),
        Column(key="invoices", label=_("Factures")),
    )  # fmt: skip
    whose = (
        Column(key="department", label=_("Service"), sort="department"),
        Column(key="owner", label=_("Suivi par"), sort="owner"),
    )
    return Listing(
        name="litiges",
        columns=(*begin, *(OVER if closed else STANDING), *whose),
        order="-closed_on" if closed else "due_on",
        search=("customer", "invoices", "owner", "department", "dispute__note"),
        empty=_("Aucun litige : rien n'est contesté."),
    )


STANDING = (
    Column(key="cents", label=_("Contesté"), kind=Kind.MONEY, sort="cents", place="figure"),
    Column(key="due_on", label=_("À régler le"), kind=Kind.DAY, sort="due_on"),
    Column(key="late", label=_("Retard"), kind=Kind.DAYS, sort="late"),
)
OVER = (
    Column(key="opened_on", label=_("Ouvert le"), kind=Kind.DAY, sort="opened_on"),
    Column(key="opened_by", label=_("Par"), labels=OPENERS),
    Column(key="closed_on", label=_("Clos le"), kind=Kind.DAY, sort="closed_on"),
    Column(key="why_closed", label=_("Issue")),
)


def filters(rows: Sequence[Row], reasons: Sequence[tuple[str, str]]) -> list[Filter]:
    """By cause, department, colleague, lateness and state, as far as there is a choice."""
    services = sorted({row.department for row in rows if row.department})
    owners = sorted({row.owner for row in rows if row.owner})
    return [
        Filter("cause", _("Toutes les causes"), _choices("reason", reasons)),
        Filter(
            "service", _("Tous les services"), _choices("department", [(s, s) for s in services])
        ),
        Filter("suivi", _("Tous les collègues"), _choices("owner", [(o, o) for o in owners])),
        Filter(
            "delai", _("Tous les délais"),
            (Choice("retard", _("En retard"), lambda row: row.is_late),
             Choice("a-temps", _("Dans les temps"), lambda row: not row.is_late)),
        ),
        Filter("etat", _("Tous les états"), _choices("state", list(STATES.items()))),
    ]  # fmt: skip


def _choices(key: str, offered: Sequence[tuple[Any, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), label, _is(key, str(value))) for value, label in offered)


def _is(key: str, value: str) -> Callable[[Any], bool]:
    return lambda row: str(getattr(row, key)) == value
