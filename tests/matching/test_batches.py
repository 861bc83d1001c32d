"""Bank lines placed many at a time: as one by one, whole or not at all, once."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.audit.queries import first_broken
from encaisse.kernel.money import Money
from encaisse.matching import operations, queries
from encaisse.matching.models import Allocation
from encaisse.matching.operations import batches, placing, settling
from encaisse.parties import operations as parties
from encaisse.parties import queries as customers
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine, Credit
from encaisse.payments.queries import waiting_lines
from encaisse.receivables.models import Receivable
from encaisse.store import isolation
from tests import factories
from tests.matching import worlds

pytestmark = pytest.mark.django_db
PLACER = """
import sys
from encaisse.config import cli
cli.prepare_django()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from encaisse.store import isolation
isolation.see_all()
from encaisse.accounts.models import Company
from encaisse.matching import queries
from encaisse.matching.operations import batches
from encaisse.payments.queries import waiting_lines
company = Company.objects.get(pk=sys.argv[2])
lines = list(waiting_lines(company))
answered = list(zip(lines, queries.answers(company, lines), strict=True))
print("read", flush=True)
sys.stdin.readline()
became = batches.place(company, answered, by="x", most=int(sys.argv[3]))
print(sum(one.code == "payment" for one in became.values()))
"""


def one_by_one(company: Company) -> dict[str, str]:
    lines = list(waiting_lines(company))
    threshold = queries.policy_of(company).threshold
    return {
        line.key: settling.place(line, answer, threshold=threshold, by="x").code
        for line, answer in zip(lines, queries.answers(company, lines), strict=True)
    }


def many_at_a_time(company: Company, most: int) -> dict[str, str]:
    lines = list(waiting_lines(company))
    answered = list(zip(lines, queries.answers(company, lines), strict=True))
    became = batches.place(company, answered, by="x", most=most)
    return {key: one.code for key, one in became.items()}


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize("most", [300, 7])
def test_many_at_a_time_give_what_one_by_one_gives(seed: int, most: int) -> None:
    company, other = worlds.a_world(seed), worlds.a_world(seed)
    assert worlds.told(company) == worlds.told(other), "the same books"
    assert many_at_a_time(company, most) == one_by_one(other)
    assert worlds.told(company) == worlds.told(other)
    assert not queries.drift(company)
    assert first_broken() is None
    fates = {fate for fate, _credit in worlds.told(company)["lines"]}
    assert fates >= {"payment", "waiting"}


def test_what_was_placed_meanwhile_is_left_as_it_is() -> None:
    company = _plain_world(12)
    lines = list(waiting_lines(company))
    answered = list(zip(lines, queries.answers(company, lines), strict=True))
    batches.place(company, answered, by="x")
    before = worlds.told(company)
    assert not placing.place_waiting(company, by="x")
    again = batches.place(company, answered, by="x")
    assert {(one.code, one.customer) for one in again.values()} == {
        (placing.KNOWN, f"Menuiserie Numéro {rank}") for rank in range(3)
    }
    assert worlds.told(company) == before


def test_groups_and_payers_of_many_are_those_of_each() -> None:
    company = worlds.a_world(3)
    several = [one.pk for one in customers.customers(company)]
    tops = customers.groups_of(several)
    for one in several:
        assert {member for member in tops if tops[member] == tops[one]} == {
            *customers.group_of(one)
        }
    assert customers.payers_of(several) == {customers.payer_of(one) for one in several}
    assert customers.groups_of([]) == {}


@pytest.mark.django_db(transaction=True)
def test_processes_at_once_place_each_line_once() -> None:
    company = _plain_world(120)
    processes = [_placer(company, most=9) for _ in range(2)]
    for process in processes:
        _go(process)
    placed = [int(process.communicate(timeout=120)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(placed) == 120
    _check_whole(company, 120)


@pytest.mark.django_db(transaction=True)
def test_kill_9_between_two_batches_or_within_one() -> None:
    company = _plain_world(240)
    with _placer(company, most=4) as process:
        _go(process)
        until = time.monotonic() + 60
        while not Credit.objects.filter(company=company).exists() and time.monotonic() < until:
            time.sleep(0.005)
        process.kill()
        assert process.wait(30) == -9
    time.sleep(0.5)
    done = Credit.objects.filter(company=company).count()
    assert done % 4 == 0
    _check_whole(company, done)
    placing.place_waiting(company, by="x")
    _check_whole(company, 240)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["receive", "return"])
def test_the_group_is_held_before_the_journal(act: str) -> None:
    """Whoever holds a customer of the group may still write in the journal: neither act waits for
    what the other holds."""
    company = factories.a_company()
    holding = factories.a_customer(company, "Holding des Pins")
    mill = factories.a_customer(company, "Scierie du Lac", parent=holding, pays_for_itself=True)
    owed = [factories.a_receivable(one, cents=300_00) for one in (holding, mill)]
    if act == "receive":
        _while_held(mill, lambda: _receive(holding, owed))
    else:
        paid = _receive(holding, owed)
        _while_held(mill, lambda: operations.return_payment(paid, on=worlds.DAY, by="Nadia"))
    assert Credit.objects.filter(company=company).count() == 1
    assert not queries.drift(company)
    assert first_broken() is None


def _receive(customer: Customer, owed: list[Receivable]) -> Credit:
    return operations.receive_payment(
        customer=customer, reference="VIR", on=worlds.DAY, amount=Money(600_00), by="Nadia",
        pays=owed,
    )  # fmt: skip


def _while_held(customer: Customer, act: Callable[[], object]) -> None:
    """The act begins while somebody holds the customer, who writes in the journal after."""

    def other() -> None:
        isolation.see_all()
        act()
        connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        parties.hold(customer.pk)
        thread.start()
        time.sleep(0.5)
        audit.record(company=customer.company, actor="Paul", verb="payment.recorded", subject="a:1")
    thread.join(30)
    assert not thread.is_alive()


def _plain_world(count: int) -> Company:
    """Each line pays exactly the invoice that it quotes; a few customers pay for many."""
    company = factories.a_company()
    owing = [
        factories.a_customer(company, f"Menuiserie Numéro {rank}", code=f"M{rank:03}")
        for rank in range(count // 4)
    ]
    for rank in range(count):
        cents = 100_00 + rank
        owed = factories.a_receivable(
            owing[rank % len(owing)], cents=cents, number=f"FB26-{rank:06}"
        )
        factories.a_bank_line(
            company, cents=cents, label=f"VIR {owed.invoice.number}",
            counterparty=owed.customer.name,
        )  # fmt: skip
    return company


def _placer(company: Company, *, most: int) -> "subprocess.Popen[str]":
    """A process that has read and judged the lines, and waits for a word to place them."""
    source = Path(operations.__file__).resolve().parents[3]
    name = connection.settings_dict["NAME"]
    process = subprocess.Popen(
        [sys.executable, "-c", PLACER, name, str(company.pk), str(most)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "read\n"
    return process


def _go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def _check_whole(company: Company, count: int) -> None:
    """So many lines brought each its payment, wholly spent, and the journal says so."""
    paid = Credit.objects.filter(company=company).order_by("id")
    assert [one.open_cents for one in paid] == [0] * count
    assert BankLine.objects.filter(company=company, credit__isnull=False).count() == count
    assert Allocation.objects.filter(company=company).count() == count
    assert not queries.drift(company)
    assert first_broken() is None
