"""Bank files of every format into the tables: the same movement once, whatever brings it."""

from datetime import UTC, datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.imports import operations
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules import bank as rules
from encaisse.imports.rules.report import Report
from encaisse.payments.models import BankLine
from tests import factories
from tests.imports import bank, camt
from tests.imports.camt import detail, element, entry, message, party, stated

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
PAID = detail(
    parties=party("Dbtr", "GARAGE MARTIN", "FR7630006000011234567890189"),
    said=["FACTURE FA26-0001"], end_to_end="VIR-1", reference="RF18539007547034",
)  # fmt: skip


@pytest.fixture
def company() -> Company:
    found = factories.a_company(iban=bank.IBAN)
    factories.a_customer(found, "Garage Martin")
    return found


def take(company: Company, content: bytes) -> Report:
    return operations.take_file(company, GivenFile("releve", content), by="Nadia", at=AT)


def cents(company: Company) -> list[int]:
    return list(BankLine.objects.filter(company=company).values_list("cents", flat=True))


def reasons(report: Report) -> set[str]:
    return {line["reason"] for line in report["ignored"]}


def test_what_a_camt_says_is_kept_for_matching(company: Company) -> None:
    report = take(company, message(stated(entry(322_00, PAID), total=322_00)))
    (line,) = BankLine.objects.filter(company=company)
    assert (line.end_to_end, line.creditor_reference) == ("VIR-1", "RF18539007547034")
    assert line.counterparty_iban == "FR7630006000011234567890189"
    assert line.credit is not None
    assert (report["taken"], report["movements"][0]["outcome"]) == (1, rules.PAYMENT)


def test_files_that_overlap_bring_each_movement_once(company: Company) -> None:
    two = [entry(322_00, PAID), entry(322_00, PAID)]
    take(company, message(stated(*two)))
    again = take(company, message(stated(entry(7), *two), kind="053", version=8))
    assert sorted(cents(company)) == [7, 322_00, 322_00]
    assert (again["taken"], reasons(again)) == (1, {rules.AGAIN})


def test_the_files_of_an_archive_that_overlap_too(company: Company) -> None:
    morning, evening = message(stated(entry(5))), message(stated(entry(5), entry(7)))
    report = take(company, camt.archive(morning=morning, evening=evening))
    assert sorted(cents(company)) == [5, 7]
    assert (report["taken"], reasons(report)) == (2, {rules.AGAIN})


@pytest.mark.parametrize("kind", ["052", "054"])
def test_a_notice_books_nothing(company: Company, kind: str) -> None:
    report = take(company, message(stated(entry(322_00, PAID)), kind=kind))
    assert cents(company) == []
    assert (report["taken"], reasons(report)) == (0, {rules.ADVICE})
    take(company, message(stated(entry(322_00, PAID))))
    assert cents(company) == [322_00]


def test_a_batch_is_kept_by_its_details(company: Company) -> None:
    shares = [detail(cents=100), detail(cents=250)]
    report = take(company, message(stated(entry(350, *shares))))
    assert sorted(cents(company)) == [100, 250]
    assert report["taken"] == 1
    assert [one["outcome"] for one in report["movements"][0]["details"]] == [rules.WAITS] * 2


def test_our_own_payment_that_comes_back_waits_for_a_person(company: Company) -> None:
    parties = party("Dbtr", camt.OWNER, bank.IBAN) + party("Cdtr", "GARAGE MARTIN")
    ours = detail(parties=parties, back=element("Rsn/Cd", "AC01"))
    report = take(company, message(stated(entry(100, ours))))
    assert report["movements"][0]["outcome"] == rules.WAITS
