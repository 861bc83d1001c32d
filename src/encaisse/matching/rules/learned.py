"""The names under which payers were met, and the spellings of one and the same name.

The same words in another order, or without their spaces, are the same name; one letter apart in a
long name, it is likely. A word more or less is somebody else, as is another legal form: « SARL
Dupont » and « Dupont et Fils » are one only once a person, or an exact payment, has shown each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from encaisse.matching.rules.texts import Words, legal_forms, name_words, slips

LONG_WORD, LONG_NAME = 8, 12
Met = tuple[Words, int]


@dataclass(slots=True)
class LearnedNames:
    """By its words, the legal forms said with a name, and the customer for whom it pays."""

    _met: dict[Words, set[Met]] = field(default_factory=dict)
    _sorted: dict[Words, set[Words]] = field(default_factory=dict)
    _joined: dict[str, set[Words]] = field(default_factory=dict)
    _slipped: dict[Words, set[Words]] = field(default_factory=dict)

    def add(self, name: str, customer_id: int) -> None:
        words = name_words(name)
        if words not in self._met:
            self._met[words] = set()
            self._sorted.setdefault(tuple(sorted(words)), set()).add(words)
            self._joined.setdefault("".join(words), set()).add(words)
            for spelling in _spellings(words):
                self._slipped.setdefault(spelling, set()).add(words)
        self._met[words].add((legal_forms(name), customer_id))

    def met(self, name: str, words: Words) -> set[int]:
        """The customers for whom this very name pays."""
        return self._of(name, {words} & self._met.keys())

    def respelled(self, name: str, words: Words) -> set[int]:
        """The customers for whom it pays once its words are put in order, or its spaces back."""
        if not self._met:
            return set()
        turned = self._sorted.get(tuple(sorted(words)), set())
        return self._of(name, turned | self._joined.get("".join(words), set()))

    def slipped(self, name: str, words: Words) -> set[int]:
        """The customers for whom a long name pays, of which a long word is one letter apart."""
        if not self._slipped or sum(map(len, words)) < LONG_NAME:
            return set()
        near = set().union(*(self._slipped.get(each, set()) for each in _spellings(words)))
        return self._of(name, near)

    def _of(self, name: str, found: Iterable[Words]) -> set[int]:
        said = legal_forms(name)
        return {
            customer_id
            for words in found
            for forms, customer_id in self._met[words]
            if not said or not forms or said == forms
        }


def _spellings(words: Words) -> set[Words]:
    """The name, each of its long words without one of its letters."""
    return {
        (*words[:at], slip, *words[at + 1 :])
        for at, word in enumerate(words)
        if len(word) >= LONG_WORD
        for slip in slips(word)
    }
