"""From what was typed to what is meant; what cannot be read is told with its place."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from encaisse.invoicing.rules.facts import Delivery
from encaisse.invoicing.rules.parties import HOME, Address, address_read
from encaisse.invoicing.rules.regimes import HUNDRED, NOTHING, REGIMES, Law, Vat
from encaisse.invoicing.rules.totals import Adjustment, Line, Totals, totals_of
from encaisse.invoicing.rules.typed import CHARGE, REBATE, Typed, TypedAdjustment, TypedLine
from encaisse.kernel.days import parse_day
from encaisse.kernel.money import SPACES, AmountNotUnderstood, Money, round_half_up
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal

UNITS = {
    "C62": "unité", "LS": "forfait", "HUR": "heure", "DAY": "jour", "MON": "mois", "ANN": "an",
    "KGM": "kg", "TNE": "t", "LTR": "l", "MTR": "m", "MTK": "m²", "MTQ": "m³", "KMT": "km",
    "KWH": "kWh", "PR": "paire", "SET": "lot", "XBX": "boîte",
}  # fmt: skip
DECIMALS = 4
WHOLE_DIGITS = 9
FIGURE = re.compile(rf"[0-9]{{1,{WHOLE_DIGITS}}}(?:[.,][0-9]{{1,{DECIMALS}}})?")

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing or wrong: where, and what to do. ``field`` names it for a form; ``is_needed``
    when nothing is issued without it."""

    place: str
    sentence: str
    field: str = ""
    is_needed: bool = True

    def __str__(self) -> str:
        return f"{self.place} : {self.sentence}"


@dataclass(frozen=True, slots=True)
class Meant:
    """What was typed, as far as it could be read; ``lacks`` says what could not."""

    lines: tuple[Line, ...]
    totals: Totals
    delivery: Delivery
    lacks: tuple[Lack, ...]


def meant(typed: Typed, *, on: date, law: Law) -> Meant:
    """Lines, sums and delivery of an invoice issued that day."""
    lacks: list[Lack] = []
    lines = [line for place, one in typed.written if (line := _line(place, one, on, law, lacks))]
    prepaid = 0
    if typed.prepaid:
        prepaid = _try(
            lambda: Money.parse(typed.prepaid).cents, "Acompte déjà réglé", "prepaid", lacks
        ) or 0  # fmt: skip
    adjustments = [
        found
        for place, one in typed.adjusted
        if (found := _adjustment(place, one, lines, on, law, lacks))
    ]
    delivery = _delivery(typed, lacks)
    totals = totals_of(lines, prepaid, adjustments)
    return Meant(tuple(lines), totals, delivery, tuple(lacks))


def figure(text: str) -> Decimal:
    """A figure of four decimals at most, as one writes it in French or in English."""
    plain = text.translate(SPACES).removesuffix("€")
    if FIGURE.fullmatch(plain) is None:
        raise AmountNotUnderstood(text=text)
    return Decimal(plain.replace(",", "."))


def _line(place: int, typed: TypedLine, on: date, law: Law, lacks: list[Lack]) -> Line | None:
    """The line, when its figures can be read; its designation may still be missing."""
    where = f"Ligne {place}"
    at = f"lines-{place - 1}"
    if not typed.designation:
        lacks.append(Lack(where, "dites ce qui est vendu.", f"{at}-designation"))
    quantity = _figure(typed.quantity, f"{where}, quantité", f"{at}-quantity", lacks)
    price = _figure(typed.price, f"{where}, prix unitaire", f"{at}-price", lacks, least=None)
    rebate: Decimal | None = NOTHING
    if typed.rebate:
        rebate = _rebate(typed.rebate, f"{where}, remise", f"{at}-rebate", lacks)
    vat = _vat(typed.vat, where, f"{at}-vat", on, law, lacks)
    if typed.unit not in UNITS:
        lacks.append(Lack(where, "choisissez une unité de la liste.", f"{at}-unit"))
        return None
    if quantity is None or price is None or rebate is None or vat is None:
        return None
    return Line(place, typed.designation, quantity, typed.unit, price, rebate, vat)


def _adjustment(
    place: int, typed: TypedAdjustment, lines: list[Line], on: date, law: Law, lacks: list[Lack]
) -> Adjustment | None:
    """A rebate or a charge on the whole; in percent, it is of the lines of its VAT regime."""
    where, at = f"Remise ou frais {place}", f"adjustments-{place - 1}"
    if typed.kind not in (REBATE, CHARGE):
        lacks.append(Lack(where, "choisissez remise ou frais.", f"{at}-kind"))
    if not typed.reason:
        lacks.append(Lack(where, "dites pourquoi.", f"{at}-reason"))
    vat = _vat(typed.vat, where, f"{at}-vat", on, law, lacks)
    if vat is None:
        return None
    base, rate = sum(line.net_cents for line in lines if line.vat == vat), None
    if typed.amount.endswith("%"):
        rate = _rebate(typed.amount, where, f"{at}-amount", lacks)
        cents = None if rate is None else round_half_up(base * rate)
    else:
        cents = _cents(typed.amount, where, f"{at}-amount", lacks)
    if cents is not None and cents <= 0:
        told = "elle ne change rien : aucune ligne n'a ce régime de TVA." if rate else "à remplir."
        lacks.append(Lack(where, told, f"{at}-amount"))
    if not cents or cents < 0:
        return None
    return Adjustment(typed.kind == CHARGE, typed.reason, cents, vat, rate, base if rate else 0)


def _cents(text: str, where: str, field: str, lacks: list[Lack]) -> int | None:
    """An amount of euros, in cents; zero when nothing is written."""
    return _try(lambda: Money.parse(text).cents, where, field, lacks) if text else 0


def _figure(
    text: str, where: str, field: str, lacks: list[Lack], *, least: Decimal | None = NOTHING
) -> Decimal | None:
    """A positive figure; zero is allowed for a price only."""
    if not text:
        lacks.append(Lack(where, "à remplir.", field))
        return None
    try:
        found = figure(text)
    except AmountNotUnderstood:
        sentence = (
            f"« {text} » n'est pas un nombre positif d'au plus {DECIMALS} décimales : écrivez par "
            "exemple 12,5. Ce qui est repris au client s'écrit dans un avoir."
        )
        lacks.append(Lack(where, sentence, field))
        return None
    if least is not None and found <= least:
        lacks.append(Lack(where, "au-dessus de zéro.", field))
        return None
    return found


def _rebate(text: str, where: str, field: str, lacks: list[Lack]) -> Decimal | None:
    found = _figure(text.removesuffix("%"), where, field, lacks, least=None)
    if found is not None and found > HUNDRED:
        lacks.append(Lack(where, "100 % au plus.", field))
        return None
    return None if found is None else found / HUNDRED


def _vat(key: str, where: str, field: str, on: date, law: Law, lacks: list[Lack]) -> Vat | None:
    regime = REGIMES.get(key)
    if regime is None:
        lacks.append(Lack(f"{where}, TVA", "choisissez un régime de la liste.", field))
        return None
    rate = _try(lambda: regime.rate_on(on, law), f"{where}, TVA", field, lacks)
    return None if rate is None else Vat(regime, rate)


def _delivery(typed: Typed, lacks: list[Lack]) -> Delivery:
    """When and where it was delivered."""
    day = _day(typed.delivered_on, "Livrée ou exécutée le", "delivered_on", lacks)
    first = _day(typed.period_first, "Période, premier jour", "period_first", lacks)
    last = _day(typed.period_last, "Période, dernier jour", "period_last", lacks)
    period = None
    if first and last:
        period = _try(lambda: Period(first, last), "Période", "period_last", lacks)
    elif typed.period_first or typed.period_last:
        told = "donnez ses deux jours, ou aucun."
        lacks.append(Lack("Période", told, "period_last" if first else "period_first"))
    address: Address | None = None
    if typed.delivery_address:
        address = address_read(typed.delivery_address, typed.delivery_country.upper() or HOME)
    return Delivery(day, period, typed.delivery_name, address)


def _day(text: str, where: str, field: str, lacks: list[Lack]) -> date | None:
    return _try(lambda: parse_day(text), where, field, lacks) if text else None


def _try(read: Callable[[], Read], where: str, field: str, lacks: list[Lack]) -> Read | None:
    """What is read, or nothing and a lack that says why."""
    try:
        return read()
    except Refusal as refusal:
        lacks.append(Lack(where, str(refusal), field))
        return None


def needed(lacks: Iterable[Lack]) -> tuple[Lack, ...]:
    """Those without which nothing is issued."""
    return tuple(lack for lack in lacks if lack.is_needed)
