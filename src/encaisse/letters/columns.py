"""The list of the outbox."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing

STATES = {
    "prepared": "not-due",
    "sending": "due-soon",
    "delivered": "paid",
    "failed": "very-late",
    "unclear": "late",
    "cancelled": "not-due",
    "bounced": "very-late",
    "entrusted": "due-soon",
}
LABELS = {
    "prepared": _("à envoyer"),
    "sending": _("en cours d'envoi"),
    "delivered": _("remis"),
    "failed": _("échec"),
    "unclear": _("incertain"),
    "cancelled": _("annulé"),
    "bounced": _("revenu"),
    "entrusted": _("confié"),
}

LETTERS = Listing(
    name="messages",
    columns=(
        Column(
            key="addressees",
            label=_("Destinataire"),
            link=lambda letter: reverse("letters:letter", args=[letter.pk]),
            place="title",
        ),
        Column(key="subject", label=_("Objet")),
        Column(
            key="state",
            label=_("État"),
            kind=Kind.STATUS,
            labels=LABELS,
            states=STATES,
            place="figure",
        ),
        Column(key="prepared_at", label=_("Préparé"), kind=Kind.INSTANT, sort="prepared_at"),
        Column(key="answer", label=_("Réponse du serveur"), place="wide"),
    ),
    order="-prepared_at",
    filters=(
        Filter(
            "etat",
            _("Tous les états"),
            tuple(Choice(state, label, Q(state=state)) for state, label in LABELS.items()),
        ),
    ),
    search=("subject", "answer"),
    empty=_("Aucun message n'est parti. Les relances approuvées apparaissent ici."),
)
