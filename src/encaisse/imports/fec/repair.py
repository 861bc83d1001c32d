"""Rows of the wrong width (formats.md, reading rule 5).

Too short: pad, or join with the next line (a newline inside a label). Too long: a trailing
separator, or a separator inside a label. Of several readings, the one whose days and amounts make
sense wins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from encaisse.imports.fec import columns, values
from encaisse.imports.fec.columns import Layout

JOINED_MAX = 6
SURPLUS_MAX = 5
DAYS = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
AMOUNTS = ("Debit", "Credit", "Montant")
FREE_TEXTS = ("EcritureLib", "CompAuxLib", "CompteLib", "JournalLib", "PieceRef")


@dataclass(slots=True)
class Repaired:
    """What became of the lines of the wrong width."""

    records: list[tuple[int, list[str]]] = field(default_factory=list)
    padded: list[int] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def repair(odd: Sequence[tuple[int, str]], layout: Layout) -> Repaired:
    """Read the lines whose number of fields is not the header's."""
    result = Repaired()
    at = 0
    while at < len(odd):
        line, text = odd[at]
        fields = text.split(layout.separator)
        if not any(part.strip() for part in fields):
            result.ignored.append((line, "ligne vide"))
        elif columns.is_header(fields):
            result.ignored.append((line, "en-tête répété"))
        else:
            at += _read(odd, at, layout, result)
        at += 1
    if result.padded:
        result.warnings.append(f"{len(result.padded)} lignes ont moins de colonnes que l'en-tête.")
    return result


def _read(odd: Sequence[tuple[int, str]], at: int, layout: Layout, result: Repaired) -> int:
    """Read one record; how many following lines it took."""
    line, text = odd[at]
    for joined in range(min(JOINED_MAX, len(odd) - at)):
        if joined and not _follows(odd, at + joined):
            break
        if joined:
            text = f"{text} {odd[at + joined][1].strip(' ')}"
        fields = _best(text.split(layout.separator), layout)
        if fields is not None:
            result.records.append((line, fields))
            if not joined and text.count(layout.separator) < layout.width - 1:
                result.padded.append(line)
            result.ignored += [
                (odd[at + index + 1][0], f"suite de la ligne {line}") for index in range(joined)
            ]
            return joined
    result.refused.append((line, _reason(odd[at][1], layout), odd[at][1]))
    return 0


def _follows(odd: Sequence[tuple[int, str]], at: int) -> bool:
    return odd[at][0] == odd[at - 1][0] + 1 and bool(odd[at][1].strip())


def _best(parts: list[str], layout: Layout) -> list[str] | None:
    """The most sensible reading of the parts as one row, None when none makes sense."""
    readings = [(sense(fields, layout), fields) for fields in _readings(parts, layout)]
    sensible = [reading for reading in readings if reading[0] > 0]
    return max(sensible, key=lambda reading: reading[0])[1] if sensible else None


def _readings(parts: list[str], layout: Layout) -> Iterator[list[str]]:
    """Each way to give the parts the width of the header, the most usual first."""
    width = layout.width
    if len(parts) <= width:
        if len(parts) > _amounts_end(layout):
            yield parts + [""] * (width - len(parts))
        return
    empty_end = 0
    while empty_end < len(parts) - width and not parts[-1 - empty_end].strip():
        empty_end += 1
    for dropped in range(empty_end, -1, -1):
        kept = parts[: len(parts) - dropped]
        if len(kept) == width:
            yield kept
        elif len(kept) - width <= SURPLUS_MAX:
            yield from _with_surplus_joined(kept, layout)


def _with_surplus_joined(parts: list[str], layout: Layout) -> Iterator[list[str]]:
    """The separators in excess belong to one text: to each of the free texts in turn."""
    surplus = len(parts) - layout.width
    for name in FREE_TEXTS:
        place = layout.place(name)
        if place is not None:
            text = layout.separator.join(parts[place : place + surplus + 1])
            yield [*parts[:place], text, *parts[place + surplus + 1 :]]


def _amounts_end(layout: Layout) -> int:
    """The place of the last column without which a row says nothing."""
    places = [layout.place(name) for name in (*AMOUNTS, "Sens", "EcritureDate", "CompteNum")]
    return max(place for place in places if place is not None)


def sense(fields: Sequence[str], layout: Layout) -> int:
    """How much a row looks like an accounting line: zero or less is nonsense."""
    found = {name: values.cell(fields[place]) for place, name in enumerate(layout.names)}
    if values.day(found["EcritureDate"]) is None or not found["CompteNum"][:3].isdigit():
        return 0
    score = 10
    for name in DAYS:
        text = found.get(name, "")
        if not values.is_blank_day(text):
            score += 2 if values.day(text) else -2
    amounts = [values.cents(found[name]) for name in AMOUNTS if name in found]
    if None in amounts or ("Sens" in found and values.direction(found["Sens"]) is None):
        return 0
    return score + 3 * sum(1 for amount in amounts if amount)


def _reason(text: str, layout: Layout) -> str:
    found = text.count(layout.separator) + 1
    return f"{found} colonnes au lieu de {layout.width}, et les montants ne se retrouvent pas."
