"""Issuing: all of it or nothing, in order, for ever."""

import datetime
import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.documents.operations import content_of
from encaisse.documents.queries import papers_about
from encaisse.invoicing import operations, queries
from encaisse.invoicing.models import Draft, Issued, Series
from encaisse.invoicing.rules import numbering
from encaisse.invoicing.rules.typed import Typed
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.letters.pdf import Unprintable
from encaisse.matching import operations as matching
from encaisse.matching import queries as matched
from encaisse.parties.models import Customer
from encaisse.receivables import operations as receivables
from encaisse.receivables.models import DueSource, Invoice
from tests import factories
from tests.invoicing import sales
from tests.invoicing.sales import DAY, GATE

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)
ONE = datetime.timedelta(1)


@pytest.fixture
def atelier() -> Company:
    return sales.a_seller()


@pytest.fixture
def martin(atelier: Company) -> Customer:
    return sales.a_buyer(atelier, payment_terms="30 jours")


def issue(draft: Draft, on: datetime.date = DAY) -> Issued:
    return operations.issue(draft, on=on, today=TODAY, by="Nadia")


def test_an_issued_invoice_is_owed_kept_and_in_the_journal(martin: Customer) -> None:
    issued = issue(sales.a_draft(martin))
    assert issued.number == "FA-2026-00001"
    assert (issued.net_cents, issued.vat_cents, issued.due_cents) == (420_000, 84_000, 504_000)
    invoice = issued.invoice
    assert invoice
    (owed,) = invoice.receivables.all()
    assert (owed.due_on, owed.open_cents) == (DAY + 30 * ONE, 504_000)
    assert owed.due_source == DueSource.STATED, "the invoice says it: no estimate"
    content = content_of(issued.document)
    assert hashlib.sha256(content).hexdigest() == issued.document.sha256
    assert PdfReader(BytesIO(content)).attachments["factur-x.xml"] == [issued.xml.encode()]
    entry = Entry.objects.get(verb="invoicing.issued")
    assert (entry.facts["number"], entry.facts["cents"]) == ("FA-2026-00001", 504_000)
    assert not Draft.objects.exists()


def test_its_pdf_is_the_paper_that_reminders_carry(martin: Customer) -> None:
    issued = issue(sales.a_draft(martin))
    assert issued.invoice_id
    papers = papers_about(martin.company, martin.pk, [issued.invoice_id])
    assert [paper.pk for paper in papers] == [issued.document_id]


def test_terms_in_shares_open_a_receivable_each(martin: Customer) -> None:
    issued = issue(sales.a_draft(martin, terms="30 % comptant, 70 % à 60 jours", prepaid="40"))
    assert issued.invoice
    found = [(part.due_on, part.face_cents) for part in issued.invoice.receivables.order_by("rank")]
    assert found == [(DAY, 150_000), (DAY + 60 * ONE, 350_000)]


def test_an_incomplete_invoice_takes_no_number(atelier: Company) -> None:
    nobody = factories.a_customer(atelier)
    draft = sales.a_draft(nobody, GATE | {"price": "x"}, delivered_on="")
    with pytest.raises(operations.InvoiceIncomplete, match="Il manque à cette pièce") as told:
        issue(draft)
    assert "Client : notez son adresse." in str(told.value)
    assert not Issued.objects.exists()
    assert not Invoice.objects.exists()
    assert issue(sales.a_draft(sales.a_buyer(atelier))).number == "FA-2026-00001"


def test_what_cannot_be_printed_leaves_no_gap(martin: Customer) -> None:
    with pytest.raises(Unprintable, match="株"):
        issue(sales.a_draft(martin, GATE | {"designation": "Portail 株"}))
    assert issue(sales.a_draft(martin)).number == "FA-2026-00001"


def test_numbers_follow_days_and_years(martin: Customer) -> None:
    december = datetime.date(2025, 12, 31)
    assert issue(sales.a_draft(martin), december).number == "FA-2025-00001"
    assert issue(sales.a_draft(martin)).number == "FA-2026-00001"
    assert issue(sales.a_draft(martin), DAY + ONE).number == "FA-2026-00002"
    with pytest.raises(numbering.BeforeLatest, match="FA-2026-00002, date du 21/11/2026"):
        issue(sales.a_draft(martin))
    with pytest.raises(numbering.IssuedTomorrow):
        issue(sales.a_draft(martin), TODAY + ONE)


def test_numbers_go_on_from_another_software(martin: Customer) -> None:
    company = martin.company
    operations.number_from(company, "invoice", 2026, next_rank="148", by="Paul")
    assert issue(sales.a_draft(martin)).number == "FA-2026-00148"
    with pytest.raises(numbering.SeriesBegun, match="a déjà donné le numéro FA-2026-00148"):
        operations.number_from(company, "invoice", 2026, next_rank="200", by="Paul")
    operations.number_from(company, "credit_note", 2026, next_rank="7", by="Paul")
    assert queries.series_of(company, "credit_note", 2026).state.next_number == "AV-2026-00007"


def test_a_number_taken_elsewhere_is_not_taken_again(martin: Customer) -> None:
    factories.a_receivable(martin, number="FA-2026-00001")
    with pytest.raises(receivables.InvoiceNumberTaken, match="FA-2026-00001 existe déjà"):
        issue(sales.a_draft(martin))
    assert not Series.objects.filter(latest_rank__gt=0).exists()


def test_a_new_pattern_waits_for_the_series_to_end(martin: Customer) -> None:
    company, pattern = martin.company, "{année}/{n:04}"
    issue(sales.a_draft(martin))
    operations.change_habit(company, year=2026, by="Paul", invoice_pattern=pattern)
    assert issue(sales.a_draft(martin)).number == "FA-2026-00002"
    assert queries.series_of(company, "invoice", 2027).state.next_number == "2027/0001"
    operations.change_habit(company, year=2026, by="Paul", credit_note_pattern="A{année}-{n}")
    assert queries.series_of(company, "credit_note", 2026).state.next_number == "A2026-1"
    with pytest.raises(operations.PatternsAlike, match="ne peuvent suivre le même modèle"):
        operations.change_habit(company, year=2026, by="Paul", credit_note_pattern=pattern)


def test_an_electronic_address_begins_by_the_siren(atelier: Company) -> None:
    operations.change_habit(atelier, year=2026, by="Paul", endpoint="552100554_FACT")
    with pytest.raises(operations.EndpointWrong, match="elle commence par votre SIREN"):
        operations.change_habit(atelier, year=2026, by="Paul", endpoint="compta@atelier")


@pytest.mark.parametrize("act", ["UPDATE invoicing_issued SET number = 'X'",
                                 "DELETE FROM invoicing_issued"])  # fmt: skip
def test_nobody_rewrites_what_was_issued(act: str, martin: Customer) -> None:
    issue(sales.a_draft(martin))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_a_credit_note_voids_its_invoice(martin: Customer) -> None:
    invoice = issue(sales.a_draft(martin)).invoice
    assert invoice
    draft = operations.start_credit_note(invoice, delivered_on=DAY, by="Paul")
    note = issue(draft)
    assert (note.number, note.gross_cents, note.corrects) == ("AV-2026-00001", 504_000, invoice)
    assert sum(part.open_cents for part in invoice.receivables.all()) == 0
    assert note.credit
    assert note.credit.open_cents == 0
    assert "<ram:IssuerAssignedID>FA-2026-00001<" in note.xml
    assert not list(matched.drift(martin.company))
    again = operations.start_credit_note(invoice, delivered_on=DAY, by="Paul")
    with pytest.raises(operations.CreditNoteTooLarge, match=r"après ses autres avoirs \(0,00"):
        issue(again)


def test_a_credit_note_takes_back_the_rebates_of_the_whole_too(martin: Customer) -> None:
    issued = issue(sales.a_draft(martin, adjustments=sales.WHOLE[:2]))
    assert issued.gross_cents == 483_900
    assert issued.invoice is not None
    back = issue(operations.start_credit_note(issued.invoice, delivered_on=DAY, by="Paul"))
    assert back.gross_cents == 483_900
    assert queries.left_to_give_back(issued.invoice) == 0


def test_a_partial_credit_note_of_a_paid_invoice_stands_for_the_customer(martin: Customer) -> None:
    invoice = issue(sales.a_draft(martin)).invoice
    assert invoice
    (owed,) = invoice.receivables.all()
    matching.receive_payment(
        customer=martin, reference="VIR", on=DAY, amount=Money(504_000), by="N", pays=[owed]
    )
    draft = operations.start_credit_note(invoice, delivered_on=DAY, by="Paul")
    note = issue(operations.write(draft, sales.typed(GATE | {"price": "100"}).kept(), by="Paul"))
    assert note.credit
    assert (note.gross_cents, note.credit.open_cents) == (12_000, 12_000)
    assert queries.left_to_give_back(invoice) == 492_000


def test_a_credit_note_never_comes_before_its_invoice(martin: Customer) -> None:
    invoice = issue(sales.a_draft(martin)).invoice
    assert invoice
    draft = operations.start_credit_note(invoice, delivered_on=DAY, by="Paul")
    with pytest.raises(operations.CreditNoteBeforeInvoice, match="date du 20/11/2026"):
        issue(draft, DAY - ONE)


def test_an_invoice_of_elsewhere_is_corrected_too(martin: Customer) -> None:
    invoice = factories.a_receivable(martin, cents=12_000, number="F-88").invoice
    draft = operations.start_credit_note(invoice, delivered_on=DAY, by="Paul")
    assert Typed.of(draft.typed).lines == ()
    operations.write(draft, sales.typed(GATE | {"price": "100"}).kept(), by="Paul")
    assert issue(draft).credit
    invoice.cancelled_on = DAY
    with pytest.raises(operations.NothingToCorrect, match=r"F-88 .* elle est annulée"):
        operations.start_credit_note(invoice, delivered_on=DAY, by="Paul")


def test_a_draft_is_issued_once(martin: Customer) -> None:
    draft = sales.a_draft(martin)
    issue(draft)
    draft.pk = 1 + (draft.pk or 0)
    with pytest.raises(operations.DraftGone, match="n'existe plus"):
        issue(draft)


def test_the_next_invoice_remembers_what_stays_the_same(martin: Customer) -> None:
    issue(sales.a_draft(martin, nature="goods", contract="M-12", order="C-1"))
    typed = Typed.of(operations.start(martin, delivered_on=DAY, by="Nadia").typed)
    assert (typed.nature, typed.contract, typed.order) == ("goods", "M-12", "")


ISSUER = """
import datetime, os, sys
from encaisse.config import cli
cli.prepare_django()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from encaisse.store import isolation
isolation.see_all()
from encaisse.invoicing import operations
from encaisse.invoicing.models import Draft
day = datetime.date(2026, 11, 20)
for key in sys.argv[2:]:
    draft = Draft.objects.get(pk=key)
    try:
        print(operations.issue(draft, on=day, today=day, by="x").number)
    except operations.InvoiceIncomplete:
        print("refused")
"""


@pytest.mark.django_db(transaction=True)
def test_processes_at_once_leave_no_gap_and_take_no_number_twice() -> None:
    martin = sales.a_buyer(sales.a_seller(), payment_terms="30 jours")
    drafts = [sales.a_draft(martin) for _ in range(12)]
    for wrong in drafts[::4]:
        operations.write(wrong, {"lines": []}, by="Nadia")
    source = Path(operations.__file__).resolve().parents[2]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ISSUER, connection.settings_dict["NAME"],
             *(str(draft.pk) for draft in drafts[start::3])],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(source)},
        )
        for start in range(3)
    ]  # fmt: skip
    told = [line for each in processes for line in each.communicate(timeout=120)[0].split()]
    assert [each.returncode for each in processes] == [0, 0, 0]
    assert told.count("refused") == 3
    assert sorted(set(told) - {"refused"}) == [f"FA-2026-{rank:05}" for rank in range(1, 10)]
    ranks = Issued.objects.order_by("id").values_list("rank", flat=True)
    assert list(ranks) == list(range(1, 10)), "in the order in which they were issued"


@time_machine.travel(datetime.datetime(2027, 1, 4, 10, tzinfo=datetime.UTC))
def test_an_invoice_of_a_year_whose_law_nobody_read_names_the_page_that_completes_it() -> None:
    day = datetime.date(2027, 1, 4)
    draft = sales.a_draft(sales.a_buyer(sales.a_seller()))
    with pytest.raises(Refusal) as refused:
        operations.issue(draft, on=day, today=day, by="Nadia")
    assert "Taux normal de TVA" in str(refused.value)
    assert "complétez-la sous « Valeurs légales »" in str(refused.value)
