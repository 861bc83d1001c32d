"""`encaisse start`, `web`, `migrate`: the whole product on one machine, or its halves."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from encaisse.config import environment
from encaisse.kernel.refusal import Refusal

READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 30


class PortTaken(Refusal):
    """Another program listens there."""

    code = "port_taken"
    sentence = (
        "Le port {port} est déjà pris (un autre Encaisse tourne peut-être déjà). "
        "Arrêtez l'autre programme, ou choisissez un autre port : --port {other}."
    )


class WebNotStarted(Refusal):
    """The web half ended before it answered."""

    code = "web_not_started"
    sentence = "Le serveur web ne répond pas. Lancez « encaisse doctor » pour savoir ce qui manque."


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    start = subparsers.add_parser("start", help="tout le produit : base, travail de fond, pages")
    start.add_argument("files", nargs="*", type=Path, help="fichiers à reprendre d'abord (FEC)")
    start.add_argument("--company", default="", help="société à laquelle ils appartiennent")
    start.add_argument("--host", default="127.0.0.1")
    start.add_argument("--port", type=int, default=8000)
    start.add_argument("--demo", action="store_true", help="la société de démonstration")
    start.set_defaults(handler=_start, needs_database=False)

    web = subparsers.add_parser("web", help="les pages seules")
    web.add_argument("--host", default="127.0.0.1")
    web.add_argument("--port", type=int, default=8000)
    web.add_argument("--threads", type=int, default=4)
    web.set_defaults(handler=_web)

    migrate = subparsers.add_parser("migrate", help="met les tables à jour et s'arrête")
    migrate.set_defaults(handler=_migrate)


def _start(args: argparse.Namespace) -> int:
    _refuse_taken_port(args.host, args.port)
    _say("Base de données…")
    from encaisse.config import cli, first_steps

    cli.prepare_database()
    signs = first_steps.prepare(args.files, company=args.company, demo=args.demo, say=_say)
    with Halves(args.host, args.port) as halves:
        halves.wait_until_ready()
        _say("")
        _say(f"Encaisse est prêt : http://{args.host}:{args.port}")
        for line in signs:
            _say(line)
        _say(f"Ctrl-C arrête tout ; vos données restent dans {environment.home()}.")
        halves.watch()
    _say("Arrêté.")
    return 0


def _web(args: argparse.Namespace) -> int:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "encaisse.config.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        blocking_threads=args.threads,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def _migrate(_args: argparse.Namespace) -> int:
    print("Les tables sont à jour.", file=sys.stderr)
    return 0


class Halves:
    """The web half and the worker half, as children that end with their parent."""

    def __init__(self, host: str, port: int) -> None:
        self.address = f"http://{host}:{port}"
        self.commands: list[Sequence[str]] = [
            ("web", "--host", host, "--port", str(port)),
            ("worker",),
        ]
        self.children: list[subprocess.Popen[bytes]] = []
        self.asked_to_stop = threading.Event()

    def __enter__(self) -> "Halves":
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: self.asked_to_stop.set())
        self.children = [self._spawn(command) for command in self.commands]
        return self

    def __exit__(self, *_: object) -> None:
        _say("Arrêt en cours…")
        for child in self.children:
            child.terminate()
        for child in self.children:
            try:
                child.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def wait_until_ready(self) -> None:
        """Return once a page answers."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline and not self.asked_to_stop.is_set():
            if self.children[0].poll() is not None:
                raise WebNotStarted
            try:
                urllib.request.urlopen(f"{self.address}/sante", timeout=2).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        if not self.asked_to_stop.is_set():
            raise WebNotStarted

    def watch(self) -> None:
        """Wait for a stop signal; a half that dies is started again."""
        while not self.asked_to_stop.wait(1.0):
            for index, child in enumerate(self.children):
                if child.poll() is not None:
                    name = self.commands[index][0]
                    _say(f"« {name} » s'est arrêté (code {child.returncode}) : relancé.")
                    self.children[index] = self._spawn(self.commands[index])

    def _spawn(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "encaisse.config", *command],
            stdin=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"ENCAISSE_PARENT": str(os.getpid())},
        )


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port=port, other=port + 1) from error


def _say(line: str) -> None:
    print(line, flush=True)
