"""The lists of home, declared once: screen, order, filters, spreadsheet."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.home.queries import lists
from encaisse.home.queries.open import AGES
from encaisse.web.addresses import numbered
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing


def customer_url(row: Any) -> str:
    """The page of a customer."""
    return numbered("home:customer", row.pk)


def customer_of_url(row: Any) -> str:
    """The page of the customer of a receivable."""
    return numbered("home:customer", row.customer_id)


def invoice_url(row: Any) -> str:
    """The page of the invoice of a receivable."""
    return numbered("home:invoice", row.invoice_id)


def receivables_url(row: Any) -> str:
    """The open receivables of a customer."""
    return f"{reverse('home:invoices')}?client={row.pk}"


def overdue_url(row: Any) -> str:
    """The overdue receivables of a customer."""
    return f"{receivables_url(row)}&etat=overdue"


CUSTOMERS = Listing(
    name="clients",
    columns=(
        Column(
            key="name", label=_("Client"), sort="name", link=customer_url, hint="code",
            place="title",
        ),
        Column(key="kind", label=_("Nature"), labels=dict(lists.KINDS), place="wide"),
        Column(key="open_count", label=_("Créances"), kind=Kind.NUMBER, sort="open_count"),
        Column(key="oldest_on", label=_("En retard depuis"), kind=Kind.DAY, sort="oldest_on"),
        Column(
            key="overdue_cents", label=_("Échu"), kind=Kind.MONEY, sort="overdue_cents",
            link=overdue_url,
        ),
        Column(
            key="outstanding_cents", label=_("Doit"), kind=Kind.MONEY, sort="outstanding_cents",
            link=receivables_url, place="figure",
        ),
    ),
    order="-overdue_cents",
    search=("name", "code", "siren"),
    filters=(
        Filter("doit", _("Tous"), (
            Choice("overdue", _("Avec de l'échu"), Q(overdue_cents__gt=0)),
            Choice("open", _("Avec un encours"), Q(outstanding_cents__gt=0)),
            Choice("settled", _("Ne doivent rien"), Q(outstanding_cents=0)),
        )),
        Filter("nature", _("Toute nature"), tuple(
            Choice(value, label, Q(kind=value)) for value, label in lists.KINDS
        )),
    ),
    empty=_("Aucun client : ils arrivent avec le premier FEC."),
)  # fmt: skip

RECEIVABLES = Listing(
    name="factures",
    columns=(
        Column(
            key="invoice__number", label=_("Facture"), sort="invoice__number", link=invoice_url,
            place="title",
        ),
        Column(
            key="customer__name", label=_("Client"), sort="customer__name", link=customer_of_url
        ),
        Column(
            key="invoice__issued_on", label=_("Émise le"), kind=Kind.DAY,
            sort="invoice__issued_on", place="wide",
        ),
        Column(key="due_on", label=_("Échéance"), kind=Kind.DAY, sort="due_on", hint="mark"),
        Column(
            key="state", label=_("État"), kind=Kind.STATUS,
            labels={age.key: age.label for age in AGES} | {lists.PAID: _("soldée")},
            states={age.key: age.status for age in AGES} | {lists.PAID: "paid"},
        ),
        Column(key="face_cents", label=_("Montant"), kind=Kind.MONEY, sort="face_cents"),
        Column(
            key="open_cents", label=_("Restant dû"), kind=Kind.MONEY, sort="open_cents",
            place="figure",
        ),
    ),
    order="due_on",
    search=("invoice__number", "customer__name"),
    filters=(
        Filter("etat", _("Ouvertes"), (
            Choice("overdue", _("Échues")),
            Choice("paid", _("Soldées")),
            Choice("all", _("Toutes")),
        )),
        Filter("age", _("Tout âge"), tuple(
            Choice(age.key, age.label, Q(state=age.key)) for age in AGES
        )),
        Filter("du", _("Toute échéance"), (
            Choice("week", _("Échéance sous 7 jours")),
            Choice("month", _("Échéance ce mois-ci")),
            Choice("next_month", _("Échéance le mois prochain")),
        )),
    ),
    empty=_("Aucune créance ouverte."),
)  # fmt: skip

CREDITS = Listing(
    name="reglements",
    columns=(
        Column(key="on", label=_("Date"), kind=Kind.DAY, sort="on"),
        Column(
            key="customer__name", label=_("Client"), sort="customer__name", link=customer_of_url,
            place="title",
        ),
        Column(key="kind", label=_("Nature"), labels=dict(lists.CREDIT_KINDS)),
        Column(key="reference", label=_("Référence"), sort="reference", place="wide"),
        Column(key="face_cents", label=_("Montant"), kind=Kind.MONEY, sort="face_cents",
               place="figure"),
        Column(key="open_cents", label=_("À affecter"), kind=Kind.MONEY, sort="open_cents"),
    ),
    order="-on",
    search=("reference", "label", "customer__name"),
    filters=(
        Filter("reste", _("Tous"), (
            Choice("open", _("À affecter"), Q(open_cents__gt=0)),
            Choice("allocated", _("Affectés"), Q(open_cents=0)),
        )),
        Filter("nature", _("Toute nature"), tuple(
            Choice(value, label, Q(kind=value)) for value, label in lists.CREDIT_KINDS
        )),
    ),
    empty=_("Aucun règlement : ils arrivent avec le FEC, ou se notent sur la page d'un client."),
)  # fmt: skip

CLAIMS = Listing(
    name="accessoires",
    columns=(
        Column(
            key="name", label=_("Client"), sort="name", place="title", hint="mark",
            link=lambda row: numbered("home:customer", row["customer_id"]),
        ),
        Column(key="count", label=_("Créances"), kind=Kind.NUMBER, sort="count"),
        Column(
            key="interest_cents", label=_("Intérêts de retard"), kind=Kind.MONEY,
            sort="interest_cents",
        ),
        Column(
            key="indemnity_cents", label=_("Indemnités"), kind=Kind.MONEY, sort="indemnity_cents"
        ),
        Column(key="fees_cents", label=_("Frais"), kind=Kind.MONEY, sort="fees_cents"),
        Column(
            key="total_cents", label=_("Total"), kind=Kind.MONEY, sort="total_cents",
            place="figure",
        ),
    ),
    order="-total_cents",
    unique="customer_id",
    search=("name",),
    empty=_("Rien n'est exigible en plus du principal."),
)  # fmt: skip
