"""The lists of files taken in, and of bank lines that wait for a person."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

STATES = {"waiting": "not-due", "running": "due-soon", "done": "paid", "refused": "very-late",
          "undone": "not-due", "review": "due-soon", "left": "not-due"}  # fmt: skip
LABELS = {
    "waiting": _("en attente"),
    "running": _("en cours"),
    "review": _("à vérifier"),
    "done": _("repris"),
    "refused": _("refusé"),
    "undone": _("défait"),
    "left": _("laissé"),
}

IMPORTS = Listing(
    name="imports",
    columns=(
        Column(
            key="document__name",
            label=_("Fichier"),
            link=lambda row: reverse("imports:import", args=[row.pk]),
            place="title",
        ),
        Column(
            key="state",
            label=_("État"),
            kind=Kind.STATUS,
            labels=LABELS,
            states=STATES,
            place="figure",
        ),
        Column(key="taken", label=_("Lignes prises"), kind=Kind.NUMBER),
        Column(key="ignored", label=_("Ignorées"), kind=Kind.NUMBER, place="wide"),
        Column(key="refused", label=_("Refusées"), kind=Kind.NUMBER),
        Column(key="by", label=_("Par"), place="wide"),
        Column(key="started_at", label=_("Reçu"), kind=Kind.INSTANT, sort="started_at"),
    ),
    order="-started_at",
    search=("document__name",),
    empty=_("Aucun fichier repris. Déposez votre FEC : clients et factures apparaissent."),
)

FATES: dict[str, Text] = {
    "payment": _("règlement"),
    "returned": _("impayé"),
    "aside": _("écartée"),
    "waiting": _("à attribuer"),
}
FATE_STATES = {
    "payment": "paid",
    "returned": "very-late",
    "aside": "not-due",
    "waiting": "due-soon",
}

# What a movement, or a document, would become: before the file is taken.
OUTCOMES: dict[str, Text] = {
    "payment": _("règlement"),
    "known": _("déjà connu"),
    "returned": _("impayé"),
    "waiting": _("à attribuer"),
    "ignored": _("ignoré"),
}
OUTCOME_STATES = {"payment": "paid", "returned": "very-late", "waiting": "due-soon"}
TABLES: dict[str, Text] = {
    "open_items": _("liste de factures ouvertes"),
    "bank_sheet": _("relevé de banque"),
}
DOCUMENTS: dict[str, Text] = {"invoice": _("facture"), "credit_note": _("avoir")}
TOTALS: dict[str, Text] = {
    "in": _("Reçu"),
    "out": _("Sorti"),
    "invoice": _("Factures"),
    "credit_note": _("Avoirs et acomptes"),
}

CHANGES: dict[str, tuple[Text, str]] = {
    "new": (_("nouvelle"), "not-due"),
    "paid": (_("réglée en partie ou en tout"), "paid"),
    "gone": (_("absente de la liste : réglée"), "paid"),
    "reopened": (_("rouverte"), "very-late"),
    "due": (_("échéance indiquée"), "due-soon"),
    "stands": (_("avoir ou acompte"), "not-due"),
    "used": (_("avoir ou acompte employé"), "paid"),
}

FATES_OF_LINES = Listing(
    name="lignes",
    unique="rank",
    columns=(
        Column(key="line", label=_("Ligne"), kind=Kind.NUMBER, sort="line"),
        Column(key="what", label=_("Pièce ou libellé"), hint="reason", place="title"),
        Column(
            key="fate",
            label=_("Sort"),
            kind=Kind.STATUS,
            labels={"taken": _("prise"), "ignored": _("ignorée"), "refused": _("refusée")},
            states={"taken": "paid", "ignored": "not-due", "refused": "very-late"},
        ),
        Column(key="customer", label=_("Client")),
        Column(key="on", label=_("Date"), kind=Kind.DAY, sort="on"),
        Column(key="cents", label=_("Montant"), kind=Kind.MONEY, sort="cents", place="figure"),
    ),
    order="line",
    filters=(
        Filter(
            "sort_de",
            _("Sort"),
            (
                Choice("", _("Toutes")),
                Choice("refused", _("Refusées"), lambda row: row.fate == "refused"),
                Choice("ignored", _("Ignorées"), lambda row: row.fate == "ignored"),
                Choice("taken", _("Prises"), lambda row: row.fate == "taken"),
            ),
        ),
    ),
    search=("what", "customer", "reason"),
    empty=_("Rien n'a encore été lu de ce fichier."),
)

SOURCE_KINDS: dict[str, Text] = {
    "folder": _("Dossier surveillé"),
    "mailbox": _("Boîte de courriels"),
    "sftp": _("Serveur SFTP"),
}

SOURCE_FILES = Listing(
    name="sources",
    columns=(
        Column(
            key="name",
            label=_("Fichier"),
            hint="reason",
            link=lambda row: (
                reverse("imports:import", args=[row.taken_as_id]) if row.taken_as_id else ""
            ),
            place="title",
        ),
        Column(
            key="fate",
            label=_("Résultat"),
            kind=Kind.STATUS,
            labels={
                "taken": _("repris"),
                "known": _("déjà repris"),
                "review": _("à vérifier"),
                "refused": _("refusé"),
                "left": _("laissé"),
            },
            states={
                "taken": "paid", "known": "not-due", "refused": "very-late", "left": "not-due",
                "review": "due-soon",
            },
            place="figure",
        ),
        Column(
            key="source__kind", label=_("Source"), kind=Kind.STATUS, labels=SOURCE_KINDS,
            states=dict.fromkeys(SOURCE_KINDS, "not-due"), place="wide",
        ),
        Column(key="at", label=_("Relevé"), kind=Kind.INSTANT, sort="at"),
    ),
    order="-at",
    search=("name", "reason"),
    empty=_("Aucun fichier n'est encore venu d'une source."),
)  # fmt: skip
