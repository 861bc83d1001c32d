"""Draws the documents it is given, then ends: run as a program of its own by
``encaisse.letters.pdf``.

Typst keeps what it drew in memory, a gigabyte after some long documents: a process that lives on
would keep it too. The orders come by standard input, one JSON a line; for each leaves by standard
output one line, ``drawn`` or ``spoilt`` and a size, then the PDF (or, for an order with dots per
inch, its pages as pictures in a JSON list) or what Typst says.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).resolve().parent / "fonts"
STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
EPOCH = 0


def main(root: str) -> None:
    """Each order in turn, as soon as it comes."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    compiler = typst.Compiler(root=Path(root), font_paths=fonts)
    for line in sys.stdin.buffer:
        order = json.loads(line)
        try:
            told, answer = "drawn", _drawn(compiler, order)
        except typst.TypstError as error:
            told, answer = "spoilt", error.message.encode()
        sys.stdout.buffer.write(f"{told} {len(answer)}\n".encode())
        sys.stdout.buffer.write(answer)


def _drawn(compiler: typst.Compiler, order: "dict[str, Any]") -> bytes:
    if not order["ppi"]:
        return _draw(compiler, order["template"], order["inputs"])
    pages = compiler.compile(
        Path(order["template"]), format="png", ppi=order["ppi"], sys_inputs=order["inputs"]
    )
    listed = pages if isinstance(pages, list) else [pages]
    return json.dumps([base64.b64encode(page).decode() for page in listed if page]).encode()


def _draw(compiler: typst.Compiler, template: str, inputs: dict[str, str]) -> bytes:
    drawn = compiler.compile(
        Path(template),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        timestamp=EPOCH,
    )
    if not isinstance(drawn, bytes):
        raise TypeError(drawn)
    return drawn


if __name__ == "__main__":
    main(sys.argv[1])
