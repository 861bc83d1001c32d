"""What lateness costs a business: the turnover that makes up for an unpaid invoice, the yearly
rate of an early-payment discount. Usages of management, not law: docs/concepts/calculators.md.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from encaisse.kernel.money import Money, round_half_up
from encaisse.kernel.refusal import Refusal
from encaisse.law.amounts import require_taken
from encaisse.law.indemnity import WHOLE
from encaisse.law.rates import TEN_THOUSANDTHS, RateNotUnderstood, parse_rate, percent
from encaisse.law.reader import LegalValue, Parameters, parameters

DAYS_OF_A_YEAR = 365
DIGITS = 40
EARLY_DAYS_MAX = 365
EFFECTIVE_RATE_MAX = Decimal(100)
TURNOVER_FORMULA = "impayé ÷ marge"
DISCOUNT_FORMULA = "escompte ÷ (100 − escompte) × 365 ÷ jours"
EFFECTIVE_FORMULA = "(1 + escompte ÷ (100 − escompte)) ^ (365 ÷ jours) − 1"


class MarginNotUnderstood(Refusal):
    """Neither a margin in percent nor a trade whose usual margin is known."""

    code = "margin_not_understood"
    sentence = (
        "« {text} » n'est pas une marge : écrivez un taux en pour cent, supérieur à 0 et d'au "
        "plus 100, ou un métier parmi {trades}."
    )


class DiscountOutOfRange(Refusal):
    """A discount that gives nothing, or everything."""

    code = "discount_out_of_range"
    sentence = "Un escompte de {discount} : il doit être supérieur à 0 et inférieur à 100\u00a0%."


class EarlyDaysOutOfRange(Refusal):
    """Not a number of days by which a payment is brought forward."""

    code = "early_days_out_of_range"
    sentence = "« {text} » n'est pas un nombre de jours d'avance, de 1 à {most}."


@dataclass(frozen=True, slots=True)
class Margin:
    """A share of turnover kept as profit; ``usual`` is where a trade's usual one was read."""

    rate: Decimal
    label: str = ""
    usual: LegalValue | None = None


@dataclass(frozen=True, slots=True)
class UnpaidCost:
    """The turnover to be made anew, all of whose margin replaces what was lost."""

    amount: Money
    margin: Margin
    extra_turnover: Money


@dataclass(frozen=True, slots=True)
class DiscountCost:
    """What paying early for a discount yields a year: fractions, half up to the hundredth of a
    percent. ``annual_rate`` is simple; ``effective_rate`` compounds it over the year, and is None
    beyond a hundredfold, where a figure says nothing any more.
    """

    discount: Decimal
    days_early: int
    annual_rate: Decimal
    effective_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class YearlyRates:
    """A price brought to a year: the simple rate, and the compounded one (None beyond a
    hundredfold), fractions half up to the hundredth of a percent."""

    simple: Decimal
    effective: Decimal | None


def margin(text: str, *, on: date, law: Parameters = parameters) -> Margin:
    """A margin in percent (``20``, ``12,5 %``), or the usual one of a trade (``wholesalers``)."""
    usual = law.table("usual_margins")
    trade = usual.get(text.strip())
    if trade:
        value = trade.on(on)
        return Margin(value.rate, trade.label, value)
    try:
        rate = parse_rate(text)
    except RateNotUnderstood:
        rate = Decimal(0)
    if not rate:
        raise MarginNotUnderstood(text=text, trades=", ".join(usual))
    return Margin(rate)


def unpaid_cost(amount: Money, margin: Margin) -> UnpaidCost:
    """``amount ÷ margin``, half up to the cent: at 20 %, five times what was lost."""
    require_taken(amount)
    return UnpaidCost(amount, margin, amount.times(1 / Fraction(margin.rate)))


def early_days(text: str) -> int:
    """The days by which a payment is brought forward, from 1 to 365."""
    plain = text.strip()
    if not (WHOLE.fullmatch(plain) and 1 <= int(plain) <= EARLY_DAYS_MAX):
        raise EarlyDaysOutOfRange(text=text, most=EARLY_DAYS_MAX)
    return int(plain)


def discount(text: str) -> Decimal:
    """A discount in percent, above 0 and under 100, as a fraction."""
    rate = parse_rate(text)
    if not 0 < rate < 1:
        raise DiscountOutOfRange(discount=percent(rate))
    return rate


def discount_cost(rate: Decimal, days_early: int) -> DiscountCost:
    """``d ÷ (100 − d) × 365 ÷ days``: the price of the days, on the sum really paid.

    Compounded, ``(1 + d ÷ (100 − d)) ^ (365 ÷ days) − 1``, as if each period were like the first.
    """
    price = Fraction(rate) / (1 - Fraction(rate))
    found = yearly_rates(price, Fraction(days_early))
    return DiscountCost(rate, days_early, found.simple, found.effective)


def yearly_rates(price: Fraction, days: Fraction) -> YearlyRates:
    """The price of some days, as a share of the sum really paid, brought to a year."""
    periods = DAYS_OF_A_YEAR / days
    effective = _compounded(price, periods)
    return YearlyRates(
        _hundredths(price * periods),
        _hundredths(effective) if effective <= EFFECTIVE_RATE_MAX else None,
    )


def _compounded(price: Fraction, periods: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        growth = 1 + Decimal(price.numerator) / price.denominator
        exponent = Decimal(periods.numerator) / periods.denominator
        return Decimal(growth**exponent) - 1


def _hundredths(rate: Fraction | Decimal) -> Decimal:
    """A rate half up to the hundredth of a percent."""
    return Decimal(round_half_up(rate * TEN_THOUSANDTHS)) / TEN_THOUSANDTHS
