"""Legal figures as one writes them in French: ``12,40 %``, ``40,00 €``, ``× 3``, ``5 ans``."""

from decimal import Decimal

from encaisse.kernel.money import Money

DECIMALS_MIN = {"percent": 2, "euro": 2}
SIGNS = {"percent": "%", "points": "points", "euro": "€", "days": "jours", "months": "mois"}
NBSP = "\u00a0"


def exact(value: Decimal, unit: str) -> Decimal:
    """The value with the decimals that one writes: ``2.40`` for a rate, ``60`` for days."""
    shortest = value.normalize()
    places = max(DECIMALS_MIN.get(unit, 0), -int(shortest.as_tuple().exponent))
    return value.quantize(Decimal(1).scaleb(-places))


def written(value: Decimal, unit: str) -> str:
    """The value in French, with its unit; a count and a code have none."""
    plain = f"{exact(value, unit):,f}".replace(",", "\u202f").replace(".", ",")
    is_one = value < 2
    match unit:
        case "euro":
            return str(Money(int(value * 100)))
        case "factor":
            return f"×{NBSP}{plain}"
        case "years":
            return f"{plain}{NBSP}{'an' if is_one else 'ans'}"
        case "days" | "points" if is_one:
            return f"{plain}{NBSP}{SIGNS[unit].removesuffix('s')}"
        case "count" | "code":
            return plain
    return f"{plain}{NBSP}{SIGNS[unit]}"
