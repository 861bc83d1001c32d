"""Who gets which scenario."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing

SOURCES = {
    "customer": _("choisi pour le client"),
    "payer": _("choisi pour son payeur"),
    "segment": _("segment"),
    "company": _("scénario de la société"),
}


def _customer_url(row: dict[str, Any]) -> str:
    return reverse("home:customer", args=[row["customer"]])


def _invoices_url(row: dict[str, Any]) -> str:
    return f"{reverse('home:invoices')}?client={row['customer']}"


def _of(name: str, value: object) -> Any:
    return lambda row: row[name] == value


WHO = Listing(
    name="qui-recoit-quoi",
    columns=(
        Column(key="name", label=_("Client"), sort="name", link=_customer_url, place="title"),
        Column(key="scenario", label=_("Scénario"), sort="scenario", place="figure"),
        Column(key="why", label=_("Pourquoi"), hint="beside"),
        Column(key="tone", label=_("Profil"), sort="tone"),
        Column(
            key="open_count", label=_("Créances ouvertes"), kind=Kind.NUMBER, sort="open_count",
            link=_invoices_url,
        ),
    ),
    order="name",
    unique="customer",
    search=("name", "why"),
    filters=(
        Filter("origine", _("Toute origine"), tuple(
            Choice(code, label, _of("source", code)) for code, label in SOURCES.items()
        )),
    ),
    presorted=True,
    empty=_("Aucun client."),
)  # fmt: skip


def of_column(key: str, label: Any, name: str, choices: Any) -> Filter:
    """A filter on what a column shows, among the values that there are."""
    offered = tuple(Choice(str(value), said, _of(name, value)) for value, said in choices)
    return Filter(key, label, offered)
