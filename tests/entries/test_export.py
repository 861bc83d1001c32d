"""What Encaisse recorded leaves once, what came from elsewhere never does."""

import argparse
import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.differences import operations as differences
from encaisse.differences.rules import Cause, Quoted
from encaisse.documents.operations import content_of
from encaisse.entries import commands, operations, queries
from encaisse.entries.models import EntryBatch
from encaisse.entries.rules.writing import Entry
from encaisse.imports.fec.reading import read_fec
from encaisse.kernel.money import Money
from encaisse.late_charges import operations as late_charges
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"
FIRST, LAST = datetime.date(2026, 11, 1), datetime.date(2026, 11, 30)
NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)


def day(number: int) -> datetime.date:
    return datetime.date(2026, 11, number)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company, code="C1")


@pytest.fixture
def owed(martin: Customer) -> Receivable:
    return factories.a_receivable(
        martin, cents=10_000, due_on=datetime.date(2026, 5, 31), number="FA1"
    )


def paid(owed: Receivable, cents: int, on: int = 3, reference: str = "VIR 1") -> Credit:
    return matching.receive_payment(
        customer=owed.customer, reference=reference, on=day(on), amount=Money(cents), by=BY,
        pays=[owed],
    )  # fmt: skip


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(words)
    return int(args.handler(args))


def seen(company: Company) -> list[tuple[int, str, list[tuple[str, int]]]]:
    return [said(entry) for entry in queries.preview(company, FIRST, LAST).entries]


def said(entry: Entry) -> tuple[int, str, list[tuple[str, int]]]:
    return entry.on.day, entry.journal, [(leg.account[:3], leg.cents) for leg in entry.legs]


def export(company: Company, kind: str = "fec") -> EntryBatch:
    return operations.export(company, first=FIRST, last=LAST, kind=kind, at=NOON, by=BY)


def test_a_payment_a_difference_an_excess_a_return(company: Company, owed: Receivable) -> None:
    first = paid(owed, 9_985)
    difference = differences.give_up([owed], cents=15, cause=Cause.BANK_FEE, on=day(4), by=BY)
    second = paid(factories.a_receivable(owed.customer, cents=500), 503, 5, "VIR 2")
    differences.keep_excess(second, cause=Cause.ROUNDING, on=day(5), by=BY)
    matching.return_payment(first, on=day(9), by=BY)
    differences.undo(difference, on=day(10), by=BY)
    assert sorted(seen(company)) == [
        (3, "BQ", [("512", 9_985), ("411", -9_985)]),
        (4, "OD", [("627", 15), ("411", -15)]),
        (5, "BQ", [("512", 503), ("411", -503)]),
        (5, "OD", [("411", 3), ("758", -3)]),
        (9, "BQ", [("411", 9_985), ("512", -9_985)]),
        (10, "OD", [("411", 15), ("627", -15)]),
    ]


def test_late_charges_paid_are_income_and_due_again_when_the_money_returns(
    company: Company, owed: Receivable
) -> None:
    payment = matching.receive_payment(
        customer=owed.customer, reference="VIR", on=day(3), amount=Money(50_000), by=BY,
        pays=[owed],
    )  # fmt: skip
    late_charges.settle(payment, [owed], imputation="principal-first", on=day(3), by=BY)
    accounts = {legs[1][0] for _day, _journal, legs in seen(company)}
    assert accounts == {"411", "763", "758"}
    matching.return_payment(payment, on=day(20), by=BY)
    total: dict[str, int] = {}
    for _day, _journal, legs in seen(company):
        for account, cents in legs:
            total[account] = total.get(account, 0) + cents
    assert set(total.values()) == {0}


def test_what_came_from_the_books_is_never_given_back(company: Company, owed: Receivable) -> None:
    for prefix in ("fec|BQ|1", "list|2026|1"):
        Credit.objects.create(
            company=company, customer=owed.customer, kind="payment", reference="V", on=day(3),
            entry_key=prefix, face_cents=100, open_cents=100,
        )  # fmt: skip
    assert queries.preview(company, FIRST, LAST) == queries.Preview([], [], 0)
    with pytest.raises(operations.NothingToExport, match="01/11/2026"):
        export(company)


def test_what_is_left_out_says_why(company: Company, owed: Receivable) -> None:
    matching.receive_credit_note(
        customer=owed.customer, reference="A1", on=day(3), amount=Money(100), by=BY
    )
    matching.receive_payment(
        customer=owed.customer, reference="USD", on=day(4), amount=Money(100, "USD"), by=BY
    )
    found = queries.preview(company, FIRST, LAST)
    assert found.entries == []
    assert ["TVA" in why or "USD" in why for _fact, why in found.left_out] == [True, True]


def balance(company: Company) -> dict[str, int]:
    """What each account gains by the whole period."""
    total: dict[str, int] = {}
    for _day, _journal, legs in seen(company):
        for account, cents in legs:
            total[account] = total.get(account, 0) + cents
    return {account: cents for account, cents in total.items() if cents}


def test_euros_that_pay_dollars_write_their_gain_or_loss(
    company: Company, owed: Receivable
) -> None:
    owed.currency = owed.invoice.currency = "USD"
    owed.invoice.save()
    owed.save()
    payment = matching.receive_payment(
        customer=owed.customer, reference="VIR", on=day(3), amount=Money(9_500), by=BY
    )
    made = differences.convert(
        payment, owed, rate=Quoted(Decimal("1.05"), "BCE"), settles=True, on=day(3), by=BY,
        booked=Quoted(Decimal("1.25"), "BCE"),
    )  # fmt: skip
    # 100,00 USD were 80,00 € in the books: 95,00 € came.
    assert balance(company) == {"512": 9_500, "411": -8_000, "756": -1_500}
    assert queries.preview(company, FIRST, LAST).left_out == []
    differences.undo(made, on=day(9), by=BY)
    assert balance(company) == {"512": 9_500, "411": -9_500}


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("1.1", {"512": 11_000, "411": -10_000, "756": -1_000}),
        ("0.9", {"512": 9_000, "411": -10_000, "656": 1_000}),
    ],
)
def test_dollars_that_pay_euros_are_written_for_what_they_are_worth(
    company: Company, owed: Receivable, rate: str, expected: dict[str, int]
) -> None:
    payment = matching.receive_payment(
        customer=owed.customer, reference="VIR", on=day(3), amount=Money(10_000, "USD"), by=BY
    )
    made = differences.convert(
        payment, owed, rate=Quoted(Decimal(rate), "banque"), settles=True, on=day(4), by=BY
    )
    assert balance(company) == expected
    assert queries.preview(company, FIRST, LAST).left_out == []
    differences.undo(made, on=day(9), by=BY)
    assert balance(company) == {}


def test_a_conversion_without_the_rate_of_the_invoices_day_says_what_to_do(
    company: Company, owed: Receivable
) -> None:
    owed.currency = owed.invoice.currency = "USD"
    owed.invoice.save()
    owed.save()
    payment = matching.receive_payment(
        customer=owed.customer, reference="VIR", on=day(3), amount=Money(5_000), by=BY
    )
    differences.convert(payment, owed, rate=Quoted(Decimal("1.05"), "BCE"), on=day(3), by=BY)
    (left,) = queries.preview(company, FIRST, LAST).left_out
    assert "refaites-la avec le cours du jour de la facture" in left[1]


def test_each_entry_leaves_once_and_again_when_its_file_is_undone(
    company: Company, owed: Receivable
) -> None:
    paid(owed, 4_000)
    made = export(company)
    assert (made.number, made.count, made.total_cents) == (1, 1, 4_000)
    assert read_fec(content_of(made.document)).balance_cents == -4_000
    with pytest.raises(operations.NothingToExport):
        export(company)
    late = paid(owed, 1_000, 2, "VIR oublié")
    second = export(company, "quadra")
    assert (second.number, second.count) == (2, 1)
    matching.return_payment(late, on=day(12), by=BY)
    assert [legs for _day, _journal, legs in seen(company)] == [[("411", 1_000), ("512", -1_000)]]
    operations.undo(made, on=day(30), by=BY)
    assert len(seen(company)) == 2
    with pytest.raises(operations.ExportUndone, match="30/11/2026"):
        operations.undo(made, on=day(30), by=BY)
    third = export(company, "ximport")
    assert (third.number, third.count) == (3, 2)
    assert content_of(made.document).startswith(b"JournalCode")


def test_what_waits_from_before_is_said(company: Company, owed: Receivable) -> None:
    paid(owed, 4_000, 3)
    found = queries.preview(company, day(5), LAST)
    assert (found.entries, found.earlier) == ([], 1)
    with pytest.raises(operations.PeriodBackwards, match="30/11/2026"):
        operations.export(company, first=LAST, last=FIRST, kind="fec", at=NOON, by=BY)


def test_an_old_payment_that_comes_back_makes_its_entry_alone(
    company: Company, owed: Receivable
) -> None:
    payment = matching.receive_payment(
        customer=owed.customer, reference="VIR", on=datetime.date(2026, 6, 3), amount=Money(700),
        by=BY, pays=[owed],
    )  # fmt: skip
    matching.return_payment(payment, on=day(6), by=BY)
    assert seen(company) == [(6, "BQ", [("411", 700), ("512", -700)])]


def test_a_company_chooses_its_accounts(company: Company, owed: Receivable) -> None:
    paid(owed, 4_000)
    operations.choose_accounts(company, {"bank": "512100", "bank_journal": "ca"}, by=BY)
    assert [said(entry)[1] for entry in queries.preview(company, FIRST, LAST).entries] == ["CA"]
    for wrong in ({"bank": "AB"}, {"bank_journal": "TROP LONG"}, {"bank": "51;2"}):
        with pytest.raises(operations.AccountWrong, match="compte a de 3 à 12"):
            operations.choose_accounts(company, wrong, by=BY)


def test_the_command_writes_the_file(
    company: Company, owed: Receivable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paid(owed, 4_000)
    target = tmp_path / "e.txt"
    asked = ["entries", "export", "--company", company.code, "--from", "2026-11-01", "--to",
             "2026-11-30", "--format", "ebp", "--output", str(target), "--json"]  # fmt: skip
    assert run(*asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["entries"], told["total"], told["number"]) == (1, 4_000, 1)
    assert target.read_bytes().count(b"\r\n") == 2
    with pytest.raises(operations.NothingToExport, match="aucune écriture"):
        run(*asked)


@time_machine.travel(NOON)
def test_from_the_page(company: Company, owed: Receivable) -> None:
    paid(owed, 4_000)
    nadia, reader = Client(), Client()
    nadia.force_login(factories.a_user(company, Role.COLLECTOR))
    reader.force_login(factories.a_user(company, Role.READER))
    shown = nadia.get("/ecritures/").content.decode()
    assert "VIR 1" in shown
    assert "Faire le fichier" in shown
    assert "Faire le fichier" not in reader.get("/ecritures/").content.decode()
    typed = {"first": "2026-11-01", "last": "2026-11-30", "kind": "quadra"}
    after = nadia.post("/ecritures/exporter", typed, follow=True).content.decode()
    assert "Rien à exporter" in after
    assert "Défaire le fichier" in after
    again = nadia.post("/ecritures/exporter", typed)
    assert again.status_code == 422
    assert "aucune écriture" in again.content.decode()
    made = queries.batches(company)[0]
    nadia.post(f"/ecritures/{made.pk}/defaire")
    assert "VIR 1" in nadia.get("/ecritures/").content.decode()
    assert nadia.get("/ecritures/?first=2026-13-40").status_code == 422


def test_a_manager_changes_the_accounts_from_the_page(company: Company) -> None:
    paul = Client()
    paul.force_login(factories.a_user(company, Role.MANAGER))
    chart = queries.chart_of(company)
    typed = chart.accounts | chart.journals | {"bank": "512200"}
    assert paul.post("/ecritures/comptes", typed).status_code == 302
    assert 'value="512200"' in paul.get("/ecritures/comptes").content.decode()
    assert paul.post("/ecritures/comptes", typed | {"bank": "banque"}).status_code == 422
