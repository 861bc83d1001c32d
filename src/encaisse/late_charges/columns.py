"""The tables of the statement of account, declared once: screen, PDF, spreadsheet."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from encaisse.late_charges.queries.lines import MOVES
from encaisse.late_charges.queries.parties import creditor, debtor
from encaisse.late_charges.queries.statement import Statement
from encaisse.late_charges.rules.parties import Party
from encaisse.late_charges.rules.statement import LABELS, Account
from encaisse.letters import pdf
from encaisse.web import formats, paper
from encaisse.web.columns import Column, Kind, Listing, Table, Text

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

EXPORTS = ("pdf", "xlsx")
TEMPLATE = "late_charges/statement.typ"
TITLE = "Décompte de créance"
SHEETS = {
    "recapitulatif": "Récapitulatif",
    "principal": "Principal",
    "imputations": "Imputations",
    "interets": "Intérêts",
    "accessoires": "Accessoires",
    "mouvements-accessoires": "Mouvements",
    "non-affecte": "Non affecté",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the statement, under its title."""

    key: str
    title: Text
    table: Table


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of the summary; ``is_result`` is what the lines above it come to."""

    label: Text
    currency: str
    cents: int
    is_result: bool = False


def _invoice_url(row: Any) -> str:
    return reverse("home:invoice", args=[row.invoice_id])


def _listing(name: str, *columns: Column) -> Listing:
    return Listing(name=name, columns=columns, order="", page_size=sys.maxsize, presorted=True)


def _money(key: str, label: Text, place: str = "") -> Column:
    return Column(key=key, label=label, kind=Kind.MONEY, place=place)


def _day(key: str, label: Text, hint: str = "") -> Column:
    return Column(key=key, label=label, kind=Kind.DAY, hint=hint)


SUMMARY = _listing(
    "recapitulatif",
    Column(key="label", label=_("Poste"), place="title"),
    _money("cents", _("Montant"), place="figure"),
)
INVOICE = Column(key="invoice", label=_("Facture"), place="title")
KIND = Column(key="kind", label=_("Nature"), labels=LABELS)
DUES = _listing(
    "principal",
    Column(
        key="invoice", label=_("Facture"), hint="document_mark", link=_invoice_url, place="title"
    ),
    _day("issued_on", _("Émise le")),
    _day("due_on", _("Échéance"), hint="due_mark"),
    Column(key="days_late", label=_("Retard"), kind=Kind.DAYS),
    _money("face_cents", _("Montant")),
    _money("credited_cents", _("Avoirs et remises")),
    _money("paid_cents", _("Règlements")),
    _money("open_cents", _("Reste dû"), place="figure"),
)
MOVEMENTS = _listing(
    "imputations",
    INVOICE,
    _day("on", _("Date")),
    Column(key="told", label=_("Règlement ou avoir"), place=""),
    Column(key="how", label=_("Imputation"), hint="how_mark"),
    _money("cents", _("Sur le principal"), place="figure"),
)
INTERESTS = _listing(
    "interets",
    INVOICE,
    _day("first", _("Du")),
    _day("last", _("Au")),
    Column(key="days", label=_("Jours"), kind=Kind.NUMBER),
    _money("base_cents", _("Base")),
    Column(key="rate", label=_("Taux"), kind=Kind.RATE),
    Column(key="article", label=_("Texte"), hint="doubt_mark"),
    _money("cents", _("Intérêts"), place="figure"),
)
CHARGES = _listing(
    "accessoires",
    INVOICE,
    KIND,
    _money("ran_cents", _("Couru ou réclamé")),
    _money("waived_cents", _("Abandonné")),
    _money("paid_cents", _("Payé")),
    _money("left_cents", _("Reste dû"), place="figure"),
)
ACTS = _listing(
    "mouvements-accessoires",
    INVOICE,
    _day("on", _("Date")),
    KIND,
    Column(key="move", label=_("Mouvement"), labels=MOVES, hint="extent_mark"),
    Column(key="told", label=_("Motif ou référence")),
    _money("cents", _("Montant"), place="figure"),
)
STANDING = _listing(
    "non-affecte",
    Column(key="reference", label=_("Référence"), place="title"),
    Column(key="kind", label=_("Nature")),
    _day("on", _("Date")),
    _money("cents", _("Non affecté"), place="figure"),
)


def sections(account: Account) -> list[Section]:
    """The tables that have something to say, in the order in which one reads them."""
    principal = {
        key: getattr(account, key)
        for key in ("face_cents", "credited_cents", "paid_cents", "open_cents")
    }
    charges = {
        key: sum(getattr(each, key) for each in account.charges)
        for key in ("ran_cents", "waived_cents", "paid_cents", "left_cents")
    }
    told: list[tuple[Listing, Text, tuple[Any, ...], Mapping[str, int]]] = [
        (DUES, _("Principal"), account.dues, principal),
        (MOVEMENTS, _("Règlements et avoirs imputés"), account.movements, _sum(account.movements)),
        (INTERESTS, _("Intérêts de retard, jour par jour"), account.interests,
         _sum(account.interests)),
        (CHARGES, _("Accessoires"), account.charges, charges),
        (ACTS, _("Ce qui a été réclamé, abandonné, payé"), account.acts, {}),
        (STANDING, _("Reçu et non affecté"), account.standing, _sum(account.standing)),
    ]  # fmt: skip
    return [
        Section(listing.name, title, _table(listing, rows, totals, account.currency))
        for listing, title, rows, totals in told
        if rows
    ]


def summary(account: Account) -> list[Sum]:
    """From what was invoiced to what is claimed, each line one step."""
    told: list[tuple[Text, int, bool]] = [
        (_("Montant facturé"), account.face_cents, False),
        (_("Avoirs et remises"), -account.credited_cents, False),
        (_("Règlements"), -account.paid_cents, False),
        (_("Reste dû en principal"), account.open_cents, True),
        *((each.label, each.left_cents, False) for each in account.by_kind),
        (_("Total dû"), account.total_cents, True),
    ]
    if account.standing and account.is_whole:
        told += [
            (_("Reçu et non affecté"), -account.standing_cents, False),
            (_("Solde"), account.balance_cents, True),
        ]
    return [
        Sum(label, account.currency, cents, is_result)
        for label, cents, is_result in told
        if cents or is_result
    ]


def exports(query: QueryDict) -> dict[str, str]:
    """The same statement as a file, by kind of file."""
    found = {}
    for kind in EXPORTS:
        asked = query.copy()
        asked["export"] = kind
        found[kind] = f"?{asked.urlencode()}"
    return found


def file_name(code: str, on: date) -> str:
    """``decompte-c00012-2026-11-21``: safe in a header and on a disk."""
    return f"decompte-{slugify(code) or 'client'}-{on.isoformat()}"


def sheets(accounts: Iterable[Account]) -> dict[str, Table]:
    """The sheets of the spreadsheet by title, the summary first; each currency has its own."""
    found: dict[str, Table] = {}
    for account in accounts:
        tables = [SUMMARY.table(summary(account), {})]
        tables += [section.table for section in sections(account)]
        for table in tables:
            found[f"{SHEETS[table.listing.name]} {account.currency}"] = table
    return found or {SHEETS[SUMMARY.name]: SUMMARY.table([], {})}


def _sum(rows: tuple[Any, ...]) -> dict[str, int]:
    return {"cents": sum(row.cents for row in rows)}


def _table(
    listing: Listing, rows: tuple[Any, ...], totals: Mapping[str, int], currency: str
) -> Table:
    named = {listing.columns[0].key: _("Total"), "currency": currency} if totals else None
    return listing.table(rows, {}, totals={**named, **totals} if named else None)


def printed(customer: Customer, found: Statement, *, made_on: date) -> tuple[str, bytes]:
    """The PDF and its name; refused when the statement may not leave the company."""
    found.require_leaving()
    told = as_paper(found, creditor(customer.company), debtor(customer), made_on=made_on)
    name = f"{file_name(customer.code, found.on)}.pdf"
    return name, pdf.render(TEMPLATE, told, title=TITLE)


def as_paper(
    found: Statement, creditor: Party, debtor: Party, *, made_on: date
) -> dict[str, object]:
    """What the template of the PDF is given: texts only."""
    return {
        "made_on": made_on.isoformat(),
        "made_on_label": formats.day(made_on),
        "on": formats.day(found.on),
        "creditor": _identity(creditor),
        "debtor": _identity(debtor),
        "accounts": [_account(account) for account in found.accounts],
        "several": len(found.accounts) > 1,
        "remarks": [*found.remarks, *_left_out(found)],
        "principal_only": found.principal_only,
    }


def _identity(party: Party) -> dict[str, object]:
    return {"name": party.name, "lines": list(party.lines)}


def _account(account: Account) -> dict[str, object]:
    return {
        "currency": account.currency,
        "sums": [
            {
                "label": str(each.label),
                "amount": formats.money(each.cents, each.currency),
                "is_result": each.is_result,
            }
            for each in summary(account)
        ],
        "not_due": formats.money(account.not_due_cents, account.currency)
        if account.not_due_cents
        else "",
        "tables": [
            {"title": str(each.title), **paper.ledger(each.table)} for each in sections(account)
        ],
        "proof": [
            f"{each.label} : {formats.money(each.told_cents, account.currency)}"
            for each in account.checks
        ],
        "texts": [[text.article, f"{text.figure} ({text.source})"] for text in account.texts],
        "standing_apart": bool(account.standing) and not account.is_whole,
    }


def _left_out(found: Statement) -> list[str]:
    if not found.left_out:
        return []
    more = formats.plural(found.left_out, "facture plus récente", "factures plus récentes")
    return [f"Ce décompte ne porte pas sur {more} du même compte."]
