"""What an unpaid invoice and an early-payment discount cost, worked out by hand."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from encaisse.config.cli import main
from encaisse.kernel.money import Money
from encaisse.law import costs

ON = date(2026, 11, 23)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["law", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("amount", "margin", "turnover"),
    [
        pytest.param("1000.00", "20", "5000", id="at 20 %: five times"),
        pytest.param("1000.00", "5 %", "20000", id="at 5 %: twenty times"),
        pytest.param("1000.00", "14", "7142.86", id="7 142,857: half up"),
        pytest.param("0.01", "100", "0.01", id="all is margin"),
        pytest.param("10000000", "0,0001", "10000000000000", id="the largest"),
        pytest.param("4200.00", "shops", "30000", id="shops: 14 %"),
        pytest.param("4200.00", "wholesalers", "20000", id="wholesalers: 21 %"),
        pytest.param("4200.00", "retail", "14000", id="retail: 30 %"),
        pytest.param("4200.00", "default", "21000", id="others: 20 %"),
    ],
)
def test_the_turnover_that_makes_up_for_an_unpaid_invoice(
    amount: str, margin: str, turnover: str
) -> None:
    found = costs.unpaid_cost(Money.parse(amount), costs.margin(margin, on=ON))
    assert found.extra_turnover == Money.parse(turnover)


def test_a_usual_margin_says_where_it_was_read() -> None:
    usual = costs.margin("wholesalers", on=ON)
    assert (usual.rate, usual.label) == (Decimal("0.21"), "Grossistes")
    assert usual.usual is not None
    assert usual.usual.source == "documents fondateurs du projet"
    assert not usual.usual.is_certain
    assert costs.margin("21", on=ON).usual is None


@pytest.mark.parametrize(
    ("discount", "days", "simple", "effective"),
    [
        pytest.param("2", 20, "0.3724", "0.4459", id="2/98 × 365/20: the textbook case"),
        pytest.param("1", 20, "0.1843", "0.2013", id="1/99 × 365/20"),
        pytest.param("2", 45, "0.1655", "0.1781", id="2/98 × 365/45"),
        pytest.param("3", 35, "0.3225", "0.3739", id="3/97 × 365/35"),
        pytest.param("50", 365, "1", "1", id="half price a year early: 100 %"),
        pytest.param("50", 1, "365", None, id="half price a day early: beyond telling"),
    ],
)
def test_the_yearly_rate_of_a_discount(
    discount: str, days: int, simple: str, effective: str | None
) -> None:
    found = costs.discount_cost(Decimal(discount) / 100, days)
    assert found.annual_rate == Decimal(simple)
    assert found.effective_rate == (None if effective is None else Decimal(effective))


def test_the_commands_give_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "unpaid-cost", "--amount", "1000.00", "--margin", "20")
    assert (found["extra_turnover"], found["currency"]) == (500_000, "EUR")
    assert (found["margin"], found["trade"], found["confidence"]) == ("20.00", None, None)
    found = answer(capsys, "unpaid-cost", "--amount", "1000.00", "--margin", "shops")
    assert (found["extra_turnover"], found["confidence"]) == (714_286, "seen once")
    assert answer(capsys, "unpaid-cost", "--amount", "1000")["trade"] == "Autres activités"
    found = answer(capsys, "discount-cost", "--discount", "2", "--days-early", "20")
    assert (found["annual_rate"], found["effective_rate"]) == ("37.24", "44.59")
    found = answer(capsys, "discount-cost", "--discount", "99.99", "--days-early", "1")
    assert (found["annual_rate"], found["effective_rate"]) == ("364963500.00", None)


def test_the_commands_speak_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "unpaid-cost", "--amount", "1000"]) == 0
    said = capsys.readouterr().out
    assert "5\u202f000,00\u00a0€" in said
    assert "documents fondateurs" in said
    assert main(["law", "discount-cost", "--discount", "2", "--days-early", "20"]) == 0
    assert "37,24\u00a0%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["unpaid-cost", "--amount", "-5"], "supérieur à zéro"),
        (["unpaid-cost", "--amount", "10000000.01"], "d'au plus"),
        (["unpaid-cost", "--amount", "1000", "--margin", "0"], "« 0 » n'est pas une marge"),
        (["unpaid-cost", "--amount", "1000", "--margin", "101"], "un taux en pour cent"),
        (["unpaid-cost", "--amount", "1000", "--margin", "bakers"], "shops, wholesalers"),
        (["unpaid-cost", "--amount", "1000 USD"], "n'est pas un montant"),
        (["discount-cost", "--discount", "0", "--days-early", "20"], "supérieur à 0"),
        (["discount-cost", "--discount", "100", "--days-early", "20"], "inférieur à 100"),
        (["discount-cost", "--discount", "deux", "--days-early", "20"], "n'est pas un taux"),
        (["discount-cost", "--discount", "2", "--days-early", "0"], "jours d'avance, de 1 à 365"),
        (["discount-cost", "--discount", "2", "--days-early", "9" * 5000], "jours d'avance"),
        (["discount-cost", "--discount", "2", "--days-early", "²"], "jours d'avance"),
    ],
)
def test_what_makes_no_sense_ends_in_a_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["law", *words]) == 1
    assert sentence in capsys.readouterr().err
