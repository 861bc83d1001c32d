"""The `encaisse` command: finds the capability, prepares what it needs, prints refusals."""

import argparse
import errno
import importlib
import os
import shutil
import signal
import sys

from encaisse.config import halves
from encaisse.kernel.refusal import Refusal

COMMANDS = {
    "start": "encaisse.config.start",
    "web": "encaisse.config.start",
    "migrate": "encaisse.config.start",
    "doctor": "encaisse.config.doctor",
    "worker": "encaisse.jobs.commands",
    "import": "encaisse.imports.commands",
    "open-items": "encaisse.imports.commands",
    "match": "encaisse.matching.commands",
    "aged-balance": "encaisse.indicators.commands",
    "dunning": "encaisse.dunning.commands",
    "story": "encaisse.dunning.commands",
    "entries": "encaisse.entries.commands",
    "cash-reports": "encaisse.cash_reports.commands",
    "law": "encaisse.law.commands",
    "audit": "encaisse.audit.commands",
    "user": "encaisse.accounts.commands",
    "company": "encaisse.accounts.commands",
    "demo": "encaisse.demonstration.commands",
}
WITHOUT_DJANGO = {"law"}
NOTHING_LEFT_BYTES = 16 << 20
SAYING_NOTHING = {"OperationalError", "InterfaceError", "ServerNotStarted", shutil.Error.__name__}
DISK_FULL = "Le disque est plein : rien n'a été écrit. Libérez de la place, puis recommencez."


class DatabaseSilent(Refusal):
    """The database cannot be reached."""

    code = "database_silent"
    sentence = (
        "La base de données ne répond pas ({why}). Vérifiez ENCAISSE_DATABASE_URL, ou retirez-la "
        "pour la base intégrée."
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 refused, 2 misused."""
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if _is_disk_full(error):
            return _refuse(DISK_FULL)
        if isinstance(error, Refusal):
            return _refuse(str(error))
        raise


def _run(arguments: list[str]) -> int:
    _end_in_order()
    named = arguments[0] if arguments and arguments[0] in COMMANDS else None
    if named not in WITHOUT_DJANGO:
        prepare_django()
    parser = _parser([named] if named else list(COMMANDS))
    args = parser.parse_args(arguments)
    if halves.is_half():
        getattr(args, "load", lambda: None)()
        halves.wait_for_parent()
    if getattr(args, "needs_database", True):
        prepare_database()
    return int(args.handler(args))


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _end_in_order() -> None:
    """SIGTERM ends a command as Ctrl-C does: what it holds is let go."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _is_disk_full(error: BaseException) -> bool:
    """Said by the system, said by PostgreSQL, or killing PostgreSQL, which then says nothing."""
    chain = [error]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    names = {type(one).__name__ for one in chain}
    if "DiskFull" in names or any(getattr(one, "errno", 0) == errno.ENOSPC for one in chain):
        return True
    return bool(names & SAYING_NOTHING) and _is_nothing_left()


def _is_nothing_left() -> bool:
    """Where the data are; the database may have a disk of its own."""
    from encaisse.config import environment
    from encaisse.store.embedded import EmbeddedServer

    home = environment.home()
    folders = [folder for folder in (home, EmbeddedServer(home).data) if folder.exists()]
    return any(shutil.disk_usage(folder).free < NOTHING_LEFT_BYTES for folder in folders)


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
    if not halves.is_half() and not _is_current():
        print("Mise à jour de la base de données…", file=sys.stderr)
        schema.migrate()
    isolation.see_all()


def _is_current() -> bool:
    from django.db import OperationalError

    from encaisse.store import schema

    try:
        return schema.is_current()
    except OperationalError as error:
        raise DatabaseSilent(why=str(error).strip().splitlines()[-1]) from error
