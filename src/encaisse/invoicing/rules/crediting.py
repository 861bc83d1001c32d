"""A credit note of a part of an invoice: one line for each VAT that the invoice bears."""

from collections.abc import Iterator, Sequence

from encaisse.invoicing.rules.totals import CENTS, VatPart
from encaisse.invoicing.rules.typed import TypedLine
from encaisse.kernel.money import Money


def lines_worth(cents: int, parts: Sequence[VatPart], designation: str) -> tuple[TypedLine, ...]:
    """Lines that come to these cents, VAT included, shared as the invoice is among its rates; a
    cent less when no price without VAT gives them exactly."""
    return tuple(_lines(cents, [part for part in parts if part.base_cents > 0], designation))


def _lines(cents: int, bearing: Sequence[VatPart], designation: str) -> Iterator[TypedLine]:
    carried = 0
    weights = [part.base_cents + part.vat_cents for part in bearing]
    for part, share in zip(bearing, Money(cents).split(weights), strict=True):
        base = _most_within(share.cents + carried, part)
        carried += share.cents - VatPart(part.vat, base).vat_cents - base
        if base:
            price = f"{base // CENTS},{base % CENTS:02}"
            yield TypedLine(designation=designation, price=price, vat=part.vat.regime.key)


def _most_within(gross: int, part: VatPart) -> int:
    """The largest sum without VAT that, with it, does not exceed so many cents."""
    base = int(gross / (1 + part.vat.rate))
    while base + 1 + VatPart(part.vat, base + 1).vat_cents <= gross:
        base += 1
    while base and base + VatPart(part.vat, base).vat_cents > gross:
        base -= 1
    return base
