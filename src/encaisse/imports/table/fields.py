"""What a reader looks for in a table: fields, their shape, and the names they usually bear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from encaisse.imports.table.names import plain, words
from encaisse.imports.table.sheets import Cell

TEXT, DAY, AMOUNT = "text", "day", "amount"
NAME_MAX = 80
RANK_COST = 0.004
SURE = 1.01


@dataclass(frozen=True)
class Field:
    """One thing that a table may say. ``named`` are its usual names, the surest first; a column
    whose name holds a word of ``never`` is something else, one that fits ``pattern`` is this for
    sure. ``many`` columns may say it together.
    """

    name: str
    label: str
    shape: str
    named: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    pattern: str = ""
    many: bool = False

    @cached_property
    def synonyms(self) -> Sequence[frozenset[str]]:
        """The usual names, folded."""
        return [words(name) for name in self.named]

    @cached_property
    def vetoes(self) -> frozenset[str]:
        """The words that make it something else, folded."""
        return frozenset[str]().union(*(words(name) for name in self.never))

    def likeness(self, cell: Cell) -> float:
        """How surely a column of this name says this: 1 for a usual name, 0 for another thing."""
        if not isinstance(cell, str) or not cell:
            return 0.0
        name = cell[:NAME_MAX]
        if self.pattern and re.search(self.pattern, plain(name)):
            return SURE
        found = words(name)
        if not found or found & self.vetoes:
            return 0.0
        if found in self.synonyms:
            return 1.0 - RANK_COST * self.synonyms.index(found)
        return max((_nearness(synonym, found) for synonym in self.synonyms), default=0.0)


def _nearness(synonym: frozenset[str], found: frozenset[str]) -> float:
    """A usual name among other words: the longer it is and the fewer they are, the surer."""
    if not synonym <= found:
        return 0.0
    return 0.55 + 0.1 * min(len(synonym), 3) - 0.08 * len(found - synonym)
