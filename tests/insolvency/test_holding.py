"""What a judgment holds, until its proceeding is closed."""

from datetime import date

import pytest

from encaisse.dunning.queries.facts import facts_of
from encaisse.insolvency import operations
from tests import factories

pytestmark = pytest.mark.django_db

JUDGED, CLOSED = date(2026, 3, 10), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 9), [None]),
        (JUDGED, ["insolvent"]),
        (date(2026, 8, 31), ["insolvent", None]),
        (CLOSED, [None, None]),
    ],
)
def test_a_judgment_holds_what_was_issued_by_its_day_until_closed(
    on: date, expected: list[str | None]
) -> None:
    customer = factories.a_customer(factories.a_company())
    factories.a_receivable(customer, issued_on=date(2026, 3, 1), due_on=date(2026, 3, 5))
    factories.a_receivable(customer, issued_on=date(2026, 3, 11), due_on=date(2026, 3, 21))
    proceeding = operations.open_proceeding(
        customer, kind="liquidation_judiciaire", on=JUDGED, by="nadia"
    )
    operations.close(proceeding, on=CLOSED, by="nadia")
    held = facts_of(customer.company, on).receivables.sort("due_on")["held"].to_list()
    assert held == expected
