"""What the rules make of the second invented world (see ``_receipts``)."""

from __future__ import annotations

from collections import Counter

import polars as pl

from bench._receipts import DISCOUNT, INDEMNITY, TODAY, Line, World
from encaisse.matching import rules


def judged_by_habit(world: World) -> dict[str, Counter[str]]:
    """For each habit: lines, applied, wrong, shown."""
    found: dict[str, Counter[str]] = {}
    answers = rules.answers(lines_of(world), known_of(world))
    for line, answer in zip(world.lines, answers, strict=True):
        found.setdefault(line.habit, Counter()).update(_outcome(line, answer))
    return found


def lines_of(world: World) -> list[rules.Received]:
    return [
        rules.Received(line.cents, line.on, line.said, line.counterparty, line.iban)
        for line in world.lines
    ]


def known_of(world: World) -> rules.Known:
    """As the tables would give it."""
    owed = [
        (each.id, each.customer, each.number, each.due_on, each.cents, "EUR", each.issued_on)
        for each in world.owed
    ]
    paid = [(debtor.id, number) for debtor in world.debtors for number, _cents in debtor.paid]
    book = rules.book_of(
        pl.DataFrame(owed, schema=rules.OPEN, orient="row"),
        pl.DataFrame(paid, schema=rules.NUMBERED, orient="row"),
    )
    payers = rules.payers_of(
        ((debtor.id, debtor.name) for debtor in world.debtors),
        (("iban", iban, customer) for iban, customer in world.learned.items()),
        ((debtor.id, debtor.code) for debtor in world.debtors),
    )
    policy = rules.Policy(discount_rates=(DISCOUNT,) if world.has_discount else ())
    return rules.Known(book, payers, policy, _beside(world), group=_groups(world))


def _groups(world: World) -> dict[int, tuple[int, ...]]:
    heads = [debtor for debtor in world.debtors if debtor.affiliates]
    families = [(head, *head.affiliates) for head in heads]
    return {
        member.id: tuple(each.id for each in family) for family in families for member in family
    }


def _beside(world: World) -> rules.Beside:
    owed_by: dict[int, set[int]] = {}
    for each in world.owed:
        owed_by.setdefault(each.customer, set()).add(each.id)
    return rules.Beside(
        credits={customer: (cents,) for customer, cents in world.notes.items()},
        installments={
            customer: (rules.Installment(cents, TODAY, frozenset(owed_by.get(customer, ()))),)
            for customer, cents in world.plans.items()
        },
        claims={each.id: (INDEMNITY, 0) for each in world.owed if each.due_on < TODAY},
    )


def _outcome(line: Line, answer: rules.Answer) -> dict[str, int]:
    """Of money taken back, whose it is; of money that pays nothing, that nothing is applied."""
    if line.cents < 0:
        told = answer.customer_id is not None
        right = answer.customer_id == line.customer
        return {"lines": 1, "applied": told, "wrong": told and not right, "shown": right}
    best = answer.best
    applied = bool(best and best.is_certain())
    wrong = bool(applied and best and _paid(best) != line.truth)
    shown = any(_paid(match) == line.truth for match in answer.matches[:3])
    if not line.truth:
        shown = not applied
    return {"lines": 1, "applied": applied, "wrong": wrong, "shown": shown}


def _paid(match: rules.Match) -> frozenset[int]:
    return frozenset(part.receivable_id for part in match.parts)
