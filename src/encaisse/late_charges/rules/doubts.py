"""Why a statement of account may not leave the company yet, each with its remedy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from encaisse.kernel.days import french_day
from encaisse.late_charges.rules.statement import Due, Interest
from encaisse.law.rates import percent

LEGAL_VALUES = "/valeurs-legales/"
NAMED_MAX = 3
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """What the rule of claims says of a receivable: days late, and what it could not make sure."""

    receivable_id: int
    days_late: int
    is_complete: bool
    is_certain: bool
    entails: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason, and where to lift it."""

    why: str
    remedy: str
    url: str = ""


def doubts(
    dues: Sequence[Due], interests: Sequence[Interest], runs: Mapping[int, Run], *, on: date
) -> tuple[Doubt, ...]:
    """Values to confirm, days without a rate, estimated due dates: what no exhibit may rest on."""
    known: dict[int, list[Interest]] = {}
    for each in interests:
        known.setdefault(each.receivable_id, []).append(each)
    return (
        *_unconfirmed_rates(interests),
        *_unknown_days(dues, known, runs, on),
        *_indemnities(dues, known, runs),
        *_estimated(dues, runs),
    )


def _unconfirmed_rates(interests: Sequence[Interest]) -> Iterator[Doubt]:
    doubtful: dict[tuple[str, str], list[Interest]] = {}
    for each in interests:
        if not each.is_certain:
            doubtful.setdefault((percent(each.rate), each.article), []).append(each)
    for (rate, article), mine in doubtful.items():
        first = french_day(min(each.first for each in mine))
        last = french_day(max(each.last for each in mine))
        yield Doubt(
            f"Le taux de {rate} ({article}), appliqué du {first} au {last}, reste à confirmer.",
            f"Confirmez-le sur la page des valeurs légales ({LEGAL_VALUES}).",
            LEGAL_VALUES,
        )


def _unknown_days(
    dues: Sequence[Due],
    known: Mapping[int, Sequence[Interest]],
    runs: Mapping[int, Run],
    on: date,
) -> Iterator[Doubt]:
    """Days before the first rate known, or in a half-year whose rate nobody has entered yet."""
    lacking = [
        (due, _first_gap(due, known.get(due.receivable_id, ())))
        for due in dues
        if _counted(known, due) < _late(runs, due)
    ]
    if lacking:
        first = min(gap for _due, gap in lacking)
        yield Doubt(
            f"Aucun taux n'est connu à partir du {french_day(first)} (décompte arrêté au "
            f"{french_day(on)}) : {_named([due for due, _gap in lacking])}.",
            f"Complétez le semestre sur la page des valeurs légales ({LEGAL_VALUES}), "
            "ou arrêtez le décompte plus tôt.",
            LEGAL_VALUES,
        )


def _indemnities(
    dues: Sequence[Due], known: Mapping[int, Sequence[Interest]], runs: Mapping[int, Run]
) -> Iterator[Doubt]:
    unsure = [
        due
        for due in dues
        if (run := runs.get(due.receivable_id))
        and (
            (not run.is_complete and _counted(known, due) == run.days_late)
            or (not run.is_certain and all(i.is_certain for i in known.get(due.receivable_id, ())))
        )
    ]
    if unsure:
        yield Doubt(
            f"L'indemnité forfaitaire reste à confirmer : {_named(unsure)}.",
            f"Confirmez-la sur la page des valeurs légales ({LEGAL_VALUES}).",
            LEGAL_VALUES,
        )


def _estimated(dues: Sequence[Due], runs: Mapping[int, Run]) -> Iterator[Doubt]:
    estimated = [
        due
        for due in dues
        if due.is_estimated and (run := runs.get(due.receivable_id)) and run.entails
    ]
    if estimated:
        yield Doubt(
            f"Intérêts comptés sur une échéance estimée : {_named(estimated)}.",
            "Retirez ces factures, ou établissez un décompte du principal seul.",
        )


def _counted(known: Mapping[int, Sequence[Interest]], due: Due) -> int:
    return sum(each.days for each in known.get(due.receivable_id, ()))


def _late(runs: Mapping[int, Run], due: Due) -> int:
    run = runs.get(due.receivable_id)
    return run.days_late if run and not run.is_complete else 0


def _first_gap(due: Due, mine: Sequence[Interest]) -> date:
    """The first day late without a rate: the very first, else what follows the last segment."""
    started_on = due.due_on + ONE_DAY
    if not mine or mine[0].first > started_on:
        return started_on
    return mine[-1].last + ONE_DAY


def _named(dues: Sequence[Due]) -> str:
    numbers = list(dict.fromkeys(due.invoice for due in dues))
    more = len(numbers) - NAMED_MAX
    tail = f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""
    word = "factures" if len(numbers) > 1 else "facture"
    return f"{word} {', '.join(numbers[:NAMED_MAX])}{tail}"
