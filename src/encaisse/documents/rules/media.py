"""What a file is, from its own bytes: what its sender says of it is never believed.

A short table of what a receivables desk receives. What it does not know is a plain sequence of
bytes: kept, given back as it came, never shown.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile


class Media(StrEnum):
    """The types that are told apart."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    TEXT = "text/plain"
    HTML = "text/html"
    SVG = "image/svg+xml"
    XML = "application/xml"
    MAIL = "message/rfc822"
    RTF = "application/rtf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    OLE = "application/x-ole-storage"
    ZIP = "application/zip"
    PROGRAM = "application/x-executable"
    UNKNOWN = "application/octet-stream"


DRAWN = {Media.PDF}
"""Shown as pictures of its pages."""
PICTURES = {Media.PNG, Media.JPEG, Media.GIF, Media.WEBP}
"""Shown as they are: browsers run nothing that an image of these types holds."""
READ = {
    Media.PDF, Media.TEXT, Media.HTML, Media.DOCX, Media.XLSX, Media.PPTX, Media.ODT, Media.ODS,
    Media.MAIL,
}  # fmt: skip
"""Those whose words are looked for, and shown without their form."""
EXTENSIONS = {
    Media.PDF: ("pdf",),
    Media.PNG: ("png",),
    Media.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    Media.GIF: ("gif",),
    Media.WEBP: ("webp",),
    Media.TIFF: ("tif", "tiff"),
    Media.HEIC: ("heic", "heif"),
    Media.HTML: ("html", "htm", "xhtml"),
    Media.SVG: ("svg",),
    Media.XML: ("xml",),
    Media.MAIL: ("eml",),
    Media.RTF: ("rtf", "doc"),
    Media.DOCX: ("docx", "docm"),
    Media.XLSX: ("xlsx", "xlsm"),
    Media.PPTX: ("pptx", "pptm"),
    Media.ODT: ("odt",),
    Media.ODS: ("ods",),
    Media.OLE: ("doc", "xls", "ppt", "msg"),
    Media.ZIP: ("zip",),
    Media.PROGRAM: ("exe", "dll", "com", "scr", "so", "bin"),
}
FIRST_BYTES = (
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"\xff\xd8\xff", Media.JPEG),
    (b"GIF87a", Media.GIF),
    (b"GIF89a", Media.GIF),
    (b"II*\x00", Media.TIFF),
    (b"MM\x00*", Media.TIFF),
    (b"{\\rtf", Media.RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Media.OLE),
    (b"MZ", Media.PROGRAM),
    (b"\x7fELF", Media.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Media.PROGRAM),
    (b"#!", Media.PROGRAM),
)
PACKED = (
    ("word/document.xml", Media.DOCX),
    ("xl/workbook.xml", Media.XLSX),
    ("ppt/presentation.xml", Media.PPTX),
)
BLANK = b"\xef\xbb\xbf \t\r\n"
MARKS = (b"\xff\xfe", b"\xfe\xff")  # a text in UTF-16 says so
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
ACTIVE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|style|meta|base|link|form|img)"
    r"[\s/>]",
    re.IGNORECASE,
)
DRAWING = re.compile(r"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
HEADER = re.compile(r"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.ASCII)
MAIL_HEADERS = re.compile(r"^(?:from|received|message-id|mime-version):", re.I | re.M)
PEEK = 64 * 1024
MEMBERS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A name that announces something else than the bytes are."""

    announced: str
    found: Media


def sniffed(content: bytes) -> Media:
    """What the bytes are."""
    if content.lstrip(BLANK).startswith(b"%PDF-"):
        return Media.PDF
    for first, media in FIRST_BYTES:
        if content.startswith(first):
            return media
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Media.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"hevc"}:
        return Media.HEIC
    if content[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _packed(content)
    return _text(content)


def disagreement(name: str, media: Media) -> Disagreement | None:
    """Whether the end of the name says something else than the bytes."""
    announced = name.rpartition(".")[2].lower() if "." in name else ""
    known = {end for ends in EXTENSIONS.values() for end in ends}
    if announced not in known or announced in EXTENSIONS.get(media, ()):
        return None
    return Disagreement(announced, media)


def decoded(content: bytes) -> str:
    """The bytes of a text as characters, in the encoding that fits."""
    if content.startswith(MARKS):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _packed(content: bytes) -> Media:
    """The names inside an archive say what it is; nothing is unpacked but one short line."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = {info.filename for info in archive.infolist()[:MEMBERS_MAX]}
            if "mimetype" in names:
                return _declared(archive)
    except (BadZipFile, ValueError, OSError, RuntimeError):
        return Media.ZIP
    return next((media for name, media in PACKED if name in names), Media.ZIP)


def _declared(archive: ZipFile) -> Media:
    """OpenDocument writes its type in a member of that name."""
    with archive.open("mimetype") as member:
        told = member.read(100).decode("ascii", errors="replace").strip()
    return {Media.ODT.value: Media.ODT, Media.ODS.value: Media.ODS}.get(told, Media.ZIP)


def _text(content: bytes) -> Media:
    """Text, and whether a browser would make something of it."""
    peek = decoded(content[:PEEK] if not content.startswith(MARKS) else content[: PEEK * 2])
    if not content or CONTROLS.search(peek):
        return Media.UNKNOWN
    start = peek.lstrip()
    if start.startswith("<"):
        if DRAWING.search(peek):
            return Media.SVG
        if ACTIVE.search(peek):
            return Media.HTML
        return Media.XML if start.startswith("<?xml") else _plain_or_html(peek)
    headers = HEADER.match(start)
    if headers and MAIL_HEADERS.search(headers[0]):
        return Media.MAIL
    return _plain_or_html(peek)


def _plain_or_html(peek: str) -> Media:
    return Media.HTML if ACTIVE.search(peek) else Media.TEXT
