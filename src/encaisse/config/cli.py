"""The `encaisse` command: finds the capability, prepares what it needs, prints refusals."""

import argparse
import errno
import importlib
import os
import signal
import sys
import threading

from encaisse.kernel.refusal import Refusal

COMMANDS = {
    "start": "encaisse.config.start",
    "web": "encaisse.config.start",
    "migrate": "encaisse.config.start",
    "doctor": "encaisse.config.doctor",
    "worker": "encaisse.jobs.commands",
    "import": "encaisse.imports.commands",
    "open-items": "encaisse.imports.commands",
    "aged-balance": "encaisse.indicators.commands",
    "dunning": "encaisse.dunning.commands",
    "story": "encaisse.dunning.commands",
    "law": "encaisse.law.commands",
    "audit": "encaisse.audit.commands",
    "user": "encaisse.accounts.commands",
    "demo": "encaisse.demonstration.commands",
}
WITHOUT_DJANGO = {"law"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 refused, 2 misused."""
    arguments = sys.argv[1:] if arguments is None else arguments
    named = arguments[0] if arguments and arguments[0] in COMMANDS else None
    try:
        if named not in WITHOUT_DJANGO:
            prepare_django()
        parser = _parser([named] if named else list(COMMANDS))
        args = parser.parse_args(arguments)
        if getattr(args, "needs_database", True):
            prepare_database()
        _end_with_parent()
        return int(args.handler(args))
    except Refusal as refusal:
        print(str(refusal), file=sys.stderr)
        return 1
    except Exception as error:
        if not _is_disk_full(error):
            raise
        print(
            "Le disque est plein : rien n'a été écrit. Libérez de la place, puis recommencez.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _end_with_parent() -> None:
    """As a child of `start`: end when its end of our standard input closes, even by kill −9."""
    if "ENCAISSE_PARENT" not in os.environ:
        return

    def wait() -> None:
        # The plain descriptor: a thread holding the lock of sys.stdin would freeze forked workers.
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _is_disk_full(error: BaseException | None) -> bool:
    while error is not None:
        if getattr(error, "errno", None) == errno.ENOSPC or type(error).__name__ == "DiskFull":
            return True
        error = error.__cause__
    return False


def _parser(names: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="encaisse", description="Faire payer ses factures : suivi, relances, droit."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="commande")
    for module in dict.fromkeys(COMMANDS[name] for name in names):
        importlib.import_module(module).register(subparsers)
    return parser


def prepare_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encaisse.config.settings")
    django.setup()


def prepare_database() -> None:
    """Hold the embedded server, bring the tables up to date, see every company (the operator)."""
    from encaisse.config import environment
    from encaisse.store import isolation, schema
    from encaisse.store.embedded import EmbeddedServer

    if environment.is_embedded():
        EmbeddedServer(environment.home()).hold()
    if not schema.is_current():
        print("Mise à jour de la base de données…", file=sys.stderr)
        schema.migrate()
    isolation.see_all()
