"""An opening judgment stops interest on what was invoiced up to it, and on nothing later."""

from datetime import date
from typing import Any

import pytest

from encaisse.insolvency.models import Insolvency
from encaisse.late_charges import queries
from encaisse.receivables.models import Receivable
from tests.factories import a_company, a_customer, a_receivable

pytestmark = pytest.mark.django_db

DUE = date(2026, 4, 20)
JUDGED = date(2026, 5, 20)
ON = date(2026, 6, 30)


def judged(receivable: Receivable, on: date) -> None:
    Insolvency.objects.create(
        company=receivable.company,
        customer=receivable.customer,
        kind="liquidation_judiciaire",
        judged_on=on,
    )


def the_claim(receivable: Receivable, on: date = ON) -> dict[str, Any]:
    (found,) = queries.claimable(
        receivable.company_id, on=on, invoice_ids=[receivable.invoice_id]
    ).to_dicts()
    return found


def test_interest_stops_the_day_before_the_judgment() -> None:
    owed = a_receivable(a_customer(a_company()), cents=1_000_000, due_on=DUE)
    until = the_claim(owed, date(2026, 5, 19))
    judged(owed, JUDGED)
    found = the_claim(owed)
    assert found["interest_cents"] == until["interest_cents"] > 0
    assert found["indemnity_cents"] == 4_000
    assert (found["days_late"], found["complete"]) == (71, True)
    assert "jugement d'ouverture du 20/05/2026" in found["reason"]


def test_before_the_judgment_is_known_nothing_stops() -> None:
    owed = a_receivable(a_customer(a_company()), cents=1_000_000, due_on=DUE)
    before = the_claim(owed, date(2026, 5, 19))
    judged(owed, JUDGED)
    assert the_claim(owed, date(2026, 5, 19)) == before


def test_no_indemnity_when_payment_was_forbidden_on_the_due_date() -> None:
    owed = a_receivable(
        a_customer(a_company()), cents=1_000_000, due_on=DUE, issued_on=date(2026, 3, 1)
    )
    judged(owed, date(2026, 4, 1))
    found = the_claim(owed)
    assert (found["interest_cents"], found["indemnity_cents"]) == (0, 0)


def test_what_is_invoiced_after_the_judgment_bears_interest() -> None:
    customer = a_customer(a_company())
    later = a_receivable(
        customer, cents=1_000_000, issued_on=date(2026, 4, 2), due_on=date(2026, 4, 20)
    )
    judged(later, date(2026, 4, 1))
    found = the_claim(later)
    assert found["interest_cents"] > 0
    assert found["indemnity_cents"] == 4_000
