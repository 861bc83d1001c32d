"""Text to rows: lines, separator, header, width repair (formats.md, reading rules 2 to 5).

Rows of the right width are split in bulk; the others are repaired one by one. Both ways give the
same fields.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from encaisse.imports.fec import columns
from encaisse.imports.fec.columns import READ, Layout
from encaisse.imports.fec.refusals import FileCut, NoLine, NotFec
from encaisse.imports.fec.repair import Repaired, repair

BREAK = re.compile(r"\r*\n|\r")
HEADER_WITHIN = 10


@dataclass(slots=True)
class Rows:
    """The rows of a file: ``frame`` has ``line`` and one text column per column read.

    ``ignored`` and ``refused`` hold (line, reason); ``refused_text`` the refused lines' words, so
    that a check can tell whether one could bear a customer's amount.
    """

    frame: pl.DataFrame
    ignored: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    refused_text: dict[int, str] = field(default_factory=dict)


def rows_of_text(text: str) -> Rows:
    """Read a FEC in text form."""
    text = _normal_breaks(text)
    layout, header_line, start = _header(text)
    quoted = layout.has_header and '"' in text[:start]
    body = text[start:] if start else text
    if not body or body.isspace():
        raise NoLine
    if quoted:
        rows = _from_records(_quoted(body, layout, header_line), layout)
    else:
        rows = _whole(body, layout, header_line) or _with_repairs(body, layout, header_line)
    rows.ignored[:0] = [(line, "avant l'en-tête") for line in range(1, header_line)]
    if layout.separator in ";,":
        rows.warnings.append(
            f"Séparateur « {layout.separator} » : l'article A47 A-1 demande la tabulation ou « | »."
        )
    return rows


def rows_of_table(table: Sequence[Sequence[str]]) -> Rows:
    """Read a FEC in workbook form: one list of cells per line."""
    for index, fields in enumerate(table[:HEADER_WITHIN]):
        if columns.is_header(fields):
            layout = columns.layout_of_fields(_without_empty_end(fields))
            records = (
                (number, "\t".join(cells), list(cells[: layout.width]))
                for number, cells in enumerate(table[index + 1 :], index + 2)
            )
            return _from_records(records, layout)
    raise NotFec(missing="aucune ligne ne porte les noms de colonnes du FEC")


def _without_empty_end(fields: Sequence[str]) -> list[str]:
    kept = list(fields)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _normal_breaks(text: str) -> str:
    if "\r" not in text:
        return text
    text = text.replace("\r\n", "\n")
    return BREAK.sub("\n", text) if "\r" in text else text


def _header(text: str) -> tuple[Layout, int, int]:
    """The layout, the line of the header (0 when there is none) and where its text ends."""
    start, line = 0, 0
    first: str | None = None
    for line, words in enumerate(islice(_lines(text), HEADER_WITHIN), 1):
        separator = max(columns.SEPARATORS, key=words.count)
        if columns.is_header(words.split(separator)):
            return columns.layout_of_text(words), line, start + len(words) + 1
        first = first or (words if words.strip() else None)
        start += len(words) + 1
    layout = columns.layout_of_text(first or "")
    if layout.has_header:
        raise NotFec(missing="sa première ligne ne porte pas les noms de colonnes du FEC")
    return layout, 0, 0


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _whole(body: str, layout: Layout, header_line: int) -> Rows | None:
    """All rows at once when every line has exactly the width of the header, else None.

    No line is longer (the reader would raise) and the separators are as many as full rows need:
    so every line is full.
    """
    lines = body.count("\n") + (not body.endswith("\n"))
    if body.count(layout.separator) != lines * (layout.width - 1):
        return None
    try:
        frame = _split(body, layout)
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines:
        return None
    numbered = _named(frame.with_row_index("line", offset=header_line + 1), layout)
    return _without_headers(Rows(numbered))


def _split(body: str, layout: Layout) -> pl.DataFrame:
    return pl.read_csv(
        body.encode(),
        has_header=False,
        separator=layout.separator,
        quote_char=None,
        schema={name: pl.String() for name in layout.names},
        columns=[place for place, name in enumerate(layout.names) if name in READ],
        empty_string_is_null=False,
        infer_schema=False,
    )


def _named(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """``line`` and the columns read, in one order, empty where the file lacks one."""
    return frame.select(
        pl.col("line").cast(pl.Int64),
        *(pl.col(name) if name in layout.names else pl.lit("").alias(name) for name in READ),
    )


def _without_headers(rows: Rows) -> Rows:
    """A header repeated in the middle (two years in one file) is ignored."""
    repeats = rows.frame.filter(
        pl.col("CompteNum").str.to_lowercase().str.strip_chars() == "comptenum"
    )
    if repeats.height:
        rows.ignored += [(line, "en-tête répété") for line in repeats["line"].to_list()]
        rows.frame = rows.frame.filter(~pl.col("line").is_in(repeats["line"].implode()))
    return rows


def _with_repairs(body: str, layout: Layout, header_line: int) -> Rows:
    """Full lines in bulk, the others one by one."""
    cut = not body.endswith("\n")
    lines = pl.DataFrame({"text": body.removesuffix("\n").split("\n")}).with_row_index(
        "line", offset=header_line + 1
    )
    full = pl.col("text").str.count_matches(layout.separator, literal=True) == layout.width - 1
    odd = lines.filter(~full).rows()
    repaired = repair(odd, layout)
    _refuse_cut(repaired, lines, cut=cut)
    good = lines.filter(full)
    frames = [_frame_of(repaired.records, layout)]
    if good.height:
        split = _split(good["text"].str.join("\n").item(), layout)
        frames.append(_named(split.with_columns(good["line"]), layout))
    return _without_headers(_rows(pl.concat(frames).sort("line"), repaired))


def _rows(frame: pl.DataFrame, repaired: Repaired) -> Rows:
    return Rows(
        frame,
        ignored=repaired.ignored,
        refused=[(line, reason) for line, reason, _ in repaired.refused],
        refused_text={line: text for line, _, text in repaired.refused},
        warnings=repaired.warnings,
    )


def _refuse_cut(repaired: Repaired, lines: pl.DataFrame, *, cut: bool) -> None:
    """The last line cannot be read, or lacks fields that the others have, and has no line end."""
    if not cut or lines.height == 1:
        return
    latest_line = lines["line"].item(-1)
    if repaired.refused and repaired.refused[-1][0] == latest_line:
        raise FileCut(line=latest_line)
    if repaired.padded == [latest_line]:
        raise FileCut(line=latest_line)


def _frame_of(records: Sequence[tuple[int, list[str]]], layout: Layout) -> pl.DataFrame:
    places = [layout.place(name) for name in READ]
    content: dict[str, list[object]] = {"line": [line for line, _ in records]}
    for name, place in zip(READ, places, strict=True):
        content[name] = ["" if place is None else fields[place] for _, fields in records]
    schema = {"line": pl.Int64(), **{name: pl.String() for name in READ}}
    return pl.DataFrame(content, schema=schema)


def _quoted(body: str, layout: Layout, header_line: int) -> Iterator[tuple[int, str, list[str]]]:
    """Records of a file that quotes its fields, header included."""
    reader = csv.reader(body.split("\n"), delimiter=layout.separator, strict=False)
    line = header_line + 1
    for fields in reader:
        yield line, layout.separator.join(fields), fields
        line = header_line + 1 + reader.line_num


def _from_records(records: Iterator[tuple[int, str, list[str]]], layout: Layout) -> Rows:
    """Rows already split: only blanks, headers and widths are left to judge."""
    read = list(records)
    full = [(line, fields) for line, _, fields in read if _is_full(fields, layout)]
    odd = [(line, text) for line, text, fields in read if not _is_full(fields, layout)]
    while odd and not odd[-1][1].strip("\t "):
        odd.pop()
    repaired = repair(odd, layout)
    frame = pl.concat([_frame_of(full, layout), _frame_of(repaired.records, layout)])
    if not frame.height and not repaired.refused:
        raise NoLine
    return _without_headers(_rows(frame.sort("line"), repaired))


def _is_full(fields: Sequence[str], layout: Layout) -> bool:
    return len(fields) == layout.width and any(cell.strip() for cell in fields)
