"""The embedded server: one start for all, gone with the last, nothing touched outside."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from encaisse.store.embedded import EmbeddedServer, ServerNotStarted

HOLD = """
import sys, time
from pathlib import Path
from encaisse.store.embedded import EmbeddedServer
EmbeddedServer(Path(sys.argv[1])).hold(fsync="off")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the server's own system user can reach."""
    with tempfile.TemporaryDirectory(prefix="encaisse-embedded-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def a_holder(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)


def test_the_server_lives_as_long_as_somebody_holds_it(home: Path) -> None:
    server = EmbeddedServer(home)
    first, second = a_holder(home), a_holder(home)
    let_go(first)
    assert server.is_running()
    let_go(second)
    assert not server.is_running()


def test_a_holder_killed_outright_does_not_keep_the_server_for_ever(home: Path) -> None:
    server = EmbeddedServer(home)
    killed = a_holder(home)
    os.kill(killed.pid, signal.SIGKILL)
    let_go(killed)
    assert server.is_running()
    let_go(a_holder(home))
    assert not server.is_running()


def test_what_was_committed_survives_the_server_being_killed(home: Path) -> None:
    server = EmbeddedServer(home)
    holder = a_holder(home)
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    postmaster = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)
    while Path(f"/proc/{postmaster}").exists():
        time.sleep(0.05)
    again = a_holder(home)
    with server.connect() as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    let_go(again)
    let_go(holder)


def test_no_mode_changes_outside_the_data_folder(home: Path) -> None:
    watched = [*home.parents, Path(sys.prefix), *Path(sys.prefix).parents]
    before = {path: path.stat().st_mode for path in watched}
    let_go(a_holder(home))
    assert {path: path.stat().st_mode for path in watched} == before
    assert (home / "database").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_a_sentence() -> None:
    with pytest.raises(ServerNotStarted) as refusal:
        EmbeddedServer(Path("/proc/encaisse")).hold()
    assert "ENCAISSE_DATABASE_URL" in str(refusal.value)
