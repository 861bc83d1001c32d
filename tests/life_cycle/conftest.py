"""An invoice sent by a platform, and messages about it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.imports import operations as imports
from encaisse.imports.rules.report import Report
from encaisse.receivables.models import Invoice
from tests import factories
from tests.imports import papers

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)
NUMBER = "F2026-0001"
PART = (
    "<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>{code}</ram:TypeCode>"
    '<ram:ValueAmount currencyID="EUR">{amount}</ram:ValueAmount>'
    '<ram:ValueDateTime><udt:DateTimeString format="102">{on}</udt:DateTimeString>'
    "</ram:ValueDateTime></ram:SpecifiedDocumentCharacteristic>"
)
Say = Callable[..., Report]


@pytest.fixture
def company() -> Company:
    return factories.a_company(name="Atelier", siren=papers.SELLER_SIREN)


@pytest.fixture
def invoice(company: Company) -> Invoice:
    customer = factories.a_customer(company, papers.BUYER, email="compta@sorbiers.example")
    return factories.a_receivable(
        customer, cents=900_00, issued_on=date(2026, 11, 2), due_on=date(2026, 11, 12),
        number=NUMBER,
    ).invoice  # fmt: skip


@pytest.fixture
def say(company: Company) -> Say:
    """Take in a message that says one status."""

    def take(code: str, *, name: str = "m.xml", **said: str) -> Report:
        given = imports.GivenFile(name, papers.cdar(code, **said))
        return imports.take_file(company, given, by="Nadia", at=AT)

    return take


def paid(code: str, amount: str, on: str = "20261108") -> str:
    """An amount of a message."""
    return PART.format(code=code, amount=amount, on=on)


def reason(code: str, words: str = "", action: str = "") -> str:
    """Why, in a message."""
    said = f"<ram:ReasonCode>{code}</ram:ReasonCode>"
    said += f"<ram:Reason>{words}</ram:Reason>" if words else ""
    return said + (f"<ram:RequestedAction>{action}</ram:RequestedAction>" if action else "")
