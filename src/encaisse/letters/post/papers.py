"""Papers printed behind a letter: a PDF as it is, a picture on a page of its own."""

from io import BytesIO

from pikepdf import PasswordError, Pdf, PdfError
from PIL import Image

from encaisse.kernel.refusal import Refusal
from encaisse.letters.post.pictures import opened
from encaisse.letters.rules.papers import PDF, PICTURES

A4 = (1240, 1754)  # points of a page at 150 an inch
INCH = 150
MARGIN = 60


class PaperUnprintable(Refusal):
    """A file that no printer takes as it is."""

    code = "paper_unprintable"
    sentence = "« {name} » ne s'imprime pas : joignez un PDF sans mot de passe, un PNG ou un JPEG."


def printable(content: bytes, media_type: str, *, name: str) -> bytes:
    """The paper as a PDF; refused when it is neither a readable PDF nor a picture."""
    if media_type in PICTURES:
        return _on_a_page(content, name=name)
    if media_type != PDF:
        raise PaperUnprintable(name=name)
    try:
        with Pdf.open(BytesIO(content)) as found:
            if not found.pages:
                raise PaperUnprintable(name=name)
    except (PdfError, PasswordError) as error:
        raise PaperUnprintable(name=name) from error
    return content


def _on_a_page(content: bytes, *, name: str) -> bytes:
    try:
        picture = opened(content)
    except ValueError as error:
        raise PaperUnprintable(name=name) from error
    page = Image.new("RGB", A4, "white")
    room = (A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN)
    picture.thumbnail(room)
    mask = picture if picture.mode == "RGBA" else None
    page.paste(picture, ((A4[0] - picture.width) // 2, MARGIN), mask)
    drawn = BytesIO()
    page.save(drawn, "PDF", resolution=INCH)
    return drawn.getvalue()
