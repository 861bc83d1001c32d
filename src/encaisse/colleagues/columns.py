"""The colleagues, declared once."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.colleagues.queries import Person
from encaisse.web.columns import Column, Kind, Listing


def _colleague(row: Person) -> str:
    return reverse("colleagues:colleague", args=[row.id])


COLLEAGUES = Listing(
    name="collegues",
    columns=(
        Column(key="name", label=_("Nom"), sort="name", place="title", link=_colleague),
        Column(key="email", label=_("Courriel"), sort="email"),
        Column(key="customers", label=_("Clients suivis"), kind=Kind.NUMBER, sort="customers"),
        Column(key="sold", label=_("Comme commercial"), kind=Kind.NUMBER, sort="sold"),
        Column(
            key="state", label=_("Récapitulatif"), kind=Kind.STATUS, sort="state",
            labels={
                "sent": _("chaque semaine"), "stopped": _("arrêté"),
                "unreachable": _("sans courriel"), "nothing": _("aucun client"),
            },
            states={
                "sent": "paid", "stopped": "late", "unreachable": "late", "nothing": "not-due",
            },
        ),
        Column(
            key="latest_on", label=_("Dernier envoi"), kind=Kind.DAY, sort="latest_on",
            place="figure",
        ),
    ),
    order="name",
    search=("name", "email"),
    empty=_("Personne ne suit encore de client : une liste le dit, ou la page d'un client."),
)  # fmt: skip
