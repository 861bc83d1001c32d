"""The texts of an invoice on paper: what the template shows, amounts and days already written."""

from collections.abc import Iterator
from decimal import Decimal

from encaisse.invoicing.rules.facts import Facts
from encaisse.invoicing.rules.parties import HOME, Address, Party
from encaisse.invoicing.rules.reading import UNITS
from encaisse.invoicing.rules.regimes import STANDARD
from encaisse.invoicing.rules.totals import Adjustment, Line, VatPart
from encaisse.invoicing.rules.typed import NATURES
from encaisse.kernel.money import Money
from encaisse.letters.rules import epc
from encaisse.web.formats import FIXED, NARROW, day, money, rate

FREE = "0"


def title_of(facts: Facts) -> str:
    """``Facture FA-2026-00012``."""
    return f"{'Avoir' if facts.is_credit_note else 'Facture'} {facts.number}"


def printed(facts: Facts, *, logo: str = "", watermark: str = "") -> dict[str, object]:
    """What ``invoicing/invoice.typ`` shows."""
    established = "Établi" if facts.is_credit_note else "Établie"
    return {
        "made_on": facts.issued_on.isoformat(),
        "dated": day(facts.issued_on),
        "established": f"{established} le {day(facts.issued_on)}",
        "watermark": watermark,
        "seller": _party(facts.seller) | {"logo": logo, "legal": _foot(facts.seller)},
        "buyer": _party(facts.buyer),
        "delivery": _place(facts),
        "facts": list(_facts(facts)),
        "lines": list(_lines(facts)),
        "has_rebates": any(line.rebate_cents for line in facts.lines),
        "vat": [_vat(part) for part in facts.totals.parts],
        "sums": list(_sums(facts)),
        "reasons": _reasons(facts),
        "due": [[day(part.on), money(part.cents)] for part in facts.due],
        "payment": _payment(facts),
        "notes": [note.text.replace(" :", f"{NARROW}:") for note in facts.notes],
        "remark": facts.remark,
    }


def _party(told: Party) -> dict[str, object]:
    numbers = [
        f"SIREN {_grouped(told.siren)}" if told.siren and not told.siret else "",
        f"SIRET {_grouped(told.siret)}" if told.siret else "",
        f"TVA {told.numero_tva}" if told.numero_tva else "",
    ]
    return {
        "name": told.name,
        "lines": _address(told.address),
        "numbers": [number for number in numbers if number],
        "reach": [each for each in (told.phone, told.email) if each],
    }


def _address(told: Address) -> list[str]:
    place = f"{told.postcode} {told.city}".strip()
    country = "" if told.country == HOME else told.country
    return [line for line in (*told.lines, place, country) if line]


def _grouped(digits: str) -> str:
    """``552 100 554`` and ``552 100 554 00012``."""
    parts = [digits[start : start + 3] for start in range(0, min(len(digits), 9), 3)]
    return FIXED.join([*parts, digits[9:]] if len(digits) > 9 else parts)


def _foot(seller: Party) -> str:
    tva = f"TVA {seller.numero_tva}" if seller.numero_tva else ""
    return " · ".join(part for part in (seller.name, seller.legal, tva) if part)


def _place(facts: Facts) -> dict[str, object] | None:
    where = facts.delivery.address
    if where is None:
        return None
    return {"name": facts.delivery.name or facts.buyer.name, "lines": _address(where)}


def _facts(facts: Facts) -> Iterator[list[str]]:
    """Label and value of what the reader looks for first."""
    told = facts.references
    if facts.corrects:
        corrected = facts.corrects
        yield ["Corrige la facture", f"{corrected.number} du {day(corrected.issued_on)}"]
    yield ["Nature", NATURES[facts.nature]]
    if facts.delivery.on:
        yield ["Livrée ou exécutée le", day(facts.delivery.on)]
    if facts.delivery.period:
        period = facts.delivery.period
        yield ["Période", f"du {day(period.first)} au {day(period.last)}"]
    yield from (
        [label, value]
        for label, value in (
            ("Votre commande", told.order),
            ("Marché, contrat", told.contract),
            ("Code service", told.service_code),
        )
        if value
    )
    if facts.terms and not facts.is_credit_note:
        yield ["Conditions", facts.terms]


def _lines(facts: Facts) -> Iterator[dict[str, str]]:
    carried = 0
    for line in facts.lines:
        carried += line.net_cents
        yield _line(line) | {"carried": money(carried)}


def _line(line: Line) -> dict[str, str]:
    return {
        "designation": line.designation,
        "quantity": _figure(line.quantity),
        "unit": UNITS[line.unit],
        "price": _price(line.price),
        "rebate": rate(line.rebate_rate) if line.rebate_rate else "",
        "vat": rate(line.vat.rate) if line.vat.regime.category == STANDARD else FREE,
        "net": money(line.net_cents),
    }


def _vat(part: VatPart) -> list[str]:
    is_taxed = part.vat.regime.category == STANDARD
    label = rate(part.vat.rate) if is_taxed else part.vat.regime.label
    return [label, money(part.base_cents), money(part.vat_cents)]


def _sums(facts: Facts) -> Iterator[list[str]]:
    told = facts.totals
    if told.adjustments:
        yield ["Total des lignes HT", money(told.lines_cents)]
        yield from ([_whole(each), money(each.signed_cents)] for each in told.adjustments)
    yield ["Total HT", money(told.net_cents)]
    yield ["TVA", money(told.vat_cents)]
    yield ["Total TTC", money(told.gross_cents)]
    if told.prepaid_cents:
        yield ["Acompte déjà réglé", money(-told.prepaid_cents)]
    yield ["Net en votre faveur" if facts.is_credit_note else "Net à payer", money(told.due_cents)]


def _whole(told: Adjustment) -> str:
    """``Remise 5,00 % : fidélité (TVA 20,00 %)``."""
    part = f" {rate(told.rate)}" if told.rate else ""
    vat = told.vat
    taxed = f"TVA {rate(vat.rate)}" if vat.regime.category == STANDARD else vat.regime.label
    return f"{'Frais' if told.is_charge else 'Remise'}{part}{NARROW}: {told.reason} ({taxed})"


def _reasons(facts: Facts) -> list[str]:
    reasons = (part.vat.regime.reason for part in facts.totals.parts)
    return list(dict.fromkeys(reason for reason in reasons if reason))


def _payment(facts: Facts) -> dict[str, str] | None:
    told = facts.references
    if facts.is_credit_note or not told.iban:
        return None
    return {
        "beneficiary": facts.seller.name, "iban": epc.grouped(told.iban), "bic": told.bic,
        "reference": facts.number, "amount": money(facts.totals.due_cents), "qr": _code(facts),
    }  # fmt: skip


def _code(facts: Facts) -> str:
    """The code to scan, when there is something to pay."""
    told, amount = facts.references, Money(facts.totals.due_cents)
    try:
        payload = epc.payload(
            name=facts.seller.name, iban=told.iban, bic=told.bic, amount=amount,
            remittance=facts.number,
        )  # fmt: skip
    except epc.NoQrCode:
        return ""
    return epc.svg(payload)


def _price(price: Decimal) -> str:
    """``12,50 €``, and ``0,1234 €`` when the cents do not say it all."""
    cents = price * 100
    if cents == cents.to_integral_value():
        return str(money(Money(int(cents))))
    return f"{_figure(price)}{FIXED}€"


def _figure(value: Decimal) -> str:
    plain = f"{value.normalize():f}"
    units, _, decimals = plain.partition(".")
    grouped = f"{int(units):,}".replace(",", NARROW)
    return f"{grouped},{decimals}" if decimals else grouped
