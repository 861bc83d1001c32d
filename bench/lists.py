"""A list of a hundred thousand open items into the books, and what being able to undo it costs."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from bench import Figure, fec
from encaisse.accounts.models import Company
from encaisse.imports import operations
from encaisse.store import traces

PROMISE = "a list of 100,000 open items under 500 Mio; undo costs at most a third of an import"
ROWS, BOOKS = 100_000, 100_000
CUSTOMERS = 2_000
HEADER = "Code client;Nom du client;N° facture;Date facture;Échéance;Montant TTC;Restant dû\r\n"
START = date(2026, 1, 1)
UNTRACED = "untraced"
CHILD = """
import pathlib, sys
from encaisse.config import cli
cli.prepare_django()
cli.prepare_database()
from bench import lists
lists.take(pathlib.Path(sys.argv[1]), sys.argv[2])
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        listed, books = _write(Path(folder)), fec.write(Path(folder), BOOKS)
        for words, path in (("liste", listed), ("FEC", books)):
            turns = [(_taken(path, ""), _taken(path, UNTRACED)) for _turn in range(2)]
            seconds, megabytes = min(traced for traced, _bare in turns)
            bare = min(bare for _traced, (bare, _megabytes) in turns)
            detail = f"{seconds:.1f} s, {bare:.1f} s sans de quoi défaire"
            yield Figure(f"{words}, 100 000 lignes", seconds / bare, 1.33, "×", detail)
            if path is listed:
                yield Figure("mémoire de la liste", megabytes, 500, "Mio", "sommet du processus")


def _write(folder: Path) -> Path:
    path = folder / "echeancier.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for rank in range(ROWS):
            on = START + timedelta(days=rank % 300)
            cents = 10_000 + rank * 7919 % 900_000
            amount = f"{cents // 100},{cents % 100:02}"
            who = rank % CUSTOMERS
            file.write(
                f"C{who:05};Société cliente numéro {who:05};FA26{rank:06};{on:%d/%m/%Y};"
                f"{on + timedelta(days=30):%d/%m/%Y};{amount};{amount}\r\n"
            )
    return path


def _taken(path: Path, how: str) -> tuple[float, float]:
    """Seconds and megabytes of the import, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), how],
        check=True, capture_output=True, text=True, env=os.environ,
    )  # fmt: skip
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def take(path: Path, how: str) -> None:
    """Import the file into a fresh company; print seconds and megabytes."""
    if how == UNTRACED:
        setattr(traces, "tracing", contextlib.nullcontext)  # noqa: B010
    count = Company.objects.count()
    company = Company.objects.create(name="Mesure liste", code=f"mesure-liste-{count}")
    given = operations.GivenFile(path.name, path.read_bytes())
    start = time.perf_counter()
    report = operations.take_file(company, given, by="banc", at=timezone.now())
    seconds = time.perf_counter() - start
    if report["refused"] or not report["taken"]:
        raise RuntimeError(str(report["refused"][:3]))
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([seconds, kibibytes / 1024]))
