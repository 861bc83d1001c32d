"""Which rate bears on which days of a delay, by regime and debtor."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from encaisse.kernel.days import ONE_DAY
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.reader import Confidence, LegalValue, Parameter, Parameters, parameters

CLAUSE_SOURCE = "taux convenu au contrat"
TEN_THOUSANDTHS = 10_000
PLAIN_RATE = re.compile(r"[0-9]+(\.[0-9]{1,4})?")


class Debtor(StrEnum):
    """Who owes: penalties and the indemnity bear on professionals and public bodies only."""

    BUSINESS = "business"
    PUBLIC = "public"
    CONSUMER = "consumer"


class Regime(StrEnum):
    """Where the rate comes from; ``default`` is what the law sets for the debtor."""

    DEFAULT = "default"
    CONTRACT = "contract"
    PUBLIC = "public"
    LEGAL = "legal"
    LEGAL_INDIVIDUAL = "legal-individual"
    LEGAL_PLUS_5 = "legal-plus-5"
    LEGAL_INDIVIDUAL_PLUS_5 = "legal-individual-plus-5"


INCREASED = {
    Regime.LEGAL_PLUS_5: Regime.LEGAL,
    Regime.LEGAL_INDIVIDUAL_PLUS_5: Regime.LEGAL_INDIVIDUAL,
}
LEGAL_REGIMES = {*INCREASED, *INCREASED.values()}


class ContractRateMissing(Refusal):
    """The contract regime without its rate."""

    code = "contract_rate_missing"
    sentence = "Le régime « contract » demande le taux convenu : donnez-le, par exemple 12,40."


class ContractRateUnused(Refusal):
    """A contractual rate where the rate is set by law."""

    code = "contract_rate_unused"
    sentence = "Un taux convenu ne se donne qu'avec le régime « contract », pas « {regime} »."


class RateNotUnderstood(Refusal):
    """A text that is no rate."""

    code = "rate_not_understood"
    sentence = "« {text} » n'est pas un taux en pour cent, de 0 à 100 : écrivez par exemple 12,40."


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A rate (a fraction) over some days, with the text it comes from."""

    period: Period
    rate: Decimal
    article: str
    source: str
    confidence: Confidence | None = None
    is_certain: bool = True
    note: str = ""


def parse_rate(text: str) -> Decimal:
    """Read ``12,40`` or ``12.4 %`` as the fraction 0.124; at most four decimals."""
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    if PLAIN_RATE.fullmatch(plain) is None or Decimal(plain) > 100:
        raise RateNotUnderstood(text=text)
    return Decimal(plain) / 100


def in_percent(rate: Decimal) -> str:
    """``12.40`` for 0.124: all its decimals, two at least."""
    return f"{(rate * 100).normalize():f}" if (rate * TEN_THOUSANDTHS) % 1 else f"{rate * 100:.2f}"


def percent(rate: Decimal) -> str:
    """``12,40 %``, in French."""
    return f"{in_percent(rate)}\u00a0%".replace(".", ",")


def effective_regime(regime: Regime, debtor: Debtor) -> Regime | None:
    """The regime that applies, or None when nothing runs.

    A consumer owes no penalty of C. com. L441-10 (it binds professionals), only legal interest; a
    public body owes the moratory interest of CCP R2192-31, which no clause replaces.
    """
    if debtor is Debtor.CONSUMER and regime not in LEGAL_REGIMES:
        return None
    if debtor is Debtor.PUBLIC and regime in (Regime.DEFAULT, Regime.CONTRACT):
        return Regime.PUBLIC
    return regime


def require_coherent_rate(regime: Regime, contract_rate: Decimal | None) -> None:
    """The contract regime has a rate, the others have none."""
    if regime is Regime.CONTRACT and contract_rate is None:
        raise ContractRateMissing()
    if regime is not Regime.CONTRACT and contract_rate is not None:
        raise ContractRateUnused(regime=regime.value)


def rates_over(
    days: Period,
    regime: Regime,
    *,
    started_on: date,
    contract_rate: Decimal | None = None,
    contract_on: date | None = None,
    law: Parameters = parameters,
) -> list[DatedRate]:
    """The rates which bear on ``days`` of a delay that started on ``started_on``.

    By law each day bears the rate of its own half-year (C. com. L441-10, II); a public contract
    keeps one rate, that of the half-year in which interest started (CCP R2192-31).
    """
    if regime is Regime.CONTRACT and contract_rate is not None:
        return [DatedRate(days, contract_rate, clause_article(law), CLAUSE_SOURCE)]
    if regime is Regime.PUBLIC:
        return [_dated(days, public_rate(started_on, contract_on=contract_on, law=law))]
    return [_dated(part, value) for part, value in _in_turn(days, *_parameters_of(regime, law))]


def clause_article(law: Parameters = parameters) -> str:
    """The article that lets a contract set the rate."""
    return law.contractual_floor_factor.values[-1].article


def public_rate(
    started_on: date, *, contract_on: date | None = None, law: Parameters = parameters
) -> LegalValue:
    """The moratory rate of a public contract whose interest started that day.

    ECB + 7 for contracts concluded before the reform, + 8 since (CCP R2192-31). Without the day of
    the contract, that on which interest started decides.
    """
    recent = law.public_moratory_ecb8
    if (contract_on or started_on) >= recent.values[0].first:
        return recent.on(started_on)
    return _value_on(started_on, (law.public_moratory_ecb7, law.public_moratory_older))


def public_rates(law: Parameters = parameters) -> list[LegalValue]:
    """What ``public_rate`` answers, in order: a later one prevails over an older still open."""
    recent = law.public_moratory_ecb8.values
    older = (value for value in law.public_moratory_ecb7.values if value.first < recent[0].first)
    return [*older, *recent]


def floors_over(
    days: Period, *, law: Parameters = parameters
) -> Iterator[tuple[Period, LegalValue | None]]:
    """The least rate that a clause may set, by half-year; None where it is unknown.

    Three times the legal rate (C. com. L441-10, II): it limits clauses, not the default rate.
    """
    floor = law.b2b_contractual_floor_3x
    starts = [value.first for value in floor.values]
    for part in days.split(*starts, floor.checked_until + ONE_DAY):
        yield part, floor.known(part.first)


def _parameters_of(regime: Regime, law: Parameters) -> list[Parameter]:
    """The parameters which follow one another in time."""
    single = law.legal_interest_single
    match regime:
        case Regime.LEGAL:
            return [single, law.legal_interest_other]
        case Regime.LEGAL_INDIVIDUAL:
            return [single, law.legal_interest_individual]
        case Regime.LEGAL_PLUS_5:
            return [law.legal_interest_other_plus5]
        case Regime.LEGAL_INDIVIDUAL_PLUS_5:
            return [law.legal_interest_individual_plus5]
        case _:
            return [law.b2b_default_penalty]


def _in_turn(days: Period, *following: Parameter) -> Iterator[tuple[Period, LegalValue]]:
    """Cut ``days`` where the value changes; the first unknown day is refused."""
    first = days.first
    while first <= days.last:
        value = _value_on(first, following)
        part = Period(first, min(value.last, days.last))
        yield part, value
        first = part.last + ONE_DAY


def _value_on(day: date, following: Sequence[Parameter]) -> LegalValue:
    """The first value known that day; unknown, the last parameter begun by then refuses it."""
    known = (value for each in following if (value := each.known(day)))
    begun = [each for each in following if each.values[0].first <= day]
    return next(known, None) or (begun[-1] if begun else following[0]).on(day)


def _dated(days: Period, value: LegalValue) -> DatedRate:
    return DatedRate(
        period=days,
        rate=value.rate,
        article=value.article,
        source=value.source,
        confidence=value.confidence,
        is_certain=value.is_certain,
        note=value.note,
    )
