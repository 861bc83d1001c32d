"""Reads one file and ends: run as a program of its own by ``encaisse.documents.reading``.

The file comes by standard input, what it says leaves by standard output (JSON). It knows nothing of
the rest: no setting, no database. Memory, time and what is unpacked are bounded before it looks.
"""

import base64
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes, policy

MEMORY_MAX = 1_500_000_000
SECONDS_MAX = 20
FILES_MAX = 32
TEXT_MAX = 200_000  # characters: what a search vector holds with ease
UNPACKED_MAX = 50_000_000
MEMBERS_MAX = 500
PIECE = 1_000_000
DOCTYPE = b"<!DOCTYPE"  # an office writes none: only who wants entities to swell does
PAGES_READ = 300
PAGES_DRAWN = 4
WIDTH, HEIGHT_MAX = 1000, 3000
OFFICE = re.compile(
    r"word/(document|header\d*|footer\d*)\.xml|xl/(sharedStrings|worksheets/sheet\d+)\.xml"
    r"|ppt/slides/slide\d+\.xml|content\.xml"
)
LINES = {"p", "h", "br", "tr", "row", "si", "line-break"}
CELLS = {"c", "tab", "table-cell", "s"}
SKIPPED = ("script", "style", "template", "noscript", "head")


def main(what: str, how: str) -> int:
    """What is asked of the file on the standard input."""
    _bind()
    content = sys.stdin.buffer.read()
    said = _pages(content, int(how)) if what == "pages" else {"text": _text(content, how)}
    json.dump(said, sys.stdout)
    return 0


def _bind() -> None:
    """No more memory, time nor files than a file deserves; no child. Where the system can."""
    try:
        import resource
    except ImportError:
        return
    bounds = {
        resource.RLIMIT_AS: MEMORY_MAX,
        resource.RLIMIT_CPU: SECONDS_MAX,
        resource.RLIMIT_NOFILE: FILES_MAX,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in bounds.items():
        resource.setrlimit(what, (most, most))


def _text(content: bytes, media_type: str) -> str:
    ways: dict[str, Callable[[bytes], Iterator[str]]] = {
        "application/pdf": _of_pdf,
        "text/html": _of_html,
        "message/rfc822": _of_mail,
        "text/plain": _of_text,
    }
    found: list[str] = []
    length = 0
    for part in ways.get(media_type, _of_office)(content):
        found.append(part)
        length += len(part)
        if length > TEXT_MAX:
            break
    text = "".join(found).replace("\x00", "").encode("utf-8", "replace").decode()
    return re.sub(r"\n\s*\n+", "\n\n", re.sub(r"[ \t\xa0]+", " ", text)).strip()[:TEXT_MAX]


def _of_text(content: bytes) -> Iterator[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield content.decode("utf-16", errors="replace")
        return
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("cp1252", errors="replace")


def _of_pdf(content: bytes) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), PAGES_READ)):
        page = document[number]
        yield page.get_textpage().get_text_bounded() + "\n"
        page.close()


def _of_html(content: bytes) -> Iterator[str]:
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True
    )
    tree = html.document_fromstring("".join(_of_text(content)).encode(), parser=parser)
    etree.strip_elements(tree, *SKIPPED, with_tail=False)
    for piece in tree.itertext():
        yield str(piece) + " "


def _of_mail(content: bytes) -> Iterator[str]:
    message = message_from_bytes(content, policy=policy.default)
    for header in ("from", "to", "date", "subject"):
        yield f"{header}: {message.get(header, '')}\n"
    body = message.get_body(("plain", "html"))
    if body is None:
        return
    said = str(body.get_content())
    yield from _of_html(said.encode()) if body.get_content_subtype() == "html" else [said]


def _of_office(content: bytes) -> Iterator[str]:
    """The text of a word processor's or a spreadsheet's file, unpacked piece by piece."""
    from lxml import etree

    left = UNPACKED_MAX
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [info.filename for info in archive.infolist()[:MEMBERS_MAX]]
        for name in filter(OFFICE.fullmatch, names):
            said = Said()
            parser = etree.XMLParser(
                target=said,  # type: ignore[arg-type]
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                recover=True,
            )
            with archive.open(name) as member:
                while piece := member.read(PIECE):
                    left -= len(piece)
                    if left < 0 or DOCTYPE in piece:
                        return
                    parser.feed(piece)
            yield said.close()


class Said:
    """Hears an XML file of an office as it is parsed, and keeps its words."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.inside = 0
        self.is_rank = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins; the value of a spreadsheet's cell may be the rank of a word."""
        if tag.endswith("}c"):
            self.is_rank = attributes.get("t") == "s"
        self.inside += _holds_words(tag)

    def data(self, text: str) -> None:
        """Words, or what lies between the elements."""
        if self.inside and not self.is_rank:
            self.parts.append(text)

    def end(self, tag: str) -> None:
        """An element ends: a line, a cell, or nothing that one sees."""
        self.inside -= _holds_words(tag)
        name = tag.rpartition("}")[2]
        if name in LINES | CELLS:
            self.is_rank = False
            self.parts.append("\n" if name in LINES else " ")

    def close(self) -> str:
        """All that was heard."""
        return "".join(self.parts)


def _holds_words(tag: str) -> bool:
    space, _, name = tag.rpartition("}")
    return name in ({"p", "h"} if space.startswith("{urn:oasis:") else {"t", "v"})


def _pages(content: bytes, first: int) -> dict[str, object]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    count = len(document)
    pictures = []
    for number in range(first, min(first + PAGES_DRAWN, count)):
        page = document[number]
        width, height = (max(side, 1.0) for side in page.get_size())
        scale = min(WIDTH / width, HEIGHT_MAX / height)
        drawn = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
        rows = bytes(drawn.buffer)
        picture = _png(rows, drawn.width, drawn.height, drawn.stride, drawn.n_channels)
        pictures.append(base64.b64encode(picture).decode())
        page.close()
    return {"pages": count, "pictures": pictures}


def _png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Rows of pixels as a PNG: grey, RGB or RGBA."""
    colour = {1: 0, 3: 2, 4: 6}[channels]
    rows = b"".join(
        b"\x00" + pixels[row * stride : row * stride + width * channels] for row in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
