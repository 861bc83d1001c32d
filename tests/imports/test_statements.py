"""Bank statements into the tables: each movement once, none lost, none doubled with the books."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from encaisse.accounts.models import Company
from encaisse.imports import operations
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules.report import Report
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching.models import LearnedPayer
from encaisse.matching.operations import learning, placing
from encaisse.matching.operations.placing import NothingToReturn
from encaisse.parties.models import Customer
from encaisse.payments import operations as payments
from encaisse.payments.models import BankLine, Credit
from encaisse.payments.operations import BankLineAsideWithoutReason, BankLineSettled
from encaisse.receivables.models import Receivable
from tests import factories
from tests.imports import bank, maker
from tests.imports.bank import Line
from tests.matching.locks import assert_held_before_the_journal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = date(2026, 11, 16)
FROM_MARTIN = (("NPY", "SARL GARAGE MARTIN"),)


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban=bank.IBAN)


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company, "Garage Martin")


@pytest.fixture
def owed(martin: Customer) -> Receivable:
    return factories.a_receivable(martin, cents=322_00, number="FA26-0001")


def take(company: Company, *lines: Line) -> Report:
    given = GivenFile("releve.txt", bank.statement(*lines))
    return operations.take_file(company, given, by="Nadia", at=AT)


def outcomes(report: Report) -> list[str]:
    return [movement["outcome"] for movement in report["movements"]]


def reasons(report: Report) -> list[str]:
    return [line["reason"] for line in report["ignored"]]


def test_a_payment_that_names_its_invoice_closes_it(company: Company, owed: Receivable) -> None:
    line = Line(322_00, reference="VIR-1", details=(*FROM_MARTIN, ("LCC", "FA26 0001")))
    report = take(company, line, Line(-50_00, label="FRAIS"))
    assert (report["kind"], report["taken"], outcomes(report)) == (
        "cfonb120", 1, ["payment", "ignored"],
    )  # fmt: skip
    assert report["movements"][0]["customer"] == "Garage Martin"
    assert reasons(report) == ["Débit « FRAIS » : sans effet sur les comptes clients."]
    owed.refresh_from_db()
    assert owed.open_cents == 0
    paid = Credit.objects.get()
    assert (paid.on, paid.reference, paid.method, paid.open_cents) == (DAY, "VIR-1", "bank", 0)
    assert paid.allocations.get().source == "exact"
    assert BankLine.objects.get().credit == paid


def test_a_statement_holds_every_customer_before_it_writes_the_journal(
    company: Company, owed: Receivable
) -> None:
    line = Line(322_00, reference="VIR-1", details=(*FROM_MARTIN, ("LCC", "FA26 0001")))
    with CaptureQueriesContext(connection) as made:
        take(company, line)
    assert_held_before_the_journal(made.captured_queries)


def test_less_than_the_invoice_named_pays_it_in_part(company: Company, owed: Receivable) -> None:
    take(company, Line(100_00, details=(*FROM_MARTIN, ("LCC", "FA26-0001"))))
    owed.refresh_from_db()
    assert owed.open_cents == 222_00
    assert Credit.objects.get().allocations.get().source == "reference"


def test_less_than_the_invoices_named_pays_the_oldest_first(
    company: Company, martin: Customer, owed: Receivable
) -> None:
    newer = factories.a_receivable(martin, cents=500_00, number="FA26-0002")
    take(company, Line(700_00, details=(*FROM_MARTIN, ("LCC", "FA26-0001 FA26-0002"))))
    paid = Credit.objects.get()
    parts = paid.allocations.order_by("id")
    assert [(each.receivable, each.cents) for each in parts] == [(owed, 322_00), (newer, 378_00)]
    assert "1342-10" in parts[0].reason
    assert paid.open_cents == 0


def test_whoever_a_person_named_is_known_again(company: Company, martin: Customer) -> None:
    stranger = (("NPY", "HOLDING DES PINS"),)
    take(company, Line(50_00, details=stranger))
    placing.attribute(BankLine.objects.get(), martin, by="Nadia")
    report = take(company, Line(51_00, details=stranger))
    assert outcomes(report) == ["payment"]
    assert set(Credit.objects.values_list("customer__name", flat=True)) == {"Garage Martin"}
    learned = LearnedPayer.objects.get()
    assert (learned.value, learned.by) == ("HOLDING DES PINS", "Nadia")
    learning.forget(learned, by="Nadia")
    assert outcomes(take(company, Line(52_00, details=stranger))) == ["waiting"]


def test_an_exact_amount_of_an_unknown_payer_is_no_proof(
    company: Company, owed: Receivable
) -> None:
    report = take(company, Line(322_00, label="VIR M DUPONT"))
    assert outcomes(report) == ["waiting"]


def test_a_parent_may_pay_once_for_a_child_that_pays_for_itself(company: Company) -> None:
    holding = factories.a_customer(company, "Holding des Pins")
    child = factories.a_customer(company, "Scierie du Lac", parent=holding)
    owed = factories.a_receivable(child, cents=77_00, number="FA26-0077")
    take(company, Line(77_00, details=(("NPY", "HOLDING DES PINS"), ("LCC", "FA26-0077"))))
    owed.refresh_from_db()
    assert owed.open_cents == 0
    assert Credit.objects.get().customer == holding


def test_the_same_file_twice_is_nothing_new(company: Company, owed: Receivable) -> None:
    lines = Line(322_00, details=FROM_MARTIN), Line(77_00, label="INCONNU")
    take(company, *lines)
    again = take(company, *lines)
    assert (again["taken"], outcomes(again)) == (0, ["ignored", "ignored"])
    assert set(reasons(again)) == {"Mouvement déjà repris."}
    assert (Credit.objects.count(), BankLine.objects.count()) == (1, 2)


def test_statements_that_overlap_bring_each_movement_once(
    company: Company, martin: Customer
) -> None:
    same = Line(100_00, details=FROM_MARTIN)
    take(company, same, same)
    report = take(company, same, same, same, Line(5_00, on=date(2026, 11, 17), details=FROM_MARTIN))
    assert outcomes(report) == ["ignored", "ignored", "payment", "payment"]
    assert sorted(Credit.objects.values_list("face_cents", flat=True)) == [500, *[100_00] * 3]


def test_an_unknown_payer_waits_for_a_person(company: Company, martin: Customer) -> None:
    report = take(company, Line(50_00, label="VIR SEPA M DUPONT"))
    assert (report["taken"], outcomes(report)) == (1, ["waiting"])
    line = BankLine.objects.get()
    assert not Credit.objects.exists()
    placing.attribute(line, martin, by="Nadia")
    assert Credit.objects.get().customer == martin
    with pytest.raises(BankLineSettled):
        placing.attribute(line, martin, by="Nadia")


def test_a_line_is_set_aside_with_a_reason(company: Company) -> None:
    take(company, Line(50_00, label="DGFIP REMBOURSEMENT TVA"))
    line = BankLine.objects.get()
    with pytest.raises(BankLineAsideWithoutReason):
        payments.set_line_aside(line, reason=" ", by="Nadia")
    payments.set_line_aside(line, reason="Remboursement de TVA", by="Nadia")
    with pytest.raises(BankLineSettled):
        payments.set_line_aside(line, reason="encore", by="Nadia")
    assert outcomes(take(company, Line(50_00, label="DGFIP REMBOURSEMENT TVA"))) == ["ignored"]


def test_another_account_is_left_out_with_its_reason(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(iban="FR1420041010050500013M02606")
    company.refresh_from_db()
    report = take(company, Line(50_00), Line(60_00))
    assert report["taken"] == 0
    assert len(report["movements"]) == 2
    assert all("ce n'est pas celui de la société" in reason for reason in reasons(report))
    Company.objects.filter(pk=company.pk).update(iban="")
    company.refresh_from_db()
    assert "aucun IBAN" in reasons(take(company, Line(50_00)))[0]
    assert not BankLine.objects.exists()


def test_what_a_person_typed_first_is_not_doubled(company: Company, martin: Customer) -> None:
    typed = matching.receive_payment(
        customer=martin, reference="chèque", on=date(2026, 11, 12), amount=Money(50_00), by="Nadia"
    )
    line = Line(50_00, details=FROM_MARTIN)
    report = take(company, line, line)
    assert outcomes(report) == ["known", "payment"]
    assert Credit.objects.count() == 2
    assert BankLine.objects.order_by("pk")[0].credit == typed


def test_a_bill_cashed_is_the_one_accepted_before(company: Company, owed: Receivable) -> None:
    matching.receive_payment(
        customer=owed.customer, reference="EFF", on=date(2026, 10, 5), amount=Money(322_00),
        by="Nadia", method="bill", pays=[owed],
    )  # fmt: skip
    assert outcomes(take(company, Line(322_00, details=FROM_MARTIN))) == ["known"]
    assert Credit.objects.count() == 1


def test_a_payment_taken_back_reopens_what_it_had_paid(company: Company, owed: Receivable) -> None:
    quoted = (*FROM_MARTIN, ("LCC", "FA26-0001"))
    take(company, Line(322_00, details=quoted))
    back = Line(-322_00, on=date(2026, 11, 18), label="IMPAYE", returned="04", details=quoted)
    report = take(company, back)
    assert outcomes(report) == ["returned"]
    owed.refresh_from_db()
    assert owed.open_cents == 322_00
    assert Credit.objects.get().returned_on == date(2026, 11, 18)
    assert outcomes(take(company, back)) == ["ignored"]


def test_a_return_of_nothing_known_waits(company: Company, martin: Customer) -> None:
    back = Line(-10_00, label="IMPAYE", returned="04", details=FROM_MARTIN)
    assert outcomes(take(company, back)) == ["waiting"]
    with pytest.raises(NothingToReturn):
        placing.attribute(BankLine.objects.get(), martin, by="Nadia")


def test_books_that_come_after_the_bank_place_what_waited_and_double_nothing() -> None:
    life = maker.live(1, [2024], customers=3)
    paid = next(
        item for item in life.items
        if item.journal == "BQ" and item.cents < 0 and item.on > date(2024, 6, 30)
    )  # fmt: skip
    company = factories.a_company(iban=bank.IBAN)
    name = next(row for row in maker.fec_rows(life, 2024) if row["CompAuxNum"] == paid.customer)
    line = Line(-paid.cents, on=paid.on, details=(("NPY", name["CompAuxLib"]),))
    assert outcomes(take(company, line)) == ["waiting"]
    fec = GivenFile("FEC.txt", maker.text_of(maker.fec_rows(life, 2024)).encode())
    operations.take_file(company, fec, by="Nadia", at=AT)
    found = BankLine.objects.get().credit
    assert found
    assert found.entry_key.startswith("fec|")


def test_books_that_come_later_take_the_payment_that_the_bank_gave() -> None:
    life = maker.live(1, [2024], customers=3)
    company = factories.a_company(iban=bank.IBAN)
    half = maker.fec_rows(life, 2024, until=date(2024, 6, 30))
    operations.take_file(
        company, GivenFile("a.txt", maker.text_of(half).encode()), by="Nadia", at=AT
    )
    coming = next(
        item for item in life.items
        if item.journal == "BQ" and item.cents < 0 and item.on > date(2024, 7, 1)
    )  # fmt: skip
    payer = Customer.objects.get(company=company, code=coming.customer)
    assert outcomes(
        take(company, Line(-coming.cents, on=coming.on, details=(("NPY", payer.name),)))
    ) == ["payment"]
    whole = maker.text_of(maker.fec_rows(life, 2024)).encode()
    report = operations.take_file(company, GivenFile("b.txt", whole), by="Nadia", at=AT)
    assert all(check["ok"] for check in report["checks"])
    found = BankLine.objects.get().credit
    assert found
    assert found.entry_key.startswith("fec|")
    assert Credit.objects.filter(customer=payer, on=coming.on).count() == 1


def test_a_refused_file_leaves_nothing(company: Company) -> None:
    given = GivenFile("releve.txt", bank.statement(Line(50_00))[:200])
    report = operations.take_file(company, given, by="Nadia", at=AT)
    assert report["kind"] == "cfonb120"
    assert report["refused"][0]["line"] is None
    assert not FileImport.objects.exists()
    assert not BankLine.objects.exists()


def test_what_breaks_on_the_way_leaves_nothing(company: Company, martin: Customer) -> None:
    def broken(execute: object, sql: str, *rest: object) -> object:
        if sql.startswith('INSERT INTO "imports_fileimport"') or "report" in sql:
            raise RuntimeError("panne")
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(broken), pytest.raises(RuntimeError):
        take(company, Line(50_00, details=FROM_MARTIN))
    assert not Credit.objects.exists()
    assert not BankLine.objects.exists()
