"""Every reader of files, with files that we write for it, and ways to damage them: what the fuzzer
of `bench` and the short run of the tests share."""

import json
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from encaisse.imports import operations
from encaisse.imports.fec.reading import read_fec
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.operations import GivenFile, Judged
from encaisse.imports.rules import recognition, twins
from encaisse.imports.rules.bank import BankFile, keyed
from tests.imports import bank, camt, maker, ofx, pain, papers, sheets, test_mt940, variants
from tests.imports.papers import Paper
from tests.imports.reading import ledger_of

Read = Callable[[bytes], None]
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


@dataclass(frozen=True)
class Reader:
    """A reader: what it is given, and whether it may be asked thousands of times in seconds."""

    read: Read
    seeds: Callable[[], Sequence[bytes]]
    dear: bool = False


def reads(kind: str) -> Read:
    """Read as a file of that kind, then all that is made of it without the books."""

    def read(content: bytes) -> None:
        judged = operations.judge(GivenFile("fichier", content, kind), None)
        said = judged.report if isinstance(judged, Judged) else judged
        json.dumps(said)
        if isinstance(judged, Judged) and isinstance(judged.content, BankFile):
            list(keyed(judged.content.movements))
            twins.periods_of(judged.content, bank.IBAN)

    return read


def read_books(content: bytes) -> None:
    """A FEC to the ledger that it makes."""
    with suppress(FileRefused):
        ledger_of(read_fec(content))


def recognise(content: bytes) -> None:
    """Which kind a file is."""
    with suppress(FileRefused):
        recognition.kind_of(content)


ROWS = maker.fec_rows(maker.live(1, [2024], customers=3, per_year=3), 2024)
ITEMS: sheets.Rows = [
    ("Échéancier clients au 20/11/2026",),
    ("Compte", "Client", "N° pièce", "Date", "Échéance", "Montant TTC", "Réglé", "Solde"),
    ("411GAR", "Garage Martin", "FA-1", date(2026, 10, 1), date(2026, 10, 31), 120.0, 20.0, 100.0),
    ("411MAI", "Mairie", "FA-2", date(2026, 10, 2), date(2026, 11, 1), 80.5, 0.0, 80.5),
    ("Total", "", "", "", "", 200.5, 20.0, 180.5),
]
MOVES: sheets.Rows = [
    ("Relevé du compte", bank.IBAN),
    ("Date", "Libellé", "Débit", "Crédit", "Solde"),
    (date(2026, 11, 16), "VIR GARAGE MARTIN FA-1", "", 100.0, 1100.0),
    (date(2026, 11, 17), "FRAIS", 5.0, "", 1095.0),
    ("", "Nouveau solde", "", "", 1095.0),
]


def camt_seeds() -> list[bytes]:
    party = camt.party("Dbtr", "Garage Martin", bank.IBAN)
    detail = camt.detail(cents=50_00, parties=party, said=["FA-1"], end_to_end="E2E", reference="R")
    batch = camt.entry(100_00, detail, detail)
    back = camt.entry(-20_00, camt.detail(back="<Rsn><Cd>AM04</Cd></Rsn>"))
    found = [
        camt.message(camt.stated(batch, back, total=80_00), kind=kind, version=version)
        for kind, version in (("053", 2), ("053", 8), ("054", 4), ("052", 2))
    ]
    return [*found, camt.archive(a=found[0], b=found[2])]


def cfonb_seeds() -> list[bytes]:
    lines = (
        bank.Line(322_00, details=(("NPY", "GARAGE MARTIN"), ("LCC", "FA-1"), ("REF", "X"))),
        bank.Line(-10_00, label="IMPAYE", returned="04"),
    )
    return [bank.statement(*lines), bank.text_of(bank.records(lines), "")]


def ofx_seeds() -> list[bytes]:
    moves = (ofx.transaction(322_00, "GARAGE MARTIN", "FA-1"), ofx.transaction(-5_00, "FRAIS"))
    one = ofx.statement(*moves)
    xml = '<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?>'
    return [ofx.file_of(one), ofx.file_of(one, one, header=xml, encoding="utf-8")]


def mt940_seeds() -> list[bytes]:
    named = "/EREF/E1/REMI/FA-1 MERCI/NAME/GARAGE MARTIN/IBAN/FR7630006000011234567890189"
    moves = [test_mt940.movement(details=said) for said in (test_mt940.NUMBERED, named, "LIBRE")]
    swift = "{1:F01BANKFRPP}{2:O940}{4:\r\n" + test_mt940.statement(*moves) + "-}"
    return [test_mt940.statement(*moves).encode(), swift.encode()]


def xml_seeds() -> list[bytes]:
    paper = Paper()
    return [
        papers.cii(paper), papers.zugferd1(paper), papers.ubl(paper),
        papers.ubl(paper, root="CreditNote"),
    ]  # fmt: skip


READERS: dict[str, Reader] = {
    "fec": Reader(
        read_books,
        lambda: [maker.text_of(ROWS).encode("cp1252"), maker.text_of(ROWS, ";").encode()],
    ),
    "fec-xml": Reader(read_books, lambda: [variants.xml_of(ROWS)]),
    "fec-workbook": Reader(read_books, lambda: [variants.xlsx_of(ROWS)]),
    "cfonb120": Reader(reads(recognition.CFONB), cfonb_seeds),
    "camt": Reader(reads(recognition.CAMT), camt_seeds),
    "ofx": Reader(reads(recognition.OFX), ofx_seeds),
    "mt940": Reader(reads(recognition.MT940), mt940_seeds),
    "bank-sheet": Reader(
        reads("bank_sheet"), lambda: [sheets.text(MOVES), sheets.text(MOVES, "\t", "utf-16")]
    ),
    "bank-workbook": Reader(
        reads("bank_sheet"), lambda: [sheets.workbook(MOVES), sheets.open_document(MOVES)]
    ),
    "open-items": Reader(
        reads("open_items"), lambda: [sheets.text(ITEMS), sheets.text(ITEMS, "|", "cp1252")]
    ),
    "open-items-workbook": Reader(
        reads("open_items"), lambda: [sheets.workbook(ITEMS), sheets.open_document(ITEMS)]
    ),
    "einvoice": Reader(reads(recognition.UBL), xml_seeds),
    "facturx": Reader(
        reads(recognition.FACTURX),
        lambda: [papers.pdf([("factur-x.xml", papers.cii(Paper())), ("a.txt", b"x")])],
        dear=True,
    ),
    "cdar": Reader(reads(recognition.CDAR), lambda: [papers.cdar("207"), papers.cdar("212")]),
    "pain002": Reader(
        reads(recognition.PAIN002),
        lambda: [pain.report("P-1", pain.part("P-1-FRST", pain.one("P-1-1", words="Solde")))],
    ),
    "recognition": Reader(
        recognise,
        lambda: [*camt_seeds(), *cfonb_seeds(), *ofx_seeds(), *mt940_seeds(), sheets.text(ITEMS)],
    ),
}


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
