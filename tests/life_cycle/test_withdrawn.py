"""An import of statuses is undone: they count no more, and nothing rests on them."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Dispute
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.dunning.queries.explaining import explain
from encaisse.imports.models import FileImport
from encaisse.imports.operations import undoing
from encaisse.imports.operations.undoing import ThingsDepend
from encaisse.kernel.money import Money
from encaisse.life_cycle import operations, queries
from encaisse.life_cycle.models import Consequence, InvoiceStatus, Withdrawal
from encaisse.life_cycle.rules.standing import Said, resting_on
from encaisse.matching import operations as matching
from encaisse.promises.models import Promise
from encaisse.receivables.models import Invoice
from tests import factories
from tests.life_cycle.conftest import AT, NUMBER, TODAY, Say, paid, reason

pytestmark = pytest.mark.django_db
SAID_ON = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def scenario(company: Company) -> None:
    dunning.default_scenario(company, by="Paul")


def held(company: Company) -> str:
    (told,) = explain(company, NUMBER, on=TODAY)
    return str(told["hold"] or "")


def undo(name: str = "m.xml") -> FileImport:
    return undoing.undo(FileImport.objects.get(document__name=name), by="Nadia", at=AT)


@pytest.mark.usefixtures("invoice")
def test_a_dispute_that_a_message_opened_is_withdrawn_with_it(company: Company, say: Say) -> None:
    say("207", status=reason("PU_ERR"))
    assert held(company) == "disputed"
    assert undo().state == "undone"
    dispute = Dispute.objects.get()
    assert (dispute.settled_on, dispute.outcome) == (SAID_ON, "Import défait : m.xml.")
    assert held(company) != "disputed"
    assert not Consequence.objects.exists()
    assert InvoiceStatus.objects.count() == Withdrawal.objects.count() == 1
    assert not queries.statuses(company).exists()
    entry = Entry.objects.get(verb="invoice_status.withdrawn")
    assert (entry.actor, entry.facts["code"]) == ("Nadia", "207")


def test_a_hold_ends_and_its_task_closes(company: Company, invoice: Invoice, say: Say) -> None:
    say("208", status=reason("JUSTIF_ABS"))
    dunning.invoice_tasks.ask(company, on=TODAY)
    undo()
    dunning.tasks.settle(company, on=TODAY)
    assert held(company) != "suspended"
    assert Task.objects.get().done_on == TODAY
    assert queries.line_of_time(invoice) == []


@pytest.mark.usefixtures("invoice")
def test_the_same_message_can_be_taken_again(company: Company, say: Say) -> None:
    for _turn in range(2):
        report = say("207", status=reason("PU_ERR"))
        assert report["statuses"][0]["told"] == "Litige ouvert sur toute la facture."
        latest = FileImport.objects.order_by("-id")[0]
        undoing.undo(latest, by="Nadia", at=AT)
    say("207", status=reason("PU_ERR"))
    assert held(company) == "disputed"
    assert queries.statuses(company).count() == 1


def test_a_status_that_waited_waits_no_more(company: Company, say: Say) -> None:
    say("207")
    assert queries.with_waiting() == [company.pk]
    undo()
    assert queries.with_waiting() == []
    assert operations.place(company, "Nadia", TODAY) == 0


@pytest.mark.usefixtures("invoice")
def test_a_promise_not_yet_due_is_withdrawn(say: Say) -> None:
    say("211", status=paid("MPA", "500.00", on="20261130"))
    undo()
    assert Promise.objects.get().withdrawn_on == SAID_ON


def test_what_was_kept_broken_or_answered_is_named(
    company: Company, invoice: Invoice, say: Say
) -> None:
    say("211", status=paid("MPA", "500.00", on="20261115"), name="promise.xml")
    with pytest.raises(ThingsDepend, match=f"la promesse de la facture {NUMBER}, rompue"):
        undo("promise.xml")
    say("207", name="dispute.xml", at="20261118093000")
    disputes.settle(Dispute.objects.get(), on=TODAY, by="Nadia", outcome="Accord")
    with pytest.raises(ThingsDepend, match=rf"le litige du 18/11/2026 de la facture {NUMBER}"):
        undo("dispute.xml")
    assert not Withdrawal.objects.exists()


def test_a_promise_kept_stays(company: Company, invoice: Invoice, say: Say) -> None:
    say("211", status=paid("MPA", "900.00", on="20261130"))
    matching.receive_payment(
        customer=invoice.customer, reference=NUMBER, on=TODAY, amount=Money(900_00), by="Nadia"
    )
    with pytest.raises(ThingsDepend, match="tenue"):
        undo()


@pytest.mark.usefixtures("invoice")
def test_a_status_that_ended_another_stays_until_that_one_is_undone(say: Say) -> None:
    say("208", name="asked.xml")
    say("209", name="given.xml", at="20261112093000")
    with pytest.raises(ThingsDepend, match=rf"le statut 208 du 10/11/2026 de la facture {NUMBER}"):
        undo("given.xml")
    undo("asked.xml")
    undo("given.xml")
    assert Withdrawal.objects.count() == 2


def test_the_page_undoes_it(company: Company, invoice: Invoice, say: Say, client: Client) -> None:
    say("210")
    client.force_login(factories.a_user(company))
    row = FileImport.objects.get()
    answer = client.post(f"/imports/{row.pk}/defaire/", follow=True).content.decode()
    assert "m.xml est défait : tout est comme avant." in answer
    page = client.get(f"/factures/{invoice.pk}/").content.decode()
    assert "Aucun statut reçu" in page


@pytest.mark.usefixtures("invoice")
def test_a_withdrawal_is_never_rewritten(say: Say) -> None:
    say("205")
    undo()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Withdrawal.objects.update(by="personne")


def test_a_second_that_added_nothing_rests_on_the_first() -> None:
    first = Said(1, "207", date(2026, 11, 10))
    second = Said(2, "207", date(2026, 11, 11))
    assert resting_on([first, second], {1}, {2}) == [second]
    assert resting_on([first, second], {1}, set()) == []
    assert resting_on([first, second], {2}, {2}) == []
    assert resting_on([first, Said(3, "205", date(2026, 11, 12))], {1}, set()) == []
