"""The only door to Typst: a template and its data become a PDF kept for years.

PDF/A-3a (archiving) and PDF/UA-1 (read aloud by a machine), drawn with the fonts shipped here and
no other: the same data give the same bytes, on any machine. A template knows how things look;
amounts and days come to it as text, written by ``encaisse.web.formats``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from encaisse.kernel.refusal import Refusal

SOURCE = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).resolve().parent / "fonts"
STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
EPOCH = 0
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


def render(template: str, data: Mapping[str, object], *, title: str) -> bytes:
    """The PDF of ``template``: ``<capability>/<name>.typ``, found in that capability's templates.

    ``data`` is what JSON can say. ``made_on`` (a day, ``AAAA-MM-JJ``) dates the document; nothing
    else does, so that the same data give the same bytes.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "title": title}
    try:
        return typst.compile(
            _path_of(template),
            root=SOURCE,
            font_paths=_fonts(),
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=EPOCH,
        )
    except typst.TypstError as error:
        if told := UNPRINTABLE.search(error.message):
            character = ESCAPED.sub(lambda code: chr(int(code[1], 16)), told[1])
            where = _around(character, _text_with(character, [title, data]))
            raise Unprintable(text=where, character=f"U+{ord(character[0]):04X}") from error
        raise


def _text_with(character: str, told: object) -> str:
    """The text that holds the character, so that one knows what to correct."""
    if isinstance(told, str):
        return told if character in told else ""
    parts = told.values() if isinstance(told, Mapping) else told if isinstance(told, list) else ()
    return next((found for part in parts if (found := _text_with(character, part))), "")


def _around(character: str, text: str) -> str:
    """What stands around the character, short enough for a sentence."""
    at = text.find(character)
    return "".join(c for c in text[max(at - EXCERPT, 0) : at + EXCERPT] if c.isprintable())


def _path_of(template: str) -> Path:
    capability, _, name = template.partition("/")
    return SOURCE / capability / "templates" / capability / name


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
