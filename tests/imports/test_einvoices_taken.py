"""E-invoices into the books: what the company sells, once, for what is due on its day."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from encaisse.accounts.models import Company
from encaisse.documents.models import Attachment, Document
from encaisse.imports import operations
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules.report import Report
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables import operations as receivables
from encaisse.receivables.models import Invoice, Receivable
from tests import factories
from tests.imports import papers
from tests.imports.papers import Paper
from tests.imports.test_commands import run

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
WHOLE = {"net": "1000.00", "vat": "200.00", "gross": "1200.00", "due": "1200.00"}


@pytest.fixture
def company() -> Company:
    return factories.a_company(name="Atelier", siren=papers.SELLER_SIREN)


def take(company: Company, *contents: bytes) -> list[Report]:
    return [
        operations.take_file(company, GivenFile(f"{rank}.xml", content), by="Nadia", at=AT)
        for rank, content in enumerate(contents)
    ]


def outcomes(reports: list[Report]) -> list[str]:
    return [one["outcome"] for report in reports for one in report["documents"]]


def reasons(report: Report) -> str:
    return " ".join(line["reason"] for line in report["ignored"] + report["refused"])


def due() -> list[tuple[date, int, str]]:
    found = Receivable.objects.order_by("invoice", "rank")
    return [(one.due_on, one.open_cents, one.due_source) for one in found]


@pytest.mark.parametrize("write", [papers.cii, papers.ubl, papers.zugferd1])
def test_an_invoice_opens_its_customer_and_a_receivable_for_what_is_due(
    company: Company, write: object
) -> None:
    (report,) = take(company, write(Paper()))  # type: ignore[operator]
    assert (report["taken"], report["new"]) == (1, {"invoices": 1, "credit_notes": 0, "known": 0})
    customer = Customer.objects.get()
    assert (customer.name, customer.siren) == (papers.BUYER, papers.BUYER_SIREN)
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.issued_on) == ("F2026-0001", date(2026, 11, 2))
    assert due() == [(date(2026, 12, 2), 900_00, "stated")]
    assert not Receivable.objects.get().due_estimated
    assert Attachment.objects.get().subject_id == invoice.pk


def test_a_pdf_becomes_the_paper_of_its_invoice(company: Company) -> None:
    take(company, papers.pdf([("factur-x.xml", papers.cii(Paper()))]))
    document = Document.objects.get()
    assert (document.kind, document.dated_on) == ("invoice", date(2026, 11, 2))


def test_the_same_invoice_in_three_files_is_once(company: Company) -> None:
    xml = papers.cii(Paper())
    files = (xml, papers.ubl(Paper()), papers.pdf([("factur-x.xml", xml)]), xml)
    reports = take(company, *files)
    assert outcomes(reports) == ["invoice", "known", "known", "known"]
    assert "déjà connue" in reasons(reports[3])
    assert Invoice.objects.count() == Customer.objects.count() == 1
    assert Attachment.objects.count() == 3


def test_a_known_number_for_another_amount_changes_nothing(company: Company) -> None:
    reports = take(company, papers.cii(Paper()), papers.cii(Paper(totals=WHOLE)))
    assert outcomes(reports) == ["invoice", "known"]
    assert "pour un autre montant" in reasons(reports[1])
    assert due() == [(date(2026, 12, 2), 900_00, "stated")]


@pytest.mark.parametrize(
    ("facts", "is_known"),
    [
        pytest.param({"siren": papers.BUYER_SIREN}, True, id="its SIREN"),
        pytest.param({"name": "Mairie de SORBIERS"}, True, id="its name"),
        pytest.param({"name": papers.BUYER, "siren": "404833048"}, False, id="another SIREN"),
    ],
)
def test_the_customer_is_recognised(
    company: Company, facts: dict[str, str], is_known: bool
) -> None:
    facts = {"name": "Commune", **facts}
    known = factories.a_customer(company, facts.pop("name"), **facts)
    take(company, papers.cii(Paper()))
    assert (Invoice.objects.get().customer == known) is is_known


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        pytest.param(
            Paper(due=(), terms="45 jours"), [(date(2026, 12, 17), 900_00, "terms")], id="in words"
        ),
        pytest.param(
            Paper(due=(), terms="Zahlbar sofort"),
            [(date(2026, 12, 2), 900_00, "default")],
            id="words not understood: the usual terms",
        ),
        pytest.param(
            Paper(due=("20261112", "20261202"), discounts=("2", "")),
            [(date(2026, 12, 2), 900_00, "stated")],
            id="with a discount before",
        ),
    ],
)
def test_due_days(company: Company, paper: Paper, expected: list[tuple[date, int, str]]) -> None:
    take(company, papers.cii(paper))
    assert due() == expected


def test_instalments_that_add_up_are_receivables_of_their_own(company: Company) -> None:
    content = papers.cii(Paper(due=("20261202", "20270102"), discounts=("", "")))
    for day, cents in (("20261202", "400.00"), ("20270102", "500.00")):
        stated = f"{day}</udt:DateTimeString></ram:DueDateDateTime>"
        part = f"<ram:PartialPaymentAmount>{cents}</ram:PartialPaymentAmount>"
        content = content.replace(stated.encode(), (stated + part).encode())
    take(company, content)
    assert [(on, cents) for on, cents, _source in due()] == [
        (date(2026, 12, 2), 400_00),
        (date(2027, 1, 2), 500_00),
    ]


@pytest.mark.parametrize("negative", [False, True])
def test_a_credit_note_pays_the_invoice_that_it_names_and_the_rest_stands(
    company: Company, negative: bool
) -> None:
    sign, code = ("-", "380") if negative else ("", "381")
    credit_note = Paper(
        number="A1", type_code=code, issued_on="20261110",
        totals={"gross": f"{sign}1000.00", "due": f"{sign}1000.00"},
    )  # fmt: skip
    first = Paper(number="F2026-0000")
    reports = take(company, papers.cii(first), papers.ubl(credit_note), papers.cii(credit_note))
    assert outcomes(reports) == ["invoice", "credit_note", "known"]
    credit = Credit.objects.get()
    assert (credit.reference, credit.face_cents, credit.open_cents) == ("A1", 1000_00, 100_00)
    assert [cents for _on, cents, _source in due()] == [0]


def test_a_credit_note_before_its_invoice_stands(company: Company) -> None:
    note = Paper(number="A1", type_code="381", issued_on="20261101", totals=WHOLE)
    take(company, papers.cii(Paper(number="F2026-0000")), papers.cii(note))
    assert Credit.objects.get().open_cents == 1200_00


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        (Paper(seller="Autre", seller_siren="404833048"), "ce vendeur n'est pas la société"),
        (
            Paper(
                seller="Autre", seller_siren="404833048", buyer="Atelier",
                buyer_siren=papers.SELLER_SIREN,
            ),
            "la société en est le client",
        ),
        (Paper(totals={"gross": "10.00", "prepaid": "10.00", "due": "0"}), "rien n'est à payer"),
        (Paper(issued_on=""), "sans date d'émission"),
        (Paper(buyer="", buyer_siren=""), "le client n'est pas nommé"),
    ],
)  # fmt: skip
def test_what_opens_no_receivable_is_ignored_with_its_reason(
    company: Company, paper: Paper, reason: str
) -> None:
    (report,) = take(company, papers.cii(paper))
    assert (report["taken"], len(report["ignored"])) == (0, 1)
    assert reason in reasons(report)
    assert not Invoice.objects.exists()
    assert not Customer.objects.exists()


def test_an_invoice_typed_before_is_known(company: Company) -> None:
    customer = factories.a_customer(company, papers.BUYER)
    receivables.issue(
        customer=customer, number="F2026-0001", issued_on=date(2026, 11, 2),
        installments=[receivables.Installment(date(2026, 12, 2), 900_00)], by="Nadia",
    )  # fmt: skip
    assert outcomes(take(company, papers.cii(Paper()))) == ["known"]
    assert Invoice.objects.count() == 1


def test_another_currency_is_kept(company: Company) -> None:
    take(company, papers.cii(replace(Paper(), currency="USD")))
    assert Receivable.objects.get().currency == "USD"


def test_the_command_line_says_it_in_json(
    tmp_path: Path, company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    bought = Paper(seller="Autre", seller_siren="404833048")
    paths = [tmp_path / name for name in ("facture.pdf", "avoir.xml", "autre.xml", "x.xml")]
    paths[0].write_bytes(papers.pdf([("factur-x.xml", papers.cii(Paper()))]))
    paths[1].write_bytes(papers.ubl(Paper(number="A1", type_code="381", totals=WHOLE)))
    paths[2].write_bytes(papers.cii(bought))
    paths[3].write_bytes(b"<!DOCTYPE a>" + papers.cii(Paper()).split(b"?>", 1)[1])
    words = ["import", *map(str, paths), "--company", company.code, "--dry-run", "--json"]
    assert run(*words) == 1
    files = json.loads(capsys.readouterr().out)["files"]
    assert [file["kind"] for file in files] == ["facturx", "ubl", "cii", "cii"]
    assert [file["taken"] for file in files] == [1, 1, 1, 0]
    said = files[0]["documents"][0]
    shown = ("number", "type", "issued_on", "due_on", "currency", "total", "amount_due", "buyer")
    assert [said[name] for name in shown] == [
        "F2026-0001", "invoice", "2026-11-02", "2026-12-02", "EUR", 1200_00, 900_00, papers.BUYER,
    ]  # fmt: skip
    assert files[1]["documents"][0]["type"] == "credit_note"
    assert "ce vendeur n'est pas la société" in files[2]["ignored"][0]["reason"]
    assert "DOCTYPE" in files[3]["refused"][0]["reason"]
    assert not Invoice.objects.exists()
    assert run("import", str(paths[0]), "--company", company.code) == 0
    assert "1 factures nouvelles" in capsys.readouterr().out
