"""The terms of late payment that an invoice states in words (notes PMD, PMT and AAB). Pure.

Only what is said plainly is used; the rest is kept as words, and says why it is not used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from encaisse.kernel.money import Money
from encaisse.law.rates import percent
from encaisse.parties.rules import as_sought

PENALTY, INDEMNITY, DISCOUNT = "PMD", "PMT", "AAB"
CODES = (PENALTY, INDEMNITY, DISCOUNT)
MONTHS = 12
SPELLED = {
    "double": 2, "deux": 2, "triple": 3, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8,
    "dix": 10,
}  # fmt: skip
NUMBER = r"(\d{1,3}(?:[.,]\d{1,4})?)"
LEGAL_RATE = r"taux (?:(?:de l'|d')?interets? )?legal"
LEGAL = re.compile(
    rf"\b(\d|deux|trois|quatre|cinq) fois (?:le |du |au )?{LEGAL_RATE}"
    rf"|\b(triple|double) du {LEGAL_RATE}"
)
ECB = re.compile(r"\bbce\b|banque centrale europeenne|taux refi\b|refinancement")
POINTS = re.compile(r"(?:majore(?:e|s)? de|plus|\+|augmente(?:e)? de) ?(\d{1,2}|dix|sept|huit)\b")
YEARLY = re.compile(
    rf"{NUMBER} ?% ?(?:l'an\b|par an\b|/ ?an\b|annuels?\b)"
    rf"|taux annuel (?:fixe )?(?:est |de |: ?)*{NUMBER} ?%"
)
MONTHLY = re.compile(rf"{NUMBER} ?% ?(?:par mois\b|/ ?mois\b|mensuels?\b)")
FLOOR = re.compile(r"minimum|plancher|inferieur|a defaut|au moins")
AMOUNT = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?) ?(?:€|eur\b|euros?\b)")
NO_DISCOUNT = re.compile(
    r"(?:pas|aucun|sans|ni|neant|hors)\b[^.%]{0,25}\bescompte|escompte[^.%]{0,40}"
    r"\b(?:neant|nul|aucun|non accorde|non consenti|pas accorde)|^neant$"
)
PERCENT = re.compile(rf"{NUMBER} ?%")
DAYS = re.compile(r"(?:a|sous|dans les|avant|inferieure? a) (\d{1,3}) ?j(?:ours?)?\b")


class Basis(StrEnum):
    """Where the rate of an invoice comes from; empty when its words are not used."""

    NOTHING = ""
    FIXED = "fixed"
    LEGAL = "legal"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the words of an invoice say: a yearly rate (a fraction), so many times the legal rate,
    or the default rate; the indemnity; the early-payment discount (zero: none is granted)."""

    basis: Basis = Basis.NOTHING
    rate: Decimal | None = None
    times: int | None = None
    indemnity_cents: int | None = None
    discount_rate: Decimal | None = None
    discount_days: int | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the law says on the day of issue (C. com. L441-10, II): the least rate of a clause, as a
    fraction when it is known and in times the legal rate; the points of the default rate."""

    floor_rate: Decimal | None
    floor_times: int
    points: int


def read(words: Mapping[str, str], law: Bounds) -> Terms:
    """The terms that these notes state, by code. A rate below the least that the law allows is said
    and not used."""
    doubts: list[str] = []
    basis, rate, times = _penalty(_plain(words.get(PENALTY, "")), law.points, doubts)
    if rate is not None and law.floor_rate is not None and rate < law.floor_rate:
        doubts.append("Pénalités : taux sous le minimum légal, le taux légal s'applique.")
        basis, rate = Basis.NOTHING, None
    if times is not None and times < law.floor_times:
        doubts.append("Pénalités : taux sous le minimum légal, le taux légal s'applique.")
        basis, times = Basis.NOTHING, None
    discount_rate, discount_days = _discount(_plain(words.get(DISCOUNT, "")), doubts)
    return Terms(
        basis, rate, times, _indemnity(_plain(words.get(INDEMNITY, "")), doubts), discount_rate,
        discount_days, tuple(doubts),
    )  # fmt: skip


def told(
    basis: str,
    rate: Decimal | None,
    times: int | None,
    indemnity_cents: int | None,
    discount_rate: Decimal | None,
    discount_days: int | None,
) -> list[str]:
    """What was understood, in French."""
    said = []
    if basis == Basis.FIXED and rate is not None:
        said.append(f"Pénalités au taux de {percent(rate)} l'an")
    if basis == Basis.LEGAL:
        said.append(f"Pénalités à {times} fois le taux d'intérêt légal")
    if basis == Basis.DEFAULT:
        said.append("Pénalités au taux de la loi (BCE majoré)")
    if indemnity_cents is not None:
        said.append(f"Indemnité de {Money(indemnity_cents)}")
    if discount_rate is not None:
        granted = f"Escompte de {percent(discount_rate)} sous {discount_days} jours"
        said.append(granted if discount_rate else "Pas d'escompte")
    return said


def _penalty(said: str, margin: int, doubts: list[str]) -> tuple[Basis, Decimal | None, int | None]:
    """One way of counting, said once; two ways, or a least rate beside another, are a doubt."""
    legal, fixed, ecb = _times(said), _yearly(said), ECB.search(said)
    ways = len(legal) + len(fixed) + bool(ecb)
    if said and (ways != 1 or FLOOR.search(said)):
        doubts.append("Pénalités : le taux n'est pas dit clairement, ses mots sont gardés.")
        return Basis.NOTHING, None, None
    if legal:
        return Basis.LEGAL, None, legal.pop()
    if fixed:
        return Basis.FIXED, fixed.pop(), None
    if ecb:
        points = {SPELLED.get(each) or int(each) for each in POINTS.findall(said)}
        if points == {margin}:
            return Basis.DEFAULT, None, None
        doubts.append("Pénalités : taux de la BCE sans les points de la loi, ses mots sont gardés.")
    return Basis.NOTHING, None, None


def _times(said: str) -> set[int]:
    found = ("".join(groups) for groups in LEGAL.findall(said))
    return {SPELLED.get(each) or int(each) for each in found}


def _yearly(said: str) -> set[Decimal]:
    """Yearly rates, and monthly ones twelve times."""
    yearly = {_number("".join(groups)) for groups in YEARLY.findall(said)}
    monthly = {_number(each) * MONTHS for each in MONTHLY.findall(said)}
    return {rate for each in yearly | monthly if 0 < (rate := each / 100) <= 1}


def _indemnity(said: str, doubts: list[str]) -> int | None:
    amounts = {int(_number(each) * 100) for each in AMOUNT.findall(said)}
    if len(amounts) == 1:
        return amounts.pop()
    if said:
        doubts.append("Indemnité : son montant n'est pas dit clairement, ses mots sont gardés.")
    return None


def _discount(said: str, doubts: list[str]) -> tuple[Decimal | None, int | None]:
    if not said:
        return None, None
    rates = {_number(each) for each in PERCENT.findall(said)}
    days = {int(each) for each in DAYS.findall(said)}
    if NO_DISCOUNT.search(said) and not rates:
        return Decimal(0), None
    if len(rates) == len(days) == 1 and not NO_DISCOUNT.search(said):
        return rates.pop() / 100, days.pop()
    doubts.append("Escompte : il n'est pas dit clairement, ses mots sont gardés.")
    return None, None


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _plain(text: str) -> str:
    """Small letters without accents, one space between words."""
    return " ".join(as_sought(text).replace("’", "'").split())
