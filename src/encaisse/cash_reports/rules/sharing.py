"""A receipt shared between the VAT rates of its invoice, to the cent. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """So much at that rate, VAT included; ``rate`` is a percentage, ``20.00``. ``""``: what is not
    declared (the goods of a mixed invoice, what the buyer owes the VAT of)."""

    rate: str
    cents: int

    @property
    def bears(self) -> bool:
        """Whether VAT is due on it."""
        return bool(self.rate) and Decimal(self.rate) > 0


def rate_of(percent: Decimal) -> str:
    """``20.00``, as messages write a rate."""
    return f"{percent.quantize(CENT):f}"


def by_rate(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One part for each rate, the highest first, what is not declared last."""
    sums: dict[str, int] = {}
    for part in parts:
        sums[part.rate] = sums.get(part.rate, 0) + part.cents
    return tuple(
        Part(rate, cents)
        for rate, cents in sorted(sums.items(), key=lambda each: (not each[0], -_figure(each[0])))
        if cents
    )


def share(cents: int, parts: Sequence[Part], before: Iterable[Part] = ()) -> tuple[Part, ...]:
    """The receipt in proportion to what is left of each rate once what was received or credited
    ``before`` is taken off: when all is paid, each rate is exactly that of the invoice. The cents
    that do not divide go to the largest remainders, then to the highest rates."""
    taken = {part.rate: part.cents for part in by_rate(before)}
    left = [max(part.cents - taken.get(part.rate, 0), 0) for part in parts]
    weights = left if sum(left) >= abs(cents) else [max(part.cents, 0) for part in parts]
    return tuple(
        replace(part, cents=given)
        for part, given in zip(parts, _largest_remainder(cents, weights), strict=True)
        if given
    )


def opposite(parts: Iterable[Part]) -> tuple[Part, ...]:
    """What takes them back, exactly."""
    return tuple(replace(part, cents=-part.cents) for part in parts)


def declared(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Those that a message states."""
    return tuple(part for part in parts if part.rate)


def _largest_remainder(cents: int, weights: Sequence[int]) -> list[int]:
    whole, sign = sum(weights), -1 if cents < 0 else 1
    exact = [Fraction(abs(cents) * weight, whole) for weight in weights]
    given = [int(each) for each in exact]
    first = sorted(range(len(exact)), key=lambda rank: (given[rank] - exact[rank], rank))
    for rank in first[: abs(cents) - sum(given)]:
        given[rank] += 1
    return [sign * each for each in given]


def _figure(rate: str) -> Decimal:
    return Decimal(rate or "-1")
