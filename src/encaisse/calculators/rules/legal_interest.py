"""Legal interest on a sum, raised by some points once a decision stays unpaid."""

from collections.abc import Iterator
from datetime import date

from encaisse.calculators.rules.answers import (
    Answer,
    Figure,
    Ground,
    ground_of_value,
    grounds_of_rates,
)
from encaisse.calculators.rules.late_interest import segments
from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.money import Money
from encaisse.law.late_interest import DayCount, Debt, Events, LateInterest, late_interest
from encaisse.law.rates import INCREASED, Debtor, Regime
from encaisse.law.reader import Parameters

INCREASED_OF = {plain: increased for increased, plain in INCREASED.items()}
START = (
    "L'intérêt légal court de la mise en demeure (C. civ. 1231-6 et 1344-1) ou du jugement "
    "(C. civ. 1231-7)."
)
REDUCED = "Le juge de l'exécution peut écarter ou réduire la majoration (C. mon. fin. L313-3)."


def answer(
    amount: Money,
    *,
    since: date,
    on: date,
    regime: Regime,
    enforceable_on: date | None,
    day_count: DayCount,
    law: Parameters,
) -> Answer:
    """Interest from the day after ``since`` to ``on``, by the creditor's column of the rate; raised
    once the time given after ``enforceable_on`` is over (C. mon. fin. L313-3)."""
    events = Events(notice_on=since, enforceable_on=enforceable_on)
    applied = INCREASED_OF[regime] if enforceable_on else regime
    debt = Debt(amount, since, Debtor.CONSUMER, applied)
    run = late_interest(debt, on=on, events=events, day_count=day_count, law=law)
    detail = segments(run.segments, run.interest, day_count)
    told = (segment.dated_rate.note for segment in run.segments)
    return Answer(
        main=Figure("Intérêts au taux légal", str(run.interest), _days(run)),
        sentence=_sentence(amount, since, on),
        figures=tuple(_figures(run, on, events.increased_on(law))),
        details=(detail,) if detail.rows else (),
        grounds=tuple(_grounds(run, events, law)),
        warnings=tuple(dict.fromkeys(filter(None, told))),
        notes=(START, REDUCED) if enforceable_on else (START,),
    )


def _figures(run: LateInterest, on: date, increased_on: date | None) -> Iterator[Figure]:
    yield Figure(f"Total dû au {french_day(on)}", str(run.principal + run.interest), size="large")
    yield Figure("Principal", str(run.principal))
    if increased_on:
        yield Figure("Taux majoré à partir du", french_day(increased_on), "C. mon. fin. L313-3")


def _grounds(run: LateInterest, events: Events, law: Parameters) -> Iterator[Ground]:
    yield from grounds_of_rates(each.dated_rate for each in run.segments)
    if events.enforceable_on:
        yield ground_of_value(law.legal_interest_increase_delay.on(events.enforceable_on), law)


def _days(run: LateInterest) -> str:
    return f"{run.days} jour{'s' if run.days > 1 else ''}"


def _sentence(amount: Money, since: date, on: date) -> str:
    if on <= since:
        return f"Rien ne court jusqu'au {french_day(since)}, jour du départ compris."
    return (
        f"{amount} : les intérêts courent du {french_day(since + ONE_DAY)}, lendemain du départ, "
        f"au {french_day(on)} compris."
    )
