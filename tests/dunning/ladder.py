"""The shared words of these tests: a scenario, a late receivable, what the rule says of them."""

from datetime import date, timedelta
from typing import Any

from encaisse.dunning.rules import Day, Facts, Plan, Scenario, Step, plan

DUE = date(2026, 3, 5)
ME = '[{"name": "Garage Martin", "email": "compta@garage.example"}]'

LADDER = Scenario(
    id=1,
    name="doux",
    steps=(
        Step(0, -3, is_courtesy=True),
        Step(1, 7),
        Step(2, 21),
        Step(3, 9, after_previous=True),
    ),
)


def after(days: int) -> date:
    """So many days after the due date."""
    return DUE + timedelta(days=days)


def a_receivable(number: int = 1, **facts: Any) -> dict[str, Any]:
    plain = {
        "receivable": number,
        "invoice": number,
        "customer": 1,
        "payer": 1,
        "face": 90_000,
        "open": 90_000,
        "issued_on": date(2026, 2, 3),
        "due_on": DUE,
        "scenario": 1,
    }
    return plain | facts


def a_payer(number: int = 1, **facts: Any) -> dict[str, Any]:
    return {"payer": number, "own_mail": ME, "own": ME, "has_address": True} | facts


def planned(
    *receivables: dict[str, Any],
    on: date,
    scenario: Scenario = LADDER,
    payers: tuple[dict[str, Any], ...] | None = None,
    credits: tuple[dict[str, Any], ...] = (),
    contacts: tuple[dict[str, Any], ...] = (),
    **day: Any,
) -> Plan:
    numbers = sorted({row["payer"] for row in receivables})
    known = tuple(a_payer(number) for number in numbers) if payers is None else payers
    facts = Facts.of(receivables, known, contacts, credits)
    return plan(facts, {scenario.id: scenario}, Day(on, **day))


def decided(*, on: date, scenario: Scenario = LADDER, **facts: Any) -> int | str:
    """The level that goes for one receivable, or the code of what holds it."""
    (fate,) = fates(planned(a_receivable(**facts), on=on, scenario=scenario)).values()
    return fate


def fates(result: Plan) -> dict[int, int | str]:
    """By receivable: the level that goes, or the hold."""
    return {
        row["receivable"]: row["next_level"] if row["hold"] is None else row["hold"]
        for row in result.decisions.iter_rows(named=True)
    }
