"""Each defect that French exports were seen with, made from a small sound FEC of ours.

A variant is a function from rows to the bytes of a file that says the same thing. ``DAMAGED`` are
files that say nothing sound: each must end in a sentence.
"""

import codecs
import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from tests.imports.maker import HEADER, Row, text_of

Variant = Callable[[list[Row]], bytes]
BA = ("DateRglt", "ModeRglt", "NatOp")
LABEL = HEADER.index("EcritureLib")
DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")


def text(rows: Sequence[Row], separator: str = "\t", header: Sequence[str] = HEADER) -> str:
    return text_of(rows, separator, header)


def changed(rows: list[Row], **how: Callable[[str], str]) -> list[Row]:
    """The rows with some columns rewritten."""
    return [row | {name: rewrite(row[name]) for name, rewrite in how.items()} for row in rows]


def _dates(rows: list[Row], rewrite: Callable[[str], str]) -> bytes:
    return text(changed(rows, **dict.fromkeys(DATES, rewrite))).encode()


def _amounts(rows: list[Row], rewrite: Callable[[str], str]) -> bytes:
    return text(changed(rows, Debit=rewrite, Credit=rewrite)).encode()


def _slash(day: str) -> str:
    return f"{day[6:]}/{day[4:6]}/{day[:4]}" if day else ""


def _iso(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else ""


def _grouped(amount: str, space: str) -> str:
    units, cents = amount.split(",")
    return f"{int(units):,}".replace(",", space) + f",{cents}"


def _direction(rows: list[Row], debit: str, credit: str) -> bytes:
    header = ["Montant" if n == "Debit" else "Sens" if n == "Credit" else n for n in HEADER]
    return text(
        [
            row
            | {
                "Montant": row["Debit"] if row["Debit"] != "0,00" else row["Credit"],
                "Sens": debit if row["Debit"] != "0,00" else credit,
            }
            for row in rows
        ],
        header=header,
    ).encode()


def _negative(rows: list[Row]) -> bytes:
    """Credits written as negative debits."""
    return text(
        [
            row
            if row["Credit"] == "0,00"
            else row | {"Debit": f"-{row['Credit']}", "Credit": "0,00"}
            for row in rows
        ]
    ).encode()


def _label(rows: list[Row], words: str, separator: str = "\t") -> bytes:
    """Every third label holds the words."""
    told = [
        row | {"EcritureLib": words.join(row["EcritureLib"].split(" ", 1))}
        if index % 3 == 0
        else row
        for index, row in enumerate(rows)
    ]
    return text(told, separator).encode()


def _lines(rows: list[Row], rewrite: Callable[[str], str], *, header: bool = False) -> bytes:
    first, *others = text(rows).removesuffix("\r\n").split("\r\n")
    kept = [rewrite(first) if header else first, *(rewrite(line) for line in others)]
    return ("\r\n".join(kept) + "\r\n").encode()


def _reordered(rows: list[Row]) -> bytes:
    header = [HEADER[2], HEADER[3], HEADER[0], *HEADER[4:], HEADER[1], "Colonne libre"]
    return text(rows, header=header).encode()


def _two_headers(rows: list[Row]) -> bytes:
    whole = text(rows)
    first = whole.split("\r\n", 1)[0]
    lines = whole.split("\r\n")
    middle = len(lines) // 2
    return "\r\n".join([*lines[:middle], first, *lines[middle:]]).encode()


def xml_of(rows: list[Row], *, namespace: str = "", direction: bool = False) -> bytes:
    """The rows as the XML of the order; the lettering is on the entry."""
    out = [f'<?xml version="1.0" encoding="ISO-8859-15"?>\n<comptabilite{namespace}><exercice>']
    out.append("<DateCloture>2024-12-31</DateCloture>")
    entries: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        key = (row["JournalCode"], row["EcritureNum"], row["EcritureDate"])
        entries.setdefault(key, []).append(row)
    for (code, num, day), entry in entries.items():
        lettered = next((row for row in entry if row["EcritureLet"]), entry[0])
        out.append(f"<journal><JournalCode>{code}</JournalCode><JournalLib>")
        out.append(f"{escape(entry[0]['JournalLib'])}</JournalLib><ecriture>")
        out.append(f"<EcritureNum>{num}</EcritureNum><EcritureDate>{_iso(day)}</EcritureDate>")
        out += [_tag(name, entry[0][name]) for name in ("EcritureLib", "PieceRef")]
        out.append(_tag("PieceDate", _iso(entry[0]["PieceDate"])))
        out.append(_tag("EcritureLet", lettered["EcritureLet"]))
        out.append(_tag("DateLet", _iso(lettered["DateLet"])))
        out += [_movement(row, direction=direction) for row in entry]
        out.append("</ecriture></journal>\n")
    out.append("</exercice></comptabilite>")
    return "".join(out).encode("iso8859-15", errors="xmlcharrefreplace")


def _tag(name: str, words: str) -> str:
    return f"<{name}>{escape(words)}</{name}>" if words else ""


def _movement(row: Row, *, direction: bool) -> str:
    side = "Debit" if row["Debit"] != "0,00" else "Credit"
    amount = row[side].replace(",", ".")
    told = _tag(side, amount)
    if direction:
        told = _tag("Montant", amount) + _tag("Sens", "D" if side == "Debit" else "C")
    names = ("CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib")
    third = "".join(_tag(name, row[name]) for name in names)
    if direction:
        third = third.replace("CompAuxNum", "CompteAuxNum")
    return f"<ligne>{third}{told}</ligne>\n"


def xlsx_of(rows: list[Row], *, typed: bool = False) -> bytes:
    """The rows as a workbook, as texts or as numbers and days."""
    import datetime

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("FEC")
    sheet.write_row(0, 0, HEADER)
    for line, row in enumerate(rows, 1):
        for place, name in enumerate(HEADER):
            words = row[name]
            if typed and name in {"Debit", "Credit"}:
                sheet.write_number(line, place, float(words.replace(",", ".")))
            elif typed and name in DATES and words:
                sheet.write_datetime(line, place, datetime.date.fromisoformat(_iso(words)))
            elif words:
                sheet.write_string(line, place, words)
    book.close()
    return stream.getvalue()


def _undecided(rows: list[Row]) -> bytes:
    """All entries numbered 0, every line of an entry on the same document."""
    return text(changed(rows, EcritureNum=lambda _: "0")).encode()


def _cp850(rows: list[Row]) -> bytes:
    return text(rows).encode("cp850", errors="replace")


def _twice_utf8(rows: list[Row]) -> bytes:
    once = codecs.BOM_UTF8 + text(rows).encode()
    return b"".join(_misread(byte) for byte in once)


def _misread(byte: int) -> bytes:
    try:
        return bytes([byte]).decode("cp1252").encode()
    except UnicodeDecodeError:
        return bytes([byte]).decode("latin-1").encode()


def _split_label(rows: list[Row]) -> bytes:
    return _label(rows, "\r\n")


def _shout(name: str) -> str:
    return {"PieceRef": "PIÈCEREF", "EcritureLet": "EcrtureLet", "CompAuxNum": "CompteAuxNum"}.get(
        name, f" {name.upper()} "
    )


def _renamed(rows: list[Row]) -> bytes:
    whole = text(rows)
    first, rest = whole.split("\r\n", 1)
    return ("\t".join(_shout(name) for name in first.split("\t")) + "\r\n" + rest).encode()


def _quoted(rows: list[Row]) -> bytes:
    lines = [HEADER, *([row[name] for name in HEADER] for row in rows)]
    return "".join(
        ";".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in lines
    ).encode()


SOUND: dict[str, Variant] = {
    "as the law says": lambda rows: text(rows).encode(),
    "cp1252, pipe": lambda rows: text(rows, "|").encode("cp1252"),
    "iso 8859-15": lambda rows: text(rows).encode("iso8859-15"),
    "cp850": _cp850,
    "mac roman": lambda rows: text(rows).encode("mac_roman", errors="replace"),
    "utf-8 with mark": lambda rows: codecs.BOM_UTF8 + text(rows).encode(),
    "utf-8 twice": _twice_utf8,
    "utf-16 with mark": lambda rows: codecs.BOM_UTF16_LE + text(rows).encode("utf-16-le"),
    "ebcdic": lambda rows: text(rows).replace("\r\n", "\n").encode("cp500", errors="replace"),
    "nul bytes": lambda rows: text(rows).replace("\t\t", "\t\0\t").encode(),
    "lines end in CR": lambda rows: text(rows).replace("\r\n", "\r").encode(),
    "lines end in LF": lambda rows: text(rows).replace("\r\n", "\n").encode(),
    "lines end in CR CR LF": lambda rows: text(rows).replace("\r\n", "\r\r\n").encode(),
    "no end of line at the end": lambda rows: text(rows).removesuffix("\r\n").encode(),
    "blank lines and 0x1A": lambda rows: text(rows).replace("\r\n", "\r\n\r\n").encode() + b"\x1a",
    "semicolon": lambda rows: text(rows, ";").encode(),
    "comma and dot decimals": lambda rows: text(
        changed(rows, Debit=lambda a: a.replace(",", "."), Credit=lambda a: a.replace(",", ".")),
        ",",
    ).encode(),
    "quoted": _quoted,
    "amount and D/C": lambda rows: _direction(rows, "D", "C"),
    "amount and +1/-1": lambda rows: _direction(rows, "+1", "-1"),
    "negative debits": _negative,
    "days with slashes": lambda rows: _dates(rows, _slash),
    "days in ISO": lambda rows: _dates(rows, _iso),
    "days as JJMMAAAA": lambda rows: _dates(rows, lambda d: _slash(d).replace("/", "")),
    "days with a clock": lambda rows: _dates(rows, lambda d: d and f"{d} 00:00:00"),
    "zero for no day": lambda rows: text(changed(rows, DateLet=lambda d: d or "00000000")).encode(),
    "dot decimals": lambda rows: _amounts(rows, lambda a: a.replace(",", ".")),
    "zero padding": lambda rows: _amounts(rows, lambda a: a.rjust(13, "0")),
    "space and zero padding": lambda rows: _amounts(rows, lambda a: " " + a.rjust(18, "0")),
    "thousands in no-break spaces": lambda rows: _amounts(rows, lambda a: _grouped(a, "\u00a0")),
    "thousands in narrow spaces": lambda rows: _amounts(rows, lambda a: _grouped(a, "\u202f")),
    "thousands in dots": lambda rows: _amounts(rows, lambda a: _grouped(a, ".")),
    "trailing sign": lambda rows: _amounts(rows, lambda a: f"{a}+"),
    "empty for zero": lambda rows: _amounts(rows, lambda a: "" if a == "0,00" else a),
    "one decimal for zero": lambda rows: _amounts(rows, lambda a: "0,0" if a == "0,00" else a),
    "header misspelt": _renamed,
    "columns in another order": _reordered,
    "no header": lambda rows: text(rows).split("\r\n", 1)[1].encode(),
    "header repeated": _two_headers,
    "padded fields": lambda rows: _lines(rows, lambda line: line.replace("\t", "  \t ")),
    "trailing separator": lambda rows: _lines(rows, lambda line: line + "\t"),
    "trailing separator, header too": lambda rows: _lines(
        rows, lambda line: line + "\t", header=True
    ),
    "rows two fields short": lambda rows: _lines(rows, lambda line: line.removesuffix("\t\t")),
    "separator inside labels": lambda rows: _label(rows, "|", "|"),
    "two separators inside labels": lambda rows: _label(rows, "|x|", "|"),
    "quotes inside labels": lambda rows: _label(rows, ' 12" '),
    "newline inside labels": _split_label,
    "byte strings": lambda rows: text(
        changed(rows, JournalCode=lambda c: f"b'{c}'", EcritureNum=lambda c: f"b'{c}'")
    ).encode(),
    "numbers all zero": _undecided,
    "21 columns": lambda rows: text(
        [row | dict(zip(BA, ("20240101", "VIR", ""), strict=True)) for row in rows],
        header=[*HEADER, *BA],
    ).encode(),
    "validation empty": lambda rows: text(changed(rows, ValidDate=lambda _: "")).encode(),
    "xml VII-1": xml_of,
    "xml VIII-7, with a namespace": lambda rows: xml_of(
        rows, namespace=' xmlns="urn:fec"', direction=True
    ),
    "workbook of texts": xlsx_of,
    "workbook of numbers and days": lambda rows: xlsx_of(rows, typed=True),
}
LOSES_LETTERS = {"cp850", "mac roman", "ebcdic"}


def bomb() -> bytes:
    """A workbook of a few hundred kilobytes that opens to 400 megabytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(400):
            member.write(b"0" * 1024 * 1024)
    return stream.getvalue()


def archive_of(name: str) -> bytes:
    """A ZIP with one member of that name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


def _with_doctype(rows: list[Row], doctype: str) -> bytes:
    declaration, rest = xml_of(rows).split(b"\n", 1)
    return declaration + b"\n" + doctype.encode() + b"\n" + rest


def _cut_columns(rows: list[Row], count: int) -> bytes:
    return _lines(rows, lambda line: "\t".join(line.split("\t")[:count]))


def _without(rows: list[Row], *names: str) -> bytes:
    return text(rows, header=[name for name in HEADER if name not in names]).encode()


def _shifted(rows: list[Row]) -> bytes:
    """Each row lost its first column: days and amounts are no longer where the header says."""
    return _lines(rows, lambda line: line.split("\t", 1)[1])


DAMAGED: dict[str, Variant] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \r\n\t\r\n",
    "nul bytes only": lambda _: b"\0" * 500,
    "one 0x1A": lambda _: b"\x1a",
    "header only": lambda _: ("\t".join(HEADER) + "\r\n").encode(),
    "header only, no end": lambda _: "\t".join(HEADER).encode(),
    "header only, utf-16": lambda _: "\t".join(HEADER).encode("utf-16"),
    "a letter": lambda _: "Cher client,\r\nVoici notre relevé.\r\n".encode(),
    "another table": lambda _: b"Nom;Ville;Date\r\nDupont;Lyon;01/01/2024\r\n",
    "json": lambda _: b'{"CompteNum": "411"}',
    "html": lambda _: b"<html><body>Session expir\xe9e</body></html>",
    "pdf": lambda _: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "image": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "photograph": lambda _: b"\xff\xd8\xff\xe0" + bytes(range(256)),
    "random bytes": lambda _: bytes((index * 7919) % 251 for index in range(5_000)),
    "program": lambda _: b"\x7fELF\x02\x01\x01" + bytes(2_000) + bytes(range(1, 32)) * 60,
    "gzip": lambda _: b"\x1f\x8b\x08\x00" + bytes(range(256)) * 4,
    "without CompteNum": lambda rows: _without(rows, "CompteNum"),
    "without EcritureDate": lambda rows: _without(rows, "EcritureDate"),
    "without amounts": lambda rows: _without(rows, "Debit", "Credit"),
    "without Credit": lambda rows: _without(rows, "Credit"),
    "cut in the last amount": lambda rows: text(rows).encode()[:-45],
    "cut in a label": lambda rows: text(rows, "|").rsplit("|", 8)[0].encode(),
    "cut in the first line": lambda rows: text(rows).encode()[:260],
    "cut in the header": lambda rows: text(rows).encode()[:40],
    "rows of three columns": lambda rows: _cut_columns(rows, 3),
    "rows of eleven columns": lambda rows: _cut_columns(rows, 11),
    "rows of twelve columns": lambda rows: _cut_columns(rows, 12),
    "rows without their first column": _shifted,
    "amounts are words": lambda rows: _amounts(rows, lambda _: "douze"),
    "amounts are formulas": lambda rows: _amounts(rows, lambda _: "#REF!"),
    "amounts are infinite": lambda rows: _amounts(rows, lambda _: "1E999"),
    "xml with a doctype": lambda rows: _with_doctype(rows, "<!DOCTYPE comptabilite>"),
    "xml with an entity": lambda rows: _with_doctype(
        rows, '<!DOCTYPE comptabilite [<!ENTITY total "100000.00">]>'
    ),
    "xml that reads a file": lambda rows: _with_doctype(
        rows, '<!DOCTYPE comptabilite [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    ),
    "xml cut": lambda rows: xml_of(rows)[:-200],
    "xml of something else": lambda _: b"<?xml version='1.0'?><facture><total>1</total></facture>",
    "xml without entries": lambda _: b"<comptabilite><exercice/></comptabilite>",
    "zip bomb": lambda _: bomb(),
    "zip that climbs": lambda _: archive_of("../../etc/cron.d/x"),
    "zip of something else": lambda _: archive_of("photo.jpg"),
    "workbook cut": lambda rows: xlsx_of(rows)[:3_000],
    "old workbook cut": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}
