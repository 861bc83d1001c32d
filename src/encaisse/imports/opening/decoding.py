"""Bytes to text: which encoding a French file is in (formats.md, reading rule 1).

Byte-order marks first, then strict UTF-8, then the single-byte sets by counting plausible French
letters: a general detector guesses wrong on French ledgers.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from encaisse.imports.opening.refusals import FileEmpty, FileTooLarge, NotText

MEGABYTES_MAX = 512
SINGLE_BYTE = ("cp1252", "iso8859-15", "cp850", "mac_roman")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
COMMON = frozenset("éèêëàâçîïôùûÉÈÀÇ°'’€«»–…")
POSSIBLE = frozenset("ÊËÂÎÏÔÙÛÜüöäœŒæÆÿñ²³½µ§ºª\u00a0‘“”—•·£®©áíóúÖÄß")
BINARY = {b"%PDF": "un PDF", b"\x89PNG": "une image", b"\xff\xd8\xff": "une image"}
NOT_BLANK = re.compile(rb"[^\0\r\n\t \x1a]")
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the encoding it was in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of ``content``, without NUL, byte-order mark nor final 0x1A."""
    if not NOT_BLANK.search(content):
        raise FileEmpty
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise FileTooLarge(megabytes_max=MEGABYTES_MAX)
    for start, found in BINARY.items():
        if content.startswith(start):
            raise NotText(found=found)
    text, encoding = _text(content)
    text = text.replace("\0", "").rstrip("\x1a").removeprefix("\ufeff")
    text, twice = _undo_double_utf8(text)
    if len(CONTROLS.findall(text[:100_000])) > len(text[:100_000]) // 50:
        raise NotText(found="contenu binaire")
    if text.isspace() or not text:
        raise FileEmpty
    return Decoded(text, f"{encoding} (deux fois)" if twice else encoding)


def _text(content: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace"), encoding
    wide = _utf16_without_mark(content[:400])
    if wide:
        return content.decode(wide, errors="replace"), wide
    if _is_ebcdic(content[:400]):
        return content.decode("cp500").replace("\x85", "\n"), "cp500"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _single_byte(content)
        return content.decode(encoding, errors="replace"), encoding


def _utf16_without_mark(head: bytes) -> str | None:
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 3:
        return "utf-16-be"
    return None


def _is_ebcdic(head: bytes) -> bool:
    """ASCII text has many bytes below 0x80; EBCDIC letters are all above."""
    return "journal" in head.decode("cp500").lower()


def _single_byte(content: bytes) -> str:
    """The encoding which makes the non-ASCII bytes most French; cp1252 when nothing decides."""
    seen = Counter(content.translate(None, bytes(range(128))))
    return max(SINGLE_BYTE, key=lambda encoding: _plausibility(seen, encoding))


def _plausibility(seen: Counter[int], encoding: str) -> int:
    score = 0
    for byte, count in seen.items():
        letter = bytes([byte]).decode(encoding, errors="replace")
        score += count * (3 if letter in COMMON else 1 if letter in POSSIBLE else -3)
    return score


def _undo_double_utf8(text: str) -> tuple[str, bool]:
    """UTF-8 read as a single-byte set then written as UTF-8 again: ``é`` shows as ``Ã©``."""
    suspects = text.count("Ã") + text.count("Â°")
    if not text.startswith("ï»¿") and not (suspects and suspects * 2 > _accents(text)):
        return text, False
    try:
        once = b"".join(_byte_of(letter) for letter in _runs(text)).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text, False
    return once.removeprefix("\ufeff"), True


def _accents(text: str) -> int:
    return len(re.findall(r"[éèêëàâçîïôùûÉÈÀÇ]", text))


def _runs(text: str) -> list[str]:
    return re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]", text)


def _byte_of(run: str) -> bytes:
    """cp1252 where it knows the letter, else Latin-1 for the five bytes that cp1252 leaves out."""
    try:
        return run.encode("cp1252")
    except UnicodeEncodeError:
        return run.encode("latin-1")
