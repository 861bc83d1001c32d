"""Bytes to a tree whose names have no namespace, so that one path finds each national variant."""

import re

from lxml import etree

from encaisse.imports.einvoices.refusals import EInvoiceTooComplex, EInvoiceTooLarge
from encaisse.imports.opening.refusals import FileEmpty, XmlBroken
from encaisse.imports.opening.xml import local_name, parse_xml

MEGABYTES_MAX = 20
MARKS_MAX = 1_000_000  # tags and attributes: what a tree weighs in memory
DECLARATION = re.compile(rb"\A[^<]*(?:<\?xml[^<>]*>?\s*)*", re.IGNORECASE)
REPAIRED = "Le début ou la fin du fichier n'est pas du XML bien formé : la facture se lit sans."


def open_plain(content: bytes) -> tuple[etree._Element, list[str]]:
    """The root, and what had to be repaired. Raises a ``FileRefused``."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise EInvoiceTooLarge(megabytes_max=MEGABYTES_MAX)
    if content.count(b"<") + content.count(b"=") > MARKS_MAX:
        raise EInvoiceTooComplex(most=MARKS_MAX)
    if not content.strip():
        raise FileEmpty
    try:
        return _plain(parse_xml(content)), []
    except XmlBroken:
        repaired = _without_declaration(content)
        if repaired == content:
            raise
        return _plain(parse_xml(repaired)), [REPAIRED]


def _without_declaration(content: bytes) -> bytes:
    """The same document in UTF-8, from its first tag to its last."""
    body = DECLARATION.sub(b"", content, count=1)
    body = body[: body.rfind(b">") + 1]
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace").encode()
    return body


def _plain(root: etree._Element) -> etree._Element:
    for element in root.iter(etree.Element):
        element.tag = local_name(element)
    return root
