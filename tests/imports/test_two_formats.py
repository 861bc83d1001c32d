"""The same account in several formats, and notices that detail a statement: each movement once."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.imports import operations
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile, statements
from encaisse.imports.rules import twins
from encaisse.imports.rules.report import Report
from encaisse.matching.operations import placing
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine, Credit
from tests import factories
from tests.api.conftest import a_caller
from tests.imports import bank, camt, ofx
from tests.imports.bank import Line

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = date(2026, 11, 16)
MARTIN = camt.party("Dbtr", "SARL GARAGE MARTIN")
CFONB_MARTIN = (("NPY", "SARL GARAGE MARTIN"),)


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban=bank.IBAN)


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company, "Garage Martin")


def take(company: Company, content: bytes, name: str = "fichier") -> Report:
    return operations.take_file(company, GivenFile(name, content), by="Nadia", at=AT)


def a_camt(*entries: str, total: int) -> bytes:
    return camt.message(camt.stated(*entries, total=total))


def outcomes(report: Report) -> list[str]:
    return [movement["outcome"] for movement in report["movements"]]


def test_camt_then_ofx_then_cfonb_of_the_same_days_book_each_payment_once(
    company: Company, martin: Customer
) -> None:
    two = [camt.entry(100_00, camt.detail(parties=MARTIN)) for _twice in range(2)]
    first = take(company, a_camt(*two, total=200_00))
    assert outcomes(first) == ["payment", "payment"]
    second = take(company, ofx.file_of(ofx.statement(*[ofx.transaction(100_00, "VIR MARTIN")] * 2)))
    assert outcomes(second) == ["ignored", "ignored"]
    assert {line["reason"] for line in second["ignored"]} == {twins.TWIN}
    assert any("2 mouvements étaient déjà repris" in said for said in second["warnings"])
    third = take(company, bank.statement(*[Line(100_00, details=CFONB_MARTIN)] * 2))
    assert outcomes(third) == ["ignored", "ignored"]
    assert (Credit.objects.count(), BankLine.objects.count()) == (2, 2)


def test_a_file_of_the_second_format_taken_again_is_nothing_new(
    company: Company, martin: Customer
) -> None:
    take(company, a_camt(camt.entry(100_00, camt.detail(parties=MARTIN)), total=100_00))
    one = ofx.transaction(100_00, "VIR MARTIN")
    take(company, ofx.file_of(ofx.statement(one)))
    later = ofx.transaction(50_00, "VIR GARAGE MARTIN", on=date(2026, 11, 18))
    again = take(company, ofx.file_of(ofx.statement(one, later)))
    assert outcomes(again) == ["ignored", "payment"]
    assert sorted(Credit.objects.values_list("face_cents", flat=True)) == [50_00, 100_00]


def test_what_a_covering_statement_does_not_hold_waits_with_its_reason(
    company: Company, martin: Customer, client: Client
) -> None:
    take(company, a_camt(camt.entry(100_00, camt.detail(parties=MARTIN)), total=100_00))
    moved = ofx.transaction(70_00, "VIR MARTIN")
    report = take(company, ofx.file_of(ofx.statement(moved)))
    assert outcomes(report) == ["waiting"]
    assert report["movements"][0]["reason"] == twins.MISSING
    line = BankLine.objects.get(cents=70_00)
    assert (line.doubt, line.suspicion) == (twins.MISSING, "twin")
    statements.place_waiting(company, by="Nadia")
    line.refresh_from_db()
    assert line.fate == "waiting"
    client.force_login(factories.a_user(company))
    assert "format couvre déjà ce jour" in client.get("/lettrage/").content.decode()
    shown = client.get(f"/lettrage/lignes/{line.pk}/").content.decode()
    assert "Un relevé d&#x27;un autre format couvre déjà ce jour" in shown
    placing.attribute(line, martin, by="Nadia")
    line.refresh_from_db()
    assert (line.fate, line.suspicion) == ("payment", "")


def test_a_batch_of_camt_is_the_one_line_of_cfonb(company: Company, martin: Customer) -> None:
    batch = camt.entry(
        300_00, camt.detail(cents=100_00, parties=MARTIN), camt.detail(cents=200_00, parties=MARTIN)
    )
    take(company, a_camt(batch, total=300_00))
    report = take(company, bank.statement(Line(300_00, label="REM VIREMENTS")))
    assert outcomes(report) == ["ignored"]
    assert Credit.objects.count() == 2


def a_notice(*names: str) -> bytes:
    details = (
        camt.detail(cents=100_00, parties=camt.party("Dbtr", name), said=[f"FA-{rank}"])
        for rank, name in enumerate(names, 1)
    )
    entry = camt.entry(100_00 * len(names), *details)
    return camt.message(camt.stated(entry, total=0), kind="054")


NAMES = ("Garage Martin", "Studio Lemoine", "Garage Martin")


@pytest.mark.parametrize("is_notice_first", [True, False])
def test_a_notice_details_a_batch_of_the_statement(
    company: Company, martin: Customer, is_notice_first: bool
) -> None:
    factories.a_customer(company, "Studio Lemoine")
    whole = a_camt(camt.entry(300_00), total=300_00)
    files = [a_notice(*NAMES), whole] if is_notice_first else [whole, a_notice(*NAMES)]
    reports = [take(company, content) for content in files]
    assert any("ont reçu le détail" in said for said in reports[1]["warnings"])
    assert sorted(Credit.objects.values_list("customer__name", "face_cents")) == [
        ("Garage Martin", 100_00), ("Garage Martin", 100_00), ("Studio Lemoine", 100_00),
    ]  # fmt: skip
    for content in files:
        again = take(company, content)
        assert set(outcomes_of_parts(again)) == {"ignored"}
    assert Credit.objects.count() == 3


def outcomes_of_parts(report: Report) -> list[str]:
    return [
        part["outcome"]
        for movement in report["movements"]
        for part in movement.get("details", [movement])
    ]


def test_a_batch_detailed_by_its_notice_stays_one_entry_of_the_report(
    company: Company, martin: Customer
) -> None:
    take(company, a_notice(*NAMES))
    report = take(company, a_camt(camt.entry(300_00), total=300_00))
    assert (report["taken"], len(report["movements"])) == (1, 1)
    assert report["movements"][0]["amount"] == 300_00
    assert len(report["movements"][0]["details"]) == 3


def test_a_notice_details_once_whatever_was_settled_before(
    company: Company, martin: Customer
) -> None:
    take(company, a_camt(camt.entry(300_00), total=300_00))
    placing.attribute(BankLine.objects.get(), martin, by="Nadia")
    take(company, a_notice(*NAMES))
    assert (BankLine.objects.count(), Credit.objects.get().face_cents) == (1, 300_00)


def test_two_batches_of_one_amount_take_a_notice_each(company: Company, martin: Customer) -> None:
    take(company, a_notice(*NAMES))
    report = take(company, a_camt(camt.entry(300_00), camt.entry(300_00), total=600_00))
    assert [len(one.get("details", [])) for one in report["movements"]] == [3, 0]
    assert report["movements"][1]["outcome"] == "waiting"


def in_doubt(company: Company) -> tuple[FileImport, BankLine]:
    take(company, a_camt(camt.entry(100_00, camt.detail(parties=MARTIN)), total=100_00))
    take(company, ofx.file_of(ofx.statement(ofx.transaction(70_00, "VIR GARAGE MARTIN"))))
    return FileImport.objects.latest("pk"), BankLine.objects.get(cents=70_00)


def test_one_click_says_that_it_is_the_same_or_another(
    company: Company, martin: Customer, client: Client
) -> None:
    row, line = in_doubt(company)
    client.force_login(factories.a_user(company))
    page = client.get(f"/imports/{row.pk}/").content.decode()
    assert "C&#x27;est le même" in page or "C'est le même" in page
    where = f"/imports/{row.pk}/double/{line.pk}/"
    client.post(where, {"another": "1"})
    line.refresh_from_db()
    assert (line.fate, line.credit and line.credit.customer) == ("payment", martin)
    late = client.post(where, {"same": "1"}, follow=True).content.decode()
    assert "n&#x27;est plus en doute" in late
    assert Entry.objects.get(verb="bank_line.told_apart").reason == twins.MISSING


def test_the_same_is_set_aside_with_its_reason(company: Company, martin: Customer) -> None:
    _row, line = in_doubt(company)
    nadia = a_caller(company)
    said = nadia.post(f"/bank-lines/{line.pk}/twin", {"is_same": True}).said
    assert said["set_aside"] == "Même mouvement que celui d'un autre relevé."
    again = nadia.post(f"/bank-lines/{line.pk}/twin", {"is_same": False})
    assert (again.status, again.said["code"]) == (409, "bank_line_not_in_doubt")
