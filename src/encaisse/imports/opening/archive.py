"""ZIP archives of several files, inspected before anything of them is opened."""

import io
import re
import zipfile

from encaisse.imports.opening.refusals import FileRefused, WorkbookBroken, WorkbookUnsafe
from encaisse.imports.opening.workbook import ZIP, ZIP_ERRORS, inspect_archive

HEADS_MAX = 20
FILES_MAX = 200
OFFICE = {"[Content_Types].xml", "mimetype"}
NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class ArchiveRefused(FileRefused):
    """An archive that may do harm, or holds another."""

    code = "archive_refused"
    sentence = "Cette archive est refusée : {found}. Déposez ses fichiers eux-mêmes."


def files_of(content: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive of any kinds, inspected first; none may be another archive."""
    found = [one for one in members_of(content) if not one[0].endswith(NOISE[1:])]
    files = [one for one in found if not one[0].startswith(NOISE[0])]
    if len(files) > FILES_MAX:
        raise ArchiveRefused(found=f"elle contient {len(files)} fichiers, {FILES_MAX} au plus")
    nested = [name for name, inside in files if _is_archive(inside)]
    if nested:
        raise ArchiveRefused(found=f"« {nested[0]} » est lui-même une archive")
    return files


def _is_archive(content: bytes) -> bool:
    """A ZIP that is no workbook."""
    if not content.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return not OFFICE & set(archive.namelist())
    except ZIP_ERRORS:
        return True


def members_of(content: bytes) -> list[tuple[str, bytes]]:
    """The name and the bytes of each file of an archive that cannot do harm."""
    try:
        inspect_archive(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            return [(one.filename, archive.read(one)) for one in members]
    except WorkbookUnsafe as unsafe:
        said = re.sub(r"^il ", "elle ", str(unsafe.facts["found"]))
        raise ArchiveRefused(found=said) from unsafe
    except (WorkbookBroken, *ZIP_ERRORS) as broken:
        raise ArchiveRefused(found="elle ne s'ouvre pas, ou demande un mot de passe") from broken


def heads_of(content: bytes, size: int) -> list[bytes]:
    """The first bytes of the first files: enough to know what the archive holds. None of a
    workbook, nor of an archive that does not open."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if OFFICE & set(names):
                return []
            return [_head(archive, name, size) for name in names[:HEADS_MAX]]
    except ZIP_ERRORS:
        return []


def _head(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    with archive.open(name) as stream:
        return stream.read(size)
