"""Bytes to a tree whose names have no namespace, so that one path finds each national variant."""

import re

from lxml import etree

from encaisse.imports.einvoices.refusals import EInvoiceTooComplex, EInvoiceTooLarge
from encaisse.imports.opening.refusals import FileEmpty, XmlBroken
from encaisse.imports.opening.xml import MENDED, local_name, mended, parse_xml

MEGABYTES_MAX = 50
MARKS_MAX = 1_000_000  # tags and attributes: what a tree weighs in memory
# What an invoice bears (BG-24) is not read, and the parser refuses texts of ten megabytes.
ATTACHED = re.compile(rb">[A-Za-z0-9+/=\s]{1000000,}<")


def open_plain(content: bytes) -> tuple[etree._Element, list[str]]:
    """The root, and what had to be repaired. Raises a ``FileRefused``."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise EInvoiceTooLarge(megabytes_max=MEGABYTES_MAX)
    content = ATTACHED.sub(b"><", content)
    if content.count(b"<") + content.count(b"=") > MARKS_MAX:
        raise EInvoiceTooComplex(most=MARKS_MAX)
    if not content.strip():
        raise FileEmpty
    try:
        return _plain(parse_xml(content)), []
    except XmlBroken:
        repaired = mended(content)
        if repaired == content:
            raise
        return _plain(parse_xml(repaired)), [MENDED]


def _plain(root: etree._Element) -> etree._Element:
    for element in root.iter(etree.Element):
        try:
            element.tag = local_name(element)
        except ValueError as error:
            found = f"préfixe sans déclaration dans {element.tag}"
            raise XmlBroken(line=element.sourceline, found=found) from error
    return root
