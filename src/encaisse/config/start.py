"""`encaisse start`, `web`, `migrate`: the whole product on one machine, or its halves."""

import argparse
import contextlib
import importlib
import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from encaisse.config import environment
from encaisse.config.halves import Halves, end_forks_with_this
from encaisse.kernel.refusal import Refusal

LOOPBACK = "127.0.0.1"


class PortTaken(Refusal):
    """Another program listens there."""

    code = "port_taken"
    sentence = (
        "Le port {port} est déjà pris (un autre Encaisse tourne peut-être déjà). "
        "Arrêtez l'autre programme, ou choisissez un autre port : --port {other}."
    )


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    start = subparsers.add_parser("start", help="tout le produit : base, travail de fond, pages")
    start.add_argument("files", nargs="*", type=Path, help="fichiers à reprendre d'abord (FEC)")
    start.add_argument("--company", default="", help="société à laquelle ils appartiennent")
    start.add_argument("--host", default=LOOPBACK)
    start.add_argument("--port", type=int, default=8000)
    start.add_argument("--demo", action="store_true", help="la société de démonstration")
    start.set_defaults(handler=_start, needs_database=False)

    web = subparsers.add_parser("web", help="les pages seules")
    web.add_argument("--host", default=LOOPBACK)
    web.add_argument("--port", type=int, default=8000)
    web.add_argument("--threads", type=int, default=4)
    web.set_defaults(handler=_web, load=load_pages)

    migrate = subparsers.add_parser("migrate", help="met les tables à jour et s'arrête")
    migrate.add_argument("--json", action="store_true")
    migrate.set_defaults(handler=_migrate)


def _start(args: argparse.Namespace) -> int:
    _refuse_taken_port(args.host, args.port)
    from encaisse.config import cli, first_steps
    from encaisse.letters import operations as letters

    mailbox_port = _free_port()
    settings = {"ENCAISSE_MAILBOX_PORT": str(mailbox_port)}
    with Halves(args.host, args.port, settings, _say) as halves:
        _say("Base de données…")
        cli.prepare_database()
        letters.bring_up_to_date()
        signs = first_steps.prepare(args.files, company=args.company, demo=args.demo, say=_say)
        with _mailbox(mailbox_port):
            halves.open()
            for line in ("", f"Encaisse est prêt : http://{args.host}:{args.port}", *signs):
                _say(line)
            _say(f"Ctrl-C arrête tout ; vos données restent dans {environment.home()}.")
            with contextlib.suppress(KeyboardInterrupt, SystemExit):
                halves.watch()
            _say("Arrêt en cours…")
    _say("Arrêté.")
    return 0


@contextlib.contextmanager
def _mailbox(port: int) -> Iterator[None]:
    """Whoever has the demonstration company has a mailbox for its letters."""
    from encaisse.accounts import queries

    if not queries.has_demonstration():
        yield
        return
    from encaisse.letters.mail import mailbox

    with mailbox.serve(LOOPBACK, port, environment.home() / "mailbox"):
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def load_pages() -> None:
    """Everything that answers a page, before the first is asked for."""
    from django.urls import get_resolver

    importlib.import_module("encaisse.config.wsgi")
    assert get_resolver().reverse_dict


def _web(args: argparse.Namespace) -> int:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    end_forks_with_this()
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


def _migrate(args: argparse.Namespace) -> int:
    from encaisse.letters import operations as letters

    letters.bring_up_to_date()
    print("Les tables sont à jour.", file=sys.stderr)
    if args.json:
        print(json.dumps({"current": True}))
    return 0


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port=port, other=port + 1) from error


def _say(line: str) -> None:
    print(line, flush=True)
