"""Rows that sum others: known by their words, or by their figure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from encaisse.imports.table.names import plain
from encaisse.imports.table.sheets import Cell

SUMS = re.compile(
    r"^\W*(?:sous[ -]?tota(?:l|ux)|tota(?:l|ux)|grand total|sub[ -]?total|cumul|somme|report"
    r"|a reporter|solde (?:client|tiers|compte|general|du|au|total|final|initial|anterieur)"
    r"|nombre de)\b"
)
WORDS_READ = 4


def is_sum(cells: Iterable[Cell]) -> bool:
    """Whether one of the first texts of the row says that it sums others."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    return any(_says_sum(text) for text in texts[:WORDS_READ])


@lru_cache(maxsize=10_000)
def _says_sum(text: str) -> bool:
    return SUMS.match(plain(text[:80])) is not None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that the file states, and what the rows above it add up to."""

    line: int
    cents: int
    block: int
    whole: int

    @property
    def is_right(self) -> bool:
        """Whether it is the sum of its block, or of all."""
        return self.cents in {self.block, self.whole}


@dataclass(slots=True)
class Sums:
    """What the rows read so far add up to, since the beginning and since the latest sum."""

    whole: int = 0
    block: int = 0
    stated: list[Sum] = field(default_factory=list)

    def add(self, cents: int) -> None:
        """One more row."""
        self.whole += cents
        self.block += cents

    def fits(self, cents: int) -> bool:
        """Whether a figure is the sum of the block, or of all."""
        return cents in {self.whole, self.block}

    def state(self, line: int, cents: int) -> None:
        """The file says a sum here."""
        self.stated.append(Sum(line, cents, self.block, self.whole))
        self.block = 0

    def expected(self) -> int | None:
        """What the file says of all its rows: its last sum, else the sum of its sums; None when it
        says nothing of them all."""
        if not self.stated or self.block:
            return None
        last = self.stated[-1]
        is_of_all = last.cents == last.whole or last.block == 0 or len(self.stated) == 1
        return last.cents if is_of_all else sum(one.cents for one in self.stated)
