"""The files that accounting packages take in. Pure.

FEC: article A. 47 A-1 of the Livre des procédures fiscales, eighteen columns between tabs. XIMPORT
(Ciel, Sage 50), Quadra (Cegid) and EBP: as published; docs/concepts/entries.md says where.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from encaisse.entries.rules.writing import Entry, Leg

FEC_HEADER = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
LETTERS = str.maketrans({"\u2019": "'", "œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"})
CRLF = "\r\n"
XIMPORT_END = "O2003"
EUR = "EUR"
Numbered = Sequence[tuple[int, Entry]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name on screen, the end of its file's name, how it is written."""

    label: str
    extension: str
    write: Callable[[Numbered], bytes]


def fec(entries: Numbered) -> bytes:
    """The columns of the FEC, tabs, ISO 8859-15."""
    rows = [FEC_HEADER]
    for number, entry, leg in _legs(entries):
        day = entry.on.strftime("%Y%m%d")
        rows.append((
            entry.journal, entry.journal_name, f"ENC{number:06}", day, leg.account,
            leg.account_name, leg.customer, _line(leg.name), _line(entry.voucher), day,
            _line(entry.label), _comma(max(leg.cents, 0)), _comma(max(-leg.cents, 0)),
            "", "", day, "", "",
        ))  # fmt: skip
    text = "".join("\t".join(row) + CRLF for row in rows)
    return text.encode("iso8859-15", errors="replace")


def ximport(entries: Numbered) -> bytes:
    """Fixed columns of Ciel and Sage 50, without accents."""
    lines = []
    for number, entry, leg in _legs(entries):
        day = entry.on.strftime("%Y%m%d")
        lines.append(
            f"{number % 100_000:>5}{_cut(entry.journal, 2)}{day}{'':8}{_cut(entry.voucher, 12)}"
            f"{_cut(_single(leg), 11)}{_cut(entry.label, 25)}{_dot(leg.cents):0>13}{_side(leg)}"
            f"{'':18}{_cut(leg.name or leg.account_name, 34)}{XIMPORT_END}{CRLF}"
        )
    return "".join(lines).encode("ascii")


def quadra(entries: Numbered) -> bytes:
    """Fixed columns of Quadra, lines M, without accents."""
    lines = []
    for number, entry, leg in _legs(entries):
        day = entry.on.strftime("%d%m%y")
        lines.append(
            f"M{_cut(_single(leg), 8)}{_cut(entry.journal, 2)}000{day} {_cut(entry.label, 20)}"
            f"{_side(leg)}+{abs(leg.cents):0>12}{'':8}000000{'':2}{'':3}{number % 100_000:>5}"
            f"{'':10}{'':10}{number:>8}{EUR}{_cut(entry.journal, 3)}{'':3}{_cut(entry.label, 30)}"
            f"{'':2}{_cut(entry.voucher[-10:], 10)}{'':10}{'':13}{'':12}{'':38}{CRLF}"
        )
    return "".join(lines).encode("ascii")


def ebp(entries: Numbered) -> bytes:
    """Commas, texts between quotes, Windows letters."""
    out = StringIO()
    for rank, (_number, entry, leg) in enumerate(_legs(entries), start=1):
        day = entry.on.strftime("%d%m%Y")
        texts = StringIO()
        quoted = csv.writer(texts, quoting=csv.QUOTE_ALL, lineterminator="")
        quoted.writerow([_line(entry.label)[:40], _line(entry.voucher)[:15]])
        fields = [str(rank), day, entry.journal, _single(leg), texts.getvalue()]
        out.write(",".join([*fields, _dot(leg.cents), _side(leg), day]) + CRLF)
    return out.getvalue().encode("cp1252", errors="replace")


FORMATS = {
    "fec": Format("FEC, 18 colonnes", "txt", fec),
    "ximport": Format("XIMPORT : Ciel, Sage 50", "txt", ximport),
    "quadra": Format("ASCII : Cegid Quadra", "txt", quadra),
    "ebp": Format("EBP (texte à virgules)", "txt", ebp),
}


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """By journal's day, then journal and voucher: the order of the file."""
    return sorted(entries, key=lambda each: (each.on, each.journal, each.voucher, each.key))


def file_name(code: str, number: int, made_on: date, kind: str) -> str:
    """The name under which the file is kept."""
    return f"ecritures-{code}-{made_on:%Y%m%d}-{number:04}-{kind}.{FORMATS[kind].extension}"


def _legs(entries: Numbered) -> Iterator[tuple[int, Entry, Leg]]:
    for number, entry in entries:
        for leg in entry.legs:
            yield number, entry, leg


def _single(leg: Leg) -> str:
    """Where the package has one account for both: the customer's own."""
    return leg.customer or leg.account


def _side(leg: Leg) -> str:
    return "D" if leg.cents > 0 else "C"


def _dot(cents: int) -> str:
    return f"{abs(cents) // 100}.{abs(cents) % 100:02}"


def _comma(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def _line(text: str) -> str:
    """On one line, without what separates fields."""
    return " ".join(text.replace("\u2019", "'").split())


def _cut(text: str, width: int) -> str:
    """Exactly that many plain letters."""
    kept = unicodedata.normalize("NFKD", text.translate(LETTERS))
    plain = kept.encode("ascii", errors="ignore").decode()
    return f"{' '.join(plain.split())[:width]:<{width}}"
