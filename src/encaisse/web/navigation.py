"""The rail: what a signed-in person can go to. An entry shows once its page exists."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Entry:
    """A place: its French name, the URL name of its page, its icon; ``apart`` opens a group."""

    label: str | Promise
    url_name: str
    icon: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An entry that exists, seen from the current page."""

    label: str | Promise
    url: str
    icon: str
    apart: bool
    current: bool


ENTRIES = (
    Entry(_("Aujourd'hui"), "home:today", "today"),
    Entry(_("Agenda"), "agenda:agenda", "calendar"),
    Entry(_("Clients"), "home:customers", "customers", apart=True),
    Entry(_("Coordonnées"), "dunning:contacts", "phone"),
    Entry(_("Factures"), "home:invoices", "invoice"),
    Entry(_("Règlements"), "home:credits", "payment"),
    Entry(_("Prélèvements"), "direct_debits:batches", "bank"),
    Entry(_("Écarts et pertes"), "differences:differences", "note"),
    Entry(_("Lettrage"), "matching:waiting", "check"),
    Entry(_("Balance âgée"), "indicators:aged_balance", "aged"),
    Entry(_("Relances"), "dunning:run", "dunning", apart=True),
    Entry(_("Tâches"), "dunning:tasks", "check"),
    Entry(_("Échanges"), "exchanges:calls", "phone"),
    Entry(_("Réponses"), "replies:replies", "mail"),
    Entry(_("Litiges"), "disputes:board", "disputed"),
    Entry(_("Causes"), "causes:causes", "information"),
    Entry(_("Promesses"), "promises:promises", "promised"),
    Entry(_("Échéanciers"), "payment_plans:plans", "calendar"),
    Entry(_("Escomptes"), "early_payment_discounts:offers", "payment"),
    Entry(_("Boîte d'envoi"), "letters:outbox", "outbox"),
    Entry(_("Courriers à poster"), "dunning:post", "letter"),
    Entry(_("Documents"), "documents:documents", "documents"),
    Entry(_("Prescription"), "legal_action:limitation", "clock"),
    Entry(_("Modèles"), "dunning:templates", "template"),
    Entry(_("Imports"), "imports:imports", "import", apart=True),
    Entry(_("Encaissements"), "cash_reports:reports", "outbox"),
    Entry(_("Écritures"), "entries:entries", "template"),
    Entry(_("Calculs"), "calculators:index", "law"),
    Entry(_("Équipe"), "teams:team", "customers"),
    Entry(_("Collègues"), "colleagues:colleagues", "mail"),
    Entry(_("Votre société"), "home:company", "settings"),
    Entry(_("Valeurs légales"), "legal_values:values", "bank"),
    Entry(_("Journal"), "audit:entries", "shield"),
)


def places(request: HttpRequest) -> list[Place]:
    """The entries whose page exists; the one with the longest matching address is current."""
    found = [(entry, url) for entry in ENTRIES if (url := address(entry.url_name))]
    matching = [url for _entry, url in found if _within(request.path, url)]
    current = max(matching, key=len, default="")
    return [
        Place(entry.label, url, entry.icon, entry.apart, url == current) for entry, url in found
    ]


def address(url_name: str) -> str:
    """The address of a page, or nothing while it does not exist."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
