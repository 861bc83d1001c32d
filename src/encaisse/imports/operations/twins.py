"""The movements of a file next to those that files of other formats gave before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from encaisse.imports import queries
from encaisse.imports.models import Sighting, StatementPeriod
from encaisse.imports.rules import twins
from encaisse.imports.rules.bank import BankFile, Movement, why_not_ours
from encaisse.imports.rules.twins import Told, Verdict
from encaisse.payments.queries import lines_between

if TYPE_CHECKING:
    from encaisse.imports.models import FileImport
    from encaisse.payments.models import BankLine

PART = "/"
Keyed = Sequence[tuple[str, Movement]]


def compare(row: FileImport, kind: str, file: BankFile, new: Keyed) -> Verdict:
    """Which of the new movements are known from another format, which are doubted; the days that
    the file covers are kept for those that come after it."""
    company = row.company
    mine = twins.periods_of(file, company.iban)
    if not new:
        _keep_periods(row, mine)
        return Verdict()
    days = [movement.on for _key, movement in new]
    around = min(days) - twins.SHIFT, max(days) + twins.SHIFT
    lines = list(lines_between(company, *around))
    verdict = twins.compare(
        list(_told(new)),
        list(_seen(row, kind, lines)),
        mine=mine,
        theirs=queries.periods_of_others(row, kind, *around),
        is_named=all(movement.account for _key, movement in new),
    )
    _keep_periods(row, mine)
    _keep_sightings(row, verdict, {line.key: line for line in lines})
    return verdict


def _told(new: Keyed) -> Iterator[Told]:
    """The entries of the file: the details of a batch are one."""
    batches: dict[int, list[Told]] = defaultdict(list)
    for key, one in new:
        words = twins.words_of(one.counterparty, one.label, one.said, *one.references)
        told = Told(key, one.on, one.cents, one.currency, words)
        if one.batch:
            batches[one.batch].append(told)
        else:
            yield told
    for parts in batches.values():
        yield _whole(parts)


def _seen(row: FileImport, kind: str, lines: Sequence[BankLine]) -> Iterator[Told]:
    """The entries that files of other formats gave, and that none of this one has shown yet."""
    company = row.company
    kinds = queries.kinds_of_documents(company, {line.document_id for line in lines})
    days = (lines[0].on, lines[-1].on) if lines else (date.min, date.min)
    shown = queries.lines_shown_by(company, kind, days)
    detailed = {line.key.rpartition(PART)[0] for line in lines if PART in line.key}
    batches: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for line in lines:
        whole = line.key.rpartition(PART)[0]
        is_mine = kinds.get(line.document_id) == kind
        if is_mine or line.key in detailed or shown & {line.key, whole}:
            continue
        if why_not_ours(line.account, company.iban):
            continue
        words = twins.words_of(line.counterparty, line.label, line.said)
        told = Told(line.key, line.on, line.cents, line.currency, words)
        if whole or line.batch:
            batches[whole or (line.document_id, line.batch)].append(told)  # type: ignore[index]
        else:
            yield told
    for parts in batches.values():
        yield _whole(parts)


def _whole(parts: Sequence[Told]) -> Told:
    """A batch as one entry."""
    first = parts[0]
    words = frozenset[str]().union(*(part.words for part in parts))
    cents = sum(part.cents for part in parts)
    return Told(f"batch {first.key}", first.on, cents, first.currency, words, tuple(parts))


def _keep_periods(row: FileImport, periods: Sequence[twins.Period]) -> None:
    StatementPeriod.objects.bulk_create(
        StatementPeriod(
            company=row.company, source=row, first_on=period.first_on, last_on=period.last_on
        )
        for period in periods
    )


def _keep_sightings(row: FileImport, verdict: Verdict, lines: dict[str, BankLine]) -> None:
    """The file taken again is then known, and no other movement of it takes the same twin."""
    Sighting.objects.bulk_create(
        (
            Sighting(company=row.company, source=row, line=lines[kept], key=key)
            for key, found in verdict.twins.items()
            for kept in found
        ),
        ignore_conflicts=True,
    )
