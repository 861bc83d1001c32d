"""Claims rest on the law of the installation: what was added counts, what was confirmed leaves."""

from datetime import date
from decimal import Decimal

import pytest

from encaisse.late_charges import queries
from encaisse.law.reader import Addition, Confirmation
from encaisse.legal_values import operations as legal_values
from tests.factories import a_company, a_customer, a_receivable

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 28)


def an_addition(parameter: str, value: str) -> Addition:
    return Addition(
        parameter=parameter,
        first=date(2027, 1, 1),
        last=date(2027, 6, 30),
        value=Decimal(value),
        article="C. com. L441-10, II",
        source="Banque centrale européenne, taux directeurs",
        read_on=TODAY,
        known_on=TODAY,
        by="Paul Mercier",
    )


def test_a_semester_added_completes_the_claims() -> None:
    owed = a_receivable(a_customer(a_company()), cents=100_000, due_on=date(2026, 12, 21))
    (before,) = queries.claimable(owed.company_id, on=date(2027, 1, 10)).to_dicts()
    legal_values.add(an_addition("ecb_mro_semester", "2.65"))
    legal_values.add(an_addition("b2b_penalty_margin", "10"))
    (after,) = queries.claimable(owed.company_id, on=date(2027, 1, 10)).to_dicts()
    # 1 000 × 12,40 % × 10 / 365 = 3,40 and 1 000 × 12,65 % × 10 / 365 = 3,47
    assert (before["interest_cents"], before["complete"]) == (340, False)
    assert (after["interest_cents"], after["complete"]) == (340 + 347, True)


def test_a_confirmed_value_lets_the_claim_leave() -> None:
    owed = a_receivable(a_customer(a_company()), cents=100_000, due_on=date(2019, 6, 20))
    (before,) = queries.claimable(owed.company_id, on=date(2019, 6, 30)).to_dicts()
    read_again = Confirmation(
        "b2b_penalty_margin", date(2013, 1, 1), TODAY, "Me Garnier, avocate", "Légifrance"
    )
    legal_values.confirm(read_again, on=TODAY, recorded_by="Paul Mercier")
    (after,) = queries.claimable(owed.company_id, on=date(2019, 6, 30)).to_dicts()
    assert (before["is_certain"], before["in_letters"]) == (False, False)
    assert (after["is_certain"], after["in_letters"]) == (True, True)
    assert before["interest_cents"] == after["interest_cents"]
