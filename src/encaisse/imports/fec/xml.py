"""FEC in XML form: the four schemas of the order (formatA47A-I-VII-1, VIII-3, VIII-5, VIII-7).

``parse_xml`` is how any incoming XML is opened: bytes only, no entity, no network, no DOCTYPE
(formats.md §7).
"""

from collections.abc import Iterator

import polars as pl
from lxml import etree

from encaisse.imports.fec import columns
from encaisse.imports.fec.columns import READ
from encaisse.imports.fec.refusals import (
    DoctypeRefused,
    FileTooLarge,
    NoLine,
    NotFec,
    XmlBroken,
)
from encaisse.imports.fec.rows import Rows

MEGABYTES_MAX = 200
Fields = dict[str, str]


def looks_like_xml(content: bytes) -> bool:
    """Whether the bytes begin with a tag, in any Unicode encoding."""
    start = content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    return start.startswith(b"<")


def parse_xml(content: bytes) -> etree._Element:
    """The root of a document that cannot do harm."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise FileTooLarge(megabytes_max=MEGABYTES_MAX)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in content[:4096].upper():
            raise DoctypeRefused from error
        raise XmlBroken(line=error.lineno, found=error.msg) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DoctypeRefused
    return root


def rows_of_xml(content: bytes) -> Rows:
    """Read a FEC in XML form; the line numbers are those of the XML file."""
    root = parse_xml(content)
    if columns.fold(_name(root)) != "comptabilite":
        raise NotFec(missing=f"ce XML commence par <{_name(root)}>, non par <comptabilite>")
    records = [_record(*found) for found in _movements(root)]
    if not records:
        raise NoLine
    schema = {"line": pl.Int64(), **{name: pl.String() for name in READ}}
    return Rows(pl.DataFrame(records, schema=schema, orient="row"))


def _movements(root: etree._Element) -> Iterator[tuple[int, Fields, Fields, Fields]]:
    """Each accounting line with the fields of its journal and of its entry."""
    for journal in _named(root, "journal"):
        of_journal = _fields(journal)
        for entry in _named(journal, "ecriture"):
            of_entry = _fields(entry)
            for movement in _named(entry, "ligne"):
                line: int = movement.sourceline  # type: ignore[assignment]
                yield line, of_journal, of_entry, _fields(movement)


def _record(line: int, journal: Fields, entry: Fields, movement: Fields) -> tuple[object, ...]:
    """The lettering code of the entry goes to its lines; a line that has its own keeps it."""
    found = {
        **journal,
        **entry,
        **{name: text for name, text in movement.items() if text},
    }
    return (line, *(found.get(name, "") for name in READ))


def _fields(element: etree._Element) -> Fields:
    found = {}
    for child in element:
        name = columns.KNOWN.get(columns.fold(_name(child)))
        if name and not len(child):
            found[name] = (child.text or "").strip()
    return found


def _named(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Descendants of that name, whatever the namespace."""
    return (found for found in parent.iter() if columns.fold(_name(found)) == name)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
