"""The list of what keeps us from writing to those who owe."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing

LABELS = {
    "refused": _("refuse nos courriels"),
    "complaint": _("ne veut plus de courriels"),
    "no_email": _("pas de courriel"),
    "syntax": _("courriel mal écrit"),
    "unknown": _("domaine inconnu"),
    "domain": _("domaine douteux"),
    "no_address": _("pas d'adresse postale"),
    "incomplete": _("adresse incomplète"),
    "phone": _("téléphone douteux"),
    "no_phone": _("pas de téléphone"),
}
STATES = {
    "refused": "very-late", "complaint": "very-late", "no_email": "late", "syntax": "late",
    "unknown": "late", "domain": "late", "no_address": "due-soon", "incomplete": "due-soon",
    "phone": "due-soon", "no_phone": "not-due",
}  # fmt: skip


def _correct(row: Any) -> str:
    """In place, for who may; else the contacts of the customer."""
    here: str = row.get("here", "")
    return here or f"{reverse('home:customer', args=[row['customer_id']])}#contacts"


TO_FIX = Listing(
    name="coordonnees",
    columns=(
        Column(
            key="name", label=_("Client"), sort="name", link=_correct, hint="person", place="title"
        ),
        Column(key="fault", label=_("À corriger"), kind=Kind.STATUS, labels=LABELS, states=STATES),
        Column(key="value", label=_("Ce que nous avons"), hint="hint"),
        Column(key="told_by", label=_("Dit par")),
        Column(key="told_on", label=_("Le"), kind=Kind.DAY, sort="told_on", place="wide"),
        Column(
            key="late_cents", label=_("Échu"), kind=Kind.MONEY, sort="late_cents", place="figure"
        ),
    ),
    order="-late_cents",
    unique="id",
    search=("name",),
    filters=(
        Filter(
            "quoi",
            _("Tout ce qui manque"),
            tuple(Choice(code, label) for code, label in LABELS.items()),
        ),
    ),
    empty=_("Rien à corriger : chaque client qui doit de l'argent peut être joint."),
)
