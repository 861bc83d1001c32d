"""From a FEC to open receivables, against splitting its lines and a bare COPY of the same rows."""

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

from django.db import connection
from django.utils import timezone

from bench import Figure
from encaisse.accounts.models import Company
from encaisse.imports import operations

PROMISE = "a FEC of 500,000 lines within 3 × splitting + bare COPY, under 1 GiB, linear"
SMALL, LARGE = 50_000, 500_000
TABLES = (
    "parties_customer",
    "receivables_invoice",
    "receivables_receivable",
    "payments_credit",
    "matching_allocation",
)
HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\t"
    "Montantdevise\tIdevise\r\n"
)
START = date(2025, 1, 1)
CHILD = """
import pathlib, sys
from encaisse.config import cli
cli.prepare_django()
cli.prepare_database()
from bench import fec
fec.take(pathlib.Path(sys.argv[1]))
"""
LINES_PER_TURN = 10
CUSTOMERS = 2_000


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        small, large = (write(Path(folder), count) for count in (SMALL, LARGE))
        few = min(_taken(small)[0] for _turn in range(3))
        seconds, megabytes = min(_taken(large) for _turn in range(2))
        split, copied = min(_split(large) for _turn in range(2)), _copied()
    detail = f"{seconds:.1f} s contre {split:.1f} s (découpe) + {copied:.1f} s (COPY)"
    yield Figure("500 000 lignes", seconds / (split + copied), 3, "×", detail)
    yield Figure("mémoire", megabytes, 1024, "Mio", "sommet du processus")
    growth = seconds / few / (LARGE / SMALL)
    yield Figure("croissance", growth, 1.1, "×", f"{few:.2f} s pour {SMALL:,} lignes")


def write(folder: Path, count: int) -> Path:
    """A seller's year: invoices of which nine in ten are paid and lettered, and purchases."""
    path = folder / f"552100554FEC{count}.txt"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        turns = count // LINES_PER_TURN
        for turn in range(turns):
            file.write(_turn(turn, START + timedelta(days=turn * 300 // turns)))
    return path


def _turn(turn: int, on: date) -> str:
    day, later = f"{on:%Y%m%d}", f"{on + timedelta(days=20 + turn % 45):%Y%m%d}"
    net = 10_000 + turn * 7919 % 900_000
    tax = net // 5
    customer = f"C{turn % CUSTOMERS:05d}\tSociété cliente numéro {turn % CUSTOMERS:05d} & Fils"
    supplier = f"F{turn % 300:04d}\tFournisseur de matières n° {turn % 300}"
    letter = "\t" if turn % 10 == 0 else f"L{turn // CUSTOMERS:04d}\t{later}"
    sale = f"VE\tVentes\tVE{turn:07d}\t{day}\t"
    sold = f"FA25{turn:07d}\t{day}\tFacture FA25{turn:07d}"
    bank = f"BQ\tBanque\tBQ{turn:07d}\t{later}\t"
    paid = f"VIR{turn:07d}\t{later}\tVirement reçu du client"
    buying = f"AC\tAchats\tAC{turn:07d}\t{day}\t"
    bought = f"HA25{turn:07d}\t{day}\tFacture d'achat"
    paying = f"BQ\tBanque\tBX{turn:07d}\t{later}\t"
    given = f"PRV{turn:07d}\t{later}\tVirement émis"
    rows = (
        (sale, "411000\tClients", customer, sold, net + tax, letter),
        (sale, "706000\tPrestations de services", "\t", sold, -net, "\t"),
        (sale, "445710\tTVA collectée", "\t", sold, -tax, "\t"),
        (bank, "512000\tBanque", "\t", paid, net + tax, "\t"),
        (bank, "411000\tClients", customer, paid, -net - tax, letter),
        (buying, "607000\tAchats de marchandises", "\t", bought, tax, "\t"),
        (buying, "445660\tTVA déductible", "\t", bought, tax // 5, "\t"),
        (buying, "401000\tFournisseurs", supplier, bought, -tax - tax // 5, "\t"),
        (paying, "401000\tFournisseurs", supplier, given, tax + tax // 5, "\t"),
        (paying, "512000\tBanque", "\t", given, -tax - tax // 5, "\t"),
    )
    return "".join(_row(*row, day) for row in rows)


def _row(
    entry: str, account: str, third: str, document: str, cents: int, letter: str, day: str
) -> str:
    debit, credit = max(cents, 0), max(-cents, 0)
    amounts = f"{debit // 100},{debit % 100:02d}\t{credit // 100},{credit % 100:02d}"
    return f"{entry}{account}\t{third}\t{document}\t{amounts}\t{letter}\t{day}\t\t\r\n"


def _taken(path: Path) -> tuple[float, float]:
    """Seconds and megabytes of the import, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        check=True, capture_output=True, text=True, env=os.environ,
    )  # fmt: skip
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def take(path: Path) -> None:
    """Import the file into a fresh company; print seconds and megabytes."""
    count = Company.objects.count()
    company = Company.objects.create(name="Mesure FEC", code=f"mesure-fec-{count}")
    operations.take_file(
        company, operations.GivenFile("chauffe.txt", HEADER.encode()), by="banc", at=timezone.now()
    )
    start = time.perf_counter()
    given = operations.GivenFile(path.name, path.read_bytes())
    report = operations.take_file(company, given, by="banc", at=timezone.now())
    seconds = time.perf_counter() - start
    if not all(check["ok"] for check in report["checks"]):
        raise RuntimeError(str(report["checks"]))
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([seconds, kibibytes / 1024]))


def _split(path: Path) -> float:
    """Every line split into its fields, all kept: what any reader has to do first."""
    start = time.perf_counter()
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")]
    seconds = time.perf_counter() - start
    assert len(rows) > LARGE
    return seconds


def _copied() -> float:
    """A bare COPY of the rows of the latest company into tables without index nor constraint."""
    company = Company.objects.order_by("-id")[0]
    seconds = 0.0
    with connection.cursor() as wrapper:
        cursor = wrapper.cursor
        for table in TABLES:
            query = f"SELECT * FROM {table} WHERE company_id = {company.pk}"
            with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
                rows = b"".join(bytes(block) for block in copy)
            cursor.execute(f"CREATE TEMPORARY TABLE bare_{table} (LIKE {table})")
            start = time.perf_counter()
            with cursor.copy(f"COPY bare_{table} FROM STDIN") as copy:
                copy.write(rows)
            seconds += time.perf_counter() - start
            cursor.execute(f"DROP TABLE bare_{table}")
    return seconds
