"""What the bank sends back: before it pays, or after; what to do next, and what becomes of the
mandate."""

import datetime

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.direct_debits import operations, queries
from encaisse.direct_debits.rules import mandates, returns
from encaisse.dunning.queries import holds
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile, take_file, undoing
from encaisse.imports.rules import bank
from encaisse.imports.rules.report import Report
from encaisse.parties.models import Customer
from tests import factories
from tests.direct_debits.making import BY, COLLECTED, NOON, batch, opened, owed, say, signed
from tests.imports import pain

pytestmark = pytest.mark.django_db
MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)


def take(company: Company, content: bytes) -> Report:
    return take_file(company, GivenFile("retour.xml", content), by=BY, at=MONDAY)


def test_a_rejection_before_settlement_leaves_it_open_and_says_what_to_do(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    made = batch(company, owed(martin))
    (debit,) = queries.debits_of(made)
    done = take(company, pain.report(made.message, pain.part("x", pain.one(debit.end_to_end))))
    assert (done["kind"], done["taken"]) == ("pain002", 1)
    (said,) = done["warnings"]
    assert "Garage Martin" in said
    assert "AC04 : compte clôturé ; mandat RUM1 arrêté" in said
    debit.refresh_from_db()
    assert (debit.returned_on, debit.credit) == (MONDAY.date(), None)
    assert opened(company, 24) == [12_000]
    debit.mandate.refresh_from_db()
    assert debit.mandate.revoked_on == MONDAY.date()
    assert "AC04" in debit.mandate.revoked_why
    assert queries.collectable(company, on=COLLECTED) == []
    assert [each.pk for each in queries.to_handle(company)] == [debit.pk]
    assert Entry.objects.filter(verb="direct_debit.returned").count() == 1
    again = take(company, pain.report(made.message, pain.part("y", pain.one(debit.end_to_end))))
    assert again["taken"] == 0
    assert "déjà rejeté le 23/11/2026" in again["ignored"][0]["reason"]


def test_the_bank_pays_the_rest_of_a_batch_or_the_whole_and_takes_the_reject_back(
    company: Company, martin: Customer
) -> None:
    lemoine = factories.a_customer(company, "Studio Lemoine")
    signed(martin)
    signed(lemoine, "RUM2")
    for gross, expected in ((False, [5_000]), (True, [5_000, 5_000])):
        made = batch(company, owed(martin, 10_000), owed(lemoine, 5_000))
        _first, second = queries.debits_of(made)
        answer = pain.one(second.end_to_end, code="AM04")
        take(company, pain.report(made.message, pain.part("x", answer)))
        if gross:
            assert say(company, 15_000, 25).code == bank.PAYMENT
            back = say(company, -5_000, 26, returned="AM04", end_to_end=second.end_to_end)
            assert back.code == bank.RETURNED
        else:
            assert say(company, 10_000, 24).code == bank.PAYMENT
        assert opened(company, 27) == expected


def test_a_whole_batch_rejected_may_be_asked_for_again(company: Company, martin: Customer) -> None:
    signed(martin)
    receivable = owed(martin)
    made = batch(company, receivable)
    status = f"<GrpSts>RJCT</GrpSts>{pain.reason('FF01')}"
    assert take(company, pain.report(made.message, "", status=status))["taken"] == 1
    (offered,) = queries.collectable(company, on=COLLECTED)
    assert offered.returned is not None
    assert offered.returned.reason.told == "fichier mal formé"
    batch(company, receivable)
    assert queries.to_handle(company) == []


def test_a_batch_of_somebody_else_changes_nothing(company: Company, martin: Customer) -> None:
    signed(martin)
    batch(company, owed(martin))
    done = take(company, pain.report("AUTRE", pain.part("x", pain.one("AUTRE-1"))))
    assert done["taken"] == 0
    assert "n'est pas une de vos remises" in done["ignored"][0]["reason"]


def test_a_collection_already_paid_waits_for_its_bank_line(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    made = batch(company, owed(martin))
    (debit,) = queries.debits_of(made)
    say(company, 12_000, 24, end_to_end=debit.end_to_end)
    done = take(company, pain.report(made.message, pain.part("x", pain.one(debit.end_to_end))))
    assert "viendra avec le relevé" in done["ignored"][0]["reason"]
    assert opened(company, 24) == []


def test_undoing_the_report_gives_the_collection_and_its_mandate_back(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    made = batch(company, owed(martin))
    (before,) = queries.debits_of(made)
    take(company, pain.report(made.message, pain.part("x", pain.one(before.end_to_end))))
    undoing.undo(FileImport.objects.get(), by=BY, at=MONDAY)
    (after,) = queries.debits_of(made)
    assert (after.returned_on, after.returned_why, after.returned_code) == (None, "", "")
    assert after.mandate.revoked_on is None
    assert queries.is_asked(after.receivable)


@pytest.mark.parametrize(
    ("code", "stops", "retries"),
    [
        ("AM04", False, True), ("MD01", True, False), ("AC04", True, False),
        ("MS02", False, False), ("MD06", False, False), ("ZZ99", False, False),
    ],
)  # fmt: skip
def test_each_reason_says_what_to_do(code: str, stops: bool, retries: bool) -> None:
    found = returns.reason_of(code)
    assert (found.stops, found.may_retry) == (stops, retries)
    assert found.next_act


@pytest.mark.parametrize(("code", "stopped"), [("MD01", True), ("AM04", False)])
def test_a_return_of_the_statement_stops_the_mandate_when_its_reason_says_so(
    company: Company, martin: Customer, code: str, stopped: bool
) -> None:
    signed(martin)
    made = batch(company, owed(martin))
    (debit,) = queries.debits_of(made)
    say(company, 12_000, 24, end_to_end=debit.end_to_end)
    say(company, -12_000, 26, end_to_end=debit.end_to_end, returned=code)
    assert opened(company, 26) == [12_000]
    debit.mandate.refresh_from_db()
    assert (debit.mandate.revoked_on is not None) is stopped


def test_what_is_being_collected_is_not_reminded_until_the_bank_answers(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    receivable = owed(martin)
    made = batch(company, receivable)
    (debit,) = queries.debits_of(made)

    def held(day: int) -> list[int]:
        return holds.held_now(company, datetime.date(2026, 11, day))

    assert (held(19), held(20), held(24)) == ([], [receivable.pk], [receivable.pk])
    assert holds.held_now(company, NOON.date(), customers=[martin.pk + 1]) == []
    take(company, pain.report(made.message, pain.part("x", pain.one(debit.end_to_end))))
    assert (held(22), held(23)) == ([receivable.pk], [])


def test_a_cancelled_batch_holds_nothing_from_its_day(company: Company, martin: Customer) -> None:
    signed(martin)
    receivable = owed(martin)
    made = batch(company, receivable)
    operations.cancel_batch(made, on=datetime.date(2026, 11, 22), by=BY)
    assert holds.held_now(company, datetime.date(2026, 11, 21)) == [receivable.pk]
    assert holds.held_now(company, datetime.date(2026, 11, 22)) == []


def test_the_last_collection_of_a_mandate_ends_it(company: Company, martin: Customer) -> None:
    mandate = signed(martin)
    first, last = owed(martin), owed(martin, 300)
    made = batch(company, first, last, final=[first.pk])
    assert [each.sequence for each in queries.debits_of(made)] == ["FRST", "FNAL"]
    owed(martin, 500)
    assert queries.collectable(company, on=COLLECTED) == []
    why = mandates.why_unusable(queries.facts_of(mandate), COLLECTED)
    assert "dernier prélèvement" in why
    operations.cancel_batch(made, on=NOON.date(), by=BY)
    assert len(queries.collectable(company, on=COLLECTED)) == 3


@time_machine.travel(MONDAY)
def test_the_page_says_what_to_do_and_offers_to_ask_again(
    company: Company, martin: Customer
) -> None:
    signed(martin)
    receivable = owed(martin)
    made = batch(company, receivable)
    (debit,) = queries.debits_of(made)
    answer = pain.one(debit.end_to_end, code="AM04")
    take(company, pain.report(made.message, pain.part("x", answer)))
    nadia = Client()
    nadia.force_login(factories.a_user(company, Role.COLLECTOR))
    shown = nadia.get("/prelevements/").content.decode()
    assert "Rejets à traiter" in shown
    assert "présentez-le de nouveau" in shown
    again = f"/prelevements/preparer?creance={receivable.pk}"
    assert again in shown
    assert "checked data-tick" in nadia.get(again).content.decode()
    assert "provision insuffisante" in nadia.get(f"/prelevements/{made.pk}/").content.decode()
