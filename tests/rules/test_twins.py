"""The same movement in two formats: never booked twice, never lost, whatever the days covered."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.imports.rules.bank import BalanceCheck, BankFile, Movement
from encaisse.imports.rules.twins import (
    LIKE,
    MISSING,
    SHIFTED,
    Period,
    Told,
    Verdict,
    compare,
    periods_of,
    words_of,
)
from tests.imports.bank import IBAN

MONDAY = date(2026, 11, 16)
WEEK = [MONDAY + timedelta(days=rank) for rank in range(5)]
WHOLE = [Period(WEEK[0], WEEK[-1])]


def told(key: str, cents: int = 100, on: date = MONDAY, *said: str) -> Told:
    return Told(key, on, cents, "EUR", words_of(*said))


def compared(
    new: list[Told], seen: list[Told], *, mine: list[Period] | None = None,
    theirs: list[Period] | None = None, is_named: bool = True,
) -> Verdict:  # fmt: skip
    return compare(
        new, seen, mine=WHOLE if mine is None else mine, theirs=WHOLE if theirs is None else theirs,
        is_named=is_named,
    )  # fmt: skip


def test_a_day_that_both_cover_brings_nothing_new() -> None:
    verdict = compared([told("b1"), told("b2")], [told("a1"), told("a2")])
    assert verdict.twins.keys() == {"b1", "b2"}
    assert {kept for found in verdict.twins.values() for kept in found} == {"a1", "a2"}
    assert not verdict.doubts


def test_one_more_than_a_statement_that_covers_the_day_is_doubted() -> None:
    verdict = compared([told("b1"), told("b2")], [told("a1")])
    assert verdict.doubts == {"b1": LIKE, "b2": LIKE}
    same = compared([told("b1", 100, MONDAY, "MARTIN")], [])
    assert same.doubts == {"b1": MISSING}


def test_words_tell_which_is_new_when_the_first_file_ended_during_the_day() -> None:
    seen = [told("a1", 100, MONDAY, "GARAGE MARTIN FA-0001")]
    new = [told("b1", 100, MONDAY, "STUDIO LEMOINE"), told("b2", 100, MONDAY, "MARTIN 0001")]
    verdict = compared(new, seen, theirs=[])
    assert verdict.twins == {"b2": ("a1",)}
    assert not verdict.doubts


def test_a_word_in_common_is_no_proof() -> None:
    seen = [told("a1", 100, MONDAY, "GARAGE MARTIN")]
    new = [told("b1", 100, MONDAY, "GARAGE ETOILE"), told("b2", 100, MONDAY, "MARTI")]
    verdict = compared(new, seen, theirs=[])
    assert verdict.doubts == {"b1": LIKE, "b2": LIKE}


def test_the_same_amount_two_days_later_is_doubted_when_the_first_day_is_covered() -> None:
    verdict = compared([told("b1", on=WEEK[3])], [told("a1", on=WEEK[1])], theirs=[])
    assert verdict.doubts == {"b1": SHIFTED.format(day="17/11/2026")}
    later = compared(
        [told("b1", on=WEEK[3])], [told("a1", on=WEEK[1])], theirs=[],
        mine=[Period(WEEK[2], WEEK[4])],
    )  # fmt: skip
    assert not later.doubts


def test_a_batch_is_the_one_amount_of_the_other_format() -> None:
    parts = (told("b1", 30), told("b2", 70))
    batch = Told("batch", MONDAY, 100, "EUR", parts=parts)
    assert compared([batch], [told("a1")]).twins == {"b1": ("a1",), "b2": ("a1",)}
    assert compared([told("a1")], [batch]).twins == {"a1": ("b1", "b2")}


def test_the_parts_of_a_batch_are_found_one_by_one() -> None:
    batch = Told("batch", MONDAY, 100, "EUR", parts=(told("b1", 30), told("b2", 70)))
    verdict = compared([batch], [told("a1", 70), told("a2", 30)])
    assert verdict.twins == {"b1": ("a2",), "b2": ("a1",)}


def test_a_table_that_names_no_account_and_shares_nothing_is_of_another() -> None:
    assert not compared([told("b1", 50)], [told("a1", 70)], is_named=False).doubts
    shared = compared([told("b1", 50), told("b2", 70)], [told("a1", 70)], is_named=False)
    assert shared.doubts == {"b1": MISSING}


def test_a_crowd_of_likes_is_compared_at_once() -> None:
    new, seen = ([told(f"{side}{rank}") for rank in range(3_000)] for side in "ba")
    assert len(compared(new, seen).twins) == 3_000


@pytest.mark.parametrize(("found", "last"), [(100, WEEK[4]), (99, WEEK[3])])
def test_the_last_day_is_covered_only_when_the_balance_proves_it(found: int, last: date) -> None:
    moves = [
        Movement(rank, IBAN, on, None, 10, "EUR", "x") for rank, on in enumerate((WEEK[0], WEEK[3]))
    ]
    file = BankFile(moves, [BalanceCheck(IBAN, WEEK[4], "EUR", 100, found)])
    assert periods_of(file, IBAN) == [Period(WEEK[0], last)]


def test_statements_far_apart_cover_nothing_between() -> None:
    days = WEEK[0], WEEK[1], date(2027, 1, 4), date(2027, 1, 5)
    moves = [Movement(rank, IBAN, on, None, 10, "EUR", "x") for rank, on in enumerate(days)]
    found = periods_of(BankFile(moves), IBAN)
    assert found == [Period(WEEK[0], WEEK[0]), Period(date(2027, 1, 4), date(2027, 1, 4))]


PAYERS = ("GARAGE MARTIN", "STUDIO LEMOINE", "MAIRIE SORBIERS")
lives = st.lists(
    st.tuples(st.sampled_from(WEEK), st.sampled_from([100, 200]), st.sampled_from(PAYERS)),
    max_size=14,
)
spans = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)


@given(lives, spans, spans, st.booleans(), st.data())
def test_no_movement_is_booked_twice_nor_lost(
    life: list[tuple[date, int, str]],
    first: list[int],
    second: list[int],
    is_mute: bool,
    data: st.DataObject,
) -> None:
    """Two formats of one account, over any days, the last of each cut in the middle or not; the
    second may name nobody."""
    cuts = data.draw(st.tuples(st.booleans(), st.booleans()))
    files, periods = [], []
    for (start, end), is_cut in zip((first, second), cuts, strict=True):
        last = WEEK[end]
        kept = [
            (rank, one) for rank, one in enumerate(life)
            if WEEK[start] <= one[0] <= last and not (is_cut and one[0] == last and rank % 2)
        ]  # fmt: skip
        files.append(kept)
        end_on = last - timedelta(days=1) if is_cut else last
        periods.append([Period(WEEK[start], end_on)] if WEEK[start] <= end_on else [])
    seen = [told(f"a{rank}", cents, on, payer) for rank, (on, cents, payer) in files[0]]
    new = [
        told(f"b{rank}", cents, on, "" if is_mute else payer)
        for rank, (on, cents, payer) in files[1]
    ]
    verdict = compare(new, seen, mine=periods[1], theirs=periods[0], is_named=True)
    booked = Counter((on, cents) for _rank, (on, cents, _payer) in files[0])
    waiting: Counter[tuple[date, int]] = Counter()
    for one in new:
        if one.key in verdict.doubts:
            waiting[one.on, one.cents] += 1
        elif one.key not in verdict.twins:
            booked[one.on, one.cents] += 1
    known = {rank for rank, _one in (*files[0], *files[1])}
    truth = Counter(life[rank][:2] for rank in known)
    assert all(count <= truth[key] for key, count in booked.items())
    assert all(booked[key] + waiting[key] >= count for key, count in truth.items())
