"""The letters to print, the batches, the letters of a batch."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.columns.messages import LEVEL_LABELS, message_url
from encaisse.web.columns import Column, Kind, Listing

ADDRESS_LABELS = {"complete": _("complète"), "incomplete": _("incomplète")}
ADDRESS_STATES = {"complete": "paid", "incomplete": "late"}
LETTER_LABELS = {
    "prepared": _("à poster"),
    "paid": _("réglée depuis : à retirer"),
    "waiting": _("à confier"),
    "sending": _("à confier"),
    "entrusted": _("confiée"),
    "unclear": _("incertaine"),
    "delivered": _("postée"),
    "failed": _("retirée"),
    "bounced": _("revenue"),
}
LETTER_STATES = {
    "prepared": "due-soon", "paid": "very-late", "delivered": "paid", "failed": "not-due",
    "waiting": "not-due", "sending": "not-due", "entrusted": "due-soon", "unclear": "late",
    "bounced": "very-late",
}  # fmt: skip
BATCH_LABELS = {
    "making": _("en préparation"),
    "ready": _("à imprimer"),
    "printed": _("à poster"),
    "entrusted": _("confié"),
    "posted": _("posté"),
    "empty": _("rien à poster"),
}
BATCH_STATES = {
    "making": "not-due", "ready": "late", "printed": "due-soon", "entrusted": "due-soon",
    "posted": "paid",
    "empty": "not-due",
}  # fmt: skip


def customer_url(row: Any) -> str:
    """Where an address is completed."""
    return reverse("home:customer", args=[row.customer_id])


def batch_url(row: Any) -> str:
    """The page of a batch."""
    return reverse("dunning:batch", args=[row.pk])


def letter_url(row: Any) -> str:
    """The letter as it was printed."""
    return reverse("letters:letter", args=[row.letter_id])


TO_PRINT = Listing(
    name="courriers",
    columns=(
        Column(
            key="customer__name", label=_("Client"), sort="customer__name", link=message_url,
            hint="customer__code", place="title",
        ),
        Column(key="level", label=_("Étape"), sort="level", labels=LEVEL_LABELS),
        Column(
            key="address", label=_("Adresse"), kind=Kind.STATUS, sort="address",
            labels=ADDRESS_LABELS, states=ADDRESS_STATES, link=customer_url,
        ),
        Column(key="approved_by", label=_("Approuvé par"), place="wide"),
        Column(
            key="total_cents", label=_("Total cité"), kind=Kind.MONEY, sort="total_cents",
            place="figure",
        ),
    ),
    order="customer__name",
    search=("customer__name", "customer__code"),
    tick="message",
    empty=_("Aucun courrier n'attend d'être imprimé. Les relances par courrier approuvées arrivent "
            "ici."),
)  # fmt: skip

BATCHES = Listing(
    name="lots",
    columns=(
        Column(key="pk", label=_("Lot n°"), kind=Kind.NUMBER, link=batch_url, place="title"),
        Column(key="started_at", label=_("Préparé"), kind=Kind.INSTANT, hint="by"),
        Column(key="letter_count", label=_("Lettres"), kind=Kind.NUMBER),
        Column(key="page_count", label=_("Pages"), kind=Kind.NUMBER, place="wide"),
        Column(key="posted_on", label=_("Posté le"), kind=Kind.DAY),
        Column(
            key="stands", label=_("État"), kind=Kind.STATUS, labels=BATCH_LABELS,
            states=BATCH_STATES, place="figure",
        ),
    ),
    order="-pk",
    empty=_("Aucun lot n'a encore été préparé."),
)  # fmt: skip

LETTERS = Listing(
    name="lot",
    columns=(
        Column(
            key="customer__name", label=_("Destinataire"), link=letter_url,
            hint="customer__code", place="title",
        ),
        Column(key="letter__postcode", label=_("Code postal")),
        Column(key="way", label=_("Envoi"), place="wide"),
        Column(key="letter__subject", label=_("Objet"), place="wide"),
        Column(key="letter__pages", label=_("Pages"), kind=Kind.NUMBER),
        Column(key="total_cents", label=_("Total cité"), kind=Kind.MONEY, place="figure"),
        Column(
            key="stands", label=_("État"), kind=Kind.STATUS, labels=LETTER_LABELS,
            states=LETTER_STATES,
        ),
        Column(key="letter__answer", label=_("Motif, réponse"), place="wide"),
    ),
    order="pile",
    search=("customer__name", "customer__code", "letter__postcode"),
    tick="letter",
    empty=_("Aucune lettre dans ce lot."),
)  # fmt: skip
SETTLED = replace(LETTERS, tick="")
