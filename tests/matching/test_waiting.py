"""What waits, what a person decides of it, and undoing it: by the operations and by the command."""

import argparse
import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import commands, operations, queries
from encaisse.matching.operations import doubles, placing, settling
from encaisse.parties.models import Customer
from encaisse.payments import operations as payments
from encaisse.payments.models import BankLine, Credit
from encaisse.receivables.models import Receivable
from tests import factories
from tests.matching.locks import assert_held_before_the_journal

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 16)


@pytest.fixture
def martin() -> Customer:
    return factories.a_customer(factories.a_company())


@pytest.fixture
def owed(martin: Customer) -> list[Receivable]:
    return [factories.a_receivable(martin, cents=cents) for cents in (300_00, 500_00, 500_00)]


def open_cents(receivables: list[Receivable]) -> list[int]:
    for receivable in receivables:
        receivable.refresh_from_db()
    return [receivable.open_cents for receivable in receivables]


def test_a_person_splits_a_line_and_takes_it_back(martin: Customer, owed: list[Receivable]) -> None:
    line = factories.a_bank_line(martin.company, cents=450_00, counterparty="Mme Petit")
    credit = placing.split(line, martin, [(owed[1], 400_00), (owed[0], 50_00)], by="Nadia")
    assert open_cents(owed) == [250_00, 100_00, 500_00]
    assert (credit.customer, credit.on) == (martin, line.on)
    placing.undo(line, by="Nadia")
    line.refresh_from_db()
    assert (open_cents(owed), line.fate) == ([300_00, 500_00, 500_00], "waiting")
    on_that_day = queries.open_items(martin.company, line.on)
    assert (sum(one.open_cents for one in on_that_day.receivables), on_that_day.unallocated) == (
        1_300_00, [],
    )  # fmt: skip
    assert not queries.drift(martin.company)
    again = placing.split(line, martin, [], by="Nadia")
    assert (again.open_cents, again.pk != credit.pk) == (450_00, True)


def test_what_the_books_and_a_person_matched_stays_when_the_line_is_put_back(
    martin: Customer, owed: list[Receivable]
) -> None:
    """The payment was known before its line: only what was decided of the line is undone."""
    known = payments.record(
        customer=martin, reference="CHQ", on=DAY, by="Nadia", amount=Money(1_000_00)
    )
    settling.spread(known, [(owed[1], 500_00)], by="FEC", source="lettering")
    settling.spread(known, [(owed[0], 300_00)], by="Nadia")
    line = factories.a_bank_line(martin.company, cents=1_000_00, counterparty=martin.name)
    assert placing.split(line, martin, [(owed[2], 200_00)], by="Nadia") == known
    assert open_cents(owed) == [0, 0, 300_00]
    placing.undo(line, by="Nadia")
    line.refresh_from_db()
    assert (line.fate, open_cents(owed)) == ("waiting", [0, 0, 500_00])
    assert not queries.drift(martin.company)


def test_a_line_that_a_colleague_decided_otherwise_is_not_undone(
    martin: Customer, owed: list[Receivable]
) -> None:
    line = factories.a_bank_line(martin.company, cents=300_00)
    placing.split(line, martin, [(owed[0], 300_00)], by="Nadia")
    read_before = BankLine.objects.get(pk=line.pk)
    placing.undo(line, by="Paul")
    line.refresh_from_db()
    placing.split(line, martin, [(owed[1], 300_00)], by="Paul")
    with pytest.raises(Refusal, match="n'a apporté aucun règlement"):
        placing.undo(read_before, by="Nadia")
    assert open_cents(owed) == [300_00, 200_00, 500_00]


def test_a_double_told_apart_holds_every_customer_before_the_journal(martin: Customer) -> None:
    line = factories.a_bank_line(martin.company, cents=300_00, doubt="Peut-être le même.")
    with CaptureQueriesContext(connection) as made:
        doubles.decide(line, is_same=False, by="Nadia")
    assert_held_before_the_journal(made.captured_queries)


def test_a_line_set_aside_is_put_back(martin: Customer) -> None:
    line = factories.a_bank_line(martin.company, cents=450_00, set_aside="TVA")
    placing.undo(line, by="Nadia")
    line.refresh_from_db()
    assert line.fate == "waiting"
    with pytest.raises(Refusal, match="n'a apporté aucun règlement"):
        placing.undo(line, by="Nadia")


def test_what_waits_has_its_proposals(martin: Customer, owed: list[Receivable]) -> None:
    factories.a_bank_line(martin.company, cents=300_00)
    operations.receive_payment(
        customer=martin, reference="CHQ", on=DAY, amount=Money(700_00), by="Nadia"
    )
    line, credit = queries.waiting(martin.company)
    assert [shown.match.confidence for shown in line.shown] == [70]
    assert (line.shown[0].customer, line.shown[0].parts[0].receivable) == (martin, owed[0])
    assert (credit.cents, credit.shown[0].match.source) == (700_00, "oldest")
    assert queries.waiting_count(martin.company) == 2


def test_the_command_proposes_then_applies(
    martin: Customer, owed: list[Receivable], capsys: pytest.CaptureFixture[str]
) -> None:
    factories.a_bank_line(martin.company, cents=300_00, counterparty=martin.name)
    factories.a_bank_line(martin.company, cents=12_00, counterparty="Inconnu")
    assert _run(martin, "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["certain"] for one in told["money"]] == [True, False]
    assert told["money"][0]["proposals"][0]["parts"][0]["cents"] == 300_00
    assert not Credit.objects.exists()
    assert _run(martin) == 0
    assert "2 à lettrer, 1 placés" in capsys.readouterr().out
    assert open_cents(owed) == [0, 500_00, 500_00]


def _run(customer: Customer, *words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(["match", "--company", customer.company.code, *words])
    return int(args.handler(args))


def test_payments_that_stand_are_judged_at_once() -> None:
    """Three of them or nine: as many questions to the database, as long as none is certain."""
    counts = []
    for size in (3, 9):
        company = factories.a_company()
        for rank in range(size):
            customer = factories.a_customer(company, f"Menuiserie {rank}")
            for cents in (300_00, 500_00):
                factories.a_receivable(customer, cents=cents)
            payments.record(
                customer=customer, reference="CHQ", on=DAY, amount=Money(200_00), by="Nadia"
            )
        with CaptureQueriesContext(connection) as captured:
            assert placing.match_standing(company, by="Nadia") == 0
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_payment_that_stands_pays_once_it_is_certain(
    martin: Customer, owed: list[Receivable]
) -> None:
    for reference in ("CHQ 1", "CHQ 2"):
        payments.record(
            customer=martin, reference=reference, on=DAY, amount=Money(300_00), by="Nadia"
        )
    assert placing.match_standing(martin.company, by="Nadia") == 1
    assert open_cents(owed) == [0, 500_00, 500_00]
    assert placing.match_standing(martin.company, by="Nadia") == 0


def test_lines_are_placed_as_they_were_judged_together(
    martin: Customer, owed: list[Receivable]
) -> None:
    """The silent one comes first, and leaves the invoice that the other quotes."""
    silent = factories.a_bank_line(martin.company, cents=500_00, counterparty=martin.name)
    quoting = factories.a_bank_line(
        martin.company,
        cents=500_00,
        counterparty=martin.name,
        label=f"VIR {owed[1].invoice.number}",
    )
    placing.place_waiting(martin.company, by="Nadia")
    assert open_cents(owed) == [300_00, 0, 0]
    paid = {}
    for line in (silent, quoting):
        line.refresh_from_db()
        assert line.credit
        paid[line] = [each.receivable for each in queries.live_allocations_of_credit(line.credit)]
    assert paid == {silent: [owed[2]], quoting: [owed[1]]}


def test_one_transfer_takes_the_place_of_the_payments_that_a_list_supposed(
    martin: Customer, owed: list[Receivable]
) -> None:
    listed_on = DAY + datetime.timedelta(days=5)
    for each in owed[:2]:
        supposed = operations.receive_payment(
            customer=martin, reference=f"Liste {each}", on=listed_on, by="liste", method="list",
            amount=Money(each.face_cents), pays=[each],
        )  # fmt: skip
        assert supposed.open_cents == 0
    line = factories.a_bank_line(martin.company, cents=800_00, counterparty=martin.name)
    placed = placing.place_waiting(martin.company, by="Nadia")[line.key]
    assert placed.code == placing.KNOWN
    assert open_cents(owed) == [0, 0, 500_00]
    standing = Credit.objects.filter(customer=martin, cancelled_on=None)
    assert [(credit.on, credit.face_cents) for credit in standing] == [(line.on, 800_00)]
    assert not queries.drift(martin.company)


def test_what_gave_way_to_a_line_comes_back_with_it(
    martin: Customer, owed: list[Receivable]
) -> None:
    """Twice, so that what came back once gives way again, and comes back once more."""
    listed_on = DAY + datetime.timedelta(days=5)
    for each in owed[:2]:
        operations.receive_payment(
            customer=martin, reference=f"Liste {each}", on=listed_on, by="liste", method="list",
            amount=Money(each.face_cents), pays=[each],
        )  # fmt: skip
    days = [DAY, listed_on, listed_on + datetime.timedelta(days=1)]
    before = [_stood(martin, on) for on in days]
    line = factories.a_bank_line(martin.company, cents=800_00, counterparty=martin.name)
    for _again in range(2):
        placing.place_waiting(martin.company, by="Nadia")
        assert _stood(martin, listed_on) == before[1]
        assert _stood(martin, DAY) != before[0]
        line.refresh_from_db()
        placing.undo(line, by="Nadia")
        assert [_stood(martin, on) for on in days] == before
        standing = Credit.objects.filter(customer=martin, cancelled_on=None).order_by("id")
        assert [(credit.on, credit.method) for credit in standing] == [(listed_on, "list")] * 2
        paid = [queries.live_allocations_of_credit(credit) for credit in standing]
        assert [[made.receivable for made in several] for several in paid] == [[owed[0]], [owed[1]]]
        assert not queries.drift(martin.company)


def test_a_payment_that_a_list_supposed_stays_when_the_line_taken_for_it_is_put_back(
    martin: Customer, owed: list[Receivable]
) -> None:
    supposed = payments.record(
        customer=martin, reference="Liste", on=DAY, by="liste", method="list",
        amount=Money(1_000_00),
    )  # fmt: skip
    settling.spread(supposed, [(owed[1], 500_00), (owed[2], 500_00)], by="liste", source="listed")
    line = factories.a_bank_line(martin.company, cents=1_000_00, counterparty=martin.name)
    placed = placing.place_waiting(martin.company, by="Nadia")[line.key]
    assert (placed.code, placed.credit) == (placing.KNOWN, supposed)
    line.refresh_from_db()
    placing.undo(line, by="Nadia")
    line.refresh_from_db()
    assert (line.fate, open_cents(owed)) == ("waiting", [300_00, 0, 0])
    assert not queries.drift(martin.company)


def test_what_was_paid_otherwise_since_is_not_paid_twice(
    martin: Customer, owed: list[Receivable]
) -> None:
    """The transfer is taken off one of the two invoices, which another payment then pays."""
    listed_on = DAY + datetime.timedelta(days=5)
    for each in owed[:2]:
        operations.receive_payment(
            customer=martin, reference=f"Liste {each}", on=listed_on, by="liste", method="list",
            amount=Money(each.face_cents), pays=[each],
        )  # fmt: skip
    line = factories.a_bank_line(martin.company, cents=800_00, counterparty=martin.name)
    credit = placing.place_waiting(martin.company, by="Nadia")[line.key].credit
    assert credit
    first = queries.live_allocations_of_credit(credit)[0]
    operations.unmatch(first, on=first.on, by="Nadia")
    operations.receive_payment(
        customer=martin, reference="CHQ", on=DAY, by="Nadia", amount=Money(300_00), pays=[owed[0]]
    )
    line.refresh_from_db()
    placing.undo(line, by="Nadia")
    assert open_cents(owed) == [0, 0, 500_00]
    standing = Credit.objects.filter(customer=martin, cancelled_on=None).order_by("id")
    assert [one.open_cents for one in standing] == [300_00, 0, 0]
    assert not queries.drift(martin.company)


def _stood(customer: Customer, on: datetime.date) -> tuple[list[int], list[int]]:
    found = queries.open_items(customer.company, on)
    return (
        [one.open_cents for one in found.receivables],
        [one.open_cents for one in found.unallocated],
    )
