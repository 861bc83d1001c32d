"""What holds a receivable: the strongest reason, and what is contested."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from encaisse.dunning.rules.facts import RECEIVABLES, Facts
from encaisse.dunning.rules.holds import with_holds

SCHEMA: dict[str, type[pl.DataType]] = {
    "receivable": pl.Int64,
    "hold": pl.String,
    "since": pl.Date,
    "until": pl.Date,
    "reason": pl.String,
    "currency": pl.String,
    "cents": pl.Int64,
}
INSOLVENT: dict[str, Any] = {
    "hold": "insolvent",
    "since": date(2026, 3, 24),
    "reason": "liquidation judiciaire",
}
PLANNED: dict[str, Any] = {"hold": "planned", "since": date(2026, 3, 20), "reason": ""}
DISPUTED: dict[str, Any] = {"hold": "disputed", "since": date(2026, 3, 18), "reason": "prix"}
COLLECTED: dict[str, Any] = {
    "hold": "collected",
    "since": date(2026, 3, 19),
    "reason": "pour le 24/03/2026, remise P-1",
}
PROMISED: dict[str, Any] = {
    "hold": "promised",
    "since": date(2026, 3, 19),
    "until": date(2026, 3, 28),
    "reason": "",
    "currency": "EUR",
    "cents": 123_456_78,
}


def held(*holds: dict[str, Any], open_cents: int = 900_00, by_person: str | None = None) -> Any:
    facts = Facts.of([{"receivable": 1, "open": open_cents, "held": by_person}])
    rows = [{"receivable": 1} | hold for hold in holds]
    found = with_holds(facts.receivables, pl.DataFrame(rows, schema=SCHEMA))
    assert found.columns == list(RECEIVABLES)
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        pytest.param([PROMISED, DISPUTED, PLANNED, INSOLVENT], "insolvent", id="proceeding first"),
        pytest.param([PROMISED, DISPUTED, PLANNED], "planned", id="then the plan"),
        pytest.param([PROMISED, COLLECTED], "collected", id="then what the bank is asked for"),
        pytest.param([PROMISED, DISPUTED], "disputed", id="then the dispute"),
        pytest.param([PROMISED], "promised", id="then the promise, over a block"),
        pytest.param([], "blocked", id="then what a person blocked"),
    ],
)
def test_the_strongest_holds(holds: list[dict[str, Any]], expected: str) -> None:
    assert held(*holds, by_person="blocked")["held"] == expected


@pytest.mark.parametrize(
    ("hold", "sentence"),
    [
        (INSOLVENT, "Procédure collective du 24/03/2026 : liquidation judiciaire."),
        (PLANNED, "Échéancier du 20/03/2026."),
        (COLLECTED, "Prélèvement demandé le 19/03/2026 pour le 24/03/2026, remise P-1."),
        (DISPUTED, "Litige ouvert le 18/03/2026 : prix."),
        (PROMISED, "Promesse de 123\u202f456,78\u00a0€ pour le 28/03/2026."),
        (
            PROMISED | {"cents": 105, "currency": "USD"},
            "Promesse de 1,05\u00a0USD pour le 28/03/2026.",
        ),
    ],
)
def test_a_hold_says_why(hold: dict[str, Any], sentence: str) -> None:
    assert held(hold)["held_reason"] == sentence


@pytest.mark.parametrize(
    ("parts", "contested", "expected"),
    [
        pytest.param([200_00], 200_00, None, id="a part holds nothing"),
        pytest.param([None], 900_00, "disputed", id="the whole holds"),
        pytest.param([900_00], 900_00, "disputed", id="a part as large as what is open"),
        pytest.param([950_00], 900_00, "disputed", id="never more than what is open"),
        pytest.param([400_00, 500_00], 900_00, "disputed", id="two disputes together"),
    ],
)
def test_what_is_contested_is_not_asked(
    parts: list[int | None], contested: int, expected: str | None
) -> None:
    found = held(*(DISPUTED | {"cents": part} for part in parts))
    assert (found["contested"], found["held"]) == (contested, expected)


def test_a_hold_of_something_no_more_open_holds_nothing() -> None:
    found = with_holds(
        Facts.of([{"receivable": 1, "open": 100}]).receivables,
        pl.DataFrame([{"receivable": 2} | INSOLVENT], schema=SCHEMA),
    )
    assert found["held"].to_list() == [None]
