"""Reading a PDF back, with libraries that did not write it."""

from io import BytesIO
from tempfile import NamedTemporaryFile

import pdfua
from pypdf import PdfReader


def text_of(paper: bytes) -> str:
    """The text of every page; narrow and fixed spaces read as spaces."""
    pages = PdfReader(BytesIO(paper)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def faults(paper: bytes) -> list[str]:
    """What a checker of PDF/UA-1 finds wrong."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(paper)
        file.flush()
        return [str(fault) for fault in pdfua.validate(file.name).findings]
