"""The list of messages made."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing


def invoice_url(row: Any) -> str:
    """The invoice that was paid."""
    return reverse("home:invoice", args=[row.invoice_id])


def file_url(row: Any) -> str:
    """The message itself."""
    return reverse("documents:download", args=[row.document_id])


REPORTS = Listing(
    name="encaissements-declares",
    columns=(
        Column(
            key="invoice__number", label=_("Facture"), sort="invoice__number", link=invoice_url,
            hint="invoice__customer__name", place="title",
        ),
        Column(key="number", label=_("Message n°"), kind=Kind.NUMBER, sort="number",
               link=file_url),
        Column(key="on", label=_("Encaissé le"), kind=Kind.DAY, sort="on"),
        Column(key="made_at", label=_("Préparé le"), kind=Kind.INSTANT, sort="made_at",
               place="wide"),
        Column(key="given_on", label=_("Remis le"), kind=Kind.DAY, sort="given_on"),
        Column(key="given_by", label=_("Par"), place="wide"),
        Column(key="cents", label=_("Montant"), kind=Kind.MONEY, sort="cents", place="figure"),
    ),
    order="-number",
    search=("invoice__number", "invoice__customer__name"),
    filters=(
        Filter("etat", _("Tous"), (
            Choice("a-remettre", _("À remettre"), Q(given_on=None)),
            Choice("remis", _("Remis"), Q(given_on__isnull=False)),
            Choice("corrections", _("Corrections"), Q(corrects__isnull=False)),
        )),
    ),
    empty=_("Aucun message encore."),
)  # fmt: skip
