"""Which of some open invoices a payer names: whole numbers, lists, ranges, cut numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from encaisse.matching.rules.book import Book
from encaisse.matching.rules.texts import Said, bare_number, said, squeezed_number

SHORTEST_NUMBER = 3
FREELY_CUT_FROM = 7
LONGEST_RANGE = 60
RANGES_READ = 5
SHORTEST_CUT = 5
ENDS_TRIED, LONG_END = 20, 5
CLEAN, PARTLY = 2, 1
NOT_NUMBERS = re.compile(
    r"\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|\b\d+[.,]\d{2}\b|\b\d+ ?E(?:UR)?\b"
)
RANGE = re.compile(r"(\d+)\s*(?:AU|A|JUSQU.?A|TO|>)\s*(?:[A-Z]{1,6}[ \-/]?)?(?:(\d+)[\-/])?(\d+)")
ANNOUNCED = re.compile(
    r"\b(?:FACTURES?|FACT?S?|FC?|INV(?:OICES?)?|NO?S?|NUM(?:ERO)?S?|REF)[ .:°\-]*0*(\d+)"
)
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Named:
    """Positions in the book of the receivables that a text names, and how clearly."""

    positions: tuple[int, ...]
    clarity: int


def named(told: Said, book: Book, positions: Sequence[int]) -> Iterator[Named]:
    """The readings of what is named among these, the clearest first; none when nothing is."""
    if not told.has_digits:
        return
    clean = tuple(at for at in positions if _is_borne(told, book, at))
    ranged = _in_range(told, book, positions)
    if set(ranged) - set(clean):
        yield Named(tuple(sorted({*clean, *ranged})), CLEAN if clean else PARTLY)
    if clean:
        yield Named(clean, CLEAN)
    if not ranged:
        tails = _by_tails(told, book, positions, clean)
        tails = tails or (() if clean else _cut(told, book, positions))
        if tails:
            yield Named(tuple(sorted({*clean, *tails})), PARTLY)


def is_named(number: str, texts: Sequence[str]) -> bool:
    """Whether a text bears the invoice's number: ``FA-2026-0012`` is read in ``VIR FA 2026/12``.

    Separators and leading zeros are free. Numbers of one or two signs are too common to be
    recognised, unless they are the whole text."""
    sought = number.strip().upper()
    if sought and sought in [text.strip().upper() for text in texts]:
        return True
    keys = squeezed_number(number), bare_number(number)
    groups = DIGITS.findall(number)
    tail = groups[-1].lstrip("0") if groups else ""
    return any(_bears(said(text), *keys, tail) for text in texts)


def _is_borne(told: Said, book: Book, at: int) -> bool:
    squeezed, bare = book.squeezed[at], book.bare[at]
    if squeezed not in told.squeezed.text and bare not in told.bare.text:
        return False
    return _bears(told, squeezed, bare, book.tails[at])


def _bears(told: Said, squeezed: str, bare: str, tail: str) -> bool:
    """A number of few signs is not put together from pieces."""
    if len(bare) < SHORTEST_NUMBER:
        return False
    if len(squeezed) < FREELY_CUT_FROM and tail and tail not in told.groups:
        return False
    return told.squeezed.bears(squeezed) >= 0 or told.bare.bears(bare) >= 0


def _in_range(told: Said, book: Book, positions: Sequence[int]) -> tuple[int, ...]:
    """« FA 12 à 15 »: all the numbers between both, when both are plausible."""
    for found in islice(RANGE.finditer(told.text), RANGES_READ):
        low, high = int(found[1]), int(found[3])
        if low < high <= low + LONGEST_RANGE:
            within = tuple(at for at in positions if low <= _rank(book.tails[at]) <= high)
            if len(within) > 1:
                return within
    return ()


def _by_tails(
    told: Said, book: Book, positions: Sequence[int], clean: tuple[int, ...]
) -> tuple[int, ...]:
    """Numbers said by their last digits alone: « FA 2026-0012, 13, 14 », « facture 12 »."""
    text = NOT_NUMBERS.sub(" ", told.text)
    shortest = 2 if clean else SHORTEST_NUMBER
    loose = {group.lstrip("0") for group in DIGITS.findall(text)}
    loose = {group for group in loose if len(group) >= shortest}
    loose |= {found.lstrip("0") for found in ANNOUNCED.findall(text)}
    loose -= {group.lstrip("0") for at in clean for group in DIGITS.findall(book.numbers[at])}
    if not loose:
        return ()
    ends = sorted(loose, key=len)[-ENDS_TRIED:]
    return tuple(at for at in positions if _ends(book.tails[at], loose, ends) and at not in clean)


def _ends(tail: str, loose: set[str], ends: list[str]) -> bool:
    """« facture 9369 » for 260009369: what follows the zeros of a long number, or most of it."""
    if tail in loose:
        return True
    for end in ends:
        if tail.endswith(end) and len(end) >= SHORTEST_NUMBER:
            return len(end) >= LONG_END or tail[-len(end) - 1] == "0"
    return False


def _cut(told: Said, book: Book, positions: Sequence[int]) -> tuple[int, ...]:
    """The number that the bank cut at the end of the label, if only one begins so."""
    text = told.squeezed.text
    for start in sorted(told.squeezed.starts):
        piece = text[start:]
        if len(piece) < SHORTEST_CUT:
            break
        begun = [at for at in positions if book.squeezed[at].startswith(piece)]
        if begun:
            return tuple(begun) if len(begun) == 1 else ()
    return ()


def _rank(tail: str) -> int:
    return int(tail) if tail and len(tail) < 18 else -1
