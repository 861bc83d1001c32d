"""A thousand letters of two pages: how many a second and per core, and what memory they take."""

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

from pikepdf import Pdf
from PIL import Image

from bench import Figure
from encaisse.kernel.money import Money
from encaisse.letters import pdf, queries
from encaisse.letters.post.drawing import on_paper
from encaisse.letters.post.pictures import as_jpeg, as_svg
from encaisse.letters.rules import Addressee, Claims, Line, MessageContext, Sender, Wording

PROMISE = (
    "letters of two pages (25 receivables, logo, QR code), PDF/A-3 and PDF/UA, with flat memory"
)
LETTERS = int(os.environ.get("ENCAISSE_BENCH_LETTERS", "1000"))
A_SECOND = 20
DAY = date(2026, 11, 23)
MIB = 1024
WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _picture(size: tuple[int, int]) -> bytes:
    """A picture as people give it: colours that hardly compress, some of it clear."""
    noise = Image.effect_noise(size, 64)
    drawn = BytesIO()
    Image.merge("RGBA", (noise, noise, noise, noise.point(lambda point: point // 2))).save(
        drawn, "PNG"
    )
    return as_jpeg(drawn.getvalue(), name="logo.png")


SENDER = Sender(
    name="Atelier Martin",
    address="12 rue des Tanneurs\n42000 Saint-Étienne",
    email="compta@atelier-martin.example",
    phone="04 77 00 00 00",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
    legal="SAS au capital de 50 000 € · RCS Saint-Étienne 552 100 554",
    logo=as_svg(_picture((900, 300))),
    signature=as_svg(_picture((600, 240))),
    signatory="Claire Vial",
)
CLAIMS = Claims(Money(96_12), Money(1_000_00), shown=True, sources=("C. com. L441-10",))


def measure() -> Iterator[Figure]:
    """Each letter has its customer, its amounts, its code. The first ones warm the disk up."""
    wording = queries.shipped_texts()["mise-en-demeure", "letter", "fr"]
    pages = _draw(wording, range(pdf.SHEAF))
    if pages != {2}:
        raise AssertionError(f"{pages} pages au lieu de deux")
    peaks, spent, start = _peaks(), _spent(), time.perf_counter()
    _draw(wording, range(pdf.SHEAF, pdf.SHEAF + LETTERS))
    each = (_spent() - spent) / LETTERS * 1000
    detail = f"{1000 / each:.1f} lettres par seconde et par cœur"
    detail += f" ({LETTERS} en {time.perf_counter() - start:.0f} s sur {os.cpu_count()} cœurs)"
    yield Figure("une lettre, sur un cœur", each, 1000 / A_SECOND, "ms", detail)
    grown = [after - first for after, first in zip(_peaks(), peaks, strict=True)]
    detail = f"de plus que pour {pdf.SHEAF} lettres ; la presse elle-même : + {grown[1]:.0f} Mio"
    yield Figure("mémoire", max(grown), 64, "Mio", detail)


def _draw(wording: Wording, ranks: range) -> set[int]:
    """Draw them, keep none; the numbers of pages of the first sheaf."""
    pages: set[int] = set()
    orders = (on_paper(wording, context(rank)).order for rank in ranks)
    for rank, drawn in enumerate(pdf.render_many(orders)):
        if isinstance(drawn, pdf.Unprintable):
            raise drawn
        if rank < pdf.SHEAF:
            with Pdf.open(BytesIO(drawn)) as paper:
                pages.add(len(paper.pages))
    return pages


def context(rank: int) -> MessageContext:
    due_on = DAY - timedelta(days=90)
    line = Line("", due_on - timedelta(days=30), due_on, 90, Money(0), Money(0), 4)
    amounts = [Money(624_00 + rank * 17 + place * 1_313) for place in range(25)]
    """What one letter tells: its customer, its amounts, its code."""
    return MessageContext(
        company=SENDER,
        customer=Addressee(
            f"Garage n° {rank}", f"C{rank:05}", "8 avenue Foch\n42100 Saint-Étienne"
        ),
        contact="Mme Petit",
        day=DAY,
        level=4,
        lines=tuple(
            replace(line, number=f"FA-{rank}-{place}", face=amount, open=amount)
            for place, amount in enumerate(amounts)
        ),
        total=Money.total(amounts, "EUR"),
        claims=CLAIMS,
        pay_by=DAY + timedelta(days=8),
        reference=f"C{rank:05}",
    )


def _spent() -> float:
    """Seconds of processor taken by this process and by the press, whatever else runs."""
    taken = [resource.getrusage(each) for each in WHOSE]
    return sum(each.ru_utime + each.ru_stime for each in taken)


def _peaks() -> tuple[float, float]:
    """The highest of this process and of any of those of the press, in MiB."""
    own, press = (resource.getrusage(each).ru_maxrss / MIB for each in WHOSE)
    return own, press
