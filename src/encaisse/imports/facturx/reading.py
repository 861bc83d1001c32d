"""One Factur-X or ZUGFeRD PDF: from bytes to the invoice that it carries."""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from encaisse.imports.einvoices.opening import open_plain
from encaisse.imports.einvoices.reading import invoices_in
from encaisse.imports.facturx.refusals import PdfBroken, PdfClosed, PdfTooLarge, PdfWithoutXml
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.rules.einvoice import EInvoice, EInvoiceFile

EXTRACTOR = Path(__file__).resolve().parent / "extractor.py"
MEGABYTES_MAX = 32
SECONDS_MAX = 9
FIRST_LINE = 1
# Best first; case varies from one producer to another.
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
ASIDE = "Fichier joint « {name} » laissé de côté : {why}"
SAME = "il dit la même facture."
OTHER = "ce PDF est la facture {number}."


@dataclass(frozen=True, slots=True)
class _Inside:
    """An XML file inside the PDF, read as an invoice."""

    name: str
    file: EInvoiceFile


def read_facturx(content: bytes) -> EInvoiceFile:
    """Read the bytes of a PDF. Raises a ``FileRefused``."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise PdfTooLarge(megabytes_max=MEGABYTES_MAX)
    found: list[_Inside] = []
    left_out: list[tuple[str, FileRefused]] = []
    for name, xml in sorted(_xml_inside(content), key=lambda one: _rank(one[0])):
        try:
            root, warnings = open_plain(xml)
            found.append(_Inside(name, invoices_in(root, warnings)))
        except FileRefused as refusal:
            left_out.append((name, refusal))
    if not found:
        known = [refusal for name, refusal in left_out if name.lower() in NAMES]
        raise known[0] if known else PdfWithoutXml()
    best, others = found[0].file, found[1:]
    best.ignored += [(FIRST_LINE, _aside(one, best.invoices[0])) for one in others]
    best.ignored += [
        (FIRST_LINE, ASIDE.format(name=name, why=refusal)) for name, refusal in left_out
    ]
    return best


def _rank(name: str) -> int:
    plain = name.lower()
    return NAMES.index(plain) if plain in NAMES else len(NAMES)


def _aside(inside: _Inside, best: EInvoice) -> str:
    same = all(one.number == best.number for one in inside.file.invoices)
    return ASIDE.format(name=inside.name, why=SAME if same else OTHER.format(number=best.number))


def _xml_inside(content: bytes) -> list[tuple[str, bytes]]:
    """The XML files that the PDF carries, by a process that may do little."""
    said = _extracted(content)
    if said.get("refused") == "closed":
        raise PdfClosed
    if "files" not in said:
        raise PdfBroken
    if said["damaged"] and not said["files"]:
        raise PdfBroken
    return [(one["name"], base64.b64decode(one["content"])) for one in said["files"]]


def _extracted(content: bytes) -> dict[str, Any]:
    try:
        extractor = subprocess.run(
            [sys.executable, "-I", EXTRACTOR],
            input=content,
            capture_output=True,
            timeout=SECONDS_MAX,
            check=False,
            env={},
        )
        return dict(json.loads(extractor.stdout)) if extractor.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        return {}
