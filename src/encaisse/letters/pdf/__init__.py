"""The only door to Typst: a template and its data become a PDF kept for years.

PDF/A-3a (archiving) and PDF/UA-1 (read aloud by a machine), drawn with the fonts shipped here and
no other: the same data give the same bytes, on any machine. A template knows how things look;
amounts and days come to it as text, written by ``encaisse.web.formats``.

``render`` draws one, ``render_many`` as many as one likes on every core: each process of the press
draws a sheaf and ends, so that memory does not grow with their number.
"""

import json
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from encaisse.kernel.refusal import Refusal

SOURCE = Path(__file__).resolve().parents[2]
PRESS = Path(__file__).resolve().parent / "press.py"
SCREEN = 120  # dots per inch
SHEAF = 50  # drawn by one process, which then ends and gives back what Typst kept
SECONDS_MAX = 120
EXCERPT = 30
UNPRINTABLE = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(Refusal):
    """A character that no shipped font can draw: a blank in a document kept for years is worse."""

    code = "unprintable"
    sentence = (
        "« {text} » contient un caractère que le document ne sait pas imprimer ({character}). "
        "Corrigez ce texte, puis recommencez."
    )


class DocumentSpoilt(RuntimeError):
    """A template that does not draw: a bug, with what Typst says of it."""


@dataclass(frozen=True, slots=True)
class Order:
    """A document to draw: ``template`` is ``<capability>/<name>.typ``, found in that capability's
    templates. ``data`` is what JSON can say. ``made_on`` (a day, ``AAAA-MM-JJ``) dates the
    document; nothing else does, so that the same data give the same bytes. With dots per inch
    (``ppi``), its pages are drawn as pictures, to be looked at."""

    template: str
    data: Mapping[str, object]
    title: str
    ppi: int = 0

    @property
    def line(self) -> bytes:
        """The order as the press reads it."""
        inputs = {"data": json.dumps(self.data, ensure_ascii=False), "title": self.title}
        order = {"template": str(_path_of(self.template)), "inputs": inputs, "ppi": self.ppi}
        return json.dumps(order).encode() + b"\n"


def render(template: str, data: Mapping[str, object], *, title: str) -> bytes:
    """The PDF of one document, drawn by a process that ends with it; refused when a character
    cannot be printed."""
    (drawn,) = _sheaf([Order(template, data, title)])
    if isinstance(drawn, Unprintable):
        raise drawn
    return drawn


def pictures(order: Order) -> list[str]:
    """The pages of a document as PNG in base64, to be looked at before anything is printed."""
    (drawn,) = _sheaf([replace(order, ppi=SCREEN)])
    if isinstance(drawn, Unprintable):
        raise drawn
    return list(json.loads(drawn))


def render_many(
    orders: Iterable[Order], *, processes: int | None = None
) -> Iterator[bytes | Unprintable]:
    """The PDF of each document in the order asked, or why it cannot be printed: one that is refused
    does not stop the others. Orders are read as they are drawn, never all at once."""
    cores = processes or os.cpu_count() or 1
    asked = iter(orders)
    with ThreadPoolExecutor(cores) as presses:
        drawing: deque[Future[list[bytes | Unprintable]]] = deque()
        while sheaf := list(islice(asked, SHEAF)):
            drawing.append(presses.submit(_sheaf, sheaf))
            if len(drawing) > cores:
                yield from drawing.popleft().result()
        for drawn in drawing:
            yield from drawn.result()


def _sheaf(orders: list[Order]) -> list[bytes | Unprintable]:
    """What one process draws."""
    press = subprocess.run(
        [sys.executable, PRESS, str(SOURCE)],
        input=b"".join(order.line for order in orders),
        capture_output=True,
        timeout=SECONDS_MAX * len(orders),
        check=False,
    )
    if press.returncode:
        raise DocumentSpoilt(press.stderr.decode(errors="replace"))
    answers = _answers(press.stdout)
    return [_settled(order, *answer) for order, answer in zip(orders, answers, strict=True)]


def _answers(told: bytes) -> Iterator[tuple[str, bytes]]:
    """What the press says of each document, and the document or what is wrong."""
    at = 0
    while at < len(told):
        head_end = told.index(b"\n", at)
        what, size = told[at:head_end].decode().split()
        at = head_end + 1 + int(size)
        yield what, told[head_end + 1 : at]


def _settled(order: Order, what: str, answer: bytes) -> bytes | Unprintable:
    """The document, or why it cannot be printed; anything else is a bug of its template."""
    if what == "drawn":
        return answer
    message = answer.decode()
    told = UNPRINTABLE.search(message)
    if told is None:
        raise DocumentSpoilt(message)
    character = ESCAPED.sub(lambda code: chr(int(code[1], 16)), told[1])
    where = _around(character, _text_with(character, [order.title, order.data]))
    return Unprintable(text=where, character=f"U+{ord(character[0]):04X}")


def _text_with(character: str, told: object) -> str:
    """The text that holds the character, so that one knows what to correct."""
    if isinstance(told, str):
        return told if character in told else ""
    parts = (
        told.values()
        if isinstance(told, Mapping)
        else told
        if isinstance(told, (list, tuple))
        else ()
    )
    return next((found for part in parts if (found := _text_with(character, part))), "")


def _around(character: str, text: str) -> str:
    """What stands around the character, short enough for a sentence."""
    at = text.find(character)
    return "".join(c for c in text[max(at - EXCERPT, 0) : at + EXCERPT] if c.isprintable())


def _path_of(template: str) -> Path:
    capability, _, name = template.partition("/")
    return SOURCE / capability / "templates" / capability / name
