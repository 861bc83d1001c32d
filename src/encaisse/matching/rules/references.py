"""Which of some open invoices a payer names: whole numbers, lists, ranges, cut numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from encaisse.matching.rules.book import SHORTEST_CORE, Book
from encaisse.matching.rules.texts import Said, bare_number, said, squeezed_number

SHORTEST_NUMBER = 3
FREELY_CUT_FROM = 7
LONGEST_RANGE = 60
RANGES_READ = 5
SHORTEST_CUT, ENDS_CUT = 5, 8
ENDS_TRIED, LONG_END = 20, 5
CLEAN, PARTLY = 2, 1
NOT_NUMBERS = re.compile(
    r"\b\d{1,2}[/.](?:\d{1,2}[/.])?\d{2,4}\b|\b\d+[.,]\d{2}\b|\b\d+ ?E(?:UR)?\b"
)
RANGE = re.compile(
    r"(\d+)\s*(?:AU|A|JUSQU.?A|TO|>)\s*(?:[A-Z]{1,6}[ \-/]?)?(?:\d{1,6}[\-/.])*(\d+)"
)
DASHED = re.compile(r"(?<![\d\-])(\d{3,}) ?- ?(\d{3,})(?![\d\-])")
GOES_ON = re.compile(r"\b(?:ET|PLUS|ETC|AUTRES?|DIVERS|SUIV\w*)\b|\+")
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
    """The readings of what is named among these, whole numbers first; none when nothing is."""
    if not told.has_digits:
        return
    clean = _borne(told, book, positions)
    if clean:
        yield Named(clean, CLEAN)
    ranged = _in_range(told, book, positions)
    if set(ranged) - set(clean):
        yield Named(tuple(sorted({*clean, *ranged})), CLEAN if clean else PARTLY)
    if not ranged:
        begun = _cut(told, book, positions, clean)
        dashed = _dashed(told, book, positions)
        tails = _by_tails(told, book, positions, clean) or (begun if len(begun) == 1 else ())
        for more in filter(None, (dashed, tails)):
            if set(more) - set(clean):
                yield Named(tuple(sorted({*clean, *more})), PARTLY)


def goes_on(told: Said, book: Book, positions: Sequence[int], clean: Sequence[int]) -> bool:
    """The text seems to name more than these: « et autres », or the beginning of a number."""
    return bool(GOES_ON.search(told.text) or _cut(told, book, positions, clean))


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


def _borne(told: Said, book: Book, positions: Sequence[int]) -> tuple[int, ...]:
    """Those whose number stands whole in the text, with or without the letters before."""
    squeezed, bare = told.squeezed.text, told.bare.text
    cores, bare_cores = book.cores, book.bare_cores
    near = [at for at in positions if cores[at] in squeezed or bare_cores[at] in bare]
    return tuple(at for at in near if _is_borne(told, book, at))


def _is_borne(told: Said, book: Book, at: int) -> bool:
    if _bears(told, book.squeezed[at], book.bare[at], book.tails[at]):
        return True
    core, bare = book.cores[at], book.bare_cores[at]
    return len(core) >= SHORTEST_CORE and _bears(told, core, bare, book.tails[at])


def _bears(told: Said, squeezed: str, bare: str, tail: str) -> bool:
    """A number of few signs is not put together from pieces."""
    if len(bare) < SHORTEST_NUMBER:
        return False
    if len(squeezed) < FREELY_CUT_FROM and tail and tail not in told.groups:
        return False
    return told.squeezed.bears(squeezed) >= 0 or told.bare.bears(bare) >= 0


def _in_range(told: Said, book: Book, positions: Sequence[int]) -> tuple[int, ...]:
    """« FA 12 à 15 »: all the numbers between both, when both are plausible: close to each other,
    or both the payer's."""
    for found in islice(RANGE.finditer(told.text), RANGES_READ):
        low, high = int(found[1]), int(found[2])
        if low < high and (high <= low + LONGEST_RANGE or _are_ends(book, positions, low, high)):
            within = _between(book, positions, low, high)
            if len(within) > 1:
                return within
    return ()


def _dashed(told: Said, book: Book, positions: Sequence[int]) -> tuple[int, ...]:
    """« FACTURES 1201-1205 », when both are the payer's."""
    for found in islice(DASHED.finditer(told.text), RANGES_READ):
        low, high = int(found[1]), int(found[2])
        if low < high and _are_ends(book, positions, low, high):
            return _between(book, positions, low, high)
    return ()


def _are_ends(book: Book, positions: Sequence[int], low: int, high: int) -> bool:
    return {str(low), str(high)} <= {book.tails[at] for at in positions}


def _between(book: Book, positions: Sequence[int], low: int, high: int) -> tuple[int, ...]:
    return tuple(at for at in positions if low <= _rank(book.tails[at]) <= high)


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


def _cut(told: Said, book: Book, positions: Sequence[int], clean: Sequence[int]) -> tuple[int, ...]:
    """Those that the number cut by the bank at the end of the label may be."""
    text = told.squeezed.text
    for start in sorted(told.squeezed.starts)[-ENDS_CUT:]:
        piece = text[start:]
        if len(piece) < SHORTEST_CUT:
            break
        begun = tuple(at for at in positions if book.squeezed[at].startswith(piece))
        if begun:
            return begun if not set(begun) & set(clean) else ()
    return ()


def _rank(tail: str) -> int:
    return int(tail) if tail and len(tail) < 18 else -1
