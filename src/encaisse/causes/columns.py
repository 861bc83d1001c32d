"""The causes as a list, and the receivables behind each, declared once."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from encaisse.causes.queries import Group, Late
from encaisse.causes.rules import LABELS, UNKNOWN_LABEL, label
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing
from encaisse.web.formats import plural

UNKNOWN = "inconnue"


def behind(row: Group) -> str:
    """The receivables of a cause."""
    asked = {"cause": row.cause or UNKNOWN, "devise": row.currency}
    return f"{reverse('causes:receivables')}?{urlencode(asked)}"


def invoice(row: Late) -> str:
    """The page of the invoice."""
    return reverse("home:invoice", args=[row.invoice_id])


def customer(row: Late) -> str:
    """Where the causes of the customer are said."""
    return reverse("causes:customer", args=[row.customer_id])


CAUSES = Listing(
    name="causes-des-retards",
    columns=(
        Column(key="title", label=_("Cause"), sort="title", place="title", link=behind),
        Column(key="cents", label=_("En retard"), kind=Kind.MONEY, sort="cents", place="figure"),
        Column(key="count", label=_("Créances"), kind=Kind.NUMBER, sort="count"),
        Column(key="customers", label=_("Clients"), kind=Kind.NUMBER, sort="customers"),
        Column(key="to_confirm", label=_("À confirmer"), kind=Kind.NUMBER, sort="to_confirm"),
    ),
    order="-cents",
    unique="cause",
    empty=_("Rien n'est en retard."),
)
STATES = {"chosen": _("retenue"), "proposed": _("proposée"), "unknown": _("à dire")}
RECEIVABLES = Listing(
    name="creances-par-cause",
    columns=(
        Column(key="number", label=_("Facture"), sort="number", place="title", link=invoice),
        Column(key="name", label=_("Client"), sort="name", link=customer),
        Column(key="due_on", label=_("Échéance"), kind=Kind.DAY, sort="due_on"),
        Column(key="days_late", label=_("Retard"), kind=Kind.DAYS, sort="days_late"),
        Column(key="title", label=_("Cause"), sort="title"),
        Column(
            key="state", label=_("État"), kind=Kind.STATUS, sort="state", labels=STATES,
            states={"chosen": "paid", "proposed": "not-due", "unknown": "due-soon"},
        ),
        Column(key="why", label=_("Pourquoi elle est proposée"), place="wide"),
        Column(key="cents", label=_("Restant dû"), kind=Kind.MONEY, sort="cents", place="figure"),
    ),
    order="due_on",
    search=("number", "name"),
    filters=(
        Filter("etat", _("Tous les états"), (
            Choice("proposee", _("Proposées"), lambda row: row.state == "proposed"),
            Choice("retenue", _("Retenues"), lambda row: row.state == "chosen"),
            Choice("inconnue", _("À dire"), lambda row: row.state == "unknown"),
        )),
    ),
    empty=_("Aucune créance en retard n'a cette cause."),
)  # fmt: skip
CHOICES = ((UNKNOWN, UNKNOWN_LABEL), *LABELS.items())


def told(cause: str, kept: int) -> str:
    """What a choice of cause did, for so many receivables."""
    count = plural(kept, "créance", "créances")
    if not cause:
        return str(_("Cause proposée de nouveau pour {count}.")).format(count=count)
    said = str(_("{cause} : cause retenue pour {count}."))
    return said.format(cause=label(cause).capitalize(), count=count)
