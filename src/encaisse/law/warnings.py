"""What to beware of in a computation: French sentences, shown beside its figures."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.law.accrual import LateInterest, Segment
from encaisse.law.course import regime_of
from encaisse.law.debt import Debt
from encaisse.law.events import Events
from encaisse.law.indemnity import Indemnity
from encaisse.law.rates import INCREASED, LEGAL_REGIMES, Regime, floors_over, percent
from encaisse.law.reader import Parameters


def warnings_on(
    debt: Debt,
    run: LateInterest,
    events: Events,
    *,
    overpaid: Money,
    charge: Indemnity,
    law: Parameters,
) -> Iterator[str]:
    """In the order: too much paid, what the regime leaves open, what stops it, doubtful values."""
    if overpaid:
        yield f"Les versements et avoirs dépassent de {overpaid} tout ce qui est dû."
    if not run.days:
        return
    yield from _of_regime(debt, events, law)
    yield from _of_events(debt, run, events, law)
    if run.segments and debt.contract_rate is not None and _is_by_clause(debt, events):
        yield from _clause_below_floor(run.segments, debt.contract_rate, law)
    yield from dict.fromkeys(_doubts(run.segments))
    yield from _of_charge(charge)


def _is_by_clause(debt: Debt, events: Events) -> bool:
    return regime_of(debt, events) is Regime.CONTRACT


def _of_regime(debt: Debt, events: Events, law: Parameters) -> Iterator[str]:
    regime = regime_of(debt, events)
    if regime is None:
        yield (
            "Un particulier ne doit ni pénalités de l'article L441-10 ni indemnité forfaitaire : "
            "l'intérêt légal court de la mise en demeure (C. civ. 1231-6 et 1344-1)."
        )
    if regime in LEGAL_REGIMES and not (events.notice_on or events.starts_on):
        yield (
            "L'intérêt est compté du lendemain de l'échéance donnée ; l'intérêt légal court de la "
            "mise en demeure ou du jugement (C. civ. 1231-6 et 1231-7)."
        )
    if regime in INCREASED and not events.enforceable_on:
        yield (
            "Tous les jours sont comptés au taux majoré : donnez le jour où la décision est "
            "devenue exécutoire, il n'est dû qu'après un délai (C. mon. fin. L313-3)."
        )
    if regime is Regime.PUBLIC and debt.contract_rate is not None:
        yield (
            "Un acheteur public doit les intérêts moratoires de la commande publique "
            f"({law.public_moratory_ecb8.values[-1].article}) : le taux convenu n'y change rien."
        )
    if regime is Regime.PUBLIC and debt.contract_on is None:
        yield from _older_contract(debt.due_on + ONE_DAY, law)


def _older_contract(started_on: date, law: Parameters) -> Iterator[str]:
    older, recent = law.public_moratory_ecb7, law.public_moratory_ecb8
    if recent.known(started_on) and (other := older.known(started_on)):
        yield (
            f"Pour un contrat conclu avant le {french_day(recent.values[0].first)}, "
            f"le taux serait de {percent(other.rate)}."
        )


def _of_events(debt: Debt, run: LateInterest, events: Events, law: Parameters) -> Iterator[str]:
    stop = law.insolvency_interest_exception.values[-1]
    if events.stopped_on:
        yield (
            f"Le jugement d'ouverture du {french_day(events.stopped_on)} arrête le cours des "
            f"intérêts ({stop.article})."
        )
    if events.forbids_payment(debt.due_on):
        yield (
            "Pas d'indemnité forfaitaire : la procédure collective interdisait le paiement à "
            "l'échéance (C. com. L441-10, II)."
        )
    for period in events.grace:
        yield f"Délai de grâce {period} : ni pénalité ni majoration (C. civ. 1343-5)."
    if run.capitalised:
        yield (
            f"{run.capitalised} d'intérêts, dus pour une année entière, portent eux-mêmes intérêt "
            f"({law.capitalisation_period.values[-1].article})."
        )


def _clause_below_floor(
    segments: Sequence[Segment], rate: Decimal, law: Parameters
) -> Iterator[str]:
    whole = Period(segments[0].period.first, segments[-1].period.last)
    for days, floor in floors_over(whole, law=law):
        if floor is None:
            yield f"Le plancher d'un taux convenu n'est pas connu {days}."
        elif rate < floor.rate:
            times = law.contractual_floor_factor.on(days.first).value
            yield (
                f"Le taux convenu de {percent(rate)} est inférieur au plancher de "
                f"{percent(floor.rate)} {days} ({floor.article} : {times} fois l'intérêt légal)."
            )


def _of_charge(charge: Indemnity) -> Iterator[str]:
    if charge.value and not charge.is_certain:
        yield (
            f"Indemnité de {charge.amount} ({charge.article}) : "
            f"{charge.value.confidence.label}, à vérifier avant tout envoi."
        )


def _doubts(segments: Sequence[Segment]) -> Iterator[str]:
    for dated in (segment.dated_rate for segment in segments):
        if dated.note:
            yield dated.note
        if not dated.is_certain and dated.confidence is not None:
            yield (
                f"Taux de {percent(dated.rate)} {dated.period} : "
                f"{dated.confidence.label}, à vérifier avant tout envoi."
            )
