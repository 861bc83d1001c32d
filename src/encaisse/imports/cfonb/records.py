"""Bytes to records of 120 characters, whatever the line breaks, blanks and encoding."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from encaisse.imports.cfonb.refusals import NotCfonb, StatementCut, StatementTooLarge, UnknownRecord
from encaisse.imports.opening.decoding import decode

WIDTH = 120
AMOUNT_END = 104
OPENING, MOVEMENT, DETAIL, CLOSING = "01", "04", "05", "07"
KNOWN = {OPENING, MOVEMENT, DETAIL, CLOSING}
LINE = re.compile(r"[^\r\n\f]+")
MEGABYTES_MAX = 32


@dataclass(frozen=True, slots=True)
class Record:
    """One record filled with blanks, its place in the file, its length there."""

    line: int
    text: str
    length: int

    @property
    def code(self) -> str:
        return self.text[:2]

    @property
    def account(self) -> str:
        """Bank, branch and account number: an IBAN from its fifth character, without its key."""
        return f"{self.text[2:7]}{self.text[11:16]}{self.text[21:32]}".replace(" ", "")

    @property
    def number(self) -> str:
        """The account number alone: banks that merged write two bank codes in one statement."""
        return self.text[21:32].strip()

    @property
    def currency(self) -> str:
        """Some banks leave it blank: it is then the euro."""
        return self.text[16:19].strip().upper() or "EUR"

    @property
    def is_whole(self) -> bool:
        """Whether all that it must say is within it; trailing blanks may be left out."""
        return self.code == DETAIL or self.length >= AMOUNT_END


def records_of(content: bytes) -> Iterator[Record]:
    """The records of a statement, one after the other. Raises a ``FileRefused`` when it is none,
    holds an unknown record, or stops in the middle of one."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise StatementTooLarge(megabytes_max=MEGABYTES_MAX)
    is_statement, record = False, None
    for line, text in _lines(decode(content).text):
        record = Record(line, text.ljust(WIDTH), len(text))
        if record.code not in KNOWN:
            raise UnknownRecord(line=line, found=text[:2].strip()) if is_statement else NotCfonb
        is_statement = is_statement or record.code != DETAIL
        yield record
    if record is None or not is_statement:
        raise NotCfonb
    if not record.is_whole:
        raise StatementCut(line=record.line)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each record with its line; without line breaks, with its rank."""
    mark = next((mark for mark in "\n\r" if mark in text), "")
    line, seen = 1, 0
    for found in LINE.finditer(text):
        line += text.count(mark, seen, found.start()) if mark else 0
        seen = found.start()
        for rank, record in enumerate(_sliced(found[0].rstrip())):
            if record.strip():
                yield line if mark else rank + 1, record


def _sliced(line: str) -> Iterator[str]:
    return (line[at : at + WIDTH] for at in range(0, len(line), WIDTH))
