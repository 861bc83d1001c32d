"""A small company's customers, year after year, and the FECs that its software would export.

The life is told first (invoices, instalments, credit notes, payments that pay chosen invoices,
returns, bills, write-offs); the files and what is really open at each year's end follow from it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

HEADER = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
NAMES = (
    "Éts Lefèvre & Fils",
    "SARL Boîte à Œufs",
    "SAS Noël",
    "Garage de l'Étoile",
    "Crèche d'Août",
)
JOURNALS = {"AN": "A NOUVEAUX", "VE": "Ventes", "BQ": "Banque", "OD": "Opérations diverses"}
ACCOUNTS = {
    "411000": "Clients", "706000": "Prestations de services", "445710": "TVA collectée",
    "512000": "Banque", "627000": "Services bancaires", "413000": "Effets à recevoir",
    "654000": "Pertes sur créances irrécouvrables", "890000": "Bilan d'ouverture",
}  # fmt: skip
Row = dict[str, str]


@dataclass
class Item:
    """One line on 411: debit positive. ``pays`` are the items that a credit pays, with cents."""

    customer: str
    number: str
    on: date
    cents: int
    journal: str
    num: str
    contra: list[tuple[str, int]]
    label: str
    kind: str
    pays: list[tuple["Item", int]] = field(default_factory=list)
    due_on: date | None = None

    def open_on(self, day: date, life: "Life") -> int:
        """What is left of it at the end of a day."""
        paid = sum(
            cents
            for credit in life.items
            for item, cents in credit.pays
            if credit.on <= day and (item is self or credit is self) and item.on <= day
        )
        return abs(self.cents) - paid


@dataclass
class Life:
    """Everything that happened on the customers' accounts."""

    items: list[Item] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)

    def number(self, journal: str, year: int) -> str:
        """The next entry number of a journal."""
        key = f"{journal}{year}"
        self.counters[key] = self.counters.get(key, 0) + 1
        return f"{journal}{self.counters[key]:05d}"


def live(seed: int, years: Sequence[int], customers: int = 8, per_year: int = 10) -> Life:
    """The life of a company over some years."""
    chance = random.Random(seed)
    life = Life()
    for year in years:
        for index in range(customers):
            _a_year(life, chance, f"C{index:04d}", year, per_year)
    life.items.sort(key=lambda item: item.on)
    return life


def name_of(customer: str) -> str:
    """The name of a customer."""
    index = int(customer[1:])
    return NAMES[index % len(NAMES)] + (f" {index}" if index >= len(NAMES) else "")


def balance(life: Life, customer: str, day: date) -> int:
    """What the customer's account says at the end of a day."""
    return sum(item.cents for item in life.items if item.customer == customer and item.on <= day)


def _a_year(life: Life, chance: random.Random, customer: str, year: int, count: int) -> None:
    for _ in range(count):
        on = date(year, 1, 1) + timedelta(days=chance.randrange(364))
        invoices = _invoice(life, chance, customer, on)
        _payment(life, chance, customer, invoices)
    if chance.random() < 0.5:
        on = date(year, 3, 1) + timedelta(days=chance.randrange(200))
        cents = chance.randrange(1_000, 90_000)
        contra = [("706000", cents)]
        _add(life, customer, "VE", on, -cents, contra, "Avoir", "credit_note")


def _invoice(life: Life, chance: random.Random, customer: str, on: date) -> list[Item]:
    """An invoice, in one or two instalments; sometimes two invoices paid together."""
    found = []
    for _ in range(2 if chance.random() < 0.2 else 1):
        cents = chance.randrange(1_000, 900_000)
        tax = cents - round(cents / 1.2)
        contra = [("706000", tax - cents), ("445710", -tax)]
        first = _add(life, customer, "VE", on, cents, contra, "Facture", "invoice")
        found.append(first)
        if chance.random() < 0.15:
            part = cents // 3
            first.cents -= part
            second = replace(first, cents=part, contra=[], pays=[])
            life.items.append(second)
            found.append(second)
    return found


def _payment(life: Life, chance: random.Random, customer: str, invoices: list[Item]) -> None:
    """How the invoices are settled, if they are."""
    how = chance.random()
    on = invoices[-1].on + timedelta(days=chance.randrange(5, 110))
    total = sum(invoice.cents for invoice in invoices)
    whole = [(invoice, invoice.cents) for invoice in invoices]
    if how < 0.5:
        fee = 1_200 if how < 0.05 else 0
        contra = [("512000", total - fee)] + ([("627000", fee)] if fee else [])
        _add(life, customer, "BQ", on, -total, contra, "VIR", "payment", pays=whole)
    elif how < 0.6:
        part = invoices[0].cents * 2 // 5
        contra = [("512000", part)]
        _add(
            life, customer, "BQ", on, -part, contra, "ACPTE", "payment", pays=[(invoices[0], part)]
        )
    elif how < 0.66:
        _add(life, customer, "OD", on, -total, [("413000", total)], "LCR", "bill", pays=whole)
    elif how < 0.7:
        _add(
            life, customer, "OD", on, -total, [("654000", total)], "Perte", "write_off", pays=whole
        )
    elif how < 0.76:
        _returned(life, customer, on, total)
    elif how < 0.82:
        _add(life, customer, "BQ", on, -777, [("512000", 777)], "VIR sans objet", "payment")


def _returned(life: Life, customer: str, on: date, cents: int) -> None:
    back_on = on + timedelta(days=4)
    back = _add(life, customer, "BQ", back_on, cents, [("512000", -cents)], "REJET PRLV", "return")
    pays = [(back, cents)]
    _add(life, customer, "BQ", on, -cents, [("512000", cents)], "PRLV SEPA", "payment", pays=pays)


def _add(
    life: Life, customer: str, journal: str, on: date, cents: int,
    contra: list[tuple[str, int]], label: str, kind: str,
    *, pays: list[tuple[Item, int]] | None = None,
) -> Item:  # fmt: skip
    num = life.number(journal, on.year)
    prefix = {"VE": "AV" if cents < 0 else "FA", "BQ": "VIR", "OD": "OD"}[journal]
    number = f"{prefix}{on:%y}{num[2:]}"
    item = Item(customer, number, on, cents, journal, num, contra, label, kind, pays or [])
    life.items.append(item)
    return item


def letters(life: Life, known: date, year: int) -> dict[int, tuple[str, date]]:
    """Lettering codes as the software gave them up to a day, restarting per customer and year:
    capitals for what balances, lower case for the rest."""
    groups: dict[int, set[int]] = {}
    by_id = {id(item): item for item in life.items}
    for credit in life.items:
        members = [id(credit), *(id(item) for item, _ in credit.pays)]
        if credit.on > known or not credit.pays:
            continue
        joined = set(members).union(*(groups.get(member, set()) for member in members))
        for member in joined:
            groups[member] = joined
    found: dict[int, tuple[str, date]] = {}
    turns: dict[str, int] = {}
    for item in life.items:
        joined = groups.get(id(item), set())
        if not joined or id(item) in found:
            continue
        turn = turns[item.customer] = turns.get(item.customer, 0) + 1
        code = chr(64 + 1 + (turn - 1) // 26) + chr(65 + (turn - 1) % 26)
        whole = sum(by_id[member].cents for member in joined) == 0
        day = max(by_id[member].on for member in joined)
        for member in joined:
            found[member] = (code if whole else code.lower(), day)
    return found


def fec_rows(
    life: Life, year: int, *, opening: str = "detail", known: date | None = None,
    until: date | None = None, lettered: bool = True, due_dates: bool = False,
) -> list[Row]:  # fmt: skip
    """The FEC of one year. ``opening``: ``detail``, ``total`` or ``none``; ``known``: the day of
    the export, for the lettering; ``until``: the last day exported."""
    last = until or date(year, 12, 31)
    codes = letters(life, known or last, year) if lettered else {}
    rows = _opening(life, year, opening, codes)
    done: set[str] = set()
    for item in life.items:
        if not date(year, 1, 1) <= item.on <= last or (item.num in done and item.journal == "VE"):
            continue
        entry = [
            other for other in life.items
            if (other.journal, other.num, other.on.year) == (item.journal, item.num, year)
        ]  # fmt: skip
        done.add(item.num)
        rows += [_customer_row(part, codes.get(id(part))) for part in entry]
        rows += [_row(item, account, cents) for account, cents in entry[0].contra]
    if due_dates:
        for row in rows:
            row["DateEcheance"] = row["PieceDate"] if row["CompteNum"] == "411000" else ""
    return rows


def _opening(life: Life, year: int, how: str, codes: dict[int, tuple[str, date]]) -> list[Row]:
    start, eve = date(year, 1, 1), date(year - 1, 12, 31)
    rows: list[Row] = []
    if how == "detail":
        for item in (item for item in life.items if item.on <= eve and item.open_on(eve, life)):
            rows += _opening_rows(item, codes.get(id(item)), f"AN{len(rows):05d}", start)
            for credit in life.items:
                if credit.on <= eve and any(paid is item for paid, _ in credit.pays):
                    rows += _opening_rows(
                        credit, codes.get(id(credit)), f"AN{len(rows):05d}", start
                    )
    elif how == "total":
        for customer in sorted({item.customer for item in life.items}):
            cents = balance(life, customer, eve)
            total = Item(customer, "RAN", start, cents, "AN", "AN1", [], "A nouveau", "opening")
            if cents:
                rows += _opening_rows(total, None, f"AN{len(rows):05d}", start)
    return rows


def _opening_rows(item: Item, code: tuple[str, date] | None, num: str, start: date) -> list[Row]:
    moved = {"JournalCode": "AN", "EcritureNum": num, "EcritureDate": f"{start:%Y%m%d}"}
    moved |= {"JournalLib": JOURNALS["AN"], "EcritureLib": f"AN {item.number}"}
    return [
        _customer_row(item, code) | moved,
        _row(item, "890000", -item.cents) | moved,
    ]


def _customer_row(item: Item, code: tuple[str, date] | None) -> Row:
    row = _row(item, "411000", item.cents)
    row |= {"CompAuxNum": item.customer, "CompAuxLib": name_of(item.customer)}
    if code:
        row |= {"EcritureLet": code[0], "DateLet": f"{code[1]:%Y%m%d}"}
    return row


def _row(item: Item, account: str, cents: int) -> Row:
    row = dict.fromkeys(HEADER, "")
    return row | {
        "JournalCode": item.journal, "JournalLib": JOURNALS[item.journal],
        "EcritureNum": item.num, "EcritureDate": f"{item.on:%Y%m%d}",
        "CompteNum": account, "CompteLib": ACCOUNTS[account],
        "PieceRef": item.number, "PieceDate": f"{item.on:%Y%m%d}",
        "EcritureLib": f"{item.label} {name_of(item.customer)}",
        "Debit": amount(max(cents, 0)), "Credit": amount(max(-cents, 0)),
        "ValidDate": f"{item.on:%Y%m%d}",
    }  # fmt: skip


def amount(cents: int) -> str:
    """As the law wants it: a decimal comma."""
    return f"{cents // 100},{cents % 100:02d}"


def text_of(rows: Sequence[Row], separator: str = "\t", header: Sequence[str] = HEADER) -> str:
    """The rows as a text file."""
    lines = [separator.join(header)]
    lines += [separator.join(row.get(name, "") for name in header) for row in rows]
    return "\r\n".join(lines) + "\r\n"
