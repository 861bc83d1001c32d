"""What the portal decides by itself: codes, limits, files, words."""

import datetime

import pytest

from encaisse.portal.rules import is_proof, may_spread, new_token, told, words_of
from encaisse.portal.rules.codes import TRIES_MAX, Verdict, masked, new_code, verdict
from encaisse.portal.rules.words import ENGLISH, ENGLISH_REFUSALS, FRENCH, FRENCH_REFUSALS

ON = datetime.date(2026, 11, 20)
SENT = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
ENDS = SENT + datetime.timedelta(minutes=10)
BEFORE = ENDS - datetime.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("is_right", "tries", "is_used", "at", "expected"),
    [
        pytest.param(True, 1, False, SENT, Verdict.RIGHT, id="right at once"),
        pytest.param(False, 1, False, SENT, Verdict.WRONG, id="wrong"),
        pytest.param(True, TRIES_MAX, False, SENT, Verdict.RIGHT, id="right the last time"),
        pytest.param(False, TRIES_MAX, False, SENT, Verdict.LOCKED, id="wrong the last time"),
        pytest.param(True, TRIES_MAX + 1, False, SENT, Verdict.LOCKED, id="right too late"),
        pytest.param(True, 1, True, SENT, Verdict.USED, id="used before"),
        pytest.param(True, 1, False, BEFORE, Verdict.RIGHT, id="in its last second"),
        pytest.param(True, 1, False, ENDS, Verdict.EXPIRED, id="after ten minutes"),
    ],
)
def test_a_code_is_tried(
    is_right: bool, tries: int, is_used: bool, at: datetime.datetime, expected: Verdict
) -> None:
    found = verdict(is_right=is_right, tries=tries, is_used=is_used, expires_at=ENDS, at=at)
    assert found == expected


def test_a_code_has_six_digits_and_a_token_256_bits() -> None:
    assert all(len(new_code()) == 6 and new_code().isdigit() for _time in range(50))
    assert len(new_token()) == 43
    assert len({new_token() for _time in range(50)}) == 50


def test_an_address_is_told_to_its_owner_alone() -> None:
    assert masked("compta@garage.example") == "c•••@garage.example"


@pytest.mark.parametrize(
    ("count", "first_on", "expected"),
    [
        (1, ON, False),
        (2, ON, True),
        (12, ON + datetime.timedelta(days=30), True),
        (13, ON, False),
        (3, ON - datetime.timedelta(days=1), False),
        (3, ON + datetime.timedelta(days=31), False),
    ],
)
def test_instalments_have_limits(count: int, first_on: datetime.date, expected: bool) -> None:
    assert may_spread(count, first_on, on=ON) is expected


def test_a_photograph_is_a_proof_and_a_spreadsheet_is_not() -> None:
    assert is_proof(b"\xff\xd8\xff\xe0" + bytes(2000))
    assert not is_proof(b"PK\x03\x04" + bytes(2000))


def test_both_languages_say_the_same_things() -> None:
    assert FRENCH.keys() == ENGLISH.keys()
    assert words_of("en-GB") is ENGLISH
    assert words_of("de") is FRENCH


@pytest.mark.parametrize("code", sorted(FRENCH_REFUSALS))
def test_what_speaks_to_collectors_is_told_otherwise_to_customers(code: str) -> None:
    assert code in ENGLISH_REFUSALS
    assert told("Réglez-le d'abord.", code, "fr") == FRENCH_REFUSALS[code]


def test_a_refusal_that_has_no_english_is_told_in_general() -> None:
    assert told("Non.", "unheard_of", "fr") == "Non."
    assert told("Non.", "unheard_of", "en") == ENGLISH["refused"]
