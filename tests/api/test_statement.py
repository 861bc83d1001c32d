"""The statement of account, read by a script."""

import datetime

from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller

DUE_ON = datetime.date(2026, 4, 20)


def test_a_script_reads_the_statement_of_a_day(nadia: Caller, martin: Customer) -> None:
    factories.a_receivable(martin, cents=100_000, due_on=DUE_ON, number="FA412")
    answer = nadia.get(f"/customers/{martin.pk}/statement?on=2026-04-30")
    assert answer.status == 200
    assert (answer.said["may_leave"], answer.said["doubts"]) == (True, [])
    (account,) = answer.said["accounts"]
    # 1 000 × 12,15 % × 10 / 365 = 3,33
    assert (account["open_cents"], account["charges_cents"]) == (100_000, 4_333)
    assert account["interest"][0]["rate"] == "0.1215"
    assert [check["holds"] for check in account["checks"]] == [True, True]
    only = nadia.get(f"/customers/{martin.pk}/statement?on=2026-04-30&principal_only=true")
    assert only.said["accounts"][0]["charges_cents"] == 0


def test_a_doubtful_statement_has_no_pdf(nadia: Caller, martin: Customer) -> None:
    factories.a_receivable(martin, due_on=DUE_ON, estimated=True)
    refused = nadia.get(f"/customers/{martin.pk}/statement.pdf")
    assert (refused.status, refused.said["code"]) == (409, "statement_doubtful")


def test_a_stranger_s_customer_has_no_statement(nadia: Caller) -> None:
    stranger = factories.a_customer(factories.a_company("Delaunay"))
    assert nadia.get(f"/customers/{stranger.pk}/statement").status == 404
