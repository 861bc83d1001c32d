"""A full disk: one sentence, nothing half-written, and the same command works once there is room.

Where a small disk may be mounted, the real database runs out of room on it; everywhere, a file
that the system refuses to fill stands for it.
"""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from encaisse.config import cli
from encaisse.config.environment import HomeNotWritable
from encaisse.store.embedded import ServerNotStarted
from tests.running.conftest import COMPANY
from tests.running.product import encaisse, held

pytestmark = pytest.mark.slow
SMALL, LARGE = "8m", "1g"


@dataclass
class Scene:
    """A command on a full disk, what makes room, and whether nothing of it is there."""

    home: Path
    words: tuple[str, ...]
    make_room: Callable[[], object]
    is_untouched: Callable[[], bool]


@contextlib.contextmanager
def a_file_that_takes_nothing(new: Path, empty: Path, fec: Path) -> Iterator[Scene]:
    """``/dev/full`` answers every write as a full disk does."""
    folder = new.parent / "demo"
    folder.mkdir()
    blocked = folder / "000412072FEC20251231.txt.partial"
    blocked.symlink_to("/dev/full")
    words = ("demo", "files", "--folder", str(folder), "--on", "2026-11-23")
    yield Scene(new, words, lambda: None, lambda: not any(folder.iterdir()))


@contextlib.contextmanager
def a_first_start(new: Path, empty: Path, fec: Path) -> Iterator[Scene]:
    """No room even for an empty database."""
    with mounted(new, SMALL):
        yield Scene(
            new,
            ("migrate",),
            lambda: mount(new, f"remount,size={LARGE}"),
            lambda: not any((new / "database").iterdir()),
        )


@contextlib.contextmanager
def a_database_at_rest(new: Path, empty: Path, fec: Path) -> Iterator[Scene]:
    """No room for the server to start in."""
    with mounted(new, LARGE):
        copy(empty, new)
        yield an_import(new, fec, filled(new))


@contextlib.contextmanager
def a_database_at_work(new: Path, empty: Path, fec: Path) -> Iterator[Scene]:
    """The database, on a disk of its own, takes nothing more."""
    copy(empty, new)
    shutil.rmtree(new / "database")
    with mounted(new / "database", LARGE):
        copy(empty / "database", new / "database")
        with held(new):
            yield an_import(new, fec, filled(new / "database"))


def an_import(home: Path, fec: Path, filler: Path) -> Scene:
    words = ("import", str(fec), "--company", COMPANY)
    return Scene(home, words, filler.unlink, lambda: rows(home, "accounts_company") == 0)


def rows(home: Path, table: str) -> int:
    with held(home) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row
    return int(row[0])


def copy(folder: Path, into: Path) -> None:
    subprocess.run(["cp", "-a", f"{folder}/.", str(into)], check=True)


def filled(folder: Path) -> Path:
    """A file of another program that takes all the room there is."""
    filler = folder / "filler"
    block = bytes(1 << 20)
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(block) == len(block):
            pass
    return filler


def mount(folder: Path, options: str) -> None:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


@contextlib.contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """A disk of that size there, for the time of the block."""
    folder.mkdir(exist_ok=True)
    mount(folder, f"size={size},mode=711")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def may_mount() -> bool:
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    with (
        contextlib.suppress(OSError, subprocess.CalledProcessError),
        tempfile.TemporaryDirectory() as name,
        mounted(Path(name), SMALL),
    ):
        return True
    return False


Setting = Callable[[Path, Path, Path], AbstractContextManager[Scene]]
REAL_DISKS: list[Setting] = [a_first_start, a_database_at_rest, a_database_at_work]
SETTINGS = [a_file_that_takes_nothing, *(REAL_DISKS if may_mount() else [])]


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_full_disk_is_a_sentence(
    setting: Setting, new_home: Path, empty_home: Path, fec: Path
) -> None:
    with setting(new_home, empty_home, fec) as scene:
        refused = encaisse(scene.home, *scene.words)
        assert refused.returncode == 1, refused.stderr
        assert refused.stderr.splitlines()[-1] == cli.DISK_FULL
        assert "Traceback" not in refused.stderr
        assert refused.stdout == ""
        scene.make_room()
        assert scene.is_untouched()
        done = encaisse(scene.home, *scene.words)
        assert done.returncode == 0, done.stderr


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
LOST = psycopg.OperationalError("server closed the connection unexpectedly")
NOT_STARTED = ServerNotStarted(why="pg_ctl a échoué", folder="/data")


@pytest.mark.parametrize(
    ("error", "has_room", "recognised"),
    [
        pytest.param(FULL, True, True, id="said by the system"),
        pytest.param(psycopg.errors.DiskFull(), True, True, id="said by PostgreSQL"),
        pytest.param(caused(OperationalError(), psycopg.errors.DiskFull()), True, True,
                     id="said through Django"),
        pytest.param(caused(HomeNotWritable(folder="/data", why=""), FULL), True, True,
                     id="behind a refusal"),
        pytest.param(LOST, False, True, id="the server died of it"),
        pytest.param(LOST, True, False, id="the server died of something else"),
        pytest.param(NOT_STARTED, False, True, id="the server could not start for it"),
        pytest.param(NOT_STARTED, True, False, id="the server could not start otherwise"),
        pytest.param(shutil.Error([]), False, True, id="its programs could not be copied"),
        pytest.param(ValueError(), False, False, id="a bug on a full disk"),
    ],
)  # fmt: skip
def test_what_a_full_disk_looks_like(
    error: Exception, has_room: bool, recognised: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "NOTHING_LEFT_BYTES", 0 if has_room else 1 << 62)
    assert cli._is_disk_full(error) is recognised


def test_a_data_folder_that_is_not_there_is_no_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENCAISSE_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setattr(cli, "NOTHING_LEFT_BYTES", 1 << 62)
    assert not cli._is_disk_full(NOT_STARTED)
