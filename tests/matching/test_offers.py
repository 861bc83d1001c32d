"""Money that pays receivables less the early-payment discount offered on them."""

import datetime
from collections.abc import Sequence

import pytest

from encaisse.matching import rules
from encaisse.matching.rules import Beside, Match, Offered, Part, Payable


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


FA12 = Payable(1, "FA-2026-0012", march(31), 100_000)
FA13 = Payable(2, "FA-2026-0013", datetime.date(2026, 4, 11), 50_000)
FA14 = Payable(3, "FA-2026-0014", datetime.date(2026, 4, 20), 31_700)
OFFERED = {
    1: Offered(7, 100_000, 2_000, march(2), march(11)),
    2: Offered(7, 50_000, 1_000, march(2), march(11)),
}


def best(
    cents: int, text: str, day: int, payables: Sequence[Payable] = (FA12, FA13, FA14)
) -> Match:
    known = rules.Known(
        rules.book_of_payables(payables), rules.Payers(), beside=Beside(offers=OFFERED)
    )
    found = rules.answer(rules.Received(cents, march(day), text, customer_id=0), known).best
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cents", "text", "parts", "confidence"),
    [
        pytest.param(98_000, "VIREMENT", [(1, 98_000)], 97, id="one of the offer, unnamed"),
        pytest.param(147_000, "VIREMENT", [(1, 98_000), (2, 49_000)], 97, id="the whole offer"),
        pytest.param(98_000, "FA-2026-0012", [(1, 98_000)], 99, id="one, named"),
        pytest.param(
            147_000, "FA-2026-0012 FA-2026-0013", [(1, 98_000), (2, 49_000)], 99, id="both, named"
        ),
        pytest.param(
            129_700, "FA-2026-0012 FA-2026-0014", [(1, 98_000), (3, 31_700)], 99,
            id="one offered and one that is not",
        ),
    ],
)  # fmt: skip
def test_the_reduced_amount_pays_while_the_offer_stands(
    cents: int, text: str, parts: list[tuple[int, int]], confidence: int
) -> None:
    for day in (2, 11):
        found = best(cents, text, day)
        assert sorted(found.parts, key=lambda part: part.receivable_id) == [
            Part(*part) for part in parts
        ]
        assert (found.source, found.confidence, found.is_offered) == ("discount", confidence, True)
        assert "offert jusqu'au 11/03/2026" in found.reason


@pytest.mark.parametrize("day", [1, 12])
def test_outside_its_days_the_offer_is_nothing(day: int) -> None:
    assert not best(98_000, "VIREMENT", day).is_offered
    assert not best(98_000, "FA-2026-0012", day).is_offered


def test_once_something_of_it_was_paid_the_amount_is_another() -> None:
    lower = Payable(1, "FA-2026-0012", march(31), 60_000)
    assert not best(98_000, "VIREMENT", 11, (lower, FA13)).is_offered


def test_a_receivable_of_exactly_that_amount_comes_first() -> None:
    same = Payable(4, "FA-2026-0015", march(20), 98_000)
    found = best(98_000, "VIREMENT", 11, (FA12, FA13, same))
    assert (found.parts, found.is_offered) == ((Part(4, 98_000),), False)


def test_the_whole_is_the_whole() -> None:
    found = best(100_000, "FA-2026-0012", 11)
    assert (found.source, found.confidence) == ("exact", 100)


def test_an_offer_is_taken_once_by_the_lines_of_a_statement() -> None:
    known = rules.Known(
        rules.book_of_payables((FA12, FA13)), rules.Payers(), beside=Beside(offers=OFFERED)
    )
    line = rules.Received(98_000, march(10), "FA-2026-0012", customer_id=0)
    first, second = rules.answers([line, line], known)
    assert first.best is not None
    assert first.best.is_offered
    assert not any(match.is_offered for match in second.matches)
