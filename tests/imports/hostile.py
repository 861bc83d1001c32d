"""Every reader of files, with files that we write for it, and ways to damage them: what the fuzzer
of `bench` and the short run of the tests share."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage

from encaisse.imports import operations
from encaisse.imports.fec.reading import read_fec
from encaisse.imports.opening.archive import files_of
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.operations import GivenFile, Judged
from encaisse.imports.rules import recognition, twins
from encaisse.imports.rules.bank import BankFile, keyed
from encaisse.letters.mail.reading import read as read_mail
from tests.imports import bank, camt, maker, ofx, pain, papers, sheets, test_mt940, variants
from tests.imports.damage import Damage, damaged, damaged_archive, damaged_mail
from tests.imports.papers import Paper
from tests.imports.reading import ledger_of

Read = Callable[[bytes], None]
ENCLOSED_MAX = 50


@dataclass(frozen=True)
class Reader:
    """A reader: what it is given, and whether it may be asked thousands of times in seconds."""

    read: Read
    seeds: Callable[[], Sequence[bytes]]
    dear: bool = False
    damage: Damage = damaged


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


def read_any(content: bytes) -> None:
    """A file as it is dropped, or those of an archive of any mix, whatever their kinds."""
    files = [("fichier", content)]
    with suppress(FileRefused):
        files = files_of(content) if recognition.is_mixed(content) else files
    for name, inside in files:
        judged = operations.judge(GivenFile(name, inside), None)
        json.dumps(judged.report if isinstance(judged, Judged) else judged)


def read_enclosed(content: bytes) -> None:
    """A mail of the mailbox of imports, and each of its files."""
    for file in read_mail(content).enclosed[:ENCLOSED_MAX]:
        read_any(file.content)


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


def archive(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, inside in files.items():
            packed.writestr(name.replace("_", "."), inside)
    return content.getvalue()


def archive_seeds() -> list[bytes]:
    paper, one = papers.ubl(Paper()), cfonb_seeds()[0]
    return [
        archive(releve_txt=one, facture_xml=paper, photo_png=b"\x89PNG\r\n\x1a\n"),
        archive(a_csv=sheets.text(ITEMS), b_ofx=ofx_seeds()[0], c_sta=mt940_seeds()[0]),
        archive(a_xlsx=sheets.workbook(ITEMS), b_xml=camt_seeds()[0], c_zip=archive(d_txt=one)),
    ]


def mail(*files: tuple[str, bytes]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "banque@example.fr", "Relevé n° 7"
    message["Message-ID"] = "<7@example.fr>"
    message.set_content("Voici votre relevé.")
    for name, inside in files:
        message.add_attachment(inside, "application", "octet-stream", filename=name)
    return message


def mail_seeds() -> list[bytes]:
    one = mail(("relevé.txt", cfonb_seeds()[0]), ("facture.xml", papers.ubl(Paper())))
    lot, enclosing = mail(("lot.zip", archive_seeds()[0])), mail(("a.csv", sheets.text(ITEMS)))
    enclosing.add_attachment(mail(("b.ofx", ofx_seeds()[0])))
    return [each.as_bytes() for each in (one, lot, enclosing)]


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
    "archive": Reader(read_any, archive_seeds, damage=damaged_archive),
    "mail": Reader(read_enclosed, mail_seeds, damage=damaged_mail),
}
