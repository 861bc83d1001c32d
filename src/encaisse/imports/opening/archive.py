"""ZIP archives of several files, inspected before anything of them is opened."""

import io
import zipfile
from collections.abc import Iterator

from encaisse.imports.opening.workbook import ZIP_ERRORS, inspect_archive

HEADS_MAX = 20


def members_of(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file of an archive that cannot do harm."""
    inspect_archive(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                yield member.filename, archive.read(member)


def heads_of(content: bytes, size: int) -> list[bytes]:
    """The first bytes of the first files: enough to know what the archive holds. None of a
    workbook, nor of an archive that does not open."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if {"[Content_Types].xml", "mimetype"} & set(names):
                return []
            return [_head(archive, name, size) for name in names[:HEADS_MAX]]
    except ZIP_ERRORS:
        return []


def _head(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    with archive.open(name) as stream:
        return stream.read(size)
