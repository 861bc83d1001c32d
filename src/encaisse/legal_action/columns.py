"""The list of receivables by days left, declared once: screen, order, filters, spreadsheet."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.law.limitation import LimitationKind
from encaisse.legal_action.rules import ALERTS
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

KINDS: dict[str, Text] = {
    LimitationKind.B2B: _("Commerçants"),
    LimitationKind.PROFESSIONAL: _("Professionnel"),
    LimitationKind.CONSUMER: _("Consommateur"),
    LimitationKind.TRANSPORT: _("Transport"),
    LimitationKind.SHIP_SUPPLIES: _("Navire"),
    LimitationKind.TELECOM: _("Télécommunications"),
    LimitationKind.PUBLIC: _("Public"),
    LimitationKind.PUBLIC_CREDITOR: _("Recette publique"),
    LimitationKind.TITLE: _("Titre exécutoire"),
}


def invoice_url(row: Any) -> str:
    """The limitation of the invoice, on its page."""
    return f"{reverse('home:invoice', args=[row['invoice_id']])}#prescription"


def customer_url(row: Any) -> str:
    """The page of the customer."""
    return reverse("home:customer", args=[row["customer_id"]])


LIMITATION = Listing(
    name="prescription",
    columns=(
        Column(
            key="number", label=_("Facture"), sort="number", link=invoice_url, place="title",
        ),
        Column(key="name", label=_("Client"), sort="name", link=customer_url),
        Column(key="kind", label=_("Nature"), labels=KINDS, sort="kind", place="wide"),
        Column(
            key="started_on", label=_("Départ"), kind=Kind.DAY, sort="started_on", place="wide"
        ),
        Column(key="safe_on", label=_("Date sûre"), kind=Kind.DAY, sort="safe_on", hint="mark"),
        Column(key="possible_on", label=_("Date possible"), kind=Kind.DAY, sort="possible_on",
               place="wide"),
        Column(key="days_left", label=_("Reste"), kind=Kind.DAYS, sort="days_left"),
        Column(
            key="alert", label=_("État"), kind=Kind.STATUS,
            labels={alert.key: alert.label for alert in ALERTS},
            states={alert.key: alert.state for alert in ALERTS},
        ),
        Column(
            key="open_cents", label=_("Restant dû"), kind=Kind.MONEY, sort="open_cents",
            place="figure",
        ),
    ),
    order="days_left",
    unique="receivable_id",
    presorted=True,
    search=("number", "name"),
    filters=(
        Filter("alerte", _("Toutes"), (
            Choice("alert", _("En alerte")),
            *(Choice(alert.key, alert.label.capitalize()) for alert in ALERTS),
        )),
        Filter("nature", _("Toute nature"), tuple(
            Choice(kind, label) for kind, label in KINDS.items()
        )),
    ),
    empty=_("Aucune créance ouverte : rien à prescrire."),
)  # fmt: skip
