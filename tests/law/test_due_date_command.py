"""``encaisse law due-date``: the same days on the command line, and a sentence for bad input."""

import json
from typing import Any

import pytest

from encaisse.config.cli import main


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["law", "due-date", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("terms", "due_on"),
    [
        ("30 days", "2026-03-02"),
        ("45 days, end of month", "2026-03-31"),
        ("end of month, 45 days", "2026-03-17"),
        ("30 days, end of month, day 10", "2026-04-10"),
        ("on receipt", "2026-02-05"),
        ("on 2026-05-31", "2026-05-31"),
        ("30 % at 0 days, 70 % at 60 days", "2026-04-01"),
    ],
)
def test_the_terms_give_the_day(
    capsys: pytest.CaptureFixture[str], terms: str, due_on: str
) -> None:
    found = answer(capsys, "--issued", "2026-01-31", "--terms", terms, "--received", "2026-02-05")
    assert (found["due_on"], found["legal_maximum_on"]) == (due_on, "2026-04-01")
    assert found["within_limit"] is (due_on <= "2026-04-01")
    assert found["source"].startswith("C. com. L441-10, I ; doctrine.fr")


def test_sector_and_buyer_set_the_limit(capsys: pytest.CaptureFixture[str]) -> None:
    issued = ["--issued", "2026-01-31", "--terms", "60 days"]
    carrier = answer(capsys, *issued, "--sector", "transport")
    assert (carrier["legal_maximum_on"], carrier["within_limit"]) == ("2026-03-02", False)
    assert "dépasse de 30 jours le maximum légal du 02/03/2026" in carrier["warnings"][0]
    hospital = answer(capsys, *issued, "--buyer", "public", "--sector", "public-health")
    assert (hospital["legal_maximum_on"], hospital["article"]) == ("2026-03-22", "CCP R2192-11, 1°")
    nobody = answer(capsys, *issued, "--buyer", "consumer")
    assert (nobody["legal_maximum_on"], nobody["within_limit"]) == (None, None)
    assert nobody["source"] == "aucun plafond trouvé pour un particulier"


def test_each_installment_has_its_day(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--issued", "2026-01-31", "--terms", "33,5 % comptant, solde à 60 jours")
    assert found["terms"] == "33,5 % comptant, 66,5 % à 60 jours"
    assert [(part["percent"], part["due_on"]) for part in found["installments"]] == [
        ("33.5", "2026-01-31"),
        ("66.5", "2026-04-01"),
    ]


def test_nothing_agreed_is_due_by_law(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--issued", "2026-01-31", "--received", "2026-02-05")
    assert (found["due_on"], found["terms"]) == ("2026-03-07", None)


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "due-date", "--issued", "31/01/2026", "--terms", "90 jours"]) == 0
    told = capsys.readouterr().out
    assert "Échéance       01/05/2026" in told
    assert "Maximum légal  01/04/2026 (60 jours après l'émission)" in told
    assert "! L'échéance du 01/05/2026 dépasse de 30 jours" in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--issued", "2026-02-31", "--terms", "30 days"], "n'est pas un jour du calendrier"),
        (["--issued", "2026-01-31", "--terms", "soon"], "« 45 jours, fin de mois »"),
        (
            ["--issued", "2026-01-31", "--terms", "45 days end of month"],
            "« fin de mois, 45 jours »",
        ),
        (["--issued", "2026-01-31", "--terms", "1000 days"], "999 au plus"),
        (["--issued", "2026-01-31", "--terms", "50 % at 0 days, 60 % at 9 days"], "font 110 %"),
        (["--issued", "2026-01-31", "--terms", "30 days", "--sector", "mines"], "--sector"),
        (["--issued", "2026-01-31", "--terms", "30 days", "--buyer", "me"], "--buyer"),
        (["--issued", "2027-01-01", "--terms", "30 days"], "Rien n'est extrapolé"),
    ],
)
def test_bad_input_ends_in_a_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["law", "due-date", *words, "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
