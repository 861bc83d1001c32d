"""Notices (CAMT.054) that detail what a statement gives in one amount: the entry stays one booking,
and its parts are its bank lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from encaisse.imports import queries
from encaisse.imports.models import BatchNotice
from encaisse.imports.rules.bank import BankFile, Movement, keyed, why_not_ours
from encaisse.payments import operations as payments
from encaisse.payments.queries import undetailed_line

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.models import FileImport

NEAR = timedelta(days=3)
SAID = (
    "cents", "label", "counterparty", "counterparty_iban", "end_to_end", "creditor_reference",
    "references", "said", "returned",
)  # fmt: skip
DETAILED = "Détaillée par l'avis « {name} » : {count} opérations."
COMPLETED = (
    "{count} opérations groupées du relevé ont reçu le détail que leur avis (CAMT.054) en donne."
)
Keyed = list[tuple[str, Movement]]


def keep(row: FileImport, file: BankFile, *, facts: Any, by: str) -> int:
    """Keep what the notices of a file detail; an entry that waits already is detailed at once.
    Returns how many are. ``facts`` makes a bank line of a movement."""
    batches: dict[int, Keyed] = defaultdict(list)
    for key, one in keyed(file.movements):
        if one.is_advice and one.batch and not why_not_ours(one.account, row.company.iban):
            batches[one.batch].append((key, one))
    keys = [found[0][0] for found in batches.values()]
    known = queries.notices_known(row.company, keys)
    rows = [_notice(row, found) for found in batches.values() if found[0][0] not in known]
    BatchNotice.objects.bulk_create(rows)
    return sum(_detail(notice, facts, by=by) for notice in rows)


def complete(company: Company, found: Keyed, known: set[str]) -> tuple[Keyed, int]:
    """The movements of a statement, those that a notice details replaced by their parts; and how
    many are."""
    free = queries.notices_of(company, {one.cents for _key, one in found if _is_whole(one)})
    done: Keyed = []
    count = 0
    for key, one in found:
        notice = _notice_of(key, one, free) if key not in known and _is_whole(one) else None
        if notice is None:
            done.append((key, one))
            continue
        count += 1
        notice.entry_key = key
        notice.save(update_fields=["entry_key"])
        done += [(name, part) for name, part in _parts(notice, key, one)]
    return done, count


def _is_whole(one: Movement) -> bool:
    """An entry that names nobody: what it groups is told elsewhere."""
    return not (one.is_advice or one.batch or one.counterparty)


def _notice_of(key: str, one: Movement, free: Sequence[BatchNotice]) -> BatchNotice | None:
    for notice in free:
        is_near = abs(notice.on - one.on) <= NEAR and notice.currency == one.currency
        if notice.entry_key == key or (
            not notice.entry_key and notice.cents == one.cents and is_near
        ):
            return notice
    return None


def _parts(notice: BatchNotice, key: str, whole: Movement) -> Iterator[tuple[str, Movement]]:
    for rank, part in enumerate(notice.parts, 1):
        said = part | {"references": tuple(part["references"])}
        yield f"{key}/{rank}", replace(whole, **said, batch=whole.line)


def _notice(row: FileImport, found: Keyed) -> BatchNotice:
    first = found[0][1]
    return BatchNotice(
        company=row.company, source=row, key=found[0][0], on=first.on,
        cents=sum(one.cents for _key, one in found), currency=first.currency,
        parts=[{name: getattr(one, name) for name in SAID} for _key, one in found],
    )  # fmt: skip


def _detail(notice: BatchNotice, facts: Any, *, by: str) -> bool:
    """Give its parts to the line that waits for them."""
    days = notice.on - NEAR, notice.on + NEAR
    line = undetailed_line(notice.company, notice.cents, notice.currency, days)
    if line is None:
        return False
    whole = Movement(
        line=line.pk, account=line.account, on=line.on, value_on=line.value_on, cents=line.cents,
        currency=line.currency, label=line.label,
    )  # fmt: skip
    parts = [facts(key, part) | {"batch": 0} for key, part in _parts(notice, line.key, whole)]
    document = notice.source.document
    reason = DETAILED.format(name=document.name, count=len(parts))[:250]
    payments.detail_line(line, document, parts, reason=reason, by=by)
    notice.entry_key = line.key
    notice.save(update_fields=["entry_key"])
    return True
