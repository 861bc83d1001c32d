"""The bytes of files under their SHA-256: a local folder, or whatever storage the settings name.

The database knows what a file is; this knows only where its bytes lie.
"""

import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

STORAGE = "documents"


class WholeFiles(FileSystemStorage):
    """A local folder. Whole or not at all: a reader never sees half a file."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, passing = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
            Path(passing).replace(place)
        except BaseException:
            Path(passing).unlink(missing_ok=True)
            raise
        return name


def keep(digest: str, content: bytes, *, apart: str = "") -> None:
    """Keep the bytes, unless they are there already; ``apart`` names another folder than usual."""
    storage, name = _storage(), _name(digest, apart)
    if not storage.exists(name):
        storage.save(name, ContentFile(content))


def read(digest: str, *, apart: str = "") -> bytes:
    """The bytes kept under that digest."""
    with _storage().open(_name(digest, apart)) as file:
        return bytes(file.read())


def remove(digest: str, *, apart: str = "") -> None:
    """Forget the bytes; nothing happens when they are gone already."""
    _storage().delete(_name(digest, apart))


def are_kept(digest: str, *, apart: str = "") -> bool:
    """Whether the bytes are there."""
    return _storage().exists(_name(digest, apart))


def _storage() -> Storage:
    return storages[STORAGE]


def _name(digest: str, apart: str) -> str:
    return "/".join(part for part in (apart, digest[:2], digest) if part)
