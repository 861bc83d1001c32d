"""How amounts, days and shares are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.html import escape

from encaisse.kernel.money import Money
from encaisse.web import formats, states
from encaisse.web.templatetags.formats import whole

N = formats.NARROW
F = formats.FIXED
ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param(0, f"0,00{F}€", id="zero"),
        pytest.param(5, f"0,05{F}€", id="five cents"),
        pytest.param(123_456, f"1{N}234,56{F}€", id="thousands take a narrow space"),
        pytest.param(-123_456, f"−1{N}234,56{F}€", id="a true minus, whole cents"),
        pytest.param(-5, f"−0,05{F}€", id="less than a euro keeps its sign"),
        pytest.param(
            Money(100_000_000, "CHF"), f"1{N}000{N}000,00{F}CHF", id="Money, its currency"
        ),
    ],
)
def test_money(amount: Money | int, expected: str) -> None:
    assert formats.money(amount) == expected


def test_a_round_amount_is_half_up() -> None:
    assert formats.round_money(123_450) == f"1{N}235{F}€"
    assert formats.round_money(-150, "USD") == f"−2{F}$"


@pytest.mark.parametrize(
    ("share", "decimals", "expected"),
    [
        (Decimal("0.233"), 0, f"23{F}%"),
        (Decimal("0.233"), 1, f"23,3{F}%"),
        (0.125, 0, f"13{F}%"),
        (Decimal("-0.05"), 2, f"−5,00{F}%"),
        (12, 0, f"1{N}200{F}%"),
    ],
)
def test_percent(share: Decimal | float, decimals: int, expected: str) -> None:
    assert formats.percent(share, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 11, 23), "aujourd'hui"),
        (date(2026, 11, 22), "hier"),
        (date(2026, 11, 24), "demain"),
        (date(2026, 10, 31), f"il y a 23{F}j"),
        (date(2026, 12, 15), f"dans 22{F}j"),
    ],
)
def test_distance(value: date, expected: str) -> None:
    assert formats.distance(value, ON) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(date(2026, 10, 31), f"échue le 31/10, 23{F}j", id="late"),
        pytest.param(date(2025, 11, 23), f"échue le 23/11/2025, 365{F}j", id="another year"),
        pytest.param(ON, "échéance le 23/11, aujourd'hui", id="the due date is not late"),
        pytest.param(date(2026, 12, 15), f"échéance le 15/12, dans 22{F}j", id="to come"),
    ],
)
def test_due(value: date, expected: str) -> None:
    assert formats.due(value, ON) == expected


def test_days_in_words() -> None:
    assert formats.long_day(date(2026, 11, 1)) == "dimanche 1er novembre 2026"
    assert formats.month(date(2026, 5, 12)) == "mai 2026"
    assert formats.instant(datetime(2026, 5, 12, 12, 5, tzinfo=UTC)) == "12/05/2026 à 14:05"


def test_the_french_plural_starts_at_two() -> None:
    assert formats.plural(0, "facture", "factures") == "0 facture"
    assert formats.plural(1, "facture", "factures") == "1 facture"
    assert formats.plural(1340, "facture", "factures") == f"1{N}340 factures"


@pytest.mark.parametrize(
    ("late", "state"),
    [
        (-8, states.State.NOT_DUE),
        (-7, states.State.DUE_SOON),
        (0, states.State.DUE_SOON),
        (1, states.State.LATE),
        (30, states.State.LATE),
        (31, states.State.VERY_LATE),
    ],
)
def test_the_state_follows_the_age(late: int, state: states.State) -> None:
    assert states.by_age(late) is state


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("votre facture FA-2026-0012, échue", '<span class="whole">FA-2026-0012,</span>'),
        ("Facture FA26-0413.pdf", '<span class="whole">FA26-0413.pdf</span>'),
        ("Câblage Sud-Loire", None),
        ("luc@bois-42.example", None),
        ("<b>FA-1</b>", '<span class="whole">&lt;b&gt;FA-1&lt;/b&gt;</span>'),
    ],
)
def test_a_number_with_a_hyphen_is_kept_on_one_line(text: str, kept: str | None) -> None:
    shown = whole(text)
    assert (kept in shown) if kept else shown == escape(text)
