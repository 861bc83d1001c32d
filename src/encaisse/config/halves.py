"""The two halves of `encaisse start`, pages and background work, as child processes.

A child loads what is slow at once, then waits for its parent's word; it is started again when it
dies, and ends when its parent does, even by kill −9: its standard input closes.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from encaisse.kernel.refusal import Refusal

READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 30
WATCH_SECONDS = 0.5
RESTART_SECONDS = 3
PARENT = "ENCAISSE_PARENT"
WORD = b"\n"


class WebNotStarted(Refusal):
    """The web half ended before it answered."""

    code = "web_not_started"
    sentence = "Le serveur web ne répond pas. Lancez « encaisse doctor » pour savoir ce qui manque."


@dataclass
class Half:
    """One child: its command, its process, when it was last started."""

    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it, up to where it waits for the word."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "encaisse.config", *self.command],
            bufsize=0,
            stdin=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, **environment, PARENT: str(os.getpid())},
        )

    def go(self) -> None:
        """Give it the word."""
        if self.process and self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(WORD)

    def stop(self, *, at: float) -> None:
        """Wait for the end asked for, until that time; then kill."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, at - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def has_ended(self) -> bool:
        """Whether it was started and is no more."""
        return self.process is not None and self.process.poll() is not None


@dataclass
class Halves:
    """Both children, for the time of the block."""

    host: str
    port: int
    environment: Mapping[str, str]
    say: Callable[[str], None]
    web: Half = field(init=False)
    worker: Half = field(init=False)

    def __enter__(self) -> "Halves":
        self.web = Half(("web", "--host", self.host, "--port", str(self.port)))
        self.worker = Half(("worker",))
        self.web.start(self.environment)
        return self

    def __exit__(self, *_: object) -> None:
        halves = (self.web, self.worker)
        for half in halves:
            if half.process is not None:
                half.process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for half in halves:
            half.stop(at=deadline)

    def open(self) -> None:
        """Open the pages, then the background work; returns once a page answers."""
        self.web.go()
        self._wait_for_page()
        self.worker.start(self.environment)
        self.worker.go()

    def watch(self) -> None:
        """A half that dies is started again; until a signal ends the block."""
        while True:
            time.sleep(WATCH_SECONDS)
            for half in (self.web, self.worker):
                if half.has_ended and time.monotonic() - half.started_at > RESTART_SECONDS:
                    self.say(f"« {half.command[0]} » s'est arrêté : relancé.")
                    half.start(self.environment)
                    half.go()

    def _wait_for_page(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline and not self.web.has_ended:
            try:
                urllib.request.urlopen(f"http://{self.host}:{self.port}/sante", timeout=2).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise WebNotStarted


def is_half() -> bool:
    """Whether this process is a child of `start`."""
    return PARENT in os.environ


def wait_for_parent() -> None:
    """As a child: wait for the word; from then on, end with the parent."""
    if not os.read(0, len(WORD)):
        sys.exit(0)
    end_with(0)


def end_with(descriptor: int) -> None:
    """End this process when the other end of the pipe closes.

    The plain descriptor is read: a thread that held the lock of ``sys.stdin`` would freeze what is
    forked."""

    def wait() -> None:
        while os.read(descriptor, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_WITHIN_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def end_forks_with_this() -> None:
    """From now on, a process forked from this one ends when this one does, even by kill −9."""
    reading, writing = os.pipe()

    def in_fork() -> None:
        os.close(writing)
        end_with(reading)

    os.register_at_fork(after_in_child=in_fork)
