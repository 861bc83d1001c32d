"""Ways to damage a file: those that break readers."""

import io
import random
import zipfile
from base64 import encodebytes
from collections.abc import Callable, Sequence
from email import message_from_bytes

from encaisse.imports.opening.workbook import ZIP_ERRORS

Damage = Callable[[bytes, random.Random, Sequence[bytes]], bytes]
LENGTH_MAX = 64 * 1024
NUMBERS = (
    b"0", b"-1", b"1e999", b"99999999999999999999", b"0,001", b"NaN", b"", b"12/13/2026",
    b"20260230", b"2026-02-30", b"00000000", b"99999999", b"\xe2\x88\x9212,50", "١٢".encode(),
)  # fmt: skip
TOKENS = (
    b"<", b">", b"</", b"&amp;", b"&#0;", b"&x;", b"<![CDATA[", b"<!--", b"<!DOCTYPE x>", b"<?x?>",
    b";", b"\t", b"|", b'"', b"\r", b"\n", b"\r\r\n", b"\0", b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf",
    b"EUR", b"CRDT", b"DBIT", b":61:", b":86:", b":62F:", b"-}", b"?20", b"/REMI/", b"<STMTTRN>",
    b"01", b"04", b"05", b"07", "é€\u202f".encode(), "Total".encode("utf-16"), b"{", b"}", b"PK",
)  # fmt: skip


def damaged(content: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """The file with a few faults, of the kinds that break readers."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        content = chance.choice(DAMAGES)(content, chance)
    if others and chance.random() < 0.1:
        other = chance.choice(others)
        content = (
            content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]
        )
    return content[:LENGTH_MAX]


def _place(content: bytes, chance: random.Random) -> tuple[int, int]:
    """A short stretch, most often."""
    start = chance.randint(0, len(content))
    return start, min(len(content), start + int(chance.paretovariate(0.7)))


def _cut(content: bytes, chance: random.Random) -> bytes:
    start, end = _place(content, chance)
    return content[:start] + content[end:]


def _end(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start, end = _place(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 50)) + content[end:]


def _flip(content: bytes, chance: random.Random) -> bytes:
    start, _end_at = _place(content, chance)
    return content[:start] + bytes([chance.randrange(256)]) + content[start + 1 :]


def _insert(content: bytes, chance: random.Random) -> bytes:
    start, _end_at = _place(content, chance)
    return content[:start] + chance.choice(TOKENS) + content[start:]


def _number(content: bytes, chance: random.Random) -> bytes:
    """Another number in the place of one."""
    start = chance.randint(0, len(content))
    while start < len(content) and not content[start : start + 1].isdigit():
        start += 1
    end = start
    while end < len(content) and content[end : end + 1] in b"0123456789.,":
        end += 1
    return content[:start] + chance.choice(NUMBERS) + content[end:]


def _lines(content: bytes, chance: random.Random) -> bytes:
    """Lines in another order, lost or doubled."""
    lines = content.split(b"\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first] = lines[second]
    return b"\n".join(lines)


def _recoded(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", errors="replace")
    return text.encode(chance.choice(("utf-16", "utf-16-be", "cp1252", "cp500")), errors="replace")


DAMAGES = (
    _cut, _cut, _repeat, _flip, _flip, _insert, _insert, _number, _number, _lines, _end, _recoded,
)  # fmt: skip


NAMES = ("../a.txt", "/a", "a" * 300, "é\0.csv", "__MACOSX/a", "C:\\a", "a.zip", "", ".DS_Store")


def damaged_archive(content: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """A member damaged, renamed or added, the archive made again around it; else its bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [(one.filename, archive.read(one)) for one in archive.infolist()]
    except ZIP_ERRORS:
        files = []
    if not files or chance.random() < 0.2:
        return damaged(content, chance, others)
    at = chance.randrange(len(files))
    name, inside = files[at]
    files[at] = (
        chance.choice(NAMES) if chance.random() < 0.1 else name,
        damaged_archive(inside, chance) if inside[:2] == b"PK" else damaged(inside, chance),
    )
    if others and chance.random() < 0.1:
        files.append((chance.choice(NAMES) or "b", chance.choice(others)))
    return _packed(files)[:LENGTH_MAX]


def _packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in files:
            archive.writestr(zipfile.ZipInfo(name), inside)
    return content.getvalue()


def damaged_mail(content: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """A file of the mail damaged, or the mail itself."""
    parts = [part for part in message_from_bytes(content).walk() if not part.is_multipart()]
    written = [one for part in parts if isinstance(one := part.get_payload(), str) and one]
    if not written or chance.random() < 0.4:
        return damaged(content, chance, others)
    old = chance.choice(written)
    part = parts[[one.get_payload() for one in parts].index(old)]
    inside = part.get_payload(decode=True) or b""
    if not isinstance(inside, bytes):
        return damaged(content, chance, others)
    changed = damaged_archive(inside, chance) if inside[:2] == b"PK" else damaged(inside, chance)
    raw = old.encode("ascii", "replace")
    is_base64 = str(part.get("Content-Transfer-Encoding", "")).lower() == "base64"
    return content.replace(raw, encodebytes(changed) if is_base64 else changed, 1)[:LENGTH_MAX]
