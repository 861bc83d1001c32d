"""``encaisse law limitation``: the fixed keys, and a sentence for bad input."""

import json
from typing import Any

import pytest

from encaisse.config.cli import main


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["law", "limitation", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_claim_between_merchants_with_an_acknowledgment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = answer(
        capsys, "--kind", "b2b", "--from", "2024-03-01", "--event", "2025-01-10:acknowledgment"
    )
    assert (found["safe_on"], found["possible_on"]) == ("2030-01-10", "2030-01-10")
    (event,) = found["events"]
    assert (event["on"], event["kind"], event["effect"]) == (
        "2025-01-10", "acknowledgment", "interrupts",
    )  # fmt: skip
    assert event["article"] == "C. civ. 2240"
    assert found["source"].startswith("C. com. L110-4, I ; ")


@pytest.mark.parametrize(
    ("kind", "safe_on"),
    [
        ("b2b", "2029-03-01"),
        ("consumer", "2026-03-01"),
        ("transport", "2025-03-01"),
        ("public", "2028-12-31"),
        ("ship-supplies", "2025-03-01"),
    ],
)
def test_each_kind_has_its_period(
    capsys: pytest.CaptureFixture[str], kind: str, safe_on: str
) -> None:
    found = answer(capsys, "--kind", kind, "--from", "2024-03-01")
    assert (found["safe_on"], found["possible_on"], found["events"]) == (safe_on, safe_on, [])


def test_an_act_after_the_claim_is_barred_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "--kind", "transport", "--from", "01/03/2024", "--event", "2025-03-02:court-action"
    )
    assert found["safe_on"] == "2025-03-01"
    assert found["events"][0]["effect"] == "barred"
    assert "prescrite le 01/03/2025 au soir : rien ne revit" in found["events"][0]["why"]


def test_the_due_date_and_the_agreed_period(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--from", "2024-03-01", "--due", "2024-04-30", "--agreed-years", "3")
    assert (found["safe_on"], found["possible_on"]) == ("2027-03-01", "2027-04-30")
    assert (found["article"], found["certain"]) == ("C. civ. 2254", False)


def test_the_same_in_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--kind", "b2b", "--from", "2024-03-01", "--event", "2025-01-10:formal_notice"]
    assert main(["law", "limitation", *words]) == 0
    told = capsys.readouterr().out
    assert "Date sûre      01/03/2029  C. com. L110-4, I" in told
    assert "10/01/2025  Mise en demeure  sans effet" in told
    assert "ce jour compris" in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--from", "2024-02-30"], "pas un jour du calendrier"),
        (["--from", "2027-01-01"], "aucune valeur connue au 01/01/2027"),
        (["--from", "2024-03-01", "--kind", "barter"], "--kind : choisissez parmi b2b"),
        (["--from", "2024-03-01", "--event", "2025-01-10"], "pas un acte"),
        (["--from", "2024-03-01", "--event", "2025-01-10:letter"], "--event : choisissez parmi"),
        (["--from", "2024-03-01", "--agreed-years", "trois"], "pas un nombre d'années"),
        (["--from", "2024-03-01", "--agreed-years", "11"], "de 1 à 10 ans"),
        (["--from", "9999-12-31"], "un jour de 1900 à 9900"),
    ],
)
def test_bad_input_ends_in_a_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["law", "limitation", *words]) == 1
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""
