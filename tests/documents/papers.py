"""Files of each kind, made here: sound ones and hostile ones."""

import io
import zipfile

import pypdfium2

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_pdf(pages: int = 1) -> bytes:
    """A PDF of so many blank pages."""
    document = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        document.new_page(595, 842)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def packed(members: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


def a_docx(text: str) -> bytes:
    """A word processor's file that says a text."""
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>'
    return packed(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": f"{body}</w:document>".encode()}
    )


def a_bomb() -> bytes:
    """A word processor's file of a few hundred kilobytes that swells to half a gigabyte."""
    start = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>'.encode()
    return packed({"word/document.xml": start + b"a" * 500_000_000})
