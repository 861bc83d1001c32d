"""What waits, what a person decides of it, and undoing it: by the operations and by the command."""

import argparse
import datetime
import json

import pytest

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import commands, operations, queries
from encaisse.matching.operations import placing
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable
from tests import factories

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
