"""One reader under the fuzzer, in a process of its own: a fault is written beside its file, and the
fuzzer goes on; only what takes too long or too much memory ends it."""

import hashlib
import random
import sys
import traceback
from pathlib import Path

import atheris

from encaisse.config import cli

with atheris.instrument_imports(include=["encaisse.imports", "encaisse.letters.mail"]):
    cli.prepare_django()
    from tests.imports import hostile


def main() -> None:
    """`python -m bench._fuzzing READER FAULTS` and the options of libFuzzer."""
    name, faults = sys.argv[1], Path(sys.argv[2])
    reader, seeds = hostile.READERS[name], hostile.READERS[name].seeds()
    seen: set[str] = set()

    def try_one(content: bytes) -> None:
        try:
            reader.read(content)
        except Exception as fault:
            _keep(faults, content, fault, seen)

    def mutate(content: bytes, length_max: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(content, length_max))
        return reader.damage(content, chance, seeds)[:length_max]

    atheris.Setup([sys.argv[0], *sys.argv[3:]], try_one, custom_mutator=mutate)
    atheris.Fuzz()


def _keep(faults: Path, content: bytes, fault: Exception, seen: set[str]) -> None:
    """The first file of each fault, told by where it happens."""
    told = "".join(traceback.format_exception(fault))
    last = traceback.extract_tb(fault.__traceback__)[-1]
    place = f"{type(fault).__name__} {last.filename}:{last.lineno}"
    if place not in seen:
        seen.add(place)
        name = hashlib.sha256(place.encode()).hexdigest()[:12]
        (faults / f"{name}.bin").write_bytes(content)
        (faults / f"{name}.txt").write_text(told)


if __name__ == "__main__":
    main()
