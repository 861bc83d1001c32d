"""Who owes what since when, on any day: rule, figures, page, command."""

import datetime
import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from encaisse.accounts.models import Company
from encaisse.config import cli
from encaisse.indicators import queries, rules
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching import queries as ledger
from encaisse.parties.models import Customer
from encaisse.payments import operations as payments
from tests import factories

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 21)
BY = "nadia"


def _days_before(days: int) -> datetime.date:
    return ON - datetime.timedelta(days)


@pytest.fixture
def atelier() -> Company:
    return factories.a_company()


@pytest.fixture
def martin(atelier: Company) -> Customer:
    return factories.a_customer(atelier, code="C1")


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        pytest.param(-1, "not_due", id="due tomorrow"),
        pytest.param(0, "not_due", id="due today"),
        pytest.param(1, "1_30", id="one day late"),
        pytest.param(30, "1_30", id="thirty"),
        pytest.param(31, "31_60", id="thirty-one"),
        pytest.param(60, "31_60", id="sixty"),
        pytest.param(61, "61_90", id="sixty-one"),
        pytest.param(90, "61_90", id="ninety"),
        pytest.param(91, "over_90", id="ninety-one"),
    ],
)
def test_the_buckets(late: int, expected: str) -> None:
    assert rules.bucket(_days_before(late), on=ON) == expected


def test_the_database_uses_the_same_buckets(martin: Customer) -> None:
    lates = [-20, -1, 0, 1, 30, 31, 60, 61, 90, 91, 400]
    for rank, late in enumerate(lates):
        factories.a_receivable(martin, cents=2**rank, due_on=_days_before(late))
    (row,) = queries.aged_balance(martin.company, ON).rows
    for bucket, cents in zip(rules.BUCKETS, row.amounts, strict=True):
        assert cents == sum(
            2**rank
            for rank, late in enumerate(lates)
            if rules.bucket(_days_before(late), on=ON) == bucket
        )


@given(st.dates(), st.dates())
def test_every_receivable_has_one_bucket(due_on: datetime.date, on: datetime.date) -> None:
    assert rules.bucket(due_on, on=on) in rules.BUCKETS


def test_the_worst_first_currencies_apart_and_totals_that_add_up(
    atelier: Company, martin: Customer
) -> None:
    lemoine = factories.a_customer(atelier, "Studio Lemoine")
    boat = factories.a_customer(atelier, "Boat Ltd", currency="USD")
    factories.a_receivable(martin, cents=90_000, due_on=_days_before(-5))
    factories.a_receivable(lemoine, cents=10_000, due_on=_days_before(45))
    factories.a_receivable(boat, cents=5_000, due_on=_days_before(100))
    payments.record(
        customer=martin, reference="VIR", on=_days_before(3), amount=Money(2_500), by=BY
    )
    balance = queries.aged_balance(atelier, ON)
    assert [row.name for row in balance.rows] == ["Studio Lemoine", "Boat Ltd", "Garage Martin"]
    assert [(total.currency, total.amounts, total.unallocated) for total in balance.totals] == [
        ("EUR", (90_000, 0, 10_000, 0, 0), 2_500),
        ("USD", (0, 0, 0, 0, 5_000), 0),
    ]
    assert balance.total_in("EUR").total == 97_500
    assert balance.total_in("CHF").total == 0
    assert [row.name for row in balance.worst(5)] == ["Studio Lemoine", "Boat Ltd"]


def test_a_past_day_is_seen_as_it_was(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=10_000, due_on=_days_before(40))
    payment = payments.record(
        customer=martin, reference="VIR", on=_days_before(10), amount=Money(10_000), by=BY
    )
    matching.allocate(payment, receivable, cents=10_000, on=_days_before(5), by=BY)
    company = martin.company
    assert queries.aged_balance(company, ON).rows == []
    (between,) = queries.aged_balance(company, _days_before(7)).rows
    assert (between.outstanding, between.unallocated, between.total) == (10_000, 10_000, 0)
    (before,) = queries.aged_balance(company, _days_before(15)).rows
    assert (before.amounts, before.unallocated) == ((0, 10_000, 0, 0, 0), 0)


def test_a_customer_with_only_a_credit_is_shown(martin: Customer) -> None:
    payments.record(customer=martin, reference="VIR", on=ON, amount=Money(500), by=BY)
    (row,) = queries.aged_balance(martin.company, ON).rows
    assert (row.total, row.overdue) == (-500, 0)


def test_the_figures_are_those_of_the_open_items(martin: Customer) -> None:
    for late in (-3, 12, 95):
        factories.a_receivable(martin, cents=1_000, due_on=_days_before(late))
    items = ledger.open_items(martin.company, ON)
    balance = queries.aged_balance(martin.company, ON)
    assert balance.total_in("EUR").outstanding == sum(item.open_cents for item in items.receivables)


def _signed_in(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def test_the_page_shows_customers_and_opens_what_is_behind(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=12_345, due_on=_days_before(400))
    client = _signed_in(martin.company)
    shown = client.get("/balance-agee/").content.decode()
    assert "Garage Martin" in shown
    assert "123,45" in shown
    behind = client.get(f"/balance-agee/creances/?client={martin.pk}&tranche=over_90&devise=EUR")
    assert receivable.invoice.number in behind.content.decode()
    empty = client.get("/balance-agee/creances/?tranche=not_due").content.decode()
    assert receivable.invoice.number not in empty


def test_the_page_of_a_past_day(martin: Customer) -> None:
    factories.a_receivable(martin, issued_on=datetime.date(2026, 3, 1), due_on=ON)
    client = _signed_in(martin.company)
    assert "Garage Martin" in client.get("/balance-agee/?jour=2026-03-01").content.decode()
    assert "Garage Martin" not in client.get("/balance-agee/?jour=2026-02-28").content.decode()


@pytest.mark.parametrize("asked", ["jour=hier", "jour=9999-12-31", "devise=ZZZ", "q=zzz", "page=x"])
def test_an_address_that_says_nothing_still_answers(martin: Customer, asked: str) -> None:
    factories.a_receivable(martin)
    assert _signed_in(martin.company).get(f"/balance-agee/?{asked}").status_code == 200


def test_the_page_exports_and_swaps(martin: Customer) -> None:
    factories.a_receivable(martin)
    client = _signed_in(martin.company)
    exported = client.get("/balance-agee/?export=xlsx")
    assert exported["Content-Disposition"].endswith('.xlsx"')
    part = client.get("/balance-agee/?q=martin", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Garage Martin" in part


def test_another_company_s_customer_is_not_found(martin: Customer) -> None:
    ines = _signed_in(factories.a_company("Autre"))
    assert ines.get(f"/balance-agee/creances/?client={martin.pk}").status_code == 404
    assert "Garage Martin" not in ines.get("/balance-agee/").content.decode()


def test_the_command_prints_the_document(
    martin: Customer, capsys: pytest.CaptureFixture[str]
) -> None:
    factories.a_receivable(martin, cents=100, due_on=_days_before(2))
    arguments = ["aged-balance", "--company", martin.company.code, "--on", ON.isoformat()]
    parser = cli._parser(["aged-balance"])
    args = parser.parse_args([*arguments, "--by", "customer", "--json"])
    assert args.handler(args) == 0
    assert json.loads(capsys.readouterr().out) == {
        "company": "Atelier Martin",
        "on": "2026-11-21",
        "buckets": ["not_due", "1_30", "31_60", "61_90", "over_90"],
        "rows": [
            {
                "customer": {"code": "C1", "name": "Garage Martin"},
                "currency": "EUR", "amounts": [0, 100, 0, 0, 0], "unallocated": 0, "total": 100,
            }
        ],
        "totals": [
            {"currency": "EUR", "amounts": [0, 100, 0, 0, 0], "unallocated": 0, "total": 100}
        ],
    }  # fmt: skip
    args = parser.parse_args(arguments)
    args.handler(args)
    assert "Garage Martin" in capsys.readouterr().out
