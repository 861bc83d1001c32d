"""Invoices of Atelier Martin, for tests: as typed, as facts, as drafts."""

import datetime
from decimal import Decimal
from typing import Any

from encaisse.accounts.models import Company
from encaisse.invoicing import operations
from encaisse.invoicing.models import Draft
from encaisse.invoicing.rules.facts import Corrected, DuePart, Facts, References
from encaisse.invoicing.rules.mentions import Habits, notes_of
from encaisse.invoicing.rules.numbering import CREDIT_NOTE, INVOICE
from encaisse.invoicing.rules.parties import Address, Party
from encaisse.invoicing.rules.reading import meant
from encaisse.invoicing.rules.regimes import REGIMES, Vat
from encaisse.invoicing.rules.totals import Line
from encaisse.invoicing.rules.typed import Typed
from encaisse.law.reader import parameters
from encaisse.parties.models import Customer
from tests import factories

DAY = datetime.date(2026, 11, 20)
DUE_ON = datetime.date(2026, 12, 20)
EARLIER = Corrected("FA-2026-00010", datetime.date(2026, 10, 3))
SELLER = Party(
    "Atelier Martin", Address(("12 rue du Port",), "69002", "Lyon"), siren="552100554",
    numero_tva="FR81552100554", email="compta@atelier.example", phone="04 65 71 20 00",
    legal="SARL au capital de 10 000 € · RCS Lyon 552 100 554",
)  # fmt: skip
BUYER = Party(
    "Garage Martin", Address(("3 rue Haute",), "42000", "Saint-Étienne"), siren="732829320",
    numero_tva="FR44732829320", email="compta@garage.example",
)  # fmt: skip
GATE = {"designation": "Portail sur mesure", "quantity": "1", "price": "4200"}
WHOLE = [
    {"kind": "rebate", "reason": "Fidélité", "amount": "5 %", "vat": "normal"},
    {"kind": "charge", "reason": "Port", "amount": "42,50", "vat": "normal"},
    {"kind": "rebate", "reason": "Geste commercial", "amount": "10", "vat": "intermediate"},
]
COMPANY = {
    "siren": "552100554", "numero_tva": "FR81552100554", "rcs": "RCS Lyon 552 100 554",
    "legal_form": "SARL au capital de 10 000 €", "address": "12 rue du Port\n69002 Lyon",
    "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP", "email": "compta@atelier.example",
}  # fmt: skip
CUSTOMER = {
    "siren": "732829320", "numero_tva": "FR44732829320",
    "address": "3 rue Haute\n42000 Saint-Étienne", "email": "compta@garage.example",
}  # fmt: skip


def typed(*lines: dict[str, str], **head: object) -> Typed:
    """What was typed: one gate unless lines are given."""
    told: dict[str, Any] = {"delivered_on": DAY.isoformat(), "lines": lines or (GATE,)}
    return Typed.of(told | head)


def facts(
    *lines: dict[str, str], kind: str = INVOICE, buyer: Party = BUYER, seller: Party = SELLER,
    habits: Habits | None = None, **head: object,
) -> Facts:  # fmt: skip
    """The facts of an invoice, or of a credit note on an earlier one."""
    told, kept = typed(*lines, **head), habits or Habits()
    said = meant(told, on=DAY, law=parameters)
    is_credit_note = kind == CREDIT_NOTE
    return Facts(
        kind=kind, number="AV-2026-00003" if is_credit_note else "FA-2026-00012", issued_on=DAY,
        seller=seller, buyer=buyer, nature=told.nature, lines=said.lines, totals=said.totals,
        delivery=said.delivery,
        due=() if is_credit_note else (DuePart(DUE_ON, said.totals.due_cents),),
        terms="" if is_credit_note else "30 jours",
        references=References(
            order=told.order, contract=told.contract, service_code=told.service_code,
            iban=COMPANY["iban"], bic=COMPANY["bic"],
        ),
        notes=notes_of(buyer.kind, kept, on=DAY, law=parameters), remark=told.note,
        corrects=EARLIER if is_credit_note else None, on_debits=kept.on_debits,
    )  # fmt: skip


def vat(key: str = "normal") -> Vat:
    """A regime at its rate of the day."""
    return Vat(REGIMES[key], REGIMES[key].rate_on(DAY, parameters))


def a_line(quantity: str, price: str, rebate: str = "0", key: str = "normal") -> Line:
    """A line by its figures."""
    figures = (Decimal(quantity), "C62", Decimal(price), Decimal(rebate))
    return Line(1, "Portail", *figures, vat(key))


def a_seller(**more: str) -> Company:
    """A company that has told all that its invoices must say."""
    return factories.a_company(**(COMPANY | more))


def a_buyer(company: Company, **more: str) -> Customer:
    """A customer of whom all is known."""
    return factories.a_customer(company, **(CUSTOMER | more))


def a_draft(customer: Customer, *lines: dict[str, str], **head: object) -> Draft:
    """An invoice that lacks nothing."""
    draft = operations.start(customer, delivered_on=DAY, by="Nadia")
    return operations.write(draft, typed(*lines, **head).kept(), by="Nadia")
