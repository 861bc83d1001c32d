"""How amounts, days and shares look. The one module of formatting: screens, mails and letters."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _

from encaisse.kernel.money import Money, round_half_up

NARROW = "\u202f"  # between thousands, and before ; : ! ?
FIXED = "\u00a0"  # between a figure and its unit
MINUS = "\u2212"
KILOBYTE = 1024
REFERENCE = re.compile(
    r"(?<![^\s(«])(?=[^\s@]{0,24}\d)[^\s@-]{1,16}(?:-[^\s@-]{1,16})+(?![^\s).,;:?!»])"
)  # a number with a hyphen, which no line is to break
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF", "JPY": "¥"}
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def number(value: int) -> str:
    """``1 234``."""
    sign = MINUS if value < 0 else ""
    return sign + f"{abs(value):,}".replace(",", NARROW)


def size(octets: int) -> str:
    """``842 ko``, ``3,4 Mo``: of a file."""
    if octets < KILOBYTE:
        return f"{number(octets)}{FIXED}o"
    if octets < KILOBYTE**2:
        return f"{number(round_half_up(Fraction(octets, KILOBYTE)))}{FIXED}ko"
    tenths = round_half_up(Fraction(octets * 10, KILOBYTE**2))
    return f"{number(tenths // 10)},{tenths % 10}{FIXED}Mo"


def money(amount: Money | int, currency: str = "EUR") -> str:
    """``1 234,56 €`` from a Money, or from cents and a currency."""
    amount = _as_money(amount, currency)
    units, cents = divmod(abs(amount.cents), 100)
    sign = MINUS if amount.cents < 0 else ""
    return f"{sign}{number(units)},{cents:02d}{FIXED}{SIGNS.get(amount.currency, amount.currency)}"


def amounts(told: Iterable[tuple[str, int]]) -> str:
    """``1 234,56 € et 80,00 $``: sums of cents by currency, which are never added."""
    return _(" et ").join(money(cents, currency) for currency, cents in told)


def round_money(amount: Money | int, currency: str = "EUR") -> str:
    """``1 235 €``: for a forecast or a chart, where cents would pretend."""
    amount = _as_money(amount, currency)
    units = round_half_up(Fraction(amount.cents, 100))
    return f"{number(units)}{FIXED}{SIGNS.get(amount.currency, amount.currency)}"


def percent(share: Decimal | Fraction | float, decimals: int = 0) -> str:
    """``23 %`` from the fraction 0.23."""
    scaled = round_half_up(Fraction(share) * 100 * 10**decimals)
    units, rest = divmod(abs(scaled), 10**decimals)
    tail = f",{rest:0{decimals}d}" if decimals else ""
    return f"{MINUS if scaled < 0 else ''}{number(units)}{tail}{FIXED}%"


def rate(share: Decimal) -> str:
    """``12,15 %`` from the fraction 0.1215: all its decimals, two at least."""
    exact = (share * 100).normalize()
    exponent = exact.as_tuple().exponent
    return percent(share, max(2, -exponent if isinstance(exponent, int) else 2))


def day(value: date) -> str:
    """``12/05/2026``."""
    return f"{value:%d/%m/%Y}"


def short_day(value: date, on: date) -> str:
    """``12/05`` within the year of ``on``, else with its year."""
    return f"{value:%d/%m}" if value.year == on.year else day(value)


def long_day(value: date) -> str:
    """``lundi 23 novembre 2026``."""
    rank = _("1er") if value.day == 1 else str(value.day)
    return f"{WEEKDAYS[value.weekday()]} {rank} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """``mai 2026``."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def instant(value: datetime) -> str:
    """``12/05/2026 à 14:05``, at the reader's place."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local)} à {local:%H:%M}"


def days(count: int) -> str:
    """``23 j``."""
    return f"{number(count)}{FIXED}j"


def distance(value: date, on: date) -> str:
    """How far a day is from ``on``: ``il y a 23 j``, ``hier``, ``aujourd'hui``, ``dans 22 j``."""
    ahead = (value - on).days
    near = {-1: _("hier"), 0: _("aujourd'hui"), 1: _("demain")}
    if ahead in near:
        return near[ahead]
    text = _("dans {days}") if ahead > 0 else _("il y a {days}")
    return text.format(days=days(abs(ahead)))


def due(value: date, on: date) -> str:
    """A due date as one says it: ``échue le 12/05, 23 j`` or ``échéance le 15/12, dans 22 j``."""
    if value < on:
        return _("échue le {day}, {late}").format(
            day=short_day(value, on), late=days((on - value).days)
        )
    return _("échéance le {day}, {distance}").format(
        day=short_day(value, on), distance=distance(value, on)
    )


def plural(count: int, one: str, many: str) -> str:
    """``1 facture`` or ``12 factures``: the French plural starts at two."""
    return f"{number(count)} {one if abs(count) < 2 else many}"


def _as_money(amount: Money | int, currency: str) -> Money:
    return amount if isinstance(amount, Money) else Money(amount, currency)
