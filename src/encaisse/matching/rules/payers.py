"""Who may have paid: the account known, the name the bank gives, the words of the label."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log

from encaisse.matching.rules.facts import Received
from encaisse.matching.rules.learned import LearnedNames
from encaisse.matching.rules.texts import WORDS, Words, legal_forms, name_words, plain, slips

SHORTEST_NAME = 5
SHORTEST_CUT_NAME = 12
SHORTEST_CUT_WORD = 4
COMMON = 200
LIKE, LIKE_AND_FAR = 0.72, 0.12
SURE, NAMED, LIKELY = 3, 2, 1
FEW, MANY, LOOKED_AT = 5, 12, 3


TELLING_CODE = re.compile(r"(?=.*[0-9])[A-Z][A-Z0-9]{4,}")


@dataclass(frozen=True, slots=True)
class Payer:
    """The customers who may have paid, how clearly (``SURE``, ``NAMED``, ``LIKELY``) and by what
    they were known."""

    customers: tuple[int, ...]
    clarity: int
    why: str


@dataclass(slots=True)
class Payers:
    """The customers whom a bank line may name: by their names and by what was learned."""

    names: dict[Words, set[int]] = field(default_factory=dict)
    ibans: dict[str, set[int]] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    learned: LearnedNames = field(default_factory=LearnedNames)
    _forms: dict[int, Words] = field(default_factory=dict)
    _joined: dict[str, set[int]] = field(default_factory=dict)
    _sorted: dict[Words, set[int]] = field(default_factory=dict)
    _by_first: dict[str, int] = field(default_factory=dict)
    _by_word: dict[str, list[Words]] = field(default_factory=dict)
    _starts: list[tuple[str, Words]] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _slips: dict[str, set[str]] = field(default_factory=dict)
    _weights: dict[str, float] = field(default_factory=dict)

    def add_name(self, name: str, customer_id: int) -> None:
        words = name_words(name)
        if not words:
            return
        if words not in self.names:
            self.names[words] = set()
            self._by_first[words[0]] = max(len(words), self._by_first.get(words[0], 0))
            self._sorted.setdefault(tuple(sorted(words)), set())
            self._starts.clear()
            self._words.clear()
            self._weights.clear()
            for word in {*words}:
                self._by_word.setdefault(word, []).append(words)
        self.names[words].add(customer_id)
        self._joined.setdefault("".join(words), set()).add(customer_id)
        forms = legal_forms(name)
        if forms:
            self._forms[customer_id] = forms
        self._sorted[tuple(sorted(words))].add(customer_id)

    def add_code(self, code: str, customer_id: int) -> None:
        """Letters and digits, so that it is not the number of anything else."""
        if TELLING_CODE.fullmatch(code.upper()):
            self.codes[code.upper()] = customer_id

    def learn(self, kind: str, value: str, customer_id: int) -> None:
        """What a person decided, or an exact match confirmed."""
        if kind == "iban":
            self.ibans.setdefault(value, set()).add(customer_id)
        else:
            self.learned.add(value, customer_id)

    def who(self, line: Received) -> Payer:
        """Who may have paid; nobody rather than anybody."""
        words = name_words(line.counterparty)
        return (
            self._by_iban(line.iban)
            or self._by_code(line.texts)
            or self._of_form(line.counterparty, self._by_name(line.counterparty, words))
            or self._of_form(line.texts, self._by_label(name_words(line.texts)))
            or self._by_slip(line.counterparty, words)
            or self._by_likeness(words)
            or self._by_mention(name_words(line.said))
            or Payer((), 0, "")
        )

    def _of_form(self, text: str, found: Payer | None) -> Payer | None:
        """Of several customers of one name, the only one of the legal form said."""
        if found is None or len(found.customers) < 2:
            return found
        forms = legal_forms(text)
        of_form = {one for one in found.customers if forms and self._forms.get(one) == forms}
        if len(of_form) != 1:
            return found
        return Payer((*of_form,), NAMED, f"{found.why} et forme juridique")

    def _by_iban(self, iban: str) -> Payer | None:
        found = self.ibans.get(iban) if iban else None
        if not found:
            return None
        return _payer(found, SURE, "compte bancaire connu")

    def _by_code(self, text: str) -> Payer | None:
        """The only customer whose code is said."""
        if not self.codes:
            return None
        found = {self.codes[word] for word in WORDS.findall(plain(text)) if word in self.codes}
        return Payer((*found,), NAMED, "code client") if len(found) == 1 else None

    def _by_name(self, name: str, words: Words) -> Payer | None:
        """A name learned that is also another customer's decides nothing alone."""
        if not words:
            return None
        exact = self.names.get(words, set())
        learned = self.learned.met(name, words)
        if learned:
            return _payer(learned | exact, SURE, "nom déjà rencontré")
        if exact:
            return _payer(exact, SURE, "nom du donneur d'ordre")
        return self._by_spelling(name, words)

    def _by_spelling(self, name: str, words: Words) -> Payer | None:
        turned = self._sorted.get(tuple(sorted(words)))
        if turned:
            return _payer(turned, NAMED, "mots du nom dans un autre ordre")
        joined = self._joined.get("".join(words))
        if joined:
            return _payer(joined, NAMED, "nom sans espaces")
        respelled = self.learned.respelled(name, words)
        if respelled:
            return _payer(respelled, NAMED, "nom déjà rencontré, autrement écrit")
        cut = self._cut("".join(words))
        return _payer(cut, NAMED, "début du nom") if 0 < len(cut) < MANY else None

    def _by_label(self, words: Words) -> Payer | None:
        """The longest name that stands within these words."""
        best: Words = ()
        for first, word in enumerate(words):
            for length in range(1, self._by_first.get(word, 0) + 1):
                name = words[first : first + length]
                if name in self.names and _length(name) > _length(best):
                    best = name
        if _length(best) < SHORTEST_NAME:
            return None
        return _payer(self.names[best], NAMED, "nom dans le libellé")

    def _by_slip(self, name: str, words: Words) -> Payer | None:
        """A name learned, one letter apart: likely, no more."""
        found = self.learned.slipped(name, words)
        return _payer(found, LIKELY, "nom déjà rencontré, à une lettre près") if found else None

    def _by_likeness(self, words: Words) -> Payer | None:
        """The name that shares most of its rare words, when no other comes near."""
        scored = self._scored(words)
        if not scored:
            return None
        best = max(scored.values())
        near = [name for name, score in scored.items() if score >= best - LIKE_AND_FAR]
        if best < LIKE / 2:
            return None
        found = set().union(*(self.names[name] for name in near[:LOOKED_AT]))
        is_cut = len(self._cut("".join(words))) > 1
        clarity = NAMED if best >= LIKE and len(near) == 1 and not is_cut else LIKELY
        return _payer(found, clarity, "nom ressemblant")

    def _by_mention(self, words: Words) -> Payer | None:
        """The only name all of whose words are in the label, in any order."""
        said = {*words}
        found = {
            name
            for word in said
            for name in self._bearing(word)
            if said.issuperset(name) and _length(name) >= SHORTEST_CUT_NAME
        }
        if len(found) != 1:
            return None
        return _payer(self.names[found.pop()], LIKELY, "mots du nom dans le libellé")

    def _scored(self, words: Words) -> dict[Words, float]:
        weights = {word: self._weight(word) for word in map(self._known_word, words)}
        whole = sum(weights.values())
        shared: dict[Words, float] = {}
        for word, weight in weights.items():
            for name in self._bearing(word):
                shared[name] = shared.get(name, 0.0) + weight
        return {
            name: weight / max(whole, sum(map(self._weight, name)))
            for name, weight in shared.items()
            if weight >= whole * LIKE / 2
        }

    def _bearing(self, word: str) -> Iterable[Words]:
        found = self._by_word.get(word, ())
        return found if len(found) <= COMMON else ()

    def _known_word(self, word: str) -> str:
        """The word itself, or the only one of the names of which it is the beginning, or from which
        it differs by one letter."""
        if word in self._by_word or len(word) < SHORTEST_CUT_WORD:
            return word
        if not self._words:
            self._words = sorted(self._by_word)
            for known in self._words:
                for slip in slips(known):
                    self._slips.setdefault(slip, set()).add(known)
        first = bisect_left(self._words, word)
        begun = [known for known in self._words[first : first + FEW] if known.startswith(word)]
        near = {*begun} or set().union(*(self._slips.get(slip, set()) for slip in slips(word)))
        return near.pop() if len(near) == 1 else word

    def _weight(self, word: str) -> float:
        """A rare word says more than a common one."""
        if word not in self._weights:
            count = len(self._by_word.get(word, ())) + 1
            self._weights[word] = log(max(len(self.names), 2) / count + 1)
        return self._weights[word]

    def _cut(self, start: str) -> set[int]:
        """Customers whose name begins by this one, which the bank cut."""
        if len(start) < SHORTEST_CUT_NAME:
            return set()
        if not self._starts:
            self._starts = sorted(("".join(words), words) for words in self.names)
        first = bisect_left(self._starts, (start, ()))
        begun = [
            words for whole, words in self._starts[first : first + MANY] if whole.startswith(start)
        ]
        return set().union(*(self.names[words] for words in begun))


def is_worth_learning(kind: str, value: str, name: str) -> bool:
    """An account always is; a name when it says something, and is not the customer's own."""
    if kind == "iban":
        return bool(value)
    words = name_words(value)
    return _length(words) >= SHORTEST_NAME and words != name_words(name)


def payers_of(
    names: Iterable[tuple[int, str]],
    learned: Iterable[tuple[str, str, int]] = (),
    codes: Iterable[tuple[int, str]] = (),
) -> Payers:
    """From the customers' names and codes, and what was learned (kind, value, customer)."""
    found = Payers()
    for customer_id, code in codes:
        found.add_code(code, customer_id)
    for customer_id, name in names:
        found.add_name(name, customer_id)
    for kind, value, customer_id in learned:
        found.learn(kind, value, customer_id)
    return found


def _payer(customers: set[int], clarity: int, why: str) -> Payer:
    """Of several customers of one name, none is sure."""
    return Payer(tuple(sorted(customers)), clarity if len(customers) == 1 else LIKELY, why)


def _length(words: Words) -> int:
    return sum(map(len, words))
