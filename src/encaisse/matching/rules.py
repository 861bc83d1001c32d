"""Who paid, and what a payment pays: the amount and the reference first, else the oldest debt.

Without a word from the customer, a payment goes to the debts due, the oldest first (C. civ. art.
1342-10). Only ``EXACT`` and ``AMOUNT`` are certain enough to be applied without a person.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

EXACT, AMOUNT, REFERENCE, OLDEST = "exact", "amount", "reference", "oldest"
CONFIDENCE = {EXACT: 100, AMOUNT: 90, REFERENCE: 80, OLDEST: 50}
APPLIED_FROM = 90

GROUPS = re.compile(r"[A-Z]+|[0-9]+")
SHORTEST_NUMBER = 3
SHORTEST_NAME = 5
SHORTEST_CUT_NAME = 12
LONGEST_RUN = 12
LEGAL_FORMS = frozenset({
    "SA", "SAS", "SASU", "SARL", "EURL", "SCI", "SNC", "SCOP", "SCA", "SELARL", "EI", "EIRL",
    "EARL", "GAEC", "GIE", "STE", "SOCIETE", "ETS", "ETABLISSEMENTS", "ENTREPRISE",
    "M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payable:
    """A receivable that may still be paid, and what may be allocated to it."""

    id: int
    number: str
    due_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """So much to that receivable."""

    receivable_id: int
    cents: int


@dataclass(frozen=True, slots=True)
class Match:
    """What a credit pays, why, and how sure that is (percent)."""

    parts: tuple[Part, ...]
    source: str
    reason: str

    @property
    def confidence(self) -> int:
        return CONFIDENCE[self.source]

    @property
    def is_certain(self) -> bool:
        """Applied at once; otherwise a proposal that a person confirms."""
        return self.confidence >= APPLIED_FROM


@dataclass(frozen=True, slots=True)
class Move:
    """An allocation or its counter-entry, from a day on."""

    on: date
    cents: int


Words = tuple[str, ...]


@dataclass(slots=True)
class Payers:
    """The customers whom a bank line may name: by their names, by the numbers of their open
    invoices. Each list of words leads to the customers that bear it."""

    names: dict[Words, set[int]] = field(default_factory=lambda: defaultdict(set))
    numbers: dict[Words, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add_name(self, name: str, customer_id: int) -> None:
        if words := name_words(name):
            self.names[words].add(customer_id)

    def add_number(self, number: str, customer_id: int) -> None:
        words = _number_words(number)
        if sum(map(len, words)) >= SHORTEST_NUMBER:
            self.numbers[words].add(customer_id)


def payer(counterparty: str, said: str, payers: Payers) -> int | None:
    """The customer who paid: the one named by the bank, else the only one named in the label, else
    the only one whose invoices are quoted. None rather than a guess."""
    named = payers.names.get(name_words(counterparty)) or _cut_name(counterparty, payers)
    named = named or _longest_within(name_words(f"{counterparty} {said}"), payers.names)
    quoted = _all_within(_number_words(said), payers.numbers)
    for found in (named & quoted, named, quoted):
        if len(found) == 1:
            return next(iter(found))
        if found:
            return None
    return None


def name_words(name: str) -> Words:
    """A name without accents, capitals, signs nor legal form; the form alone is a name too."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    words = re.findall(r"[A-Z0-9]+", plain.encode("ascii", "ignore").decode().upper())
    return tuple(word for word in words if word not in LEGAL_FORMS) or tuple(words)


def match(cents: int, texts: Sequence[str], payables: Iterable[Payable]) -> Match | None:
    """What a credit of ``cents`` with that reference and label pays; None when nothing is open."""
    ordered = sorted(payables, key=lambda payable: (payable.due_on, payable.id))
    if not ordered or cents <= 0:
        return None
    named = [payable for payable in ordered if is_named(payable.number, texts)]
    return (
        _exact(cents, named)
        or (_by_reference(cents, named) if named else _by_amount(cents, ordered))
        or _oldest_first(cents, ordered)
    )


def share(cents: int, payables: Iterable[Payable]) -> Iterator[Part]:
    """Fill the payables in the order given until the money is gone."""
    for payable in payables:
        part = min(cents, payable.cents)
        if part <= 0:
            continue
        cents -= part
        yield Part(payable.id, part)


def is_named(number: str, texts: Iterable[str]) -> bool:
    """Whether a text bears the invoice's number: ``FA-2026-0012`` is read in ``VIR FA 2026/12``.

    Separators and leading zeros are free. Numbers of one or two signs are too common to be
    recognised, unless they are the whole text."""
    sought, found = number.strip().upper(), [text.strip().upper() for text in texts]
    if sought and sought in found:
        return True
    groups = GROUPS.findall(sought)
    if sum(len(group.lstrip("0")) for group in groups) < SHORTEST_NUMBER:
        return False
    spelled = r"[\W_]*".join(_spelled(group) for group in groups)
    pattern = re.compile(rf"(?<![A-Z0-9]){spelled}(?![A-Z0-9])")
    return any(pattern.search(text) for text in found)


def room(face_cents: int, moves: Sequence[Move], *, on: date) -> int:
    """How much may be allocated from ``on``: what is open that day and on every later one."""
    days = {on, *(move.on for move in moves if move.on > on)}
    return min(face_cents - sum(move.cents for move in moves if move.on <= day) for day in days)


def _exact(cents: int, named: Sequence[Payable]) -> Match | None:
    """The amount is that of all the receivables named, or of one of them."""
    if named and sum(payable.cents for payable in named) == cents:
        paid: Sequence[Payable] = named
    else:
        paid = [payable for payable in named if payable.cents == cents][:1]
    if not paid:
        return None
    numbers = ", ".join(dict.fromkeys(payable.number for payable in paid))
    return Match(tuple(share(cents, paid)), EXACT, f"Montant exact, référence {numbers}")


def _by_reference(cents: int, named: Sequence[Payable]) -> Match:
    numbers = ", ".join(dict.fromkeys(payable.number for payable in named))
    return Match(
        tuple(share(cents, named)), REFERENCE, f"Référence {numbers}, montant différent du dû"
    )


def _by_amount(cents: int, payables: Sequence[Payable]) -> Match | None:
    same = [payable for payable in payables if payable.cents == cents]
    if len(same) != 1:
        return None
    reason = f"Montant exact de {same[0].number}, seule créance de ce montant"
    return Match(tuple(share(cents, same)), AMOUNT, reason)


def _oldest_first(cents: int, payables: Sequence[Payable]) -> Match:
    reason = "Sans référence : la plus ancienne échéance d'abord (C. civ. art. 1342-10)"
    return Match(tuple(share(cents, payables)), OLDEST, reason)


def _spelled(group: str) -> str:
    return f"0*{group.lstrip('0') or '0'}" if group.isdigit() else group


def _cut_name(counterparty: str, payers: Payers) -> set[int]:
    """Customers whose name begins by this one, which the bank cut."""
    start = "".join(name_words(counterparty))
    if len(start) < SHORTEST_CUT_NAME:
        return set()
    found = (ids for words, ids in payers.names.items() if "".join(words).startswith(start))
    return set().union(*found)


def _longest_within(words: Words, names: dict[Words, set[int]]) -> set[int]:
    """Customers of the longest name that stands within these words."""
    hits = [hit for hit in _runs_within(words, names) if sum(map(len, hit)) >= SHORTEST_NAME]
    return names[max(hits, key=lambda hit: sum(map(len, hit)))] if hits else set()


def _all_within(words: Words, numbers: dict[Words, set[int]]) -> set[int]:
    return set().union(*(numbers[hit] for hit in _runs_within(words, numbers)))


def _runs_within(words: Words, known: dict[Words, set[int]]) -> Iterator[Words]:
    """Each known list of words that stands within these words."""
    for first in range(len(words)):
        for length in range(1, min(LONGEST_RUN, len(words) - first) + 1):
            if (run := words[first : first + length]) in known:
                yield run


def _number_words(text: str) -> Words:
    """Groups of letters and of digits, without the zeros that lead."""
    groups = GROUPS.findall(text.upper())
    return tuple(group.lstrip("0") or "0" if group.isdigit() else group for group in groups)
