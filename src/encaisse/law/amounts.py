"""The amounts that the calculators take: euros, above zero, up to ten million."""

import re

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal

NOTHING = Money(0)
AMOUNT_MAX = Money(10_000_000_00)
OTHER_UNIT = re.compile(r"[A-Z]{3}|[$£¥₣]")


class AmountOutOfRange(Refusal):
    """An amount that the calculators do not take."""

    code = "amount_out_of_range"
    sentence = "{amount} : le montant doit être supérieur à zéro et d'au plus {most}."


class CurrencyNotTaken(Refusal):
    """An amount in another unit than the euro."""

    code = "currency_not_taken"
    sentence = "« {text} » : les calculs se font en euros. Convertissez d'abord le montant."


def euros(text: str) -> Money:
    """Read ``1 234,56``, ``1234.56 €`` or ``EUR``; another currency is refused by name."""
    unit = OTHER_UNIT.search(text.upper())
    if unit and unit[0] != "EUR":
        raise CurrencyNotTaken(text=text)
    return Money.parse(text)


def require_taken(amount: Money) -> None:
    """An amount in euros above zero and within what is taken."""
    if amount.currency != AMOUNT_MAX.currency:
        raise CurrencyNotTaken(text=amount)
    if not NOTHING < amount <= AMOUNT_MAX:
        raise AmountOutOfRange(amount=amount, most=AMOUNT_MAX)
