"""What a workbook becomes once read: a few bytes may stand for cells and words without end.

XLSX names a shared string from as many cells as it likes; ODS repeats cells, rows and blanks by a
number. Each copy takes memory: they are counted before the workbook is opened."""

import re
import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

SHARED, DOCUMENT = "xl/sharedstrings.xml", "content.xml"
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
SHARING = re.compile(rb"""\bt\s*=\s*["']s["']""")
SHARED_BY = re.compile(
    rb"""\bt\s*=\s*["']s["'][^<>]*>\s*(?:<f\b[^<>]*>[^<]*</f>\s*)?<v[^<>]*>\s*(\d{1,8})\s*<"""
)
MARKUP, ATTRIBUTE = rb"""(?:[^<>"']|"[^"]*"|'[^']*')*""", rb"""-repeated\s*=\s*["']([^"']*)["']"""
PART = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b(" + MARKUP + rb")>")
TAG, BLANKS = re.compile(rb"<[^>]*>"), re.compile(rb"""text:c\s*=\s*["']([^"']*)["']""")
REPEATED = re.compile(ATTRIBUTE)
WITHOUT_END, HARMLESS = 10**12, 60_000_000
CHUNK = 1024 * 1024


def characters_of(archive: zipfile.ZipFile) -> int:
    """How many characters the cells hold together where some are copies, each counted; at least one
    for a cell that holds any."""
    names = archive.namelist()
    if DOCUMENT in names:
        return sum(map(_of_rows, _pieces(archive, DOCUMENT, b"<table:table-row")))
    sheets = [name for name in names if SHEET.fullmatch(name)]
    longest, sharing = _at_most(archive, names, sheets)
    if longest * sharing <= HARMLESS:
        return longest * sharing
    lengths = [one for name in names if name.lower() == SHARED for one in _shared(archive, name)]
    found = (piece for name in sheets for piece in _pieces(archive, name, b"<c"))
    return sum(_of_cells(piece, lengths) for piece in found)


def _at_most(
    archive: zipfile.ZipFile, names: Sequence[str], sheets: Sequence[str]
) -> tuple[int, int]:
    """No shared string is longer than this, no more cells share one: quickly known."""
    strings = (name for name in names if name.lower() == SHARED)
    texts = (piece for name in strings for piece in _pieces(archive, name, b"<si"))
    longest = max((len(one) for piece in texts for one in piece.split(b"</si>")), default=0)
    cells = (piece for name in sheets for piece in _pieces(archive, name, b"<c"))
    return longest, sum(piece.count(b'"s"') + piece.count(b"'s'") for piece in cells)


def _pieces(archive: zipfile.ZipFile, name: str, mark: bytes) -> Iterator[bytes]:
    """A member in pieces, each but the first beginning where the mark stands."""
    rest = b""
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            rest += chunk
            at = rest.rfind(mark, 1)
            if at > 0:
                yield rest[:at]
                rest = rest[at:]
    yield rest


def _shared(archive: zipfile.ZipFile, name: str) -> Iterator[int]:
    """The length of each shared string."""
    with archive.open(name) as stream:
        found = etree.iterparse(stream, tag="{*}si", resolve_entities=False, no_network=True)
        for _event, element in found:
            yield sum(map(len, element.itertext()))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _of_cells(piece: bytes, lengths: list[int]) -> int:
    """The characters that the cells of a piece share; a reference that cannot be read is taken for
    the longest."""
    named = [int(rank) for rank in SHARED_BY.findall(piece)]
    known = sum(lengths[rank] for rank in named if rank < len(lengths))
    return known + (len(SHARING.findall(piece)) - len(named)) * max(lengths, default=0)


def _of_rows(piece: bytes) -> int:
    """The characters of the rows of a piece, cells and rows as often as they are repeated. Where a
    comment or a section may hide some, nothing is known."""
    if b"<!" in piece:
        return WITHOUT_END
    if b"-repeated" not in piece and b"text:c" not in piece:
        return 0
    total = of_row = 0
    times = 1
    parts = list(PART.finditer(piece))
    ends = [*(part.start() for part in parts[1:]), len(piece)][: len(parts)]
    for part, end in zip(parts, ends, strict=True):
        if part[1] == b"table-row":
            total, of_row, times = total + of_row * times, 0, _times(part[2])
            continue
        inside = piece[part.end() : end]
        said = len(TAG.sub(b"", inside).strip()) + sum(map(_number, BLANKS.findall(inside)))
        has_value = b"value" in part[2]
        of_row += (said + has_value) * _times(part[2])
    return total + of_row * times


def _times(attributes: bytes) -> int:
    found = REPEATED.search(attributes)
    return _number(found[1]) if found else 1


def _number(text: bytes) -> int:
    """A number of a document; what is none, or has too many figures, is without end."""
    return int(text) if text.isdigit() and len(text) < 9 else WITHOUT_END
