"""The real command in a data folder of its own, watched from outside."""

import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from encaisse.store.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from encaisse.store.embedded import EmbeddedServer
EmbeddedServer(Path(sys.argv[1])).hold(fsync="off", full_page_writes="off")
print("held", flush=True)
sys.stdin.read()
"""
READY = "Ctrl-C arrête tout"
PATIENCE_SECONDS = 120
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SIGNS = re.compile(r"Connexion : (\S+) +mot de passe : (\S+)")


def environment(home: Path, **more: str) -> dict[str, str]:
    """What the command sees: nothing of the test bench's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENCAISSE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "ENCAISSE_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **more}


@contextlib.contextmanager
def held(home: Path) -> Iterator[psycopg.Connection]:
    """The data folder's database, held by a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with EmbeddedServer(home).connect() as connection:
            yield connection
        holder.communicate()


def encaisse(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "encaisse.config", *arguments],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(is_so: Callable[[], object]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@dataclass
class Product:
    """`encaisse start`, running."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    @property
    def signs(self) -> tuple[str, str]:
        """The address and the password that were printed."""
        found = SIGNS.search(self.said)
        assert found, self.said
        return found[1], found[2]

    def wait_until_ready(self) -> None:
        self.wait_until(READY)

    def wait_until(self, words: str) -> None:
        """Wait until it has said so."""
        eventually(lambda: words in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def processes(self, word: str = "") -> dict[int, str]:
        """Every process of this data folder, PostgreSQL included, by number."""
        mark = f"ENCAISSE_HOME={self.home}\0".encode()
        found = {}
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and mark in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = command
        return {number: command for number, command in found.items() if word in command}

    def one(self, word: str) -> int:
        """The number of the child of `start` which runs that command."""
        eventually(lambda: self.processes(f"encaisse.config {word}"))
        return min(self.processes(f"encaisse.config {word}"))

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return str(answer.read().decode())

    def home_page(self) -> str:
        """The first page, signed in with what was printed."""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        browser = urllib.request.build_opener(jar)
        address = f"http://127.0.0.1:{self.port}/compte/login/"
        form = browser.open(address, timeout=30).read().decode()
        found = CSRF.search(form)
        assert found, form
        login, password = self.signs
        fields = {"csrfmiddlewaretoken": found[1], "login": login, "password": password}
        answer = browser.open(address, urllib.parse.urlencode(fields).encode(), timeout=30)
        return str(answer.read().decode())

    def stop(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        return self.process.wait(PATIENCE_SECONDS)


@contextlib.contextmanager
def started(home: Path, *arguments: str, **more: str) -> Iterator[Product]:
    """The product, from its first line to its last process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "encaisse.config", "start", "--port", str(port), *arguments],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    product = Product(home, port, process)
    reader = threading.Thread(target=_read, args=(product,), daemon=True)
    reader.start()
    try:
        yield product
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        eventually(lambda: not product.processes())
        reader.join()
        assert process.stdout is not None
        process.stdout.close()


def _read(product: Product) -> None:
    assert product.process.stdout is not None
    for line in product.process.stdout:
        product.lines.append(line.rstrip("\n"))
