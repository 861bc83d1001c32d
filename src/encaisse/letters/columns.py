"""The list of the outbox."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.letters.queries import with_customers
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company
    from encaisse.letters.models import Letter

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


def customer_url(letter: Letter) -> str:
    """The page of whoever it is written to."""
    return reverse("home:customer", args=[letter.customer.id]) if letter.customer else ""


LETTERS = Listing(
    name="messages",
    columns=(
        Column(
            key="subject",
            label=_("Objet"),
            link=lambda letter: reverse("letters:letter", args=[letter.pk]),
            place="title",
        ),
        Column(key="customer__title", label=_("Client"), link=customer_url),
        Column(key="addressees", label=_("Destinataire")),
        Column(
            key="state",
            label=_("État"),
            kind=Kind.STATUS,
            labels=LABELS,
            states=STATES,
            place="figure",
        ),
        Column(key="prepared_at", label=_("Préparé"), kind=Kind.INSTANT, sort="prepared_at"),
        Column(key="answer", label=_("Réponse"), place="wide"),
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


def letters_list(company: Company, found: QuerySet[Letter], query: Mapping[str, str]) -> Table:
    """The page of the outbox that the address asks for, each message with its customer's name."""
    table = LETTERS.table(found, query)
    if table.wants_export:
        return replace(table, rows=with_customers(company, table.rows))
    shown = with_customers(company, [line.row for line in table.lines])
    return replace(table, lines=[LETTERS.line(letter) for letter in shown])
