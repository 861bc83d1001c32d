"""A payment is declared once, taken back exactly, and never guessed."""

import argparse
import datetime
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.cash_reports import commands, jobs, operations, queries
from encaisse.cash_reports.models import CashReport, InvoiceVat
from encaisse.cash_reports.rules.sharing import Part
from encaisse.documents.operations import content_of
from encaisse.imports import operations as imports
from encaisse.imports.cdar.reading import read_cdar
from encaisse.imports.models import FileImport
from encaisse.imports.operations import undoing
from encaisse.invoicing import operations as invoicing
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching.models import Allocation
from encaisse.payments.models import Credit
from encaisse.receivables.models import Invoice, Receivable
from tests import factories
from tests.api.conftest import a_caller
from tests.cash_reports.judges import faults
from tests.imports import papers
from tests.invoicing import sales

pytestmark = pytest.mark.django_db
BY = "nadia"
SINCE = datetime.date(2026, 9, 1)
NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
BREAKDOWN = (
    "<ram:ApplicableTradeTax><ram:CalculatedAmount>{vat}</ram:CalculatedAmount><ram:TypeCode>VAT"
    "</ram:TypeCode><ram:BasisAmount>{base}</ram:BasisAmount><ram:CategoryCode>S"
    "</ram:CategoryCode>{point}<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>"
    "</ram:ApplicableTradeTax>"
)
FRAME = (
    "<rsm:ExchangedDocumentContext><ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>"
    "{frame}</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>"
    "</rsm:ExchangedDocumentContext><rsm:ExchangedDocument>"
)


def day(number: int) -> datetime.date:
    return datetime.date(2026, 11, number)


@pytest.fixture
def company() -> Company:
    made = sales.a_seller(name="Atelier Martin")
    operations.choose_habit(made, since=SINCE, nature="", rate="", by="Paul")
    return made


def an_e_invoice(frame: str = "S1", point: str = "", number: str = "F2026-0001") -> bytes:
    """1 000 € at 20 % and 100 € at 5,5 %: 1 305,50 € to be paid."""
    due = "<ram:DueDateTypeCode>" + point + "</ram:DueDateTypeCode>" if point else ""
    parts = BREAKDOWN.format(vat="200.00", base="1000.00", rate="20", point=due)
    parts += BREAKDOWN.format(vat="5.50", base="100.00", rate="5.5", point=due)
    totals = {"net": "1100.00", "vat": "205.50", "gross": "1305.50", "due": "1305.50"}
    xml = papers.cii(papers.Paper(number=number, totals=totals)).decode()
    xml = xml.replace("<rsm:ExchangedDocument>", FRAME.format(frame=frame), 1)
    end = "</ram:SpecifiedTradeSettlementPaymentMeans>"
    return xml.replace(end, end + parts, 1).encode()


def taken(company: Company, content: bytes, name: str = "f.xml") -> Receivable:
    imports.take_file(company, imports.GivenFile(name, content), by=BY, at=NOON)
    return Receivable.objects.filter(company=company).order_by("-id")[0]


def paid(owed: Receivable, cents: int, on: int = 20, reference: str = "VIR 1") -> Credit:
    return matching.receive_payment(
        customer=owed.customer, reference=reference, on=day(on), amount=Money(cents), by=BY,
        pays=[owed],
    )  # fmt: skip


def make(company: Company) -> list[CashReport]:
    return operations.make(company, at=NOON, by=BY)


def why(company: Company) -> list[str]:
    found = queries.waiting(company)
    return [fact.duty.why for fact in [*found.lacking, *found.nothing]]


def test_an_e_invoice_of_services_is_declared_rate_by_rate(company: Company) -> None:
    owed = taken(company, an_e_invoice())
    paid(owed, 500_00)
    (first,) = make(company)
    assert (first.number, first.cents, first.on) == (1, 500_00, day(20))
    assert first.parts == [["20.00", 459_59], ["5.50", 40_41]]
    message = content_of(first.document)
    assert faults(message) == []
    (said,) = read_cdar(message).statuses
    assert (said.invoice, said.code, said.cents, said.paid_on) == (
        "F2026-0001", "212", 500_00, day(20),
    )  # fmt: skip
    paid(owed, 805_50, 25, "VIR 2")
    (second,) = make(company)
    told = dict(second.parts)
    assert told == {"20.00": 1_200_00 - 459_59, "5.50": 105_50 - 40_41}
    with pytest.raises(operations.NothingToDeclare, match="prêt à déclarer"):
        make(company)


def test_what_is_undone_is_taken_back_exactly_and_once(company: Company) -> None:
    owed = taken(company, an_e_invoice())
    payment = paid(owed, 33_33)
    make(company)
    matching.return_payment(payment, on=day(28), by=BY)
    (back,) = make(company)
    assert back.corrects is not None
    assert (back.cents, back.on, back.number) == (-33_33, day(28), 2)
    assert back.parts == [[rate, -cents] for rate, cents in back.corrects.parts]
    assert faults(content_of(back.document)) == []
    paid(owed, 33_33, 29, "VIR 2")
    (again,) = make(company)
    assert (again.number, again.corrects) == (3, None)
    with pytest.raises(operations.NothingToDeclare):
        make(company)


def test_what_is_undone_before_it_was_declared_makes_no_message(company: Company) -> None:
    owed = taken(company, an_e_invoice())
    paid(owed, 33_33)
    matching.unmatch(Allocation.objects.get(), on=day(22), by=BY)
    with pytest.raises(operations.NothingToDeclare):
        make(company)


def test_a_matched_credit_note_or_a_loss_is_no_money(company: Company) -> None:
    owed = taken(company, an_e_invoice())
    matching.receive_credit_note(
        customer=owed.customer, reference="A1", on=day(20), amount=Money(100_00), by=BY,
        pays=[owed],
    )  # fmt: skip
    matching.write_off([owed], cents=50_00, on=day(21), reason="Perdu", by=BY)
    assert queries.waiting(company) == queries.Waiting([], [], [], more=False)


@pytest.mark.parametrize(("frame", "point"), [("B1", ""), ("S1", "5"), ("M1", "5")])
def test_goods_and_debits_are_not_declared(company: Company, frame: str, point: str) -> None:
    paid(taken(company, an_e_invoice(frame, point)), 500_00)
    assert queries.waiting(company).declared == []
    assert why(company) == []


def test_nothing_is_declared_before_the_company_says_since_when(company: Company) -> None:
    operations.choose_habit(company, since=None, nature="services", rate="20.00", by="Paul")
    paid(taken(company, an_e_invoice()), 500_00)
    assert queries.waiting(company).declared == []
    with pytest.raises(operations.NothingToDeclare, match="réglages"):
        make(company)


def test_what_nobody_said_is_asked_and_never_guessed(company: Company) -> None:
    customer = factories.a_customer(company, siren="732829320")
    owed = factories.a_receivable(customer, cents=240_00, issued_on=day(2), number="FEC-1")
    paid(owed, 240_00)
    assert why(company) == ["services, biens ou débits ? Rien ne le dit : choisissez"]
    operations.complete(owed.invoice, nature="services", parts=[], by=BY)
    assert why(company) == ["son taux de TVA n'est pas connu : indiquez-le"]
    operations.complete(owed.invoice, nature="services", parts=[Part("20.00", 120_00)], by=BY)
    (made,) = make(company)
    assert made.parts == [["20.00", 120_00], ["", 120_00]]
    assert read_cdar(content_of(made.document)).statuses[0].cents == 120_00
    with pytest.raises(operations.AlreadyDeclared, match="FEC-1 sont déjà déclarés"):
        operations.complete(owed.invoice, nature="goods", parts=[], by=BY)


def test_the_habit_of_the_company_serves_where_nothing_is_said(company: Company) -> None:
    operations.choose_habit(company, since=SINCE, nature="services", rate="10.00", by="Paul")
    customer = factories.a_customer(company, siren="")
    owed = factories.a_receivable(customer, cents=110_00, issued_on=day(2))
    older = factories.a_receivable(
        customer, cents=70_00, issued_on=SINCE - datetime.timedelta(days=1)
    )
    paid(owed, 110_00)
    paid(older, 70_00, reference="VIR 2")
    assert why(company) == ["le SIREN du client manque : notez-le sur sa fiche"]
    type(customer).objects.update(siren="732829320")
    assert [row.parts for row in make(company)] == [[["10.00", 110_00]]]


def test_what_would_not_do_is_refused(company: Company) -> None:
    invoice = factories.a_receivable(factories.a_customer(company), cents=100).invoice
    with pytest.raises(operations.NatureUnknown, match="prestations de services"):
        operations.complete(invoice, nature="mixed", parts=[], by=BY)
    with pytest.raises(operations.RateUnreadable, match=r"20\.00"):
        operations.complete(invoice, nature="services", parts=[Part("20", 50)], by=BY)
    with pytest.raises(operations.PartTooLarge, match="TVA comprise"):
        operations.complete(invoice, nature="services", parts=[Part("20.00", 101)], by=BY)
    with pytest.raises(operations.RateUnreadable):
        operations.choose_habit(company, since=SINCE, nature="", rate="vingt", by=BY)


def test_consumers_bills_and_set_offs_are_left_out(company: Company) -> None:
    operations.choose_habit(company, since=SINCE, nature="services", rate="20.00", by="Paul")
    firm = factories.a_customer(company, siren="732829320")
    private = factories.a_customer(company, "Mme Petit", kind="consumer")
    paid(factories.a_receivable(private, cents=60_00, issued_on=day(2)), 60_00)
    for kind, method in (("payment", "bill"), ("set_off", "")):
        owed = factories.a_receivable(firm, cents=60_00, issued_on=day(2))
        credit = Credit.objects.create(
            company=company, customer=firm, kind=kind, method=method, reference=kind, on=day(9),
            entry_key=kind, face_cents=60_00, open_cents=60_00,
        )  # fmt: skip
        matching.allocate(credit, owed, cents=60_00, on=day(9), by=BY)
    assert queries.waiting(company).declared == []
    assert [words.split(" :")[0] for words in why(company)] == ["effet accepté", "compensation"]


def test_an_invoice_issued_here_says_its_vat_itself(company: Company) -> None:
    draft = sales.a_draft(sales.a_buyer(company))
    invoice = invoicing.issue(draft, on=sales.DAY, today=sales.DAY, by=BY).invoice
    assert invoice is not None
    owed = Receivable.objects.get(invoice=invoice)
    paid(owed, owed.face_cents)
    (made,) = make(company)
    assert made.parts == [["20.00", owed.face_cents]]
    assert faults(content_of(made.document)) == []
    assert InvoiceVat.objects.get(invoice=invoice).frame == "S1"


def test_each_is_given_once(company: Company) -> None:
    paid(taken(company, an_e_invoice()), 500_00)
    made = make(company)
    assert operations.give(company, made, on=day(30), by=BY) == 1
    made[0].refresh_from_db()
    assert (made[0].given_on, made[0].given_by) == (day(30), BY)
    with pytest.raises(operations.AlreadyGiven, match="n° 1 est déjà remis"):
        operations.give(company, made, on=day(30), by=BY)
    verbs = list(
        Entry.objects.filter(verb__startswith="cash_reports").values_list("verb", flat=True)
    )
    assert verbs.count("cash_reports.given") == 1


def test_the_folder_of_the_platform_takes_each_file_once(
    company: Company, tmp_path: Path, settings: Settings
) -> None:
    settings.PLATFORM_FOLDER = tmp_path
    owed = taken(company, an_e_invoice())
    paid(owed, 500_00)
    paid(owed, 100_00, 21, "VIR 2")
    jobs.sweep(0)
    asked = ProcrastinateJob.objects.filter(task_name="cash_reports.put_out")
    assert [job.args for job in asked] == [{"company_id": company.pk}]
    operations.put_out(company, tmp_path, at=NOON, by=BY)
    (where,) = tmp_path.iterdir()
    names = sorted(each.name for each in where.iterdir())
    assert names == ["CDV-212_000001_F2026-0001.xml", "CDV-212_000002_F2026-0001.xml"]
    assert read_cdar((where / names[1]).read_bytes()).statuses[0].cents == 100_00
    assert not queries.not_given(company).exists()
    for each in where.iterdir():
        each.unlink()
    assert operations.put_out(company, tmp_path, at=NOON, by=BY) == 0
    assert list(where.iterdir()) == []


def test_what_was_made_and_not_written_leaves_the_next_time(
    company: Company, tmp_path: Path
) -> None:
    """The program stopped between the making and the writing."""
    paid(taken(company, an_e_invoice()), 500_00)
    (made,) = make(company)
    assert operations.put_out(company, tmp_path, at=NOON, by=BY) == 1
    (file,) = tmp_path.rglob("*.xml")
    assert file.read_bytes() == content_of(made.document)


def test_the_command_tells_and_writes(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paid(taken(company, an_e_invoice()), 500_00)
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    asked = ["cash-reports", "waiting", "--company", company.code]
    args = parser.parse_args([*asked, "--json"])
    assert args.handler(args) == 0
    (told,) = json.loads(capsys.readouterr().out)["receipts"]
    assert (told["invoice"], told["amount"], told["state"]) == ("F2026-0001", 500_00, "declare")
    args = parser.parse_args(asked)
    args.handler(args)
    assert "F2026-0001" in capsys.readouterr().out
    args = parser.parse_args(
        ["cash-reports", "put-out", "--company", company.code, "--output", str(tmp_path), "--json"]
    )
    args.handler(args)
    assert json.loads(capsys.readouterr().out)["written"] == 1


def test_the_import_of_an_invoice_declared_is_not_undone(company: Company) -> None:
    owed = taken(company, an_e_invoice())
    row = FileImport.objects.get()
    undoing.undo(row, by=BY, at=NOON)
    assert not InvoiceVat.objects.exists()
    owed = taken(company, an_e_invoice(), "g.xml")
    paid(owed, 500_00)
    make(company)
    assert InvoiceVat.objects.get().parts == [["20.00", 1_200_00], ["5.50", 105_50]]
    with pytest.raises(ProtectedError):
        Invoice.objects.get().delete()


def test_from_the_page(company: Company) -> None:
    nadia, reader = Client(), Client()
    nadia.force_login(factories.a_user(company, Role.COLLECTOR))
    reader.force_login(factories.a_user(company, Role.READER))
    paid(taken(company, an_e_invoice()), 500_00)
    customer = factories.a_customer(company, "Étoile", siren="404833048")
    unsaid = factories.a_receivable(customer, cents=240_00, issued_on=day(2), number="FEC-1")
    paid(unsaid, 240_00)
    shown = nadia.get("/encaissements/").content.decode()
    assert "Préparer les messages" in shown
    assert "Services, biens ou débits ?" in shown
    assert "Préparer les messages" not in reader.get("/encaissements/").content.decode()
    where = f"/encaissements/factures/{unsaid.invoice_id}/completer"
    wrong = nadia.post(where, {"nature": "services", "rate": "20.00", "amount": "x"}, follow=True)
    assert "Montant TTC concerné" in wrong.content.decode()
    too_much = {"nature": "services", "rate": "20.00", "amount": "241"}
    assert "TVA comprise" in nadia.post(where, too_much, follow=True).content.decode()
    done = nadia.post(where, {"nature": "services", "rate": "20.00"}, follow=True)
    assert "Facture FEC-1 complétée" in done.content.decode()
    made = nadia.post("/encaissements/preparer", follow=True).content.decode()
    assert "Messages préparés : 2" in made
    archive = zipfile.ZipFile(io.BytesIO(nadia.get("/encaissements/fichiers").content))
    assert len(archive.namelist()) == 2
    papers_of = reverse("documents:attached", args=["facture", unsaid.invoice_id])
    assert "CDV-212_000002_FEC-1.xml" in nadia.get(papers_of).content.decode()
    given = nadia.post("/encaissements/remettre", {"upto": "2"}, follow=True).content.decode()
    assert "remis à la plateforme : 2" in given
    empty = zipfile.ZipFile(io.BytesIO(nadia.get("/encaissements/fichiers").content))
    assert empty.namelist() == []


def test_a_manager_chooses_from_the_page(company: Company) -> None:
    paul = Client()
    paul.force_login(factories.a_user(company, Role.MANAGER))
    assert 'value="2026-09-01"' in paul.get("/encaissements/reglages").content.decode()
    typed = {"since": "2026-10-01", "nature": "services", "rate": "20.00"}
    assert paul.post("/encaissements/reglages", typed).status_code == 302
    habit = queries.habit_of(company)
    assert (habit.since, habit.nature, Decimal(habit.rate)) == (
        datetime.date(2026, 10, 1), "services", Decimal(20),
    )  # fmt: skip
    assert paul.post("/encaissements/reglages", {"since": "demain"}).status_code == 422
    paul.post("/encaissements/reglages", {"since": ""})
    assert "depuis quel jour" in paul.get("/encaissements/").content.decode()


def test_from_a_script(company: Company) -> None:
    manager, reader = a_caller(company, Role.MANAGER), a_caller(company, Role.READER)
    owed = taken(company, an_e_invoice("M1"))
    paid(owed, 500_00)
    (waits,) = reader.get("/cash-reports/waiting").said["receipts"]
    assert (waits["state"], waits["cents"]) == ("lacks", 500_00)
    part = {"nature": "services", "parts": [{"rate": "20.00", "cents": 652_75}]}
    assert manager.put(f"/cash-reports/invoices/{owed.invoice_id}/vat", part).status == 200
    assert reader.post("/cash-reports", {}).status == 403
    (made,) = manager.post("/cash-reports", {}, key="k1").said
    assert made["parts"] == [{"rate": "20.00", "cents": 250_00}, {"rate": "", "cents": 250_00}]
    assert manager.post("/cash-reports", {}, key="k1").said == [made]
    again = manager.post("/cash-reports", {})
    assert (again.status, again.said["code"]) == (409, "nothing_to_declare")
    (given,) = manager.post("/cash-reports/give", {"reports": [made["id"]]}).said
    assert given["given_on"] is not None
    assert [row["id"] for row in reader.get("/cash-reports").said["items"]] == [made["id"]]
    chosen = {"since": "2026-10-01", "nature": "goods", "rate": ""}
    assert manager.put("/cash-reports/habit", chosen).said == chosen
    assert reader.get("/cash-reports/habit").said == chosen
    assert reader.put("/cash-reports/habit", chosen).status == 403
