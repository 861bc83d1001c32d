"""The books as files of article A. 47 A-1 of the Livre des procédures fiscales.

The eighteen columns of the article, then the due date, as some packages add it.
"""

from datetime import date

from encaisse.demonstration.rules.books import Books, Line, lines
from encaisse.demonstration.rules.costs import SUPPLIERS
from encaisse.demonstration.rules.customers import CUSTOMERS
from encaisse.demonstration.rules.ledger import ACCOUNTS, JOURNALS

HEADER = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
    "DateEcheance",
)  # fmt: skip

_PARTIES = {one.code: one.name for one in CUSTOMERS} | {one.code: one.name for one in SUPPLIERS}


def fec_files(books: Books) -> dict[str, bytes]:
    """One file per financial year, by lawful name; the current year stops where the books do."""
    return {
        f"{books.story.seller.siren}FEC{year}1231.txt": _file(books, year) for year in books.years
    }


def _file(books: Books, year: int) -> bytes:
    rows = [HEADER, *(_fields(line) for line in lines(books, year))]
    return "".join("\t".join(row) + "\r\n" for row in rows).encode("iso8859-15")


def _fields(line: Line) -> tuple[str, ...]:
    leg = line.leg
    return (
        line.journal,
        JOURNALS[line.journal],
        f"{line.journal}{line.number:05d}",
        _day(line.on),
        leg.account,
        ACCOUNTS[leg.account],
        leg.party,
        _PARTIES.get(leg.party, ""),
        line.piece,
        _day(line.piece_on),
        line.label,
        _amount(max(leg.cents, 0)),
        _amount(max(-leg.cents, 0)),
        line.code,
        _day(line.lettered_on),
        _day(line.on),
        "",
        "",
        _day(leg.due_on),
    )


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
