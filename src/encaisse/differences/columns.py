"""The list of what was given up, kept or converted."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.differences.queries import WAYS
from encaisse.differences.rules import CAUSES
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing


def account_url(row: Any) -> str:
    """Where the difference is undone: its customer's page of differences."""
    return reverse("differences:account", args=[row.customer_id])


DIFFERENCES = Listing(
    name="ecarts",
    columns=(
        Column(key="on", label=_("Date"), kind=Kind.DAY, sort="on"),
        Column(
            key="customer__name", label=_("Client"), sort="customer__name", link=account_url,
            place="title", hint="subject",
        ),
        Column(key="reason", label=_("Motif")),
        Column(key="way", label=_("Nature"), labels=dict(WAYS), place="wide"),
        Column(key="by", label=_("Par"), place="wide"),
        Column(key="undone_on", label=_("Défait le"), kind=Kind.DAY),
        Column(
            key="cents", label=_("Montant"), kind=Kind.MONEY, sort="cents", place="figure"
        ),
    ),
    order="-on",
    search=("customer__name", "subject", "reason", "by"),
    filters=(
        Filter("nature", _("Toute nature"), tuple(
            Choice(value, label, Q(way=value)) for value, label in WAYS
        )),
        Filter("cause", _("Toute cause"), tuple(
            Choice(value, label, Q(cause=value)) for value, label in CAUSES
        )),
        Filter("etat", _("En vigueur et défaits"), (
            Choice("standing", _("En vigueur"), Q(undone_on=None)),
            Choice("undone", _("Défaits"), Q(undone_on__isnull=False)),
        )),
    ),
    empty=_("Rien n'a été passé en perte ni soldé en écart."),
)  # fmt: skip
