"""The lists of replies."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Column, Kind, Listing

MEANINGS = {
    "paid": _("dit avoir réglé"),
    "promise": _("promet un règlement"),
    "dispute": _("conteste"),
    "copy": _("demande une pièce"),
    "contact": _("indique un autre interlocuteur"),
    "absence": _("est absent"),
}
KINDS = {
    "person": _("réponse"),
    "robot": _("réponse automatique"),
    "bounce": _("non remis"),
    "complaint": _("signalé indésirable"),
}
STATES = {"person": "due-soon", "robot": "not-due", "bounce": "late", "complaint": "late"}


def _page(row: Any) -> str:
    return reverse("replies:reply", args=[row.pk])


def _customer(row: Any) -> str:
    return reverse("home:customer", args=[row.customer_id]) if row.customer_id else ""


WHO = Column(key="who", label=_("De"), sort="sender", link=_page, hint="subject", place="title")
CUSTOMER = Column(
    key="customer", label=_("Client"), sort="customer__name", link=_customer, place="figure"
)
SAID = Column(key="excerpt", label=_("Réponse"))
SEEMS = Column(key="meaning", label=_("Semble dire"), labels=MEANINGS)
RECEIVED = Column(key="received_at", label=_("Reçue"), kind=Kind.INSTANT, sort="received_at")
KIND = Column(key="kind", label=_("Nature"), kind=Kind.STATUS, labels=KINDS, states=STATES)
SEARCH = ("customer__name", "sender", "sender_name", "subject", "said")

UNREAD = Listing(
    name="reponses",
    columns=(WHO, CUSTOMER, SAID, SEEMS, RECEIVED),
    order="received_at",
    search=SEARCH,
    empty=_("Aucune réponse n'attend d'être lue : les relances suivent leur cours."),
)
UNKNOWN = Listing(
    name="reponses-inconnues",
    columns=(WHO, SAID, SEEMS, RECEIVED),
    order="received_at",
    search=SEARCH,
    empty=_("Aucun expéditeur inconnu : chaque réponse est classée chez son client."),
)
UNDELIVERED = Listing(
    name="non-remis",
    columns=(
        Column(key="subject", label=_("Avis"), link=_page, place="title"),
        CUSTOMER,
        Column(key="refusals", label=_("Adresse refusée, et pourquoi")),
        KIND,
        RECEIVED,
    ),
    order="-received_at",
    search=SEARCH,
    empty=_("Aucun message n'est revenu."),
)
EVERY = Listing(
    name="toutes-les-reponses",
    columns=(
        WHO,
        CUSTOMER,
        KIND,
        RECEIVED,
        Column(key="outcome", label=_("Suite")),
        Column(key="read_by", label=_("Par"), sort="read_by"),
    ),
    order="-received_at",
    search=(*SEARCH, "outcome"),
    empty=_("Aucun courriel n'a encore été reçu."),
)
