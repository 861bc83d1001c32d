"""An estimate goes on where the law is no longer known, and no letter takes one."""

import ast
from datetime import date
from functools import partial

from encaisse.kernel.money import Money
from encaisse.law.estimate import Estimate, estimate
from encaisse.law.late_interest import Debt, late_interest
from encaisse.law.reader import Parameters, parameters
from tests.guards import source

SHOWING = {"encaisse/law", "encaisse/home", "encaisse/late_charges"}


def interest(debt: Debt, on: date, law: Parameters) -> int:
    return late_interest(debt, on=on, law=law).interest.cents


def estimated(debt: Debt, on: date) -> Estimate | None:
    return estimate(partial(interest, debt, on), currency="EUR", until=on, law=parameters)


def test_the_latest_known_rate_goes_on() -> None:
    found = estimated(Debt(Money(100_000), date(2026, 12, 21)), date(2027, 1, 31))
    assert found is not None
    # 1 000 × 12,40 % × 10 / 365 = 3,40 and, supposed, 1 000 × 12,40 % × 31 / 365 = 10,53
    assert (found.cents, found.known_until) == (340 + 1_053, date(2026, 12, 31))
    assert found.hypothesis == "si les taux connus jusqu'au 31/12/2026 restaient les mêmes"


def test_nothing_is_estimated_of_known_days() -> None:
    assert estimated(Debt(Money(100_000), date(2026, 4, 20)), date(2026, 12, 31)) is None


def test_the_law_itself_is_left_as_it_was() -> None:
    estimated(Debt(Money(100_000), date(2026, 12, 21)), date(2027, 1, 31))
    assert parameters.b2b_default_penalty.known(date(2027, 1, 1)) is None


def test_only_screens_know_estimates() -> None:
    """Letters, statements, files and reminders never see the type."""
    knowing = {
        "/".join(source.named(path).split("/")[1:3])
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "encaisse.law.estimate"
    }
    assert knowing <= SHOWING
