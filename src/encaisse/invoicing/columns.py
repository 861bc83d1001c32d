"""The lists of invoicing: drafts, and what was issued."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing

KINDS = {"invoice": _("facture"), "credit_note": _("avoir")}
KIND = Filter("nature", _("Factures et avoirs"), (
    Choice("invoice", _("Factures"), Q(kind="invoice")),
    Choice("credit_note", _("Avoirs"), Q(kind="credit_note")),
))  # fmt: skip


def _customer(row: Any) -> str:
    return reverse("home:customer", args=[row.customer_id])


def _invoice(row: Any) -> str:
    """The invoice, or the one that a credit note corrects."""
    return reverse("home:invoice", args=[row.invoice_id or row.corrects_id])


def _corrected(row: Any) -> str:
    return reverse("home:invoice", args=[row.corrects_id]) if row.corrects_id else ""


DRAFTS = Listing(
    name="brouillons",
    columns=(
        Column(
            key="customer__name", label=_("Client"), sort="customer__name", place="title",
            link=lambda row: reverse("invoicing:draft", args=[row.pk]),
        ),
        Column(key="kind", label=_("Nature"), labels=KINDS),
        Column(key="first_words", label=_("Ce qui est facturé"), place="wide"),
        Column(key="by", label=_("Par"), place="wide"),
        Column(key="changed_at", label=_("Modifié le"), kind=Kind.INSTANT, sort="changed_at"),
    ),
    order="-changed_at",
    search=("customer__name",),
    filters=(KIND,),
    empty=_("Aucun brouillon : « Nouvelle facture » en commence un."),
)  # fmt: skip

ISSUED = Listing(
    name="emises",
    columns=(
        Column(
            key="number", label=_("Numéro"), sort="number", place="title",
            link=lambda row: reverse("invoicing:issued_paper", args=[row.pk]),
        ),
        Column(key="kind", label=_("Nature"), labels=KINDS),
        Column(key="customer__name", label=_("Client"), sort="customer__name", link=_customer),
        Column(
            key="issued_on", label=_("Émise le"), kind=Kind.DAY, sort="issued_on", link=_invoice
        ),
        Column(key="corrects__number", label=_("Corrige"), link=_corrected, place="wide"),
        Column(key="net_cents", label=_("Total HT"), kind=Kind.MONEY, sort="net_cents"),
        Column(
            key="gross_cents", label=_("Total TTC"), kind=Kind.MONEY, sort="gross_cents",
            place="figure",
        ),
    ),
    order="-issued_on",
    search=("number", "customer__name"),
    filters=(KIND,),
    empty=_("Rien n'a encore été émis ici."),
)  # fmt: skip
