"""What each threshold would have applied of the last month, next to what was decided of it."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.kernel.money import Money
from encaisse.matching import operations
from encaisse.matching.operations import learning, placing
from encaisse.matching.queries import lookback
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 16)
BEFORE = DAY - datetime.timedelta(days=60)


@pytest.fixture
def martin() -> Customer:
    return factories.a_customer(factories.a_company())


def an_invoice(customer: Customer, cents: int, number: str) -> Receivable:
    return factories.a_receivable(customer, cents=cents, number=number, issued_on=BEFORE)


def a_line(company: Company, cents: int, said: str, on: datetime.date = DAY) -> BankLine:
    return factories.a_bank_line(
        company, cents=cents, label=said, counterparty="Garage Martin", on=on
    )


def told(company: Company) -> dict[int, tuple[int, int, int, int]]:
    found = lookback.habits(company).applied
    return {
        one.threshold: (one.count, one.as_booked, one.otherwise, one.of_waiting) for one in found
    }


def test_nothing_came_yet(martin: Customer) -> None:
    found = lookback.habits(martin.company)
    assert (found.alone, found.by_hand, found.waiting, found.looked_at) == (0, 0, 0, 0)


def test_a_threshold_is_told_with_what_was_decided(martin: Customer) -> None:
    """Quoted and applied (100 %); alone of its amount, but put elsewhere by a person (97 %); one of
    two equal amounts, still waiting (85 %)."""
    company = martin.company
    quoted = an_invoice(martin, 300_00, "FA-1201")
    alone, elsewhere = an_invoice(martin, 510_00, "FA-1202"), an_invoice(martin, 900_00, "FA-1203")
    for number in ("FA-1204", "FA-1205"):
        an_invoice(martin, 80_50, number)
    a_line(company, 300_00, "VIR FA-1201")
    placing.place_waiting(company, by="Nadia")
    placing.split(a_line(company, 510_00, "VIR"), martin, [(elsewhere, 510_00)], by="Nadia")
    a_line(company, 80_50, "VIR")
    quoted.refresh_from_db()
    alone.refresh_from_db()
    assert (quoted.open_cents, alone.open_cents) == (0, 510_00)
    assert told(company) == {
        80: (3, 1, 1, 1), 85: (3, 1, 1, 1), 90: (2, 1, 1, 0), 95: (2, 1, 1, 0), 97: (2, 1, 1, 0),
        100: (1, 1, 0, 0),
    }  # fmt: skip
    found = lookback.habits(company)
    assert (found.alone, found.by_hand, found.waiting, found.looked_at) == (1, 1, 1, 3)


def test_what_was_paid_before_the_month_was_not_open_then(martin: Customer) -> None:
    """The same amount twice: the one paid long ago leaves no doubt of the other."""
    company = martin.company
    first, second = an_invoice(martin, 120_30, "FA-1"), an_invoice(martin, 120_30, "FA-2")
    operations.receive_payment(
        customer=martin, reference="CHQ", on=DAY - datetime.timedelta(days=31), by="Nadia",
        amount=Money(120_30), pays=[first],
    )  # fmt: skip
    line = a_line(company, 120_30, "VIR")
    placing.split(line, martin, [(second, 120_30)], by="Nadia")
    assert told(company)[97] == (1, 1, 0, 0)


def test_what_was_paid_within_the_month_was_open_then(martin: Customer) -> None:
    company = martin.company
    first, second = an_invoice(martin, 120_30, "FA-1"), an_invoice(martin, 120_30, "FA-2")
    operations.receive_payment(
        customer=martin, reference="CHQ", on=DAY - datetime.timedelta(days=29), by="Nadia",
        amount=Money(120_30), pays=[first],
    )  # fmt: skip
    placing.split(a_line(company, 120_30, "VIR"), martin, [(second, 120_30)], by="Nadia")
    assert (told(company)[85], told(company)[97]) == ((1, 0, 1, 0), (0, 0, 0, 0))


def test_a_payer_that_the_month_taught_was_not_known_then(martin: Customer) -> None:
    company = martin.company
    owed = an_invoice(martin, 120_30, "FA-1")
    line = factories.a_bank_line(company, cents=120_30, label="VIR", counterparty="Mme Petit")
    learning.learn(line, martin, by="Nadia")
    placing.split(line, martin, [(owed, 120_30)], by="Nadia")
    assert told(company)[80] == (0, 0, 0, 0)


def test_only_the_last_month_is_looked_at(martin: Customer) -> None:
    company = martin.company
    owed = an_invoice(martin, 120_30, "FA-1")
    old = a_line(company, 120_30, "VIR FA-1", on=DAY - datetime.timedelta(days=30))
    placing.split(old, martin, [(owed, 120_30)], by="Nadia")
    a_line(company, 61_00, "VIR")
    assert lookback.habits(company).looked_at == 1
