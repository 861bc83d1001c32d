"""The statement of account: its lines and their proof, what may leave the company, its files."""

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.kernel.money import Money
from encaisse.late_charges import operations
from encaisse.late_charges.queries.statement import StatementDoubtful, statement
from encaisse.late_charges.rules.statement import Charge, Check, Due, proof_of_charges
from encaisse.law.reader import Confirmation
from encaisse.legal_values import operations as legal_values
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payments import operations as payments
from encaisse.receivables.models import Receivable
from tests import factories
from tests.letters.papers import faults, text_of

pytestmark = pytest.mark.django_db

DUE_ON = datetime.date(2026, 4, 20)
PAID_ON = datetime.date(2026, 6, 1)
ON = datetime.date(2026, 9, 3)
BY = "nadia"


@pytest.fixture
def company() -> Company:
    return factories.a_company(
        address="12 rue du Port\n69002 Lyon", siren="732829320", legal_form="SARL au capital de 1 €"
    )


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company, siren="552100554", address="8 avenue de la Gare\nFirminy")


@pytest.fixture
def late(martin: Customer) -> Receivable:
    """4 200,00 € due on 20 April, 1 500,00 € of it paid on 1 June."""
    receivable = factories.a_receivable(martin, cents=420_000, due_on=DUE_ON, number="FA412")
    matching.receive_payment(
        customer=martin, reference="VIR 77", on=PAID_ON, amount=Money(150_000), by=BY,
        pays=[receivable],
    )  # fmt: skip
    return receivable


def opened(customer: Customer, **asked: Any) -> Any:
    """The page, or the file, that a reader gets."""
    client = Client()
    client.force_login(factories.a_user(customer.company, Role.READER))
    return client.get(f"/clients/{customer.pk}/decompte", {"jour": ON.isoformat()} | asked)


def test_each_figure_is_a_line_with_its_days(martin: Customer, late: Receivable) -> None:
    (account,) = statement(martin, on=ON).accounts
    (due,) = account.dues
    assert (due.face_cents, due.paid_cents, due.open_cents) == (420_000, 150_000, 270_000)
    assert [
        (str(each.first), str(each.last), each.days, each.base_cents, str(each.rate), each.cents)
        for each in account.interests
    ] == [
        ("2026-04-21", "2026-06-01", 42, 420_000, "0.1215", 5_872),
        ("2026-06-02", "2026-06-30", 29, 270_000, "0.1215", 2_606),
        ("2026-07-01", "2026-09-03", 65, 270_000, "0.124", 5_962),
    ]
    assert [(each.kind, each.left_cents) for each in account.charges] == [
        ("interest", 14_440), ("indemnity", 4_000),
    ]  # fmt: skip
    assert account.total_cents == 270_000 + 14_440 + 4_000
    assert [text.article for text in account.texts] == [
        "C. com. L441-10, II", "C. com. L441-10, II", "C. com. D441-5",
    ]  # fmt: skip
    assert account.holds


def test_what_was_waived_and_paid_is_told_and_taken_off(martin: Customer, late: Receivable) -> None:
    interest: dict[str, Any] = {"kind": "interest", "by": BY, "on": ON}
    operations.waive(late.invoice_id, reason="geste", amount=Money(1_000), **interest)
    operations.pay(late.invoice_id, amount=Money(400), **interest)
    operations.waive(late.invoice_id, kind="indemnity", reason="accord", by=BY, on=ON)
    (account,) = statement(martin, on=ON).accounts
    interest_told, indemnity = account.charges
    assert (interest_told.waived_cents, interest_told.paid_cents) == (1_000, 400)
    assert (interest_told.left_cents, indemnity.left_cents) == (14_440 - 1_400, 0)
    assert [act.told for act in account.acts] == ["geste", "", "accord"]
    assert account.holds


def test_a_past_day_is_stated_as_of_that_day(martin: Customer, late: Receivable) -> None:
    (account,) = statement(martin, on=PAID_ON - datetime.timedelta(1)).accounts
    assert (account.open_cents, account.movements) == (420_000, ())
    assert statement(martin, on=DUE_ON - datetime.timedelta(60)).accounts == ()


def test_money_that_no_invoice_used_is_deducted_from_the_whole_account_only(
    martin: Customer, late: Receivable
) -> None:
    other = factories.a_receivable(martin, cents=10_000, due_on=ON, number="FA413")
    payments.record_credit_note(
        customer=martin, reference="AV9", on=PAID_ON, amount=Money(500), by=BY
    )
    (whole,) = statement(martin, on=ON).accounts
    assert whole.balance_cents == whole.total_cents - 500
    (one,) = statement(martin, on=ON, invoice_ids=[other.invoice_id]).accounts
    assert (one.total_cents, one.balance_cents, one.standing_cents) == (10_000, 10_000, 500)


def test_each_currency_has_its_account(company: Company, martin: Customer) -> None:
    factories.a_receivable(martin, cents=10_000, due_on=DUE_ON)
    abroad = factories.a_receivable(martin, cents=20_000, due_on=DUE_ON)
    for thing in (abroad, abroad.invoice):
        thing.currency = "USD"
        thing.save()
    accounts = statement(martin, on=ON).accounts
    assert [(each.currency, each.open_cents) for each in accounts] == [
        ("EUR", 10_000), ("USD", 20_000),
    ]  # fmt: skip
    assert all(each.holds for each in accounts)


def test_an_unknown_half_year_stays_here(martin: Customer, late: Receivable) -> None:
    found = statement(martin, on=datetime.date(2027, 2, 1))
    (doubt,) = found.doubts
    assert "Aucun taux n'est connu à partir du 01/01/2027" in doubt.why
    assert "/valeurs-legales/" in doubt.remedy
    assert found.holds, "the known part is the ledger's"
    with pytest.raises(StatementDoubtful, match="ne peut pas encore sortir"):
        found.require_leaving()


def test_a_rate_to_confirm_stays_here_until_somebody_vouches_for_it(martin: Customer) -> None:
    factories.a_receivable(martin, cents=100_000, due_on=datetime.date(2019, 6, 20))
    asked = {"jour": "2019-06-30"}
    refused = opened(martin, export="pdf", **asked)
    assert refused.status_code == 409
    shown = opened(martin, **asked).content.decode().replace("\u00a0", " ")
    told = "Le taux de 10,00 % (C. com. L441-10, II), appliqué du 21/06/2019 au 30/06/2019"
    assert told in refused.content.decode().replace("\u00a0", " ")
    assert told in shown
    assert "à confirmer" in shown
    vouched = Confirmation(
        "b2b_penalty_margin", datetime.date(2013, 1, 1), ON, "Me Garnier, avocate", "Légifrance"
    )
    legal_values.confirm(vouched, on=ON, recorded_by="Paul Mercier")
    assert opened(martin, export="pdf", **asked).status_code == 200


def test_an_uncertain_indemnity_stays_here(martin: Customer) -> None:
    martin.penalty_rate = Decimal("0.10")
    martin.save()
    factories.a_receivable(martin, due_on=datetime.date(2018, 6, 20), number="FA8")
    (doubt,) = statement(martin, on=datetime.date(2018, 6, 30)).doubts
    assert doubt.why == "L'indemnité forfaitaire reste à confirmer : facture FA8."


def test_interest_on_an_estimated_due_date_stays_here(martin: Customer) -> None:
    factories.a_receivable(martin, due_on=DUE_ON, estimated=True, number="FA9")
    refused = opened(martin, export="pdf")
    assert refused.status_code == 409
    assert "échéance estimée : facture FA9" in refused.content.decode()
    shown = opened(martin).content.decode()
    assert "ne peut pas encore sortir" in shown
    assert "estimée" in shown
    assert "export=pdf" not in shown


def test_the_principal_alone_of_an_estimated_due_date_may_leave(martin: Customer) -> None:
    factories.a_receivable(martin, due_on=DUE_ON, estimated=True)
    text = text_of(opened(martin, export="pdf", principal="on").content)
    assert "(estimée)" in text
    assert "porte sur le principal seul" in text
    assert "Intérêts de retard" not in text


def test_the_pdf_names_the_parties_and_every_line(martin: Customer, late: Receivable) -> None:
    paper = opened(martin, export="pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    text = text_of(paper.content)
    for told in (
        "Atelier Martin", "12 rue du Port", "SIREN 732 829 320", "SARL au capital de 1 €",
        "Garage Martin", "SIREN 552 100 554", "8 avenue de la Gare", "Arrêté au 03/09/2026",
        "FA412", "20/04/2026", "4 200,00 €", "Règlement VIR 77", "01/06/2026", "1 500,00 €",
        "12,15 %", "12,40 %", "C. com. L441-10, II", "C. com. D441-5", "58,72 €", "59,62 €",
        "144,40 €", "40,00 €", "2 884,40 €", "page 1 / ", "Restant dû en principal : 2 700,00 €",
    ):  # fmt: skip
        assert told in text, told
    assert not faults(paper.content)
    assert opened(martin, export="pdf").content == paper.content


def test_two_hundred_invoices_make_one_document(martin: Customer) -> None:
    for rank in range(200):
        factories.a_receivable(martin, cents=100_000 + rank, due_on=DUE_ON, number=f"L{rank:03}")
    paper = opened(martin, export="pdf").content
    text = text_of(paper)
    assert all(f"L{rank:03}" in text for rank in range(200))
    assert not faults(paper)


def test_a_number_without_end_wraps_in_its_column(martin: Customer) -> None:
    factories.a_receivable(martin, due_on=DUE_ON, number="F" * 120)
    paper = opened(martin, export="pdf").content
    told = text_of(paper).replace("\n", "").replace("\u200b", "")
    assert "F" * 120 in told
    assert not faults(paper)


def test_the_spreadsheet_has_a_sheet_for_each_table(martin: Customer, late: Receivable) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(opened(martin, export="xlsx").content))
    assert book.sheet_names == [
        "Récapitulatif EUR", "Principal EUR", "Imputations EUR", "Intérêts EUR", "Accessoires EUR",
    ]  # fmt: skip
    rows = book.get_sheet_by_name("Intérêts EUR").to_python()
    assert rows[1][0] == "FA412"
    assert rows[1][4:6] == [4200.0, 0.1215]
    assert rows[-1][0] == "Total"
    assert rows[-1][-1] == 144.4


def test_the_page_proves_its_sums_and_lets_choose(martin: Customer, late: Receivable) -> None:
    other = factories.a_receivable(martin, cents=10_000, due_on=ON, number="FA413")
    shown = opened(martin).content.decode()
    assert shown.count("au grand livre, ligne à ligne") == 2
    assert "2 sur 2" in shown.replace('<span class="soft">', "")
    only = opened(martin, facture=other.invoice_id).content.decode()
    assert "FA413" in only
    assert "1 sur 2" in only


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"jour": "31/02/2026"}, id="no such day"),
        pytest.param({"jour": "1066-10-14"}, id="a day before any account"),
        pytest.param({"facture": ["x", "-1", "9" * 30]}, id="no such invoices"),
    ],
)
def test_an_address_that_says_nothing_is_read_as_today_s(
    martin: Customer, asked: dict[str, object]
) -> None:
    assert opened(martin, **asked).status_code == 200


def test_nothing_is_owed_and_the_page_says_so(martin: Customer) -> None:
    assert "Rien à porter au décompte" in opened(martin).content.decode()


def test_a_stranger_s_invoice_is_not_stated(martin: Customer, late: Receivable) -> None:
    stranger = factories.a_receivable(
        factories.a_customer(factories.a_company("Delaunay")), due_on=DUE_ON
    )
    assert statement(martin, on=ON, invoice_ids=[stranger.invoice_id]).accounts == ()


def test_lines_that_are_not_the_ledger_s_are_named() -> None:
    charge = Charge(1, "FA1", "interest", "EUR", 500, 0, 0, 500)
    assert proof_of_charges([charge], {(1, "interest"): 500}, {1: "FA1"}).holds
    shifted = {(1, "interest"): 400, (1, "indemnity"): 100}
    found = proof_of_charges([charge], shifted, {1: "FA1"})
    assert found == Check("Accessoires restant dus", 500, 500, ("FA1",))
    assert not found.holds, "equal sums are no proof when lines differ"


def test_a_due_keeps_its_marks() -> None:
    due = Due(1, 1, "FA1", DUE_ON, DUE_ON, "saisie", "impayé", False, True, "EUR", 9, 2, 3, 0)
    assert (due.open_cents, due.due_mark, due.document_mark) == (4, "estimée", "impayé")
