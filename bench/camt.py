"""A hundred thousand entries of one CAMT statement, against only walking through its tags."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from io import BytesIO

from lxml import etree
from tests.imports import camt

from bench import Figure
from encaisse.imports.camt.reading import read_camt

PROMISE = "a hundred thousand entries of CAMT cost no more than eight walks through their tags"
ENTRIES = int(os.environ.get("ENCAISSE_BENCH_ENTRIES", "100000"))
MEBI = 1024


def measure() -> Iterator[Figure]:
    """Processor time: the machine may be busy with something else."""
    content = _statement()
    walked = _seconds(lambda: _walk(content))
    count = 0

    def read() -> None:
        nonlocal count
        count = len(read_camt(content).movements)

    spent = _seconds(read)
    detail = f"{spent:.1f} s pour {count} mouvements ({len(content) >> 20} Mo)"
    yield Figure("lecture", spent / walked, 8, "×", f"{detail}, contre {walked:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield Figure("mémoire", peak / MEBI, 500, "Mo", "le plus haut du processus")


def _walk(content: bytes) -> None:
    for _event, element in etree.iterparse(BytesIO(content), events=("end",)):
        element.clear()


def _statement() -> bytes:
    detail = camt.detail(
        parties=camt.party("Dbtr", "SARL GARAGE MARTIN", "FR7630006000011234567890189"),
        said=["FACTURE FA-2026-0001 MERCI"], end_to_end="E2E-000001", reference="RF18",
    )  # fmt: skip
    entries = [camt.entry(100_00 + rank, detail) for rank in range(ENTRIES)]
    total = sum(100_00 + rank for rank in range(ENTRIES))
    return camt.message(camt.stated(*entries, total=total))


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
