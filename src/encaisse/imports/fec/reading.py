"""One FEC: from bytes to the lines on customer accounts and the account of every line."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from encaisse.imports.fec import entries, lines, movements, sheet, xml
from encaisse.imports.fec.refusals import NoLine, TooManyBadLines
from encaisse.imports.fec.rows import Rows, rows_of_text
from encaisse.imports.opening.decoding import decode
from encaisse.imports.opening.workbook import is_workbook
from encaisse.imports.opening.xml import looks_like_xml

BAD_SHARE_MAX = 0.05
BAD_LINES_MAX = 2


@dataclass(frozen=True, slots=True)
class FecFile:
    """What one file says.

    ``lines`` are the lines on 411 (see ``lines.SCHEMA``), ``sides`` those on the accounts kept
    apart; ``taken`` counts accounting lines of any account.
    """

    lines: pl.DataFrame
    sides: pl.DataFrame
    taken: int
    entry_count: int
    first_on: date
    last_on: date
    balance_cents: int
    ignored: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    refused_customer_lines: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_fec(content: bytes) -> FecFile:
    """Read the bytes of a FEC: text, XML or workbook. Raises a ``FileRefused``."""
    rows = _rows(content)
    found = movements.movements_of(rows)
    _refuse_damaged(found)
    frame = entries.with_families(entries.with_entries(found.frame))
    facts = entries.entry_facts(frame)
    wrong, shown = entries.unbalanced_entries(facts)
    warnings = [*rows.warnings, *found.warnings]
    if wrong:
        warnings.append(f"{wrong} écritures déséquilibrées : {', '.join(shown)}…")
    customers = entries.customer_lines(frame, facts)
    first, last = movements.first_and_last(frame)
    on_411 = customers["account"].str.starts_with(movements.CUSTOMER_ACCOUNT)
    return FecFile(
        lines=lines.lines_of(customers.filter(on_411), last),
        sides=lines.sides_of(customers.filter(~on_411)),
        taken=frame.height,
        entry_count=facts.height,
        first_on=first,
        last_on=last,
        balance_cents=int(customers.filter(on_411)["cents"].sum()),
        ignored=sorted(rows.ignored),
        refused=found.refused,
        refused_customer_lines=found.refused_customer_lines,
        warnings=warnings,
    )


def _rows(content: bytes) -> Rows:
    if is_workbook(content):
        return sheet.rows_of_workbook(content)
    if looks_like_xml(content):
        return xml.rows_of_xml(content)
    return rows_of_text(decode(content).text)


def _refuse_damaged(found: movements.Movements) -> None:
    """Nothing readable, or so many bad lines that the totals would be meaningless."""
    bad, good = len(found.refused), found.frame.height
    if bad and (not good or bad > max(BAD_LINES_MAX, BAD_SHARE_MAX * (good + bad))):
        line, reason = found.refused[0]
        raise TooManyBadLines(count=bad, total=good + bad, line=line, reason=reason)
    if not good:
        raise NoLine
