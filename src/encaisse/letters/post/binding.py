"""The print batch: many letters in one file, ready for the printer and the folding machine.

First its list, then the letters by number of sheets (a folding machine is set for one thickness at
a time), then by postcode, those for abroad last; the registered ones after all the others. Printed
on both sides, each begins on a new sheet.
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from pikepdf import Pdf

from encaisse.kernel.days import french_day
from encaisse.letters.pdf import Order

TEMPLATE = "letters/batch.typ"
RECTO_VERSO = 2


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter of the batch, for its list."""

    to: Sequence[str]
    subject: str
    postcode: str
    pages: int
    number: int
    is_registered: bool = False

    def sheets(self, *, is_duplex: bool) -> int:
        """How many sheets of paper it takes."""
        return -(-self.pages // RECTO_VERSO) if is_duplex else self.pages


def in_order(letters: Iterable[Posted], *, is_duplex: bool) -> list[Posted]:
    """As they are printed, folded and posted."""
    return sorted(
        letters,
        key=lambda one: (
            one.is_registered,
            one.sheets(is_duplex=is_duplex),
            not one.postcode,
            one.postcode,
            one.number,
        ),
    )


def list_of(
    letters: Sequence[Posted], *, name: str, company: str, made_on: date, is_duplex: bool
) -> Order:
    """What the batch holds, letter by letter, to be checked against the pile."""
    sheets = [one.sheets(is_duplex=is_duplex) for one in letters]
    rows = [
        [str(rank), one.to[0], one.to[-1], _marked(one), str(count)]
        for rank, (one, count) in enumerate(zip(letters, sheets, strict=True), start=1)
    ]
    piles = [f"{sheets.count(count)} × {count}" for count in sorted(set(sheets))]
    data = {
        "made_on": made_on.isoformat(),
        "made_on_label": french_day(made_on),
        "company": company,
        "rows": rows,
        "figures": [
            ["Lettres à mettre sous pli", str(len(letters))],
            *_registered(letters),
            ["Feuilles (cette liste non comprise)", str(sum(sheets))],
            ["Réglages de la plieuse (lettres × feuilles)", " · ".join(piles)],
            ["Impression", "recto verso" if is_duplex else "recto"],
        ],
    }
    return Order(TEMPLATE, data, name)


def _marked(letter: Posted) -> str:
    return f"RECOMMANDÉ AR · {letter.subject}" if letter.is_registered else letter.subject


def _registered(letters: Sequence[Posted]) -> list[list[str]]:
    """How many need a slip of the post."""
    count = sum(one.is_registered for one in letters)
    return [["dont recommandées avec avis de réception, en dernier", str(count)]] if count else []


def bind(papers: Iterable[bytes], *, is_duplex: bool) -> bytes:
    """One file of all, in this order."""
    target = BytesIO()
    with ExitStack() as opened, Pdf.new() as bound:
        for paper in papers:
            pages = opened.enter_context(Pdf.open(BytesIO(paper))).pages
            size = pages[0].mediabox
            bound.pages.extend(pages)
            if is_duplex and len(pages) % RECTO_VERSO:
                bound.add_blank_page(page_size=(float(size[2]), float(size[3])))
        bound.save(target)
    return target.getvalue()


def pages_together(papers: Sequence[bytes], *, is_duplex: bool) -> int:
    """How many pages they make one behind the other; on both sides of the paper, each begins on a
    new sheet."""
    counts = [_pages_of(paper) for paper in papers]
    return sum(count + count % RECTO_VERSO * is_duplex for count in counts[:-1]) + counts[-1]


def _pages_of(paper: bytes) -> int:
    with Pdf.open(BytesIO(paper)) as opened:
        return len(opened.pages)
