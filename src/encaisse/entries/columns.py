"""The list of files made."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.entries.rules.formats import FORMATS
from encaisse.web.columns import Column, Kind, Listing


def file_url(row: Any) -> str:
    """The file itself."""
    return reverse("documents:download", args=[row.document_id])


BATCHES = Listing(
    name="ecritures",
    columns=(
        Column(key="number", label=_("Fichier n°"), kind=Kind.NUMBER, sort="number"),
        Column(key="made_at", label=_("Fait le"), kind=Kind.INSTANT, link=file_url, place="title"),
        Column(
            key="format", label=_("Format"), place="wide",
            labels={key: each.label for key, each in FORMATS.items()},
        ),
        Column(key="first_on", label=_("Du"), kind=Kind.DAY),
        Column(key="last_on", label=_("Au"), kind=Kind.DAY),
        Column(key="count", label=_("Écritures"), kind=Kind.NUMBER),
        Column(key="by", label=_("Par"), place="wide"),
        Column(key="undone_on", label=_("Défait le"), kind=Kind.DAY),
        Column(key="total_cents", label=_("Total"), kind=Kind.MONEY, place="figure"),
    ),
    order="-number",
    empty=_("Aucun fichier encore."),
)  # fmt: skip
