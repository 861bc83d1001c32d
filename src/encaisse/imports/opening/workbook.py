"""Workbooks (XLSX, XLS, ODS) as tables of texts; an archive is inspected before it is opened."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

from lxml import etree

from encaisse.imports.opening.refusals import WorkbookBroken, WorkbookUnsafe
from encaisse.imports.opening.swelling import SHEET, characters_of

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEGABYTES_MAX = 300
RATIO_MAX = 150
RATIO_FROM = 1024 * 1024
MEMBERS_MAX = 2_000
CELLS_MAX = 8_000_000
CHARACTERS_MAX = 60_000_000
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
PLACE_MAX = 32
CHUNK = 1024 * 1024
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError, ValueError,
    etree.XMLSyntaxError,
)  # fmt: skip

Cell = int | float | str | bool | time | date | datetime | timedelta


def is_workbook(content: bytes) -> bool:
    """Whether the bytes start like a ZIP archive or an old Office file."""
    return content.startswith((ZIP, COMPOUND))


def inspect_archive(content: bytes) -> None:
    """Refuse an archive that is too big once opened, or whose names leave their folder.

    The sizes that an archive declares may lie: the members are read through, up to the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _inspect_names(members)
            size = sum(_real_size(archive, member) for member in members)
            area = max((_area(archive, member) for member in members), default=0)
            characters = characters_of(archive) if size <= MEGABYTES_MAX * CHUNK else 0
    except ZIP_ERRORS as error:
        raise WorkbookBroken from error
    if size > MEGABYTES_MAX * CHUNK:
        raise WorkbookUnsafe(found="il dépasse la taille permise une fois ouvert")
    if area > CELLS_MAX:
        raise WorkbookUnsafe(found=f"une de ses feuilles s'étend sur {area} cases")
    if characters > CHARACTERS_MAX:
        raise WorkbookUnsafe(found="des cases répétées y tiennent plus que la mémoire")
    if size > RATIO_FROM and size > RATIO_MAX * len(content):
        raise WorkbookUnsafe(found=f"il grossit {size // len(content)} fois une fois ouvert")


def _inspect_names(members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS_MAX:
        raise WorkbookUnsafe(found=f"il contient {len(members)} fichiers")
    if sum(member.file_size for member in members) > MEGABYTES_MAX * CHUNK:
        raise WorkbookUnsafe(found="il dépasse la taille permise une fois ouvert")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise WorkbookUnsafe(
                found="il contient des noms de fichiers qui sortent de son dossier"
            )


def _real_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    size = 0
    with archive.open(member) as stream:
        while size <= MEGABYTES_MAX * CHUNK and (chunk := stream.read(CHUNK)):
            size += len(chunk)
    return size


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """How many cells hold between the first and the farthest of a sheet: all would be in memory;
    a cell need not say its place."""
    if not SHEET.fullmatch(member.filename):
        return 0
    rows, columns, cells, tail = 0, 0, 0, b""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            for letters, digits in PLACE.findall(tail + chunk):
                rows, columns = max(rows, int(digits)), max(columns, _rank(letters))
            cells += chunk.count(b"<c") + chunk.count(b":c")
            tail = chunk[-PLACE_MAX:]
    return max(rows * columns, cells)


@cache
def _rank(letters: bytes) -> int:
    """The rank of a column from its letters."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - 64
    return rank


def tables_of(content: bytes) -> list[list[list[str]]]:
    """The cells of each sheet, row by row, as a person sees them."""
    return [[[_text(cell) for cell in row] for row in rows] for _name, rows in sheets_of(content)]


def sheets_of(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    """The name of each sheet and its cells, row by row, from the first."""
    if content.startswith(ZIP):
        inspect_archive(content)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in workbook.sheet_names
        ]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise WorkbookBroken from error


def _text(cell: Cell) -> str:
    """What the person sees in the cell: whole numbers without ``.0``, days as AAAAMMJJ."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return f"{cell:%Y%m%d}"
    return str(cell).replace("\t", " ")
