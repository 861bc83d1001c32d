"""Bytes to records of 120 characters, whatever the line breaks, blanks and encoding."""

import re
from dataclasses import dataclass

from encaisse.imports.cfonb.refusals import NotCfonb, StatementCut, UnknownRecord
from encaisse.imports.fec.decoding import decode

WIDTH = 120
AMOUNT_END = 104
OPENING, MOVEMENT, DETAIL, CLOSING = "01", "04", "05", "07"
KNOWN = {OPENING, MOVEMENT, DETAIL, CLOSING}
BREAK = re.compile(r"\r\n|[\r\n\f]")


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


def records_of(content: bytes) -> list[Record]:
    """The records of a statement. Raises a ``FileRefused`` when it is none, damaged or cut."""
    found = [Record(line, text.ljust(WIDTH), len(text)) for line, text in _lines(content)]
    if not any(record.code in KNOWN - {DETAIL} for record in found):
        raise NotCfonb
    for record in found:
        if record.code not in KNOWN:
            raise UnknownRecord(line=record.line, found=record.text[:2].strip())
    if not found[-1].is_whole:
        raise StatementCut(line=found[-1].line)
    return found


def _lines(content: bytes) -> list[tuple[int, str]]:
    """Each record with its line; without line breaks, with its rank."""
    found: list[tuple[int, str]] = []
    for line in BREAK.split(decode(content).text):
        records = _sliced(line.rstrip())
        first = len(found) + 1
        found += enumerate(records or [""], start=first)
    return [(rank, record) for rank, record in found if record.strip()]


def _sliced(line: str) -> list[str]:
    return [line[at : at + WIDTH] for at in range(0, len(line), WIDTH)]
