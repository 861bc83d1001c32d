"""From a mandate to a file, and from the bank's lines back to what is open."""

import datetime

import pytest
from lxml import etree

from encaisse.accounts.models import Company
from encaisse.direct_debits import operations, queries
from encaisse.direct_debits.rules import calendar, mandates
from encaisse.imports.rules import bank
from encaisse.insolvency import operations as insolvency
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching import queries as matches
from encaisse.parties.models import Customer
from encaisse.store import files
from tests import factories
from tests.direct_debits.making import BY, COLLECTED, IBAN, NOON, batch, opened, owed, say, signed

pytestmark = pytest.mark.django_db


def test_the_file_is_kept_and_what_it_asks_is_not_asked_twice(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    receivable = owed(martin)
    (offered,) = queries.collectable(company, on=COLLECTED)
    assert offered.receivable == receivable
    made = batch(company, receivable)
    assert (made.count, made.total_cents) == (1, 12_000)
    tree = etree.fromstring(files.read(made.document.sha256))
    assert tree.findtext(".//{*}MndtId") == "RUM1"
    assert queries.collectable(company, on=COLLECTED) == []
    with pytest.raises(operations.NotCollectable, match="déjà"):
        batch(company, receivable)
    operations.cancel_batch(made, on=NOON.date(), by=BY)
    assert len(queries.collectable(company, on=COLLECTED)) == 1
    with pytest.raises(operations.BatchCancelled, match="20/11/2026"):
        operations.cancel_batch(made, on=NOON.date(), by=BY)


def test_a_line_that_names_its_collection_pays_it_and_another_sends_it_back(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    made = batch(company, owed(martin))
    (debit,) = queries.debits_of(made)
    outcome = say(company, 12_000, 24, end_to_end=debit.end_to_end)
    assert (outcome.code, outcome.customer) == (bank.PAYMENT, "Garage Martin")
    assert opened(company, 24) == []
    with pytest.raises(operations.BatchAnswered):
        operations.cancel_batch(made, on=COLLECTED, by=BY)
    back = say(company, -12_000, 26, end_to_end=debit.end_to_end, returned="AM04")
    assert back.code == bank.RETURNED
    assert opened(company, 25) == []
    assert opened(company, 26) == [12_000]
    (debit,) = queries.debits_of(made)
    assert debit.returned_why == "AM04 : provision insuffisante"
    assert mandates.sequence_of(queries.facts_of(debit.mandate)) == "FRST"
    assert len(queries.collectable(company, on=COLLECTED)) == 1


def test_one_amount_pays_the_whole_batch_and_each_return_reopens_its_own(
    company: Company, martin: Customer
) -> None:
    lemoine = factories.a_customer(company, "Studio Lemoine")
    signed(martin)
    signed(lemoine, "RUM2")
    made = batch(company, owed(martin, 10_000), owed(lemoine, 5_000))
    outcome = say(company, 15_000, 24, label="REMISE PRLV SEPA")
    assert (outcome.code, outcome.customer) == (bank.PAYMENT, f"{made.message} (2 prélèvements)")
    assert opened(company, 24) == []
    first, second = queries.debits_of(made)
    say(company, -5_000, 27, returned="MD06", said=f"REJET {second.end_to_end}")
    assert opened(company, 27) == [5_000]
    first.refresh_from_db()
    assert first.returned_on is None


def test_the_same_amount_from_somebody_else_is_not_the_batch(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    made = batch(company, owed(martin))
    outcome = say(company, 12_000, 24, label="VIR", counterparty_iban=IBAN, counterparty="Inconnu")
    assert outcome == bank.WAITING
    assert queries.debits_of(made)[0].credit is None
    named = say(company, 12_000, 25, label=f"REMISE {made.message}")
    assert named.code == bank.PAYMENT


def test_a_customer_who_paid_meanwhile_is_credited_of_the_rest(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    receivable = owed(martin)
    made = batch(company, receivable)
    matching.receive_payment(
        customer=martin, reference="CHQ", on=COLLECTED, amount=Money(12_000), by=BY,
        pays=[receivable],
    )  # fmt: skip
    say(company, 12_000, 24, end_to_end=queries.debits_of(made)[0].end_to_end)
    found = matches.open_items(company, COLLECTED)
    assert [each.open_cents for each in found.unallocated] == [12_000]


def test_the_second_collection_of_a_mandate_is_recurrent(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    made = batch(company, owed(martin), owed(martin, 300))
    assert [each.sequence for each in queries.debits_of(made)] == ["FRST", "RCUR"]


def test_what_a_batch_refuses(company: Company, martin: Customer) -> None:
    with pytest.raises(operations.NothingToCollect):
        batch(company)
    receivable = owed(martin)
    with pytest.raises(operations.NotCollectable, match="pas de mandat utilisable"):
        batch(company, receivable)
    signed(martin, is_recurrent=False)
    with pytest.raises(operations.NotCollectable, match="que pour un prélèvement"):
        batch(company, receivable, owed(martin, 100))
    later = factories.a_receivable(martin, due_on=datetime.date(2026, 12, 31))
    with pytest.raises(operations.NotCollectable, match="n'échoit que le 31/12/2026"):
        batch(company, later)
    with pytest.raises(calendar.NoticeTooLate, match="Garage Martin"):
        batch(company, receivable, notified_on=datetime.date(2026, 11, 19))
    firm = factories.a_customer(company, "BTP Loire")
    signed(firm, "RUM2", scheme="b2b")
    with pytest.raises(operations.OneSchemeByBatch):
        batch(company, receivable, owed(firm))
    company.iban = ""
    with pytest.raises(operations.CreditorUnknown, match="Atelier Martin"):
        batch(company, receivable)


def test_what_was_owed_before_a_judgment_is_not_collected(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    receivable = owed(martin)
    insolvency.open_proceeding(martin, kind="sauvegarde", on=datetime.date(2026, 11, 2), by=BY)
    assert queries.collectable(company, on=COLLECTED) == []
    with pytest.raises(operations.NotCollectable, match="jugement d'ouverture"):
        batch(company, receivable)


def test_what_a_mandate_refuses(company: Company, martin: Customer) -> None:
    made = signed(martin)
    with pytest.raises(operations.MandateReferenceTaken, match="Garage Martin"):
        signed(factories.a_customer(company), "rum1")
    operations.revoke(made, on=COLLECTED, by=BY, why="changement de banque")
    with pytest.raises(operations.MandateRevoked, match="24/11/2026"):
        operations.revoke(made, on=COLLECTED, by=BY)
    anne = factories.a_customer(company, "Anne Petit", kind="consumer")
    with pytest.raises(mandates.BusinessesOnly, match="Anne Petit"):
        signed(anne, "RUM3", scheme="b2b")
