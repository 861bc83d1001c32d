"""Tables written by the tests: texts in any encoding, workbooks of any kind."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import xlsxwriter

Value = str | float | date | None
Rows = Sequence[Sequence[Value]]


def text(rows: Rows, separator: str = ";", encoding: str = "utf-8", ending: str = "\r\n") -> bytes:
    """Rows as a CSV file."""
    lines = [separator.join(_field(value, separator) for value in row) for row in rows]
    return (ending.join(lines) + ending).encode(encoding)


def _field(value: Value, separator: str) -> str:
    found = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")
    if isinstance(value, float):
        found = f"{value:.2f}".replace(".", ",")
    if separator in found or '"' in found:
        return '"' + found.replace('"', '""') + '"'
    return found


def workbook(rows: Rows, *, before: Rows = (), name: str = "Feuille") -> bytes:
    """Rows as an XLSX file; ``before`` makes another sheet, before it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, content in (("Lisez-moi", before), (name, rows)):
            if not content:
                continue
            sheet = book.add_worksheet(title)
            for at, row in enumerate(content):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value, days)
                    elif isinstance(value, str) and value.startswith("="):
                        sheet.write_formula(at, column, value, None, "")
                    elif value is not None:
                        sheet.write(at, column, value)
    return stream.getvalue()


ODS_MIME = "application/vnd.oasis.opendocument.spreadsheet"
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Feuille">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def open_document(rows: Rows) -> bytes:
    """Rows as an ODS file."""
    body = "".join(f"<table:table-row>{''.join(map(_ods, row))}</table:table-row>" for row in rows)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", ODS_MIME)
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(mime=ODS_MIME))
        archive.writestr("content.xml", ODS.format(rows=body))
    return stream.getvalue()


def _ods(value: Value) -> str:
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}">'
            f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(value, float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{value or ''}</text:p></table:table-cell>"
    )
