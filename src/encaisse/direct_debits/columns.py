"""The lists of batches and mandates."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.direct_debits.rules.mandates import SCHEMES
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing


def batch_url(row: Any) -> str:
    """The page of a batch."""
    return reverse("direct_debits:batch", args=[row.pk])


def customer_url(row: Any) -> str:
    """The mandates of the customer."""
    return reverse("direct_debits:customer", args=[row.customer_id])


BATCHES = Listing(
    name="remises",
    columns=(
        Column(key="message", label=_("Remise"), sort="message", link=batch_url, place="title"),
        Column(key="made_at", label=_("Préparée le"), kind=Kind.INSTANT, sort="made_at"),
        Column(key="collect_on", label=_("Prélève le"), kind=Kind.DAY, sort="collect_on"),
        Column(key="scheme", label=_("Type"), labels=dict(SCHEMES), place="wide"),
        Column(key="count", label=_("Prélèvements"), kind=Kind.NUMBER, sort="count"),
        Column(key="paid", label=_("Payés"), kind=Kind.NUMBER),
        Column(key="returned", label=_("Rejetés"), kind=Kind.NUMBER),
        Column(key="cancelled_on", label=_("Annulée le"), kind=Kind.DAY, place="wide"),
        Column(
            key="total_cents", label=_("Total"), kind=Kind.MONEY, sort="total_cents",
            place="figure",
        ),
    ),
    order="-made_at",
    search=("message", "by"),
    empty=_("Aucune remise : préparez la première dès qu'un client a signé un mandat."),
)  # fmt: skip

MANDATES = Listing(
    name="mandats",
    columns=(
        Column(
            key="customer__name", label=_("Client"), sort="customer__name", link=customer_url,
            place="title",
        ),
        Column(key="reference", label=_("RUM"), sort="reference"),
        Column(key="scheme", label=_("Type"), labels=dict(SCHEMES), place="wide"),
        Column(key="signed_on", label=_("Signé le"), kind=Kind.DAY, sort="signed_on"),
        Column(key="latest_on", label=_("Dernier prélèvement"), kind=Kind.DAY, sort="latest_on"),
        Column(key="revoked_on", label=_("Révoqué le"), kind=Kind.DAY, sort="revoked_on"),
    ),
    order="customer__name",
    search=("customer__name", "reference", "holder"),
    filters=(
        Filter("etat", _("Tous"), (
            Choice("standing", _("En vigueur"), Q(revoked_on=None)),
            Choice("revoked", _("Révoqués"), Q(revoked_on__isnull=False)),
        )),
        Filter("type", _("Tout type"), tuple(
            Choice(value, label, Q(scheme=value)) for value, label in SCHEMES
        )),
    ),
    empty=_("Aucun mandat : ils se notent depuis la page d'un client."),
)  # fmt: skip
