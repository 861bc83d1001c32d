"""The only door to Typst: a template and its data become a PDF kept for years.

PDF/A-3a (archiving) and PDF/UA-1 (read aloud by a machine), drawn with the fonts shipped here and
no other: the same data give the same bytes, on any machine. A template knows how things look;
amounts and days come to it as text, written by ``encaisse.web.formats``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from encaisse.kernel.refusal import Refusal

SOURCE = Path(__file__).resolve().parents[2]
PRESS = Path(__file__).resolve().parent / "press.py"
SPOILT = 3  # what the press answers when Typst refused the document
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


def render(template: str, data: Mapping[str, object], *, title: str) -> bytes:
    """The PDF of ``template``: ``<capability>/<name>.typ``, found in that capability's templates.

    ``data`` is what JSON can say. ``made_on`` (a day, ``AAAA-MM-JJ``) dates the document; nothing
    else does, so that the same data give the same bytes. Drawn by a process that ends with it
    (``press``).
    """
    order = {
        "template": str(_path_of(template)),
        "root": str(SOURCE),
        "inputs": {"data": json.dumps(data, ensure_ascii=False), "title": title},
    }
    press = subprocess.run(
        [sys.executable, PRESS],
        input=json.dumps(order).encode(),
        capture_output=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    if press.returncode == 0:
        return press.stdout
    message = press.stderr.decode(errors="replace")
    told = UNPRINTABLE.search(message) if press.returncode == SPOILT else None
    if told is None:
        raise DocumentSpoilt(message)
    character = ESCAPED.sub(lambda code: chr(int(code[1], 16)), told[1])
    where = _around(character, _text_with(character, [title, data]))
    raise Unprintable(text=where, character=f"U+{ord(character[0]):04X}")


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
