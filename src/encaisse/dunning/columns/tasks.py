"""The lists of tasks: those to do, those that ended."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing

KINDS = {
    "no_contact": _("Coordonnées à compléter"),
    "address": _("Adresse à corriger"),
    "step": _("Étape à la main"),
    "call": _("Appel"),
    "visit": _("Visite"),
    "number": _("Numéro à trouver"),
    "documents": _("Pièces à fournir"),
    "credit_note": _("Avoir à établir"),
    "reissue": _("Facture à émettre de nouveau"),
    "unreceived": _("Facture non parvenue"),
    "dispute": _("Litige en retard"),
    "unanswered": _("Question sans réponse"),
}
ENDS = {"done": _("faite"), "not_done": _("pas faite"), "settled": _("close d'elle-même")}
END_STATES = {"done": "paid", "not_done": "late", "settled": "not-due"}


def _task(row: Any) -> str:
    return reverse("dunning:task", args=[row.pk])


def _customer(row: Any) -> str:
    return reverse("home:customer", args=[row.customer_id])


CUSTOMER = Column(
    key="customer__name", label=_("Client"), sort="customer__name", link=_customer, place="title"
)
WHAT = Column(
    key="kind", label=_("À faire"), sort="kind", labels=KINDS, link=_task, hint="way",
    place="figure",
)  # fmt: skip
WHY = Column(key="reason", label=_("Pourquoi"))
DUE = Column(key="due_on", label=_("Pour le"), kind=Kind.DAY, sort="due_on")
SINCE = Column(key="opened_on", label=_("Depuis le"), kind=Kind.DAY, sort="opened_on")
PERSON = Column(key="person", label=_("Pour"), sort="person__full_name")

OPEN = Listing(
    name="taches",
    columns=(CUSTOMER, WHAT, WHY, DUE, SINCE, PERSON),
    order="due_on",
    search=("customer__name", "reason"),
    tick="task",
    empty=_("Rien à faire : chaque étape à la main est faite, chaque client peut être joint."),
)
ENDED = Listing(
    name="taches-closes",
    columns=(
        CUSTOMER,
        WHAT,
        Column(key="end", label=_("État"), kind=Kind.STATUS, labels=ENDS, states=END_STATES),
        Column(key="done_on", label=_("Le"), kind=Kind.DAY, sort="done_on"),
        Column(key="outcome", label=_("Suite")),
        Column(key="done_by", label=_("Par"), sort="done_by"),
        WHY,
        SINCE,
        PERSON,
    ),
    order="-done_on",
    search=("customer__name", "outcome", "reason"),
    empty=_("Aucune tâche n'est encore close."),
)
KIND_FILTER = Filter(
    "quoi",
    _("Toute tâche"),
    tuple(Choice(code, label, Q(kind=code)) for code, label in KINDS.items()),
)


def of_whom(me: int, people: list[tuple[str, str]]) -> Filter:
    """Mine, nobody's, or those of one member."""
    others = tuple(Choice(key, name, Q(person=int(key))) for key, name in people if int(key) != me)
    return Filter(
        "qui",
        _("Tout le monde"),
        (Choice("moi", _("Les miennes"), Q(person=me)), *others,
         Choice("personne", _("À personne"), Q(person=None))),
    )  # fmt: skip
