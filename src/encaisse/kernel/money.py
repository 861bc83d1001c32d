"""Money: whole cents and a currency. No float, no bare number, no cent lost."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from encaisse.kernel.refusal import Refusal

CENTS_MAX = 10**15
PLAIN_AMOUNT = re.compile(r"([+-]?)0*([0-9]+)(?:\.([0-9]{1,2}))?")
SPACES = str.maketrans("", "", " \t\u00a0\u202f\u2009")


class CurrencyMismatch(Refusal):
    """Two currencies met in one sum."""

    code = "currency_mismatch"
    sentence = "On n'additionne pas des {left} et des {right}."


class AmountNotUnderstood(Refusal):
    """A text that is no amount."""

    code = "amount_not_understood"
    sentence = "« {text} » n'est pas un montant : écrivez par exemple 1 234,56."


class AmountTooLarge(AmountNotUnderstood):
    """More than any books hold."""

    code = "amount_too_large"
    sentence = "« {text} » est trop grand pour un montant : vérifiez-le."


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount: ``cents`` are hundredths of the unit in every currency (ISO 4217)."""

    cents: int
    currency: str = "EUR"

    @classmethod
    def parse(cls, text: str, currency: str = "EUR") -> Self:
        """Read ``1 234,56``, ``1234.56`` or ``-12 €``; more than two decimals are refused,
        as is more than ``CENTS_MAX``."""
        plain = text.translate(SPACES).removesuffix("€").removesuffix(currency)
        found = PLAIN_AMOUNT.fullmatch(plain.replace(",", ".").replace("\u2212", "-"))
        if found is None:
            raise AmountNotUnderstood(text=text)
        sign, units, hundredths = found.groups(default="")
        digits = units + hundredths.ljust(2, "0")
        if len(digits) > len(str(CENTS_MAX)) or int(digits) > CENTS_MAX:
            raise AmountTooLarge(text=text)
        return cls(int(f"{sign}{digits}"), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str = "EUR") -> "Money":
        """Sum of the amounts; zero in ``currency`` when there are none."""
        found: Money | None = None
        for amount in amounts:
            found = amount if found is None else found + amount
        return cls(0, currency) if found is None else found

    def __str__(self) -> str:
        """``1 234,56 €``, spaces unbreakable; ``parse`` reads it back."""
        units, hundredths = divmod(abs(self.cents), 100)
        grouped = f"{units:,}".replace(",", "\u202f")
        unit = "€" if self.currency == "EUR" else self.currency
        return f"{'-' if self.cents < 0 else ''}{grouped},{hundredths:02}\u00a0{unit}"

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.cents - other.cents, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.cents, self.currency)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.cents < other.cents

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.cents <= other.cents

    def times(self, factor: Decimal | Fraction | int) -> "Money":
        """This amount times an exact factor, rounded half up (away from zero) to the cent, once."""
        return Money(round_half_up(Fraction(factor) * self.cents), self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Parts in proportion to the weights; they always sum to this amount.

        The cents that do not divide go one by one to the earliest parts (``100.00`` in three is
        ``33.34, 33.33, 33.33``). Weights are non-negative whole numbers, one at least above zero.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative, one at least above zero")
        sign = -1 if self.cents < 0 else 1
        parts = [abs(self.cents) * weight // whole for weight in weights]
        rest = abs(self.cents) - sum(parts)
        bearing = [index for index, weight in enumerate(weights) if weight]
        for turn in range(rest):
            parts[bearing[turn % len(bearing)]] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)


def round_half_up(value: Fraction | Decimal) -> int:
    """The nearest whole number; halves go away from zero (the commercial rounding)."""
    exact = Fraction(value)
    sign = -1 if exact < 0 else 1
    return sign * ((2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator))
