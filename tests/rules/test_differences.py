"""How much a role gives up, why, and what a payment is worth in another currency."""

from decimal import Decimal

import pytest

from encaisse.accounts.rules import Role
from encaisse.differences import rules
from encaisse.differences.rules import Cause, Limits
from encaisse.kernel.money import Money

NADIA = Limits(Role.COLLECTOR, loss_cents=0, difference_cents=1_000)
PAUL = Limits(Role.MANAGER, loss_cents=50_000, difference_cents=None)


@pytest.mark.parametrize(
    ("limits", "cause", "cents", "before"),
    [
        pytest.param(NADIA, Cause.ROUNDING, 1_000, 0, id="the limit itself"),
        pytest.param(NADIA, Cause.BANK_FEE, 400, 600, id="with what came before"),
        pytest.param(PAUL, Cause.EXCHANGE, 10**9, 10**9, id="no limit"),
        pytest.param(None, Cause.TIME_BARRED, 10**9, 0, id="an administrator"),
    ],
)
def test_within_the_limit(limits: Limits | None, cause: Cause, cents: int, before: int) -> None:
    rules.require_within(limits, cause, Money(cents), before)


@pytest.mark.parametrize(
    ("limits", "cause", "cents", "before", "said"),
    [
        pytest.param(
            NADIA,
            Cause.ROUNDING,
            1,
            1_000,
            "solder un écart jusqu'à 10,00 €.*10,01 €.*un respon",
            id="one cent more, in slices",
        ),
        pytest.param(
            NADIA,
            Cause.UNCOLLECTIBLE,
            1,
            0,
            "passer en perte jusqu'à 0,00 €.*un responsable",
            id="no loss at all",
        ),
        pytest.param(
            PAUL, Cause.TIME_BARRED, 50_001, 0, "500,00 €.*un administrateur", id="a manager"
        ),
    ],
)
def test_above_the_limit_says_who_may(
    limits: Limits, cause: Cause, cents: int, before: int, said: str
) -> None:
    with pytest.raises(rules.AboveLimit, match=said.replace(" €", "\u00a0€")):
        rules.require_within(limits, cause, Money(cents), before)


def test_another_cause_is_told_in_words() -> None:
    with pytest.raises(rules.CauseWithoutWords, match="« autre perte »"):
        rules.told(Cause.OTHER_LOSS, "  ")
    assert rules.told(Cause.OTHER_LOSS, "vol  en stock") == "Autre perte : vol en stock"
    assert rules.told(Cause.ROUNDING, "") == "Arrondi"


def test_a_bank_fee_explains_no_excess() -> None:
    rules.require_excess(Cause.ROUNDING)
    with pytest.raises(rules.CauseOfNoExcess, match=r"frais bancaires retenus.*arrondi"):
        rules.require_excess(Cause.BANK_FEE)


@pytest.mark.parametrize(
    ("paid", "due", "rate", "pays", "short", "over"),
    [
        pytest.param(90_000, 100_000, "1.1", 99_000, 1_000, 0, id="a little short"),
        pytest.param(90_000, 99_000, "1.1", 99_000, 0, 0, id="exact"),
        pytest.param(90_000, 98_000, "1.1", 98_000, 0, 1_000, id="a little over"),
        pytest.param(1, 10, "0.5", 1, 9, 0, id="half a cent goes up"),
    ],
)
def test_what_a_payment_is_worth(
    paid: int, due: int, rate: str, pays: int, short: int, over: int
) -> None:
    found = rules.converted(Money(paid), Money(due, "USD"), Decimal(rate))
    assert found == rules.Conversion(Money(pays, "USD"), Money(short, "USD"), Money(over, "USD"))


def test_a_rate_is_above_zero() -> None:
    with pytest.raises(rules.RateNotPositive, match="combien de USD pour 1 EUR"):
        rules.converted(Money(1), Money(1, "USD"), Decimal(0))
