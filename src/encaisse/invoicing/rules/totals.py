"""The cents of an invoice, as EN 16931 computes them (BR-CO-10 to BR-CO-17).

Each rounding is half up to the cent, once: the gross of a line, its rebate, the VAT of a rate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from encaisse.invoicing.rules.regimes import Vat
from encaisse.kernel.money import round_half_up

CENTS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """What is invoiced (BG-25): so much of it at that price, less a rebate (a fraction)."""

    place: int
    designation: str
    quantity: Decimal
    unit: str
    price: Decimal
    rebate_rate: Decimal
    vat: Vat

    @property
    def gross_cents(self) -> int:
        """Quantity × price, before the rebate."""
        return round_half_up(self.quantity * self.price * CENTS)

    @property
    def rebate_cents(self) -> int:
        """What the rebate takes (BT-136)."""
        return round_half_up(self.gross_cents * self.rebate_rate)

    @property
    def net_cents(self) -> int:
        """The line without VAT (BT-131)."""
        return self.gross_cents - self.rebate_cents


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A rebate or a charge on the whole invoice (BG-20, BG-21), in one VAT regime; ``rate``: the
    fraction of ``base_cents`` that it is, when it was told so."""

    is_charge: bool
    reason: str
    cents: int
    vat: Vat
    rate: Decimal | None = None
    base_cents: int = 0

    @property
    def signed_cents(self) -> int:
        """What it adds, or takes."""
        return self.cents if self.is_charge else -self.cents


@dataclass(frozen=True, slots=True)
class VatPart:
    """One line of the VAT breakdown (BG-23)."""

    vat: Vat
    base_cents: int

    @property
    def vat_cents(self) -> int:
        """The VAT of the rate, on all that bears it together (BR-CO-17)."""
        return round_half_up(self.base_cents * self.vat.rate)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an invoice (BG-22)."""

    parts: tuple[VatPart, ...]
    prepaid_cents: int = 0
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def lines_cents(self) -> int:
        """The lines without VAT, before what is taken from or added to the whole (BT-106)."""
        return self.net_cents + self.rebates_cents - self.charges_cents

    @property
    def rebates_cents(self) -> int:
        """What is taken from the whole (BT-107)."""
        return sum(each.cents for each in self.adjustments if not each.is_charge)

    @property
    def charges_cents(self) -> int:
        """What is added to the whole (BT-108)."""
        return sum(each.cents for each in self.adjustments if each.is_charge)

    @property
    def net_cents(self) -> int:
        """Without VAT (BT-109)."""
        return sum(part.base_cents for part in self.parts)

    @property
    def vat_cents(self) -> int:
        """VAT (BT-110)."""
        return sum(part.vat_cents for part in self.parts)

    @property
    def gross_cents(self) -> int:
        """With VAT (BT-112)."""
        return self.net_cents + self.vat_cents

    @property
    def due_cents(self) -> int:
        """To be paid (BT-115)."""
        return self.gross_cents - self.prepaid_cents


def totals_of(
    lines: Iterable[Line], prepaid_cents: int = 0, adjustments: Iterable[Adjustment] = ()
) -> Totals:
    """The sums of these lines, rebates and charges, the highest rate first."""
    bases: dict[Vat, int] = {}
    whole = tuple(adjustments)
    for line in lines:
        bases[line.vat] = bases.get(line.vat, 0) + line.net_cents
    for each in whole:
        bases[each.vat] = bases.get(each.vat, 0) + each.signed_cents
    ordered = sorted(bases.items(), key=lambda each: (-each[0].rate, each[0].regime.key))
    return Totals(tuple(VatPart(vat, base) for vat, base in ordered), prepaid_cents, whole)
