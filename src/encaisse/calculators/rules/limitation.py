"""Until which day a claim may be acted on, and what each act did to that day."""

from collections.abc import Iterator, Sequence

from encaisse.calculators.rules.answers import (
    Answer,
    Column,
    Detail,
    Figure,
    Ground,
    Row,
    ground_of_value,
)
from encaisse.kernel.days import french_day
from encaisse.law.limitation import COUNTING, Judged, Limitation, LimitationKind, Start, limitation
from encaisse.law.limitation_acts import Event
from encaisse.law.reader import Parameters

COLUMNS = (
    Column("Le", "day"),
    Column("Acte", place="title"),
    Column("Effet", place="figure"),
    Column("Dernier jour sûr", "day"),
    Column("Dernier jour possible", "day"),
)


def answer(
    kind: LimitationKind,
    *,
    start: Start,
    events: Sequence[Event],
    agreed_years: int | None,
    law: Parameters,
) -> Answer:
    """The last days to act, the safe one and the possible one, both included."""
    found = limitation(kind, start, events, agreed_years=agreed_years, law=law)
    return Answer(
        main=Figure("Dernier jour sûr pour agir", french_day(found.safe_on), "ce jour compris"),
        sentence=(
            f"Comptée du {french_day(found.start.safe_on)}, la créance se prescrit par "
            f"{found.period.written} ({found.period.article})."
        ),
        figures=tuple(_figures(found)),
        details=(_events(found),) if found.events else (),
        grounds=tuple(dict.fromkeys(_grounds(found, law))),
        warnings=tuple(each for each in found.warnings if each != COUNTING),
        notes=(*_whys(found), COUNTING),
    )


def _figures(found: Limitation) -> Iterator[Figure]:
    moved = "plaidable" if found.possible_on != found.safe_on else "le même jour"
    yield Figure("Dernier jour possible", french_day(found.possible_on), moved, size="large")
    yield Figure("Durée", found.period.written, found.period.article)
    yield Figure("Butée", french_day(found.long_stop_on), "sauf action en justice")


def _events(found: Limitation) -> Detail:
    rows = (
        Row(
            (
                french_day(each.event.on),
                each.event.kind.label,
                each.effect.label,
                french_day(each.safe_on),
                french_day(each.possible_on),
            ),
            _ground_of_event(each),
        )
        for each in found.events
    )
    return Detail("Ce que chaque acte a fait", "", COLUMNS, tuple(rows))


def _whys(found: Limitation) -> Iterator[str]:
    """Why an act had the effect that it had; once each."""
    yield from dict.fromkeys(each.why for each in found.events if each.why)


def _grounds(found: Limitation, law: Parameters) -> Iterator[Ground]:
    yield ground_of_value(found.period, law)
    yield from filter(None, map(_ground_of_event, found.events))
    if found.long_stop_on in {found.safe_on, found.possible_on}:
        stop = law.read("limitation_bound.long_stop").on(found.start.safe_on)
        yield ground_of_value(stop, law)


def _ground_of_event(judged: Judged) -> Ground | None:
    rule = judged.rule
    if rule is None:
        return None
    return Ground(
        article=rule.article,
        told=f"{judged.event.kind.label} : {judged.effect.label}",
        source=rule.source,
        mark=rule.confidence.label,
        is_certain=rule.is_certain,
    )
