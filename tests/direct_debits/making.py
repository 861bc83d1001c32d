"""Mandates, batches and bank files, as the tests make them."""

import datetime

from encaisse.accounts.models import Company
from encaisse.direct_debits import operations
from encaisse.direct_debits.models import DebitBatch, Mandate
from encaisse.documents.models import Document
from encaisse.imports.models import FileImport
from encaisse.imports.operations import statements
from encaisse.imports.rules import bank
from encaisse.imports.rules.bank import BankFile, Movement
from encaisse.matching import queries as matches
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories

BY = "nadia"
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
COLLECTED = datetime.date(2026, 11, 24)
IBAN = "FR1420041010050500013M02606"
OURS = "FR7630006000011234567890189"


def signed(customer: Customer, reference: str = "RUM1", **facts: object) -> Mandate:
    told: dict[str, object] = {
        "scheme": "core",
        "iban": IBAN,
        "signed_on": datetime.date(2026, 1, 10),
    }
    return operations.sign(customer, reference=reference, by=BY, **(told | facts))  # type: ignore[arg-type]


def owed(customer: Customer, cents: int = 12_000) -> Receivable:
    return factories.a_receivable(customer, cents=cents)


def batch(company: Company, *asked: Receivable, **facts: object) -> DebitBatch:
    told: dict[str, object] = {"collect_on": COLLECTED, "notified_on": None, "at": NOON, "by": BY}
    return operations.make_batch(company, list(asked), **(told | facts))  # type: ignore[arg-type]


def say(company: Company, cents: int, day: int, **said: str) -> bank.Outcome:
    """The bank's file of one line."""
    on = datetime.date(2026, 11, day)
    movement = Movement(
        line=1, account=OURS, on=on, value_on=None, cents=cents, currency="EUR",
        label=said.pop("label", "PRLV SEPA"), **said,  # type: ignore[arg-type]
    )  # fmt: skip
    document = Document.objects.create(
        company=company, name="r", sha256=f"{cents}{day}", size=0, media_type="t", dated_on=on
    )
    row = FileImport.objects.create(company=company, document=document, by=BY, started_at=NOON)
    ((_movement, outcome),), _warnings = statements.post(row, "mt940", BankFile([movement]))
    return outcome


def opened(company: Company, day: int) -> list[int]:
    found = matches.open_items(company, datetime.date(2026, 11, day))
    assert matches.drift(company) == []
    return [each.open_cents for each in found.receivables]
