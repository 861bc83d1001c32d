"""Limitation, case by case: ``limitation.yaml`` is the table, readable by a lawyer."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from encaisse.kernel.refusal import Refusal
from encaisse.law.limitation import Limitation, LimitationKind, Start, limitation
from encaisse.law.limitation_acts import Effect, Event, EventKind
from encaisse.law.reader import Confirmation, Parameters, parameters

TABLE = Path(__file__).with_name("limitation.yaml")
CASES = YAML(typ="safe", pure=True).load(TABLE.read_text(encoding="utf-8"))


def acts(case: dict[str, Any]) -> list[tuple[Event, Effect]]:
    told = (line.split() for line in case.get("acts", []))
    return [
        (Event(date.fromisoformat(day), EventKind(kind)), Effect(effect))
        for day, kind, effect in told
    ]


def worked_out(case: dict[str, Any]) -> Limitation:
    claim = case["claim"]
    return limitation(
        LimitationKind(claim["kind"]),
        Start(performed_on=claim["from"], due_on=claim.get("due")),
        [event for event, _ in acts(case)],
        agreed_years=claim.get("agreed"),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_table(case: dict[str, Any]) -> None:
    assert case["source"].strip()
    if "refused" in case:
        with pytest.raises(Refusal, match=case["refused"]):
            worked_out(case)
        return
    found = worked_out(case)
    assert [judged.effect for judged in found.events] == [effect for _, effect in acts(case)]
    assert found.safe_on == case["safe"]
    assert found.possible_on == case.get("possible", case["safe"])
    assert found.is_certain == case.get("certain", True)


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 60


kinds = st.sampled_from(LimitationKind)
starts = st.dates(date(2012, 6, 1), date(2024, 12, 31))
histories = st.lists(
    st.builds(
        Event, st.dates(date(2012, 1, 1), date(2026, 12, 31)), st.sampled_from(list(EventKind))
    ),
    max_size=6,
)


@given(kinds, starts, histories)
def test_the_safe_date_is_never_after_the_possible_one(
    kind: LimitationKind, start: date, history: list[Event]
) -> None:
    found = limitation(kind, Start(start), history)
    assert found.safe_on <= found.possible_on
    assert found.safe_on <= max(found.long_stop_on, limitation(kind, Start(start)).safe_on)


@given(kinds, starts, histories)
def test_no_act_brings_a_date_nearer(
    kind: LimitationKind, start: date, history: list[Event]
) -> None:
    without = limitation(kind, Start(start))
    found = limitation(kind, Start(start), history)
    assert found.safe_on >= without.safe_on
    assert found.possible_on >= without.possible_on


@given(kinds, starts, st.sampled_from(list(EventKind)))
def test_nothing_revives_a_barred_claim(kind: LimitationKind, start: date, act: EventKind) -> None:
    barred = limitation(kind, Start(start)).safe_on
    found = limitation(kind, Start(start), [Event(barred + timedelta(days=1), act)])
    assert (found.safe_on, found.possible_on) == (barred, barred)
    assert found.events[0].effect in {Effect.BARRED, Effect.NONE}


@given(kinds, starts, st.integers(0, 400))
def test_a_later_start_never_ends_sooner(kind: LimitationKind, start: date, days: int) -> None:
    later = start + timedelta(days=days)
    assert limitation(kind, Start(start)).safe_on <= limitation(kind, Start(later)).safe_on


def test_every_kind_and_every_act_has_its_row_and_its_sentence() -> None:
    assert set(parameters.table("limitation_period")) == set(LimitationKind)
    for table in ("limitation_event", "limitation_event_public"):
        assert set(parameters.table(table)) == set(EventKind)
        for row in parameters.table(table).values():
            assert all(value.note and value.value in {0, 1, 2} for value in row.values)
    assert all(kind.label for kind in (*LimitationKind, *EventKind))


def test_the_answer_says_how_far_it_can_be_trusted() -> None:
    claim = Start(invoiced_on=date(2024, 3, 1), due_on=date(2024, 4, 30))
    pending = [Event(date(2025, 1, 10), EventKind.INSOLVENCY_CLAIM)]
    told = " ".join(limitation(LimitationKind.TELECOM, claim, pending).warnings)
    assert "ce jour compris" in told
    assert "La date d'exécution n'est pas connue" in told
    assert "de connaissance générale, à vérifier" in told
    assert "la fin n'est pas notée" in told


def test_a_safe_date_moved_by_a_rule_to_confirm_says_so_until_it_is() -> None:
    claim = Start(performed_on=date(2018, 3, 1))
    acts = [
        Event(date(2022, 6, 1), EventKind.COURT_ACTION),
        Event(date(2023, 1, 20), EventKind.COURT_END),
    ]
    found = limitation(LimitationKind.B2B, claim, acts)
    assert not found.is_certain
    assert any("sur une règle à vérifier (C. civ. 2242" in told for told in found.warnings)
    rule = parameters.read("limitation_event.court_end").on(date(2023, 1, 20))
    vouched = Confirmation(
        rule.parameter, rule.first, date(2026, 11, 21), "Me Garnier, avocate", "Légifrance"
    )
    confirmed = limitation(
        LimitationKind.B2B, claim, acts, law=Parameters(confirmations=(vouched,))
    )
    assert confirmed.is_certain
    assert confirmed.safe_on == found.safe_on == date(2028, 1, 20)
