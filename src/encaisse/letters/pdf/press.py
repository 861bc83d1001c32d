"""Draws one document and ends: run as a program of its own by ``encaisse.letters.pdf``.

Typst keeps what it drew in memory, a gigabyte after some long documents: a process that lives on
would keep it too. The order comes by standard input (JSON), the PDF leaves by standard output.
"""

import json
import sys
from pathlib import Path

import typst

FONTS = Path(__file__).resolve().parent / "fonts"
STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
EPOCH = 0
SPOILT = 3


def main() -> int:
    """Status 0 and the PDF, or ``SPOILT`` and what Typst says on the error output."""
    order = json.load(sys.stdin)
    try:
        paper = typst.compile(
            Path(order["template"]),
            root=Path(order["root"]),
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
            ),
            sys_inputs=order["inputs"],
            pdf_standards=STANDARDS,
            timestamp=EPOCH,
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return SPOILT
    sys.stdout.buffer.write(paper)
    return 0


if __name__ == "__main__":
    sys.exit(main())
