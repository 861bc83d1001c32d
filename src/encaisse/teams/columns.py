"""The team and a portfolio, declared once."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.teams.queries import Member
from encaisse.web.columns import Column, Kind, Listing

if TYPE_CHECKING:
    from encaisse.parties.models import Customer


def _member(row: Member) -> str:
    return reverse("teams:portfolio", args=[row.id])


def _customer(row: "Customer") -> str:
    return reverse("home:customer", args=[row.pk])


TEAM = Listing(
    name="equipe",
    columns=(
        Column(key="name", label=_("Nom"), sort="name", place="title", link=_member),
        Column(key="role", label=_("Rôle"), sort="role"),
        Column(key="team", label=_("Équipe"), sort="team"),
        Column(key="customers", label=_("Clients suivis"), kind=Kind.NUMBER, sort="customers"),
        Column(key="tasks", label=_("Tâches ouvertes"), kind=Kind.NUMBER, sort="tasks"),
        Column(key="away", label=_("Absence"), sort="away"),
        Column(key="stands_in_for", label=_("Remplace"), sort="stands_in_for"),
        Column(
            key="late_cents", label=_("En retard"), kind=Kind.MONEY, sort="late_cents",
            place="figure",
        ),
    ),
    order="name",
    search=("name",),
    empty=_("Personne ne travaille ici."),
)  # fmt: skip
PORTFOLIO = Listing(
    name="portefeuille",
    columns=(
        Column(key="name", label=_("Client"), sort="name", place="title", link=_customer),
        Column(key="code", label=_("Compte"), sort="code"),
        Column(key="sector", label=_("Secteur"), sort="sector"),
        Column(
            key="outstanding_cents", label=_("Encours"), kind=Kind.MONEY, sort="outstanding_cents"
        ),
        Column(
            key="overdue_cents", label=_("Échu"), kind=Kind.MONEY, sort="overdue_cents",
            place="figure",
        ),
    ),
    order="-overdue_cents",
    tick="client",
    tick_cents="overdue_cents",
    search=("name", "code", "sector"),
    empty=_("Aucun client ici."),
)  # fmt: skip
