"""The lists of exchanges."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing

OUTCOMES = {
    "promise": _("promesse de règlement"),
    "dispute": _("conteste"),
    "callback": _("à rappeler"),
    "reached": _("joint"),
    "voicemail": _("message laissé"),
    "unanswered": _("pas de réponse"),
    "wrong_number": _("faux numéro"),
}
STATES = {
    "promise": "promised",
    "dispute": "disputed",
    "callback": "due-soon",
    "reached": "paid",
    "voicemail": "not-due",
    "unanswered": "not-due",
    "wrong_number": "late",
}
NEXT: dict[str, Any] = {
    "": "",
    "scenario": _("le scénario suit son cours"),
    "call": _("rappeler"),
    "visit": _("rendre visite"),
    "nothing": _("rien"),
}


def _call(row: Any) -> str:
    return reverse("exchanges:call", args=[row.pk])


def _customer(row: Any) -> str:
    return reverse("home:customer", args=[row.customer_id])


CUSTOMER = Column(
    key="customer__name", label=_("Client"), sort="customer__name", link=_customer, place="title"
)
OUTCOME = Column(
    key="outcome", label=_("Issue"), kind=Kind.STATUS, sort="outcome", labels=OUTCOMES,
    states=STATES, place="figure",
)  # fmt: skip

CALLS = Listing(
    name="appels",
    columns=(
        CUSTOMER,
        OUTCOME,
        Column(key="words", label=_("Ce qui s'est dit"), link=_call),
        Column(key="next_action", label=_("Ensuite"), labels=NEXT),
        Column(key="next_on", label=_("Le"), kind=Kind.DAY, sort="next_on"),
        Column(key="at", label=_("Passé"), kind=Kind.INSTANT, sort="at"),
        Column(key="by", label=_("Par"), sort="by"),
    ),
    order="-at",
    search=("customer__name", "person", "words", "note", "by"),
    empty=_("Aucun appel noté : appelez depuis une tâche ou la page d'un client."),
)
VISIT_STATES = {"planned": _("prévue"), "done": _("faite"), "cancelled": _("annulée")}
VISIT_SIGNS = {"planned": "due-soon", "done": "paid", "cancelled": "not-due"}


def _visit(row: Any) -> str:
    return reverse("exchanges:visit", args=[row.pk])


VISITS = Listing(
    name="visites",
    columns=(
        CUSTOMER,
        Column(
            key="state", label=_("État"), kind=Kind.STATUS, sort="state", labels=VISIT_STATES,
            states=VISIT_SIGNS, place="figure",
        ),
        Column(key="on", label=_("Le"), kind=Kind.DAY, sort="on", link=_visit),
        Column(key="address", label=_("Adresse")),
        Column(key="visitor", label=_("Qui y va"), sort="visitor__full_name"),
        Column(key="words", label=_("Ce qui s'est dit")),
    ),
    order="-on",
    search=("customer__name", "address", "purpose", "words"),
    empty=_("Aucune visite : prévoyez-en une depuis une tâche ou la page d'un client."),
)  # fmt: skip
OUTCOME_FILTER = Filter(
    "issue",
    _("Toute issue"),
    tuple(Choice(code, label, Q(outcome=code)) for code, label in OUTCOMES.items()),
)
