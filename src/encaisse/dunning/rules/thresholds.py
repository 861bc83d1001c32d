"""A threshold stated in one currency, applied to amounts of another."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

Rates = Mapping[str, Decimal]


def converted(cents: int, stated_in: str, currency: str, rates: Rates) -> Fraction:
    """``cents`` of ``stated_in`` in ``currency``: ``{"EURUSD": 1.20}`` says 1 EUR = 1.20 USD.

    Without a known rate the threshold applies as it is written: it only spares small messages.
    """
    if stated_in == currency:
        return Fraction(cents)
    if (direct := rates.get(stated_in + currency)) is not None:
        return cents * Fraction(direct)
    if (inverse := rates.get(currency + stated_in)) is not None:
        return cents / Fraction(inverse)
    return Fraction(cents)


def least_cents(cents: int, stated_in: str, currency: str, rates: Rates) -> int:
    """The smallest whole amount that is not below the threshold."""
    return ceil(converted(cents, stated_in, currency, rates))
