"""Small books with every kind of line, the same for one seed, and what they say, without ids."""

import datetime
import random
from typing import Any

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.kernel.money import Money
from encaisse.matching import operations
from encaisse.matching.models import Allocation, LearnedPayer
from encaisse.parties.models import Customer
from encaisse.payments import operations as payments
from encaisse.payments.models import BankLine, Credit
from encaisse.receivables.models import Receivable
from tests import factories

DAY = datetime.date(2026, 11, 16)
NAMES = (
    "Garage Martin", "Garage Martinez", "Scierie du Lac", "Holding des Pins", "Boulons du Rhône",
    "Charpentes Odin", "Studio Lemoine", "Imprimerie Vidal", "Transports Leroux", "Hôtel du Port",
)  # fmt: skip
AMOUNTS = (120_00, 120_00, 250_00, 333_33, 480_00, 512_40, 777_77, 901_10, 1_204_80)
NOBODY = "M PERSONNE"


def a_world(seed: int, *, lines: int = 60) -> Company:
    """Ten customers, some of one group, who owe and paid before; lines that wait."""
    chance = random.Random(seed)
    company = factories.a_company()
    customers = [
        factories.a_customer(company, name, code=f"C{rank}") for rank, name in enumerate(NAMES)
    ]
    holding = customers[3]
    for child, pays_for_itself in ((customers[2], False), (customers[4], True)):
        child.parent, child.pays_for_itself = holding, pays_for_itself
        child.save()
    owed = [
        factories.a_receivable(
            customer,
            cents=chance.choice(AMOUNTS),
            due_on=DAY - datetime.timedelta(days=chance.randrange(-20, 60)),
            number=f"FA26-{rank * 100 + each:05}",
        )
        for rank, customer in enumerate(customers)
        for each in range(chance.randrange(1, 8))
    ]
    for receivable in chance.sample(owed, 8):
        _paid_before(receivable, chance)
    rows = [_line(chance, rank, customers, owed) for rank in range(lines)]
    document = factories.a_bank_line(company, cents=1, set_aside="essai").document
    payments.keep_lines(company, document, rows)
    return company


def _paid_before(receivable: Receivable, chance: random.Random) -> None:
    """By the books, by a list, or by a transfer that may come back."""
    after = datetime.timedelta(days=chance.randrange(0, 8))
    operations.receive_payment(
        customer=receivable.customer, reference=f"REG {receivable}", on=DAY + after,
        amount=Money(receivable.face_cents), by="Nadia", method=chance.choice(("", "list", "list")),
        pays=[receivable],
    )  # fmt: skip


def _line(
    chance: random.Random, rank: int, customers: list[Customer], owed: list[Receivable]
) -> dict[str, object]:
    """Some quote, some do not; some pay several, less, twice, for another, or take back."""
    one = chance.choice(owed)
    others = [each for each in owed if each.customer_id == one.customer_id]
    several = chance.sample(others, min(len(others), chance.randrange(1, 4)))
    quoted = " ".join(each.invoice.number for each in several)
    total = sum(each.face_cents for each in several)
    payer = one.customer.name if chance.random() < 0.7 else chance.choice(customers).name
    cents, said = chance.choice(
        [
            (total, quoted), (total, quoted), (total, ""), (total, "VIR"), (total - 20_00, quoted),
            (total // 2, quoted), (total + 40_00, quoted), (61_23, ""), (-total, quoted),
            (-one.face_cents, one.invoice.number), (total - 3, quoted),
        ]
    )  # fmt: skip
    return {
        "key": f"ligne:{rank}",
        "account": "FR76",
        "on": DAY + datetime.timedelta(days=chance.randrange(0, 4)),
        "cents": cents,
        "currency": "USD" if chance.random() < 0.05 else "EUR",
        "label": f"VIR {said}"[:250],
        "said": said,
        "counterparty": NOBODY if chance.random() < 0.15 else payer,
        "counterparty_iban": f"FR76{chance.randrange(6)}" if chance.random() < 0.3 else "",
        "returned": "MD06" if chance.random() < 0.03 else "",
    }


def told(company: Company) -> dict[str, Any]:
    """Every row of these books that placing may write, by what names things."""
    credits_ = {
        one.pk: (
            one.customer.code, one.kind, one.reference, one.on, one.face_cents, one.open_cents,
            one.currency, one.method, one.label, one.returned_on, one.cancelled_on,
            one.gave_way_to.key if one.gave_way_to else None,
            [line.key for line in one.bank_lines.order_by("id")],
        )
        for one in Credit.objects.filter(company=company).order_by("id")
    }  # fmt: skip
    owed = Receivable.objects.filter(company=company).select_related("invoice").order_by("id")
    numbers = {one.pk: one.invoice.number for one in owed}
    made = {
        one.pk: (
            credits_[one.credit_id], numbers[one.receivable_id], one.cents, one.on, one.source,
            one.reason, one.is_proposal, one.reverses_id is not None,
        )
        for one in Allocation.objects.filter(company=company).order_by("id")
    }  # fmt: skip
    lines = BankLine.objects.filter(company=company).order_by("key")
    learned = LearnedPayer.objects.filter(company=company).order_by("value", "customer__code")
    return {
        "credits": sorted(map(repr, credits_.values())),
        "allocations": sorted(map(repr, made.values())),
        "receivables": [(numbers[one.pk], one.open_cents) for one in owed],
        "lines": [(one.fate, credits_.get(one.credit_id or 0)) for one in lines],
        "learned": [
            (one.kind, one.value, one.customer.code, one.by, one.line.key if one.line else None)
            for one in learned
        ],
        "journal": _journal(company, credits_, made, numbers),
    }


def _journal(
    company: Company,
    credits_: dict[int, Any],
    made: dict[int, Any],
    numbers: dict[int, str],
) -> dict[str, list[Any]]:
    """What was written of each customer, in its order."""
    codes = dict(Customer.objects.filter(company=company).order_by("id").values_list("pk", "code"))
    things = {"credit": credits_, "allocation": made}
    found: dict[str, list[Any]] = {}
    for entry in Entry.objects.filter(company=company).order_by("rank"):
        kind, _sign, key = entry.subject.partition(":")
        named: dict[str, dict[int, Any]] = {"credit": credits_, "receivable": numbers}
        facts = {
            name: named[name].get(value) if name in named else value
            for name, value in entry.facts.items()
            if name != "bank_line"
        }
        about = things[kind][int(key)] if kind in things else kind
        act = (entry.actor, entry.verb, about, entry.reason, facts)
        found.setdefault(codes.get(entry.customer_id or 0, ""), []).append(act)
    return found
