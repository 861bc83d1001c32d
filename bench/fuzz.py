"""Every reader of files under a coverage-guided fuzzer (atheris), on files damaged in the ways that
break readers. `ENCAISSE_FUZZ_MINUTES` for each reader, `ENCAISSE_FUZZ_READERS` some of them only,
`ENCAISSE_FUZZ_FOLDER` where what fails is kept."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.imports.hostile import READERS

from bench import Figure

PROMISE = "a damaged file is refused or read, in 10 seconds and 500 MB, whatever its kind"
MINUTES = float(os.environ.get("ENCAISSE_FUZZ_MINUTES", "0.5"))
CHOSEN = os.environ.get("ENCAISSE_FUZZ_READERS", "").split() or list(READERS)
SAMPLES = {
    "fec": ("fec", "fec_variants"), "cfonb120": ("cfonb",), "camt": ("camt",), "ofx": ("ofx",),
    "mt940": ("mt940",), "bank-sheet": ("bank_sheet",), "open-items": ("open_items",),
    "einvoice": ("cii", "ubl", "xml_attacks"), "facturx": ("facturx_pdf",), "cdar": ("cdar",),
    "archive": ("camt",),
}  # fmt: skip
SECONDS_MAX, MEGABYTES_MAX, PROCESS_MEGABYTES = 10, 500, 400
STAT = re.compile(r"stat::(\w+):\s+(\d+)")


def measure() -> Iterator[Figure]:
    """The faults of each reader: none is allowed."""
    kept = os.environ.get("ENCAISSE_FUZZ_FOLDER") or tempfile.mkdtemp(prefix="encaisse-fuzz-")
    for name in CHOSEN:
        folder = Path(kept) / name
        yield _fuzzed(name, folder)


def _fuzzed(name: str, folder: Path) -> Figure:
    corpus, faults = folder / "corpus", folder / "faults"
    for each in (corpus, faults):
        each.mkdir(parents=True, exist_ok=True)
    _plant(name, corpus)
    until, files, longest, most = time.monotonic() + MINUTES * 60, 0, 0, 0
    while (left := int(until - time.monotonic())) > 0:
        done = _run(name, faults, f"-max_total_time={left}", str(corpus))
        stats = dict(STAT.findall(done.stderr))
        files += int(stats.get("number_of_executed_units", 0))
        longest = max(longest, int(stats.get("slowest_unit_time_sec", 0)))
        most = max(most, int(stats.get("peak_rss_mb", 0)))
        if done.returncode == 0 or not _only_grew(name, faults):
            break
    found = sum(each.suffix != ".txt" for each in faults.iterdir())
    if done.returncode != 0 and not found:
        (faults / "output.txt").write_text(done.stderr)
        found = 1
    detail = f"{files} fichiers, le plus long {longest} s, {most} Mo au plus ; {faults}"
    return Figure(name, found, 0, "faute", detail)


def _run(name: str, faults: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    limits = (
        f"-timeout={SECONDS_MAX}", f"-rss_limit_mb={PROCESS_MEGABYTES + MEGABYTES_MAX}",
        f"-malloc_limit_mb={MEGABYTES_MAX}", f"-artifact_prefix={faults}/", "-print_final_stats=1",
        "-max_len=65536", "-verbosity=0",
    )  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "bench._fuzzing", name, str(faults), *limits, *asked],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def _only_grew(name: str, faults: Path) -> bool:
    """Whether the fuzzer ended by its own memory: it keeps what it has learned, and no file that it
    blames takes too much when it is read alone. Those are taken away."""
    blamed = list(faults.glob("oom-*"))
    if not blamed or any(_run(name, faults, str(each)).returncode for each in blamed):
        return False
    for each in blamed:
        each.unlink()
    return True


def _plant(name: str, corpus: Path) -> None:
    """What we write, and the samples when they are there."""
    for rank, content in enumerate(READERS[name].seeds()):
        (corpus / f"ours-{rank}").write_bytes(content)
    samples = os.environ.get("ENCAISSE_SAMPLES")
    for folder in SAMPLES.get(name, ()) if samples else ():
        for path in sorted((Path(str(samples)) / folder).iterdir()):
            if path.is_file():
                (corpus / f"sample-{path.name}").write_bytes(path.read_bytes())
