"""Why a receivable is late: the first fact that answers."""

import datetime

import polars as pl
import pytest

from encaisse.causes.rules import FACTS, LABELS, Cause, judged, label

PLAIN = {
    "receivable": 1, "invoice": 1, "number": "FA-1", "customer": 1, "name": "Garage Martin",
    "due_on": datetime.date(2026, 10, 31), "cents": 120_000, "currency": "EUR", "days_late": 23,
    "insolvent": False, "refused": False, "planned": False, "promised": False,
}  # fmt: skip
GOOD = {"paid": 10, "late": 1, "reminded": 1, "delay": 2}


def cause_of(**known: object) -> tuple[str, str]:
    facts = pl.DataFrame([PLAIN | known], schema=dict(FACTS))
    row = judged(facts).row(0, named=True)
    return row["cause"], row["why"]


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        ({}, ""),
        ({"insolvent": True, "dispute": "price"}, Cause.INSOLVENCY),
        ({"dispute": "price", "planned": True}, Cause.PRICE),
        ({"dispute": "invoice"}, Cause.OUR_MISTAKE),
        ({"dispute": "order"}, Cause.ORDER),
        ({"dispute": "already_paid"}, Cause.ALREADY_PAID),
        ({"dispute": "a reason of tomorrow"}, Cause.OTHER),
        ({"held": "refused", "code": "QTE_ERR"}, Cause.QUANTITY),
        ({"held": "suspended", "code": "CMD_ERR"}, Cause.ORDER),
        ({"held": "rejected", "code": ""}, Cause.OUR_MISTAKE),
        ({"held": "suspended", "code": "JUSTIF_ABS"}, Cause.ORDER),
        ({"status": "201", "refused": True}, Cause.NOT_RECEIVED),
        ({"status": "203", "refused": True}, Cause.WRONG_CONTACT),
        ({"planned": True, "status": "205"}, Cause.CASH),
        ({"promised": True}, Cause.CASH),
        ({"status": "205"}, Cause.INTERNAL),
        (GOOD | {"delay": 45}, Cause.CASH),
        (GOOD | {"reminded": 5, "late": 6, "delay": 20}, Cause.WAITS),
        (GOOD | {"late": 7, "delay": 20}, Cause.INTERNAL),
        (GOOD | {"late": 6, "delay": 20}, ""),
        (GOOD | {"days_late": 15}, Cause.FORGOTTEN),
        (GOOD | {"days_late": 16}, ""),
        (GOOD | {"days_late": 15, "paid": 4}, ""),
    ],
)
def test_the_first_fact_that_answers_is_the_cause(known: dict[str, object], cause: str) -> None:
    assert cause_of(**known)[0] == cause


def test_a_cause_says_why_it_is_proposed() -> None:
    assert cause_of(promised=True)[1] == "une promesse n'a pas été tenue"
    assert cause_of()[1] == "rien de ce qui est connu ne l'explique"


def test_a_person_s_cause_counts_over_the_proposal() -> None:
    assert cause_of(dispute="price", chosen="cash")[0] == Cause.CASH
    assert cause_of(dispute="price", chosen="")[0] == Cause.PRICE


def test_every_cause_has_its_french_words() -> None:
    assert set(LABELS) == set(Cause)
    assert label("") == "cause inconnue"
