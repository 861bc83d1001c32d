"""What people of this installation add to the law that ships, and what they vouch for.

Each act is applied in the order of the days on which it became known. An addition takes its days
from the values that stood there; a confirmation makes certain the value that begins that day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from encaisse.kernel.days import ONE_DAY
from encaisse.kernel.period import Period
from encaisse.law.values import (
    Addition,
    Confidence,
    Confirmation,
    LegalValue,
    Parameter,
    Superseded,
)


def known_on(act: Addition | Confirmation) -> date:
    """The day from which the act counts."""
    return act.known_on if isinstance(act, Addition) else act.on


def overlay(
    shipped: Parameter, additions: Sequence[Addition], confirmations: Sequence[Confirmation]
) -> tuple[Parameter, tuple[Superseded, ...]]:
    """The parameter once every act on it is applied, and the values that lost days to additions."""
    values: tuple[LegalValue, ...] = shipped.values
    superseded: list[Superseded] = []
    acts: list[Addition | Confirmation] = [*additions, *confirmations]
    for act in sorted(acts, key=known_on):
        if isinstance(act, Addition):
            superseded += _lost(values, act)
            values = _with_addition(shipped, values, act)
        else:
            values = tuple(_confirmed(value, act) for value in values)
    return replace(shipped, values=values), tuple(superseded)


def _with_addition(
    shipped: Parameter, values: Sequence[LegalValue], addition: Addition
) -> tuple[LegalValue, ...]:
    kept = [part for value in values for part in _outside(value, addition.period)]
    return tuple(sorted([*kept, _added(shipped, kept, addition)], key=lambda value: value.first))


def _added(shipped: Parameter, kept: Sequence[LegalValue], addition: Addition) -> LegalValue:
    """Read by one person, who may vouch for it; what goes on unchanged keeps its note."""
    eve = addition.first - ONE_DAY
    carried = (each.note for each in kept if each.last == eve and each.value == addition.value)
    return LegalValue(
        parameter=shipped.name,
        unit=shipped.unit,
        value=addition.value,
        first=addition.first,
        last=addition.last,
        article=addition.article,
        source=addition.source,
        confidence=Confidence.SEEN_ONCE,
        is_certain=True,
        is_open=False,
        confirmation=Confirmation(
            addition.parameter, addition.first, addition.known_on, addition.by, addition.source
        ),
        note=next(carried, ""),
    )


def _outside(value: LegalValue, days: Period) -> Iterator[LegalValue]:
    """What remains of a value before and after ``days``."""
    if value.first < days.first:
        is_cut = value.last >= days.first
        last = days.first - ONE_DAY if is_cut else value.last
        yield replace(value, last=last, is_open=value.is_open and not is_cut)
    if value.last > days.last:
        yield replace(value, first=max(value.first, days.last + ONE_DAY))


def _lost(values: Sequence[LegalValue], addition: Addition) -> list[Superseded]:
    return [
        Superseded(replace(value, first=common.first, last=common.last), addition)
        for value in values
        if (common := value.period.overlap(addition.period))
    ]


def _confirmed(value: LegalValue, confirmation: Confirmation) -> LegalValue:
    is_meant = value.first == confirmation.first and (
        confirmation.value is None or confirmation.value == value.value
    )
    return replace(value, is_certain=True, confirmation=confirmation) if is_meant else value
