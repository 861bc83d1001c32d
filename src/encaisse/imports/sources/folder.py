"""A watched folder: what lies in it, finished or not, and where it goes once read.

Everything is opened below the folder's own descriptor and no link is followed: whoever may write
there cannot have a file of this machine read or replaced."""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from encaisse.imports.sources.places import FILE_BYTES_MAX, is_finished

TAKEN, TO_REVIEW, REFUSED = "pris", "a-verifier", "refuses"
FILES_MAX = 500
LINK = "C'est un lien, et aucun n'est suivi : déposez le fichier lui-même."
SPECIAL = "Ce n'est pas un fichier ordinaire."
TOO_LARGE = "Le fichier dépasse 512 Mo : exportez une période plus courte."
CLOSED = "Le fichier ne peut pas être lu ({why}) : donnez-en le droit de lecture à Encaisse."


class FileUnreadable(Exception):
    """Why a file that lies there is not read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells that a file has not changed."""

    size: int
    changed: int
    number: int


class Opened:
    """The folder, held open."""

    def __init__(self, descriptor: int) -> None:
        self._folder = descriptor

    def marks(self) -> dict[str, Mark]:
        """The files whose names are those of finished ones, each with its mark; no folder."""
        found: dict[str, Mark] = {}
        for name in sorted(os.listdir(self._folder)):
            if is_finished(name) and len(found) < FILES_MAX:
                facts = self._facts(name)
                if facts and not stat.S_ISDIR(facts.st_mode):
                    found[name] = _mark(facts)
        return found

    def read(self, name: str, mark: Mark) -> bytes | None:
        """The bytes of a file; None when it changed meanwhile. Raises ``FileUnreadable``."""
        facts = self._facts(name)
        if facts is None:
            return None
        if stat.S_ISLNK(facts.st_mode):
            raise FileUnreadable(LINK)
        if not stat.S_ISREG(facts.st_mode):
            raise FileUnreadable(SPECIAL)
        if facts.st_size > FILE_BYTES_MAX:
            raise FileUnreadable(TOO_LARGE)
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            descriptor = os.open(name, flags, dir_fd=self._folder)
        except OSError as error:
            raise FileUnreadable(CLOSED.format(why=error.strerror)) from error
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
            is_same = _mark(os.fstat(file.fileno())) == mark == _mark(facts)
        return content if is_same and len(content) == mark.size else None

    def settle(self, name: str, mark: Mark, within: str, report: str) -> bool:
        """Put a file aside with its report, under a name that none has there; False, and the file
        where it was, when another had taken its place meanwhile."""
        with contextlib.suppress(FileExistsError):
            os.mkdir(within, 0o750, dir_fd=self._folder)
        aside = os.open(within, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=self._folder)
        try:
            free = _reserved(aside, name)
            os.replace(name, free, src_dir_fd=self._folder, dst_dir_fd=aside)
            if _mark(os.stat(free, dir_fd=aside, follow_symlinks=False)) != mark:
                os.replace(free, name, src_dir_fd=aside, dst_dir_fd=self._folder)
                return False
            note = _reserved(aside, f"{free}.txt")
            descriptor = os.open(note, os.O_WRONLY | os.O_NOFOLLOW, dir_fd=aside)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(report)
        finally:
            os.close(aside)
        return True

    def _facts(self, name: str) -> os.stat_result | None:
        try:
            return os.stat(name, dir_fd=self._folder, follow_symlinks=False)
        except OSError:
            return None


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The folder for the time of the block. Raises ``OSError``."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield Opened(descriptor)
    finally:
        os.close(descriptor)


def _mark(facts: os.stat_result) -> Mark:
    return Mark(facts.st_size, facts.st_mtime_ns, facts.st_ino)


def _reserved(folder: int, name: str) -> str:
    """A free name, made an empty file so that nobody takes it meanwhile."""
    stem, dot, end = name.rpartition(".")
    rank = 1
    while True:
        numbered = f"{stem} ({rank}){dot}{end}" if stem else f"{name} ({rank})"
        free = name if rank == 1 else numbered
        try:
            os.close(os.open(free, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640, dir_fd=folder))
        except FileExistsError:
            rank += 1
            continue
        return free
